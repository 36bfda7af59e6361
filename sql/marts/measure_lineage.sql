-- Percentages of organisations that came of mergers, before and after they opened, from the counts of their line.
--
-- Of a period in which the organisation was open its own row stands here. Before it opened, the counts of all
-- predecessors open on the last day of the period are added, where the same source gives them all. Percentages without
-- counts are never averaged: the pooled one lies between the lowest and the highest part. A source may print a value
-- for the later organisation itself; it stands as printed. The sum is refused where a predecessor's ONS code changed
-- after the period, or on a day that is not known, or where part of its area went elsewhere.
--
-- group: measures
-- slices: measure_id
-- key: measure_id, period, source_id, org_code
--   measure_id VARCHAR -- The measure, one in per cent
--   period VARCHAR -- Reporting period in normal form
--   source_id VARCHAR -- The source, or the document that is of no source
--   org_code VARCHAR -- NHS ODS code of a CCG that has predecessors
--   numerator DOUBLE? [counted in the measure] -- Its numerator, or the sum of its predecessors'; NULL without counts
--   denominator DOUBLE? [counted in the measure] -- Its denominator, or the sum of its predecessors'; NULL without counts
--   percent DOUBLE? [percent] -- 100 times numerator over denominator, as printed where there are no counts; NULL with the reason in note
--   interval_lower DOUBLE? [percent] -- Lower end of the 95% Wilson interval; NULL without counts, or where they are rounded
--   interval_upper DOUBLE? [percent] -- Upper end of the 95% Wilson interval; NULL likewise
--   parts VARCHAR[] -- Each predecessor open on the last day with its counts, else its value, else no figure; empty for own
--   parts_open BIGINT [organisations] -- Predecessors that were open on the last day of the period; 0 for own
--   parts_counted BIGINT [organisations] -- Predecessors of those with both counts, of which the numerator is a part
--   basis VARCHAR -- own, sum of predecessors, publisher's mapping, between its parts or refused
--   lowest_part DOUBLE? [percent] -- Lowest percentage of the predecessors; NULL where not all have counts or a value
--   highest_part DOUBLE? [percent] -- Highest percentage of the predecessors; NULL likewise
--   note VARCHAR? -- Why there is no percentage, or what is to be known of it; NULL when nothing is
with line as (
    select
        lineage.org_code,
        organisation.opened_on,
        lineage.related_org_code,
        lineage.opened_on as related_opened_on,
        lineage.closed_on as related_closed_on,
        lineage.all_in_line
    from marts.organisation_lineage as lineage
    inner join core.organisation as organisation
        on lineage.org_code = organisation.org_code
    where lineage.relation = 'predecessor'
),

merged as (
    select distinct
        line.org_code,
        organisation.opened_on,
        organisation.closed_on
    from line
    inner join core.organisation as organisation
        on line.org_code = organisation.org_code
),

in_a_line as (
    select org_code
    from line
    union
    select related_org_code
    from line
),

cell as materialized (
    select
        source_of(document.source_id, document.document_id) as source_id,
        measure_value.measure_id,
        measure_value.period,
        measure_value.period_start,
        measure_value.period_end,
        measure_value.org_code,
        measure_value.value,
        coalesce(measure_value.reason, measure_value.status) as reason,
        measure_value.denominator >= 0
        and measure_value.numerator between 0 and measure_value.denominator as has_counts,
        case when has_counts then measure_value.numerator end as part,
        case when has_counts then measure_value.denominator end as whole
    from core.measure_value as measure_value
    semi join in_a_line
        on measure_value.org_type = 'ccg'
        and measure_value.org_code = in_a_line.org_code
    inner join core.measure as measure
        on measure_value.measure_id = measure.measure_id
        and measure.unit = '%'
    inner join steps.value_document as document
        on measure_value.document_id = document.document_id
    anti join steps.replaced_row as replaced
        on measure_value.document_id = replaced.document_id
        and measure_value.measure_id = replaced.measure_id
        and measure_value.period = replaced.period
        and measure_value.org_type = replaced.org_type
        and measure_value.org_code = replaced.org_code
),

-- Organisations of whose line anything is said, in a period before they opened.
before as (
    select
        cell.source_id,
        cell.measure_id,
        cell.period,
        cell.period_start,
        cell.period_end,
        line.org_code
    from cell
    inner join line
        on cell.org_code = line.related_org_code
        and cell.period_end < line.opened_on
        and was_open(line.related_opened_on, line.related_closed_on, cell.period_end)
    union
    select
        cell.source_id,
        cell.measure_id,
        cell.period,
        cell.period_start,
        cell.period_end,
        cell.org_code
    from cell
    inner join merged
        on cell.org_code = merged.org_code
        and cell.period_end < merged.opened_on
),

moving as (
    select
        org_code,
        bool_or(valid_from is null) as has_unknown_day,
        max(valid_from) as last_known_day
    from core.organisation_boundary
    group by org_code
    having count(*) > 1
),

