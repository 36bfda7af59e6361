-- Where did the fewest begin treatment for psychosis within two weeks at the end of 2021/22, and of how many at least?
select
    rank,
    ranked,
    org_name,
    value,
    smallest_denominator as people_at_least,
    interval_note
from marts.measure_benchmark
where measure_id = 'eip_two_week_wait' and period = '2021/22 Q4' and rank is not null
order by rank desc, org_name
limit 10;
