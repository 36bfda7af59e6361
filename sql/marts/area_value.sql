-- Percentages of England, regions, ICBs and similar ten: the sum of the numerators over the sum of the denominators.
--
-- Percentages are never averaged, and a percentage without counts is in no sum. Only organisations open on the last day
-- of the period count, so predecessors and successors are never added. A sum is refused where one that was open has no
-- counts, unless core.count_rule says that a missing row means that nothing was counted. The ten are those of the list,
-- without the organisation itself, while the list may be used (marts.similar_benchmark says when).
--
-- key: measure_id, period, source_id, area_type, area_code
--   measure_id VARCHAR -- The measure, one in per cent
--   period VARCHAR -- Reporting period in normal form
--   source_id VARCHAR -- The source whose counts are added, or the document that is of no source
--   area_type VARCHAR -- England, region, icb (as the areas are today) or similar_ten
--   area_code VARCHAR -- ODS code of the region or ICB, or of the CCG whose similar ten are added; England for all
--   numerator DOUBLE? [counted in the measure] -- Sum of the numerators; NULL when refused
--   denominator DOUBLE? [counted in the measure] -- Sum of the denominators; NULL when refused
--   percent DOUBLE? [percent] -- 100 times numerator over denominator, of the CCGs; NULL when refused and when nothing was counted
--   percent_as_published DOUBLE? [percent] -- England with the rows that name no CCG, or England's own row; NULL of other areas and without either
--   percent_lower DOUBLE? [percent] -- Least that the percentage can be where counts are withheld or rounded; NULL when neither or not known
--   percent_upper DOUBLE? [percent] -- Most that it can be; NULL when neither or not known
--   organisations_open BIGINT [organisations] -- CCGs of the area that were open on the last day of the period
--   organisations_counted BIGINT [organisations] -- CCGs of those with both counts, of which the numerator is a part
--   coverage DOUBLE? [share] -- organisations_counted over organisations_open; NULL when none was open
--   note VARCHAR? -- Why there is no percentage, or what is to be known of it; NULL when nothing is
--   method VARCHAR -- How it was worked out: sum of counts
with counted_source as (
    select
        source_of(document.source_id, document.document_id) as source_id,
        measure_value.measure_id
    from core.measure_value as measure_value
    inner join core.measure as measure
        on measure_value.measure_id = measure.measure_id
        and measure.unit = '%'
    inner join core.document as document
        on measure_value.document_id = document.document_id
    where measure_value.numerator is not null and measure_value.denominator is not null
    group by all
),

cell as materialized (
    select
        counted_source.source_id,
        counted_source.measure_id,
        measure_value.period,
        measure_value.period_end,
        measure_value.org_type,
        organisation.org_code,
        organisation.region_code,
        organisation.icb_code,
        count_rule.rounded_to,
        was_open(organisation.opened_on, organisation.closed_on, measure_value.period_end) as is_open,
        measure_value.denominator >= 0
        and measure_value.numerator between 0 and measure_value.denominator as has_counts,
        measure_value.numerator,
        measure_value.denominator,
        coalesce(count_rule.rounded_to, 0) / 2 as slack,
        -- A withheld numerator is some part of its denominator, within the bounds of the withheld percentage.
        measure_value.numerator is null and measure_value.denominator >= 0 as has_bounds,
        if(
            has_bounds,
            measure_value.denominator * greatest(coalesce(measure_value.lower, 0), 0) / 100,
            measure_value.numerator
        ) as least_part,
        if(
            has_bounds,
            measure_value.denominator * least(coalesce(measure_value.upper, 100), 100) / 100,
            measure_value.numerator
        ) as most_part
    from core.measure_value as measure_value
    inner join core.document as document
        on measure_value.document_id = document.document_id
    inner join counted_source
        on source_of(document.source_id, document.document_id) = counted_source.source_id
        and measure_value.measure_id = counted_source.measure_id
    anti join steps.replaced_row as replaced
        on measure_value.document_id = replaced.document_id
        and measure_value.measure_id = replaced.measure_id
        and measure_value.period = replaced.period
        and measure_value.org_type = replaced.org_type
        and measure_value.org_code = replaced.org_code
    left join core.organisation as organisation
        on measure_value.org_type = 'ccg'
        and measure_value.org_code = organisation.org_code
    left join core.count_rule as count_rule
        on counted_source.source_id = count_rule.source_id
        and counted_source.measure_id = count_rule.measure_id
    where measure_value.org_type in ('ccg', 'national', 'commissioning_hub', 'unknown')
),

counted_set as (
    select
        cell.source_id,
        cell.measure_id,
        cell.period,
        cell.period_end,
        any_value(count_rule.least_coverage) as least_coverage,
        any_value(count_rule.rounded_to) as rounded_to,
        any_value(count_rule.reason) as reason,
        count(*) filter (where cell.org_type in ('commissioning_hub', 'unknown') and cell.has_counts) as others,
        coalesce(
            sum(cell.numerator) filter (where cell.org_type in ('commissioning_hub', 'unknown') and cell.has_counts), 0
        ) as other_numerator,
        coalesce(
            sum(cell.denominator) filter (where cell.org_type in ('commissioning_hub', 'unknown') and cell.has_counts),
            0
        ) as other_denominator,
        max(100 * cell.numerator / cell.denominator) filter (
            where cell.org_type = 'national' and cell.has_counts and cell.denominator > 0
        ) as national_percent
    from cell
    left join core.count_rule as count_rule
        on cell.source_id = count_rule.source_id
        and cell.measure_id = count_rule.measure_id
    group by all
),

