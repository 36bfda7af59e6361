-- How was the area of NHS Leeds CCG rated over time, before and after the merger?
-- A predecessor's band is that of another organisation: it is listed, never carried forward.
SELECT
    area,
    period,
    rated_org_name,
    relation,
    joined_on,
    coalesce(band, reason) AS rated,
    note
FROM marts.rating_history
WHERE org_name = 'NHS Leeds CCG'
ORDER BY area, period_start, rated_org_name;
