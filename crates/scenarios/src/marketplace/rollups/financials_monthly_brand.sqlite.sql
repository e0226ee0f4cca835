-- rollup: financials_monthly_brand
-- all: marketplace
-- capture: auto
-- lag: 30s
-- delta_cap: 10000
SELECT a.brand_id, f.marketplace, date(f.day, 'start of month') AS month, f.metric,
       SUM(f.amount) AS amount, COUNT(*) AS entries
FROM financials f
JOIN asin a ON a.id = f.asin_id
GROUP BY a.brand_id, f.marketplace, date(f.day, 'start of month'), f.metric
