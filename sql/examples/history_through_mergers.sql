-- How was the area of NHS Leeds CCG rated over time, before and after the merger?
-- A predecessor's band is that of another organisation: it is listed, never carried forward.
select
    area,
    period,
    rated_org_name,
    relation,
    joined_on,
    coalesce(band, reason) as rated,
    note
from marts.rating_history
where org_name = 'NHS Leeds CCG'
order by area, period_start, rated_org_name;
