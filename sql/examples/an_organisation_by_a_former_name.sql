-- What became of Leeds West, and how was it rated?
select
    found.org_code,
    found.org_name,
    found.successors,
    rating.area,
    rating.period,
    coalesce(rating.band, rating.reason) as rated
from find_organisation('leeds west') as found
inner join marts.rating_current as rating using (org_code)
order by rating.period_start, rating.area;
