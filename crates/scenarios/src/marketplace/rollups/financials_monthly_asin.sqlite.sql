-- rollup: financials_monthly_asin
-- all: asin_id
-- capture: auto
-- lag: 30s
-- delta_cap: 10000
SELECT f.asin_id, f.marketplace, date(f.day, 'start of month') AS month, f.metric,
       SUM(f.amount) AS amount, COUNT(*) AS entries
FROM financials f
GROUP BY f.asin_id, f.marketplace, date(f.day, 'start of month'), f.metric
