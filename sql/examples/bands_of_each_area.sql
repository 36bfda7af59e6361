-- How many organisations have each band, and of how many that were open then?
select
    area,
    period,
    band,
    organisations,
    round(100 * share, 1) as percent_of_rated,
    organisations_open,
    coverage_note
from marts.rating_distribution
order by period, area, position;
