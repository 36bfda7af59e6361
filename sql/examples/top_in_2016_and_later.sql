-- How were the 13 top performers of October 2016 rated for mental health in 2017/18?
-- Two frameworks with other bands on other measures: read them side by side, and say neither 'better' nor 'worse'.
select
    baseline.org_name,
    baseline.band as band_2016,
    later.band as band_2017_18
from marts.rating_current as baseline
left join marts.rating_current as later
    on baseline.org_code = later.org_code
    and later.framework = 'ccg_iaf'
    and later.area = 'mental_health'
where baseline.framework = 'ccg_iaf_baseline_2016'
    and baseline.band = 'Top performing'
order by baseline.org_name;