part_of_line as (
    select
        before.*,
        line.related_org_code,
        line.all_in_line,
        cell.has_counts,
        cell.part,
        cell.whole,
        if(cell.has_counts and cell.whole > 0, 100 * cell.part / cell.whole, cell.value) as percent,
        coalesce(moving.has_unknown_day or moving.last_known_day > before.period_start, false) as has_moved
    from before
    inner join line
        on before.org_code = line.org_code
        and was_open(line.related_opened_on, line.related_closed_on, before.period_end)
    left join cell
        on before.source_id = cell.source_id
        and before.measure_id = cell.measure_id
        and before.period = cell.period
        and line.related_org_code = cell.org_code
    left join moving
        on line.related_org_code = moving.org_code
),

pooled as (
    select
        source_id,
        measure_id,
        period,
        org_code,
        count(*) as parts_open,
        count(*) filter (where has_counts) as parts_counted,
        sum(part) as part,
        sum(whole) as whole,
        min(percent) as lowest_part,
        max(percent) as highest_part,
        count(*) filter (where has_counts or percent is not null) as parts_known,
        bool_or(has_moved) as has_moved,
        count(*) filter (where not all_in_line) as elsewhere,
        list(
            related_org_code || ' ' || case
                when has_counts then plain_number(part) || '/' || plain_number(whole)
                when percent is not null then plain_number(percent) || '%'
                else 'no figure'
            end
            order by related_org_code
        ) as parts
    from part_of_line
    group by all
),

based as (
    select
        before.source_id,
        before.measure_id,
        before.period,
        before.org_code,
        coalesce(pooled.parts_open, 0) as parts_open,
        coalesce(pooled.parts_counted, 0) as parts_counted,
        coalesce(pooled.parts, []) as parts,
        coalesce(pooled.has_moved, false) as has_moved,
        coalesce(pooled.elsewhere, 0) as elsewhere,
        parts_open > 0 and not has_moved and elsewhere = 0 as is_sound,
        case
            when is_sound and pooled.parts_counted = pooled.parts_open then 'sum of predecessors'
            when own.org_code is not null then 'publisher''s mapping'
            when is_sound and pooled.parts_known = pooled.parts_open then 'between its parts'
            else 'refused'
        end as basis,
        if(basis = 'sum of predecessors', pooled.part, own.part) as part,
        if(basis = 'sum of predecessors', pooled.whole, own.whole) as whole,
        case basis
            when 'sum of predecessors' then if(pooled.whole > 0, 100 * pooled.part / pooled.whole, null)
            when 'publisher''s mapping' then own.value
        end as percent,
        if(is_sound and pooled.parts_known = pooled.parts_open, pooled.lowest_part, null) as lowest_part,
        if(is_sound and pooled.parts_known = pooled.parts_open, pooled.highest_part, null) as highest_part,
        case
            when basis = 'sum of predecessors' then if(pooled.whole > 0, null, 'nothing was counted')
            when basis = 'publisher''s mapping' and own.value is null then 'no value: ' || own.reason
            when basis = 'between its parts' then 'without counts it is only known to lie between its parts'
            when basis = 'refused' and has_moved then 'the boundary moved'
            when basis = 'refused' and elsewhere > 0
                then 'part of the area of ' || elsewhere || ' of its predecessors went elsewhere'
            when basis = 'refused' then parts_counted || ' of ' || parts_open || ' predecessors have counts'
        end as note
    from before
    left join pooled
        on before.source_id = pooled.source_id
        and before.measure_id = pooled.measure_id
        and before.period = pooled.period
        and before.org_code = pooled.org_code
    left join cell as own
        on before.source_id = own.source_id
        and before.measure_id = own.measure_id
        and before.period = own.period
        and before.org_code = own.org_code
),

all_rows as (
    select * exclude (has_moved, elsewhere, is_sound)
    from based
    union all by name
    select
        cell.source_id,
        cell.measure_id,
        cell.period,
        cell.org_code,
        0::bigint as parts_open,
        0::bigint as parts_counted,
        []::varchar[] as parts,
        'own' as basis,
        cell.part,
        cell.whole,
        case
            when cell.value is null then null
            when cell.has_counts and cell.whole > 0 then 100 * cell.part / cell.whole
            else cell.value
        end as percent,
        null::double as lowest_part,
        null::double as highest_part,
        case when cell.value is null then 'no value: ' || cell.reason end as note
    from cell
    inner join merged
        on cell.org_code = merged.org_code
        and was_open(merged.opened_on, merged.closed_on, cell.period_end)
)

select
    all_rows.measure_id,
    all_rows.period,
    all_rows.source_id,
    all_rows.org_code,
    all_rows.part as numerator,
    all_rows.whole as denominator,
    all_rows.percent,
    if(count_rule.rounded_to is null, wilson_lower(all_rows.part, all_rows.whole), null) as interval_lower,
    if(count_rule.rounded_to is null, wilson_upper(all_rows.part, all_rows.whole), null) as interval_upper,
    all_rows.parts,
    all_rows.parts_open,
    all_rows.parts_counted,
    all_rows.basis,
    all_rows.lowest_part,
    all_rows.highest_part,
    nullif(concat_ws(
        '; ',
        all_rows.note,
        case
            when all_rows.whole is not null and count_rule.rounded_to is not null
                then 'counts rounded to ' || count_rule.rounded_to
        end
    ), '') as note
from all_rows
left join core.count_rule as count_rule
    on all_rows.source_id = count_rule.source_id
    and all_rows.measure_id = count_rule.measure_id
