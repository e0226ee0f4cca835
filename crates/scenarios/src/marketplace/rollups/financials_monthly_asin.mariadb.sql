-- rollup: financials_monthly_asin
-- capture: auto
-- lag: 30s
-- delta_cap: 10000
SELECT f.asin_id, f.marketplace, CAST(DATE_FORMAT(f.day, '%Y-%m-01') AS DATE) AS month, f.metric,
       SUM(f.amount) AS amount, COUNT(*) AS entries
FROM financials f
GROUP BY f.asin_id, f.marketplace, CAST(DATE_FORMAT(f.day, '%Y-%m-01') AS DATE), f.metric
