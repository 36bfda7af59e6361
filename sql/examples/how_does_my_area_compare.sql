-- How does NHS Dudley CCG compare with all others, area by area?
SELECT
    area,
    period,
    band,
    better,
    equal,
    worse,
    rated,
    round(relative_position, 3) AS relative_position,
    note
FROM marts.rating_benchmark
INNER JOIN core.organisation USING (org_code)
WHERE organisation.org_name = 'NHS Dudley CCG'
ORDER BY period, area;
