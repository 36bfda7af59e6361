-- Each series of values that a control chart could show, with what its values are, or why there can be no chart of it.
--
-- A series is of one measure, source, organisation and length of period, and begins anew where it is re-based.
with grouped as (
    select
        measure_id,
        source_id,
        org_type,
        org_code,
        period_months,
        rebased_on,
        arg_min(period, period_start) as first_period,
        arg_max(period, period_start) as last_period,
        arg_max(period, period_start) filter (where set_aside_reason is null) as last_counted_period,
        max(period_start) filter (where set_aside_reason is null) as last_counted_start,
        min(period_start) as first_day,
        max(period_end) as last_day,
        count(*) as values_shown,
        count(set_aside_reason) as set_aside,
        count(*) - count(set_aside_reason) as points,
        quantile_disc(decimals, 0.5) filter (where set_aside_reason is null) as decimals,
        count(*) filter (where denominator < 20 and set_aside_reason is null) as small_denominators,
        min(value) as lowest,
        max(value) as highest
    from steps.spc_value
    group by all
)

select
    grouped.*,
    row_number() over (
        order by
            grouped.measure_id, grouped.source_id, grouped.org_type, grouped.org_code, grouped.period_months,
            grouped.rebased_on nulls first
    )::integer as series_no,
    row_number() over (
        partition by grouped.measure_id, grouped.source_id, grouped.org_type, grouped.org_code
        order by grouped.period_months, grouped.rebased_on nulls first
    ) as segment,
    datediff('month', grouped.first_day, grouped.last_day + 1) // grouped.period_months - grouped.values_shown as gaps,
    measure.unit,
    measure.polarity,
    case
        when spc_window.refusal is not null then spc_window.refusal
        when measure.unit = 'yes or no' then 'an answer of yes or no has no process limits'
        when gaps < 0 then 'neighbouring values overlap'
        when grouped.points < 7 then 'fewer than 7 points'
        when greatest(abs(grouped.lowest), abs(grouped.highest)) >= 1e15 then 'values of more than 15 digits'
    end as refusal
from grouped
inner join core.measure as measure
    on grouped.measure_id = measure.measure_id
left join steps.spc_window as spc_window
    on grouped.measure_id = spc_window.measure_id
    and grouped.org_type = spc_window.org_type
