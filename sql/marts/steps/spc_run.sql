-- Each value of the series that can have a chart, with its moving range: the distance to the period directly before.
--
-- Values that are set aside are in no range. Differences are those of exact decimals, so that sums of them are the same
-- in whatever order they are added up.
with placed as (
    select
        base.series_no,
        base.period_months,
        value.period,
        value.period_start,
        value.period_end,
        value.value,
        value.document_id,
        value.set_aside_reason,
        value.set_aside_reason is null as is_counted,
        lag(value.value) over in_time as value_before,
        lag(value.period_end) over in_time as end_before
    from steps.spc_value as value
    inner join steps.spc_base as base
        on value.measure_id = base.measure_id
        and value.source_id = base.source_id
        and value.org_type = base.org_type
        and value.org_code = base.org_code
        and value.period_months = base.period_months
        and value.rebased_on is not distinct from base.rebased_on
    where base.refusal is null
    window in_time as (partition by base.series_no, value.set_aside_reason is null order by value.period_start)
)

select
    * exclude (period_months, value_before, end_before),
    value::decimal(38, 12) as exact_value,
    coalesce(end_before + 1 <> period_start, true) as is_start,
    case when is_counted and not is_start then abs(exact_value - value_before::decimal(38, 12)) end as moving_range,
    case when not is_start then sign(value - value_before)::integer else 0 end as direction,
    end_before >= period_start as is_overlapping,
    case when is_counted then datediff('month', end_before + 1, period_start) // period_months end as gap_before
from placed
