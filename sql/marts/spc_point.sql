-- Each point of a control chart (XmR): its side of the mean, the rules that mark it, and what kind of variation it is.
--
-- The charts are those of marts.spc_series that are not refused; its head says how they are made. A value that is set
-- aside is shown and has no marks. A gap, which is a period without a value or with one that is set aside, ends every
-- run.
--
-- group: control_charts
-- slices: measure_id
-- key: measure_id, source_id, org_type, org_code, segment, period
--   measure_id VARCHAR -- The measure
--   source_id VARCHAR -- Source that published the values; a document that belongs to no source is one by itself
--   org_type VARCHAR -- Kind of organisation: ccg, national, region, stp and others
--   org_code VARCHAR -- NHS ODS code of the organisation; England for all of it
--   segment BIGINT [position] -- Number of the series in marts.spc_series
--   period VARCHAR -- Reporting period in normal form
--   period_start DATE -- First day of the period
--   period_end DATE -- Last day of the period
--   value DOUBLE [the measure's unit] -- Value as published
--   document_id VARCHAR -- Document that states it, the latest of its source
--   set_aside_reason VARCHAR? -- Why the point is not counted in the limits; NULL when it is
--   gap_before BIGINT? [periods] -- Periods between it and the counted point before; NULL of the first and of those set aside
--   moving_range DOUBLE? [the measure's unit] -- Distance to the value of the period directly before; NULL after a gap
--   side BIGINT? [sign] -- 1 above the mean, -1 below it, 0 at it; NULL when set aside
--   astronomical BOOLEAN? -- Whether it lies beyond a process limit; NULL when set aside, or the series is too coarse
--   shift BOOLEAN? -- Whether it is one of 7 or more points in succession on one side of the mean; NULL when set aside
--   trend BOOLEAN? -- Whether it is one of 7 or more points in succession that only rise or only fall; NULL when set aside
--   two_of_three BOOLEAN? -- Whether it is one of 2 in 3 in succession near a limit; NULL when set aside, or too coarse
--   rules VARCHAR[] -- The rules that mark it: astronomical, shift, trend, two_of_three
--   trend_direction VARCHAR? -- up or down; NULL without a trend. A point that ends one trend and begins another has the first
--   point_type VARCHAR? -- common_cause, improvement, concern, neutral_high or neutral_low; NULL when set aside
select
    series.measure_id,
    series.source_id,
    series.org_type,
    series.org_code,
    series.segment,
    run.period,
    run.period_start,
    run.period_end,
    run.value,
    run.document_id,
    run.set_aside_reason,
    run.gap_before,
    run.moving_range::double as moving_range,
    marked.side::bigint as side,
    marked.astronomical,
    marked.shift,
    marked.trend,
    marked.two_of_three,
    coalesce(marked.rules, []) as rules,
    marked.trend_direction,
    marked.point_type
from steps.spc_run as run
inner join steps.spc_limit as series
    on run.series_no = series.series_no
left join steps.spc_marked as marked
    on run.series_no = marked.series_no
    and run.period_start = marked.period_start
where series.refusal is null
