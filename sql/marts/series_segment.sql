-- The runs in which the values of an organisation may stand in one series, and why each begins anew.
--
-- A segment holds values of one source and measure, of periods of one length, for one area. It goes on through a merger
-- where the organisation's values before it opened are sums of its predecessors' counts, or are all printed by the
-- publisher, never both; and through periods without a value, which are gaps. A definition that changes is another
-- measure. Where the day on which an area changed is not known the segment is given, and the note says so.
--
-- group: measures
-- slices: measure_id
-- key: measure_id, source_id, org_type, org_code, period_months, segment
--   measure_id VARCHAR -- The measure
--   source_id VARCHAR -- The source, or the document that is of no source
--   org_type VARCHAR -- Kind of organisation: ccg, national, region, stp and others
--   org_code VARCHAR -- NHS ODS code of the organisation; England for all of it
--   period_months BIGINT [months] -- Length of its periods
--   segment BIGINT [position] -- Place among the segments of the series, from 1, the earliest
--   first_period VARCHAR -- First period with a value
--   last_period VARCHAR -- Last period with a value
--   starts_on DATE -- First day of the first period
--   ends_on DATE -- Last day of the last period
--   points BIGINT [values] -- Values in it
--   basis VARCHAR -- Where its values come from, in time's order: sum of predecessors, publisher's mapping, own
--   break_reason VARCHAR? -- Why it does not go on from earlier values: source changed, merger without counts, boundary moved, publisher's mapping begins or ends; NULL when there are none
--   note VARCHAR? -- That its area changed on a day that is not known; NULL when it did not
with point as (
    select
        source_of(document.source_id, document.document_id) as source_id,
        measure_value.measure_id,
        measure_value.org_type,
        measure_value.org_code,
        measure_value.period,
        measure_value.period_start,
        measure_value.period_end,
        datediff('month', measure_value.period_start, measure_value.period_end) + 1 as period_months
    from core.measure_value as measure_value
    inner join steps.value_document as document
        on measure_value.document_id = document.document_id
    anti join steps.replaced_row as replaced
        on measure_value.document_id = replaced.document_id
        and measure_value.measure_id = replaced.measure_id
        and measure_value.period = replaced.period
        and measure_value.org_type = replaced.org_type
        and measure_value.org_code = replaced.org_code
    where measure_value.value is not null
),

boundary as (
    select
        org_code,
        list(valid_from order by valid_from) filter (where valid_from is not null) as known_days,
        max(valid_from) as last_known_day,
        count(*) filter (where valid_from is null) > 0 as has_unknown_day,
        string_agg(gss_code, ', ' order by valid_from, gss_code) as gss_codes
    from core.organisation_boundary
    group by org_code
    having count(*) > 1
),

-- Only an organisation that came of a merger, or whose area changed, can have several segments.
divisible as (
    select
        organisation.org_code,
        organisation.opened_on,
        boundary.known_days,
        boundary.last_known_day,
        boundary.has_unknown_day,
        boundary.gss_codes
    from core.organisation as organisation
    left join boundary
        on organisation.org_code = boundary.org_code
    where boundary.org_code is not null
        or organisation.org_code in (
            select succession.successor_org_code from core.organisation_succession as succession
        )
),

undivided as (
    select
        point.measure_id,
        point.source_id,
        point.org_type,
        point.org_code,
        point.period_months,
        1::bigint as segment,
        arg_min(point.period, point.period_end) as first_period,
        arg_max(point.period, point.period_end) as last_period,
        min(point.period_start) as starts_on,
        max(point.period_end) as ends_on,
        count(*) as points,
        'own' as basis,
        null::varchar as break_reason,
        null::varchar as note
    from point
    anti join divisible
        on point.org_type = 'ccg'
        and point.org_code = divisible.org_code
    group by all
),

lineage as (
    select
        lineage.*,
        periods.period_start,
        periods.period_end,
        datediff('month', periods.period_start, periods.period_end) + 1 as period_months
    from marts.measure_lineage as lineage
    inner join (
        select distinct
            source_of(document.source_id, document.document_id) as source_id,
            measure_value.measure_id,
            measure_value.period,
            measure_value.period_start,
            measure_value.period_end
        from core.measure_value as measure_value
        inner join steps.value_document as document
            on measure_value.document_id = document.document_id
        where measure_value.org_type = 'ccg'
    ) as periods
        on lineage.source_id = periods.source_id
        and lineage.measure_id = periods.measure_id
        and lineage.period = periods.period
    where lineage.basis in ('sum of predecessors', 'between its parts', 'refused')
),

