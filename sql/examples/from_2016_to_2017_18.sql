-- What bands did the best and the worst of October 2016 have for mental health in 2017/18?
select
    from_band,
    to_band,
    organisations,
    from_organisations,
    comparable,
    note
from marts.rating_transition
where area = 'mental_health'
    and from_framework = 'ccg_iaf_baseline_2016'
    and to_framework = 'ccg_iaf'
order by from_band desc, organisations desc, to_band;
