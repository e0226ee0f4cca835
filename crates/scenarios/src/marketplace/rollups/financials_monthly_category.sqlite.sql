-- rollup: financials_monthly_category
-- capture: auto
-- lag: 30s
-- delta_cap: 10000
SELECT b.category_id, date(f.day, 'start of month') AS month, f.metric,
       SUM(f.amount) AS amount, COUNT(*) AS entries
FROM financials f
JOIN asin a ON a.id = f.asin_id
JOIN brand b ON b.id = a.brand_id
GROUP BY b.category_id, date(f.day, 'start of month'), f.metric
