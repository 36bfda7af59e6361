-- What ratings did anybody know when the first dashboard was due, on 1 January 2017?
select
    band,
    count(*) as organisations,
    any_value(document_id) as document_id
from ratings_as_at(date '2017-01-01')
group by band
order by band desc;
