-- Why have some organisations no band?
SELECT
    area,
    period,
    status,
    org_name,
    reason
FROM marts.rating_current
WHERE status <> 'rated'
ORDER BY area, status, org_name;
