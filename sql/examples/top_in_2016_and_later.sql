-- How were the 13 top performers of October 2016 rated for mental health in 2017/18?
-- Two frameworks with other bands on other measures: read them side by side, and say neither 'better' nor 'worse'.
SELECT
    baseline.org_name,
    baseline.band AS band_2016,
    later.band AS band_2017_18
FROM marts.rating_current AS baseline
LEFT JOIN marts.rating_current AS later
    ON baseline.org_code = later.org_code
    AND later.framework = 'ccg_iaf'
    AND later.area = 'mental_health'
WHERE baseline.framework = 'ccg_iaf_baseline_2016'
    AND baseline.band = 'Top performing'
ORDER BY baseline.org_name;
