-- What bands did the best and the worst of October 2016 have for mental health in 2017/18?
SELECT
    from_band,
    to_band,
    organisations,
    from_organisations,
    comparable,
    note
FROM marts.rating_transition
WHERE area = 'mental_health'
    AND from_framework = 'ccg_iaf_baseline_2016'
    AND to_framework = 'ccg_iaf'
ORDER BY from_band DESC, organisations DESC, to_band;
