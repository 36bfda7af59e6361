-- How does NHS Dudley CCG compare with all others, area by area?
select
    area,
    period,
    band,
    better,
    equal,
    worse,
    rated,
    round(relative_position, 3) as relative_position,
    note
from marts.rating_benchmark
inner join core.organisation using (org_code)
where organisation.org_name = 'NHS Dudley CCG'
order by period, area;
