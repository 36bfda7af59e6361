-- Why have some organisations no band?
select
    area,
    period,
    status,
    org_name,
    reason
from marts.rating_current
where status <> 'rated'
order by area, status, org_name;