-- Every area, with the organisations that belong to it while they are open.
member as (
    select
        'England' as area_type,
        'England' as area_code,
        org_code,
        opened_on,
        closed_on
    from core.organisation
    union all
    select
        'region' as area_type,
        region_code as area_code,
        org_code,
        opened_on,
        closed_on
    from core.organisation
    where region_code is not null
    union all
    select
        'icb' as area_type,
        icb_code as area_code,
        org_code,
        opened_on,
        closed_on
    from core.organisation
    where icb_code is not null
),

days as (
    select distinct period_end as day
    from counted_set
),

area as (
    select
        days.day,
        member.area_type,
        member.area_code,
        member.org_code
    from days
    inner join member
        on was_open(member.opened_on, member.closed_on, days.day)
    union all
    select
        days.day,
        'similar_ten' as area_type,
        listed.org_code as area_code,
        listed.similar_org_code as org_code
    from days
    inner join steps.similar_group as similar_group
        on days.day between similar_group.all_open_from and similar_group.all_open_until
        and similar_list_note(
            similar_group.valid_from, similar_group.all_open_until, similar_group.has_other_area, days.day
        ) is null
    inner join core.similar_organisation as listed
        on similar_group.list = listed.list
        and similar_group.org_code = listed.org_code
    -- Of several lists that may be used the latest is.
    qualify rank() over (partition by days.day, listed.org_code order by listed.valid_from desc) = 1
),

summed as (
    select
        counted_set.source_id,
        counted_set.measure_id,
        counted_set.period,
        area.area_type,
        area.area_code,
        count(*) as organisations_open,
        count(*) filter (where cell.has_counts) as organisations_counted,
        count(*) filter (where cell.has_counts or cell.has_bounds) as bounded,
        sum(cell.numerator) filter (where cell.has_counts) as numerator,
        sum(cell.denominator) filter (where cell.has_counts) as denominator,
        sum(greatest(cell.least_part - cell.slack, 0)) filter (where cell.has_counts or cell.has_bounds) as least_part,
        sum(cell.most_part + cell.slack) filter (where cell.has_counts or cell.has_bounds) as most_part,
        sum(greatest(cell.denominator - cell.slack, 0)) filter (
            where cell.has_counts or cell.has_bounds
        ) as least_whole,
        sum(cell.denominator + cell.slack) filter (where cell.has_counts or cell.has_bounds) as most_whole
    from counted_set
    inner join area
        on counted_set.period_end = area.day
    left join cell
        on counted_set.source_id = cell.source_id
        and counted_set.measure_id = cell.measure_id
        and counted_set.period = cell.period
        and area.org_code = cell.org_code
        and cell.is_open
    group by all
),

-- England stands here even where none of its organisations was open.
judged as (
    select
        counted_set.*,
        coalesce(summed.area_type, 'England') as area_type,
        coalesce(summed.area_code, 'England') as area_code,
        coalesce(summed.organisations_open, 0) as organisations_open,
        coalesce(summed.organisations_counted, 0) as organisations_counted,
        case when organisations_open > 0 then organisations_counted / organisations_open end as coverage,
        coalesce(summed.bounded, 0) as bounded,
        summed.numerator as part,
        summed.denominator as whole,
        summed.least_part,
        summed.most_part,
        summed.least_whole,
        summed.most_whole,
        organisations_counted > 0 and coverage >= coalesce(counted_set.least_coverage, 1) as is_given,
        bounded = organisations_open
        and summed.most_whole > 0
        and (bounded > organisations_counted or counted_set.rounded_to is not null) as has_bounds
    from counted_set
    left join summed
        on counted_set.source_id = summed.source_id
        and counted_set.measure_id = summed.measure_id
        and counted_set.period = summed.period
)

select
    measure_id,
    period,
    source_id,
    area_type,
    area_code,
    case when is_given then part end as numerator,
    case when is_given then whole end as denominator,
    case when is_given and whole > 0 then 100 * part / whole end as percent,
    case
        when area_type <> 'England' then null
        when national_percent is not null then national_percent
        when is_given and whole + other_denominator > 0
            then 100 * (part + other_numerator) / (whole + other_denominator)
    end as percent_as_published,
    case when has_bounds then least(100 * least_part / most_whole, 100) end as percent_lower,
    case when has_bounds then if(least_whole > 0, least(100 * most_part / least_whole, 100), 100) end as percent_upper,
    organisations_open,
    organisations_counted,
    coverage,
    nullif(concat_ws(
        '; ',
        case
            when organisations_open = 0 then 'no organisation was open then'
            when organisations_counted < organisations_open
                then organisations_counted || ' of the ' || organisations_open || ' organisations open then have counts'
        end,
        case when is_given and organisations_counted < organisations_open then reason end,
        case when is_given and whole = 0 then 'nothing was counted' end,
        case when rounded_to is not null then 'counts rounded to ' || rounded_to end
    ), '') as note,
    'sum of counts' as method
from judged
