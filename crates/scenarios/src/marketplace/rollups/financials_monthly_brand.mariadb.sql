-- rollup: financials_monthly_brand
-- all: marketplace
-- capture: auto
-- lag: 30s
-- delta_cap: 10000
SELECT a.brand_id, f.marketplace, CAST(DATE_FORMAT(f.day, '%Y-%m-01') AS DATE) AS month, f.metric,
       SUM(f.amount) AS amount, COUNT(*) AS entries
FROM financials f
JOIN asin a ON a.id = f.asin_id
GROUP BY a.brand_id, f.marketplace, CAST(DATE_FORMAT(f.day, '%Y-%m-01') AS DATE), f.metric