-- A sum takes the place of what the publisher prints; a merger without counts is told though it gives no value.
event as (
    select
        point.measure_id,
        point.source_id,
        point.org_code,
        point.period_months,
        point.period,
        point.period_start,
        point.period_end,
        if(point.period_end < divisible.opened_on, 'publisher''s mapping', 'own') as basis,
        null as gap_reason
    from point
    inner join divisible
        on point.org_type = 'ccg'
        and point.org_code = divisible.org_code
    anti join lineage
        on point.measure_id = lineage.measure_id
        and point.source_id = lineage.source_id
        and point.org_code = lineage.org_code
        and point.period = lineage.period
    union all
    select
        measure_id,
        source_id,
        org_code,
        period_months,
        period,
        period_start,
        period_end,
        if(basis = 'sum of predecessors', basis, 'none') as basis,
        if(note = 'the boundary moved', 'boundary moved', 'merger without counts') as gap_reason
    from lineage
    where basis <> 'sum of predecessors' or percent is not null
),

numbered as (
    select
        event.*,
        len(list_filter(coalesce(divisible.known_days, []), lambda day: day <= event.period_end)) as area_no
    from event
    inner join divisible
        on event.org_code = divisible.org_code
),

compared as (
    select
        *,
        lag(basis) over in_time as basis_before,
        lag(gap_reason) over in_time as gap_before,
        lag(area_no) over in_time as area_before
    from numbered
    window in_time as (partition by measure_id, source_id, org_code, period_months order by period_end, period)
),

broken as (
    select
        *,
        case
            when basis_before is null then null
            when basis_before = 'none' then gap_before
            when area_no <> area_before then 'boundary moved'
            when basis_before = 'sum of predecessors' and basis = 'publisher''s mapping'
                then 'publisher''s mapping begins'
            when basis_before = 'publisher''s mapping' and basis = 'sum of predecessors'
                then 'publisher''s mapping ends'
        end as break_reason
    from compared
    where basis <> 'none'
),

segmented as (
    select
        *,
        sum(if(break_reason is null, 0, 1)) over in_time as breaks
    from broken
    window in_time as (
        partition by measure_id, source_id, org_code, period_months
        order by period_end, period
        rows between unbounded preceding and current row
    )
),

divided as (
    select
        segmented.measure_id,
        segmented.source_id,
        'ccg' as org_type,
        segmented.org_code,
        segmented.period_months,
        dense_rank() over (
            partition by segmented.measure_id, segmented.source_id, segmented.org_code, segmented.period_months
            order by segmented.breaks
        ) as segment,
        segmented.period,
        segmented.period_start,
        segmented.period_end,
        segmented.basis,
        segmented.break_reason,
        divisible.last_known_day,
        divisible.has_unknown_day,
        divisible.gss_codes
    from segmented
    inner join divisible
        on segmented.org_code = divisible.org_code
),

segment_of_divisible as (
    select
        measure_id,
        source_id,
        org_type,
        org_code,
        period_months,
        segment,
        arg_min(period, period_end) as first_period,
        arg_max(period, period_end) as last_period,
        min(period_start) as starts_on,
        max(period_end) as ends_on,
        count(*) as points,
        concat_ws(
            ', ',
            if(bool_or(basis = 'sum of predecessors'), 'sum of predecessors', null),
            if(bool_or(basis = 'publisher''s mapping'), 'publisher''s mapping', null),
            if(bool_or(basis = 'own'), 'own', null)
        ) as basis,
        max(break_reason) as break_reason,
        if(
            any_value(has_unknown_day)
            and (max(period_end) >= any_value(last_known_day) or max(last_known_day) is null),
            'its ONS code changed on a day that is not known, and with it its area: ' || any_value(gss_codes),
            null
        ) as note
    from divided
    group by all
),

all_segments as (
    select * from undivided
    union all by name
    select * from segment_of_divisible
)

select
    * replace (
        case
            when segment > 1 or break_reason is not null then break_reason
            when min(starts_on) over (partition by measure_id, org_type, org_code, period_months) < starts_on
                then 'source changed'
        end as break_reason
    )
from all_segments
