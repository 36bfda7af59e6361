-- Percentages of England, regions, ICBs and similar ten: the sum of the numerators over the sum of the denominators.
--
-- Percentages are never averaged, and a percentage without counts is in no sum. Only organisations open on the last day
-- of the period count, so predecessors and successors are never added. After the CCGs' end sub-ICB locations count in
-- their places, under the codes of the last CCGs. A sum is refused where one that was open has no counts, unless
-- core.count_rule says that a missing row means that nothing was counted. The ten are those of the list,
-- without the organisation itself, while the list may be used (marts.similar_benchmark says when).
--
-- group: measures
-- slices: measure_id
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
--   organisations_open BIGINT [organisations] -- CCGs of the area that were open on the last day of the period, or the sub-ICB locations in their places
--   organisations_counted BIGINT [organisations] -- Those of them with both counts, the numerator no more than the denominator
--   coverage DOUBLE? [share] -- organisations_counted over organisations_open; NULL when none was open
--   note VARCHAR? -- Why there is no percentage, or what is to be known of it; NULL when nothing is
--   method VARCHAR -- How it was worked out: sum of counts
with not_of_ccgs as (
    -- What names no CCG, and England's own row.
    select
        set_no,
        coalesce(sum(part) filter (where org_type <> 'national'), 0) as other_numerator,
        coalesce(sum(whole) filter (where org_type <> 'national'), 0) as other_denominator,
        max(100 * part / whole) filter (where org_type = 'national' and whole > 0) as national_percent
    from steps.counted_cell
    where org_type not in ('ccg', 'sub_icb')
    group by set_no
),

days as (
    select distinct
        open_on as day,
        org_type
    from steps.counted_set
),

usable_list as (
    select
        days.day,
        similar_group.list,
        similar_group.org_code,
        similar_group.peers
    from days
    inner join steps.similar_group as similar_group
        on days.org_type = 'ccg'
        and days.day between similar_group.all_open_from and similar_group.all_open_until
        and similar_list_note(
            similar_group.valid_from, similar_group.all_open_until, similar_group.has_other_area, days.day
        ) is null
    -- Of several lists that may be used the latest is.
    qualify row_number() over (
            partition by days.day, similar_group.org_code
            order by similar_group.valid_from desc
        ) = 1
),

area as (
    select
        days.day,
        days.org_type,
        case
            when grouping(organisation.region_code) = 0 then 'region'
            when grouping(organisation.icb_code) = 0 then 'icb'
            else 'England'
        end as area_type,
        case
            when grouping(organisation.region_code) = 0 then organisation.region_code
            when grouping(organisation.icb_code) = 0 then organisation.icb_code
            else 'England'
        end as area_code,
        count(organisation.org_code) as organisations_open
    from days
    left join core.organisation as organisation
        on was_open(organisation.opened_on, organisation.closed_on, days.day)
    group by
        grouping sets (
            (days.day, days.org_type),
            (days.day, days.org_type, organisation.region_code),
            (days.day, days.org_type, organisation.icb_code)
        )
    union all
    select
        day,
        'ccg' as org_type,
        'similar_ten' as area_type,
        org_code as area_code,
        peers as organisations_open
    from usable_list
),

summed as (
    select
        set_no,
        case
            when grouping(region_code) = 0 then 'region'
            when grouping(icb_code) = 0 then 'icb'
            else 'England'
        end as area_type,
        case
            when grouping(region_code) = 0 then region_code
            when grouping(icb_code) = 0 then icb_code
            else 'England'
        end as area_code,
        count(whole) as organisations_counted,
        count(most_whole) as bounded,
        sum(part) as part,
        sum(whole) as whole,
        sum(least_part) as least_part,
        sum(most_part) as most_part,
        sum(least_whole) as least_whole,
        sum(most_whole) as most_whole
    from steps.counted_cell
    where is_open
    group by grouping sets ((set_no), (set_no, region_code), (set_no, icb_code))
    union all
    select
        cell.set_no,
        'similar_ten' as area_type,
        usable_list.org_code as area_code,
        count(cell.whole) as organisations_counted,
        count(cell.most_whole) as bounded,
        sum(cell.part) as part,
        sum(cell.whole) as whole,
        sum(cell.least_part) as least_part,
        sum(cell.most_part) as most_part,
        sum(cell.least_whole) as least_whole,
        sum(cell.most_whole) as most_whole
    from steps.counted_cell as cell
    inner join core.similar_organisation as listed
        on cell.org_code = listed.similar_org_code
    inner join usable_list
        on cell.open_on = usable_list.day
        and cell.org_type = 'ccg'
        and listed.list = usable_list.list
        and listed.org_code = usable_list.org_code
    where cell.is_open
    group by cell.set_no, usable_list.org_code
),

judged as (
    select
        counted_set.*,
        area.area_type,
        area.area_code,
        area.organisations_open,
        coalesce(summed.organisations_counted, 0) as organisations_counted,
        case when area.organisations_open > 0 then organisations_counted / area.organisations_open end as coverage,
        summed.part,
        summed.whole,
        summed.least_part,
        summed.most_part,
        summed.least_whole,
        summed.most_whole,
        coalesce(not_of_ccgs.other_numerator, 0) as other_numerator,
        coalesce(not_of_ccgs.other_denominator, 0) as other_denominator,
        not_of_ccgs.national_percent,
        organisations_counted > 0 and coverage >= coalesce(counted_set.least_coverage, 1) as is_given,
        summed.bounded = area.organisations_open
        and summed.most_whole > 0
        and (summed.bounded > organisations_counted or counted_set.rounded_to is not null) as has_bounds
    from steps.counted_set as counted_set
    inner join area
        on counted_set.open_on = area.day
        and counted_set.org_type = area.org_type
    left join summed
        on counted_set.set_no = summed.set_no
        and area.area_type = summed.area_type
        and area.area_code = summed.area_code
    left join not_of_ccgs
        on counted_set.set_no = not_of_ccgs.set_no
    -- Of a day on which none was open there is one row, of England with none.
    where area.area_code is not null and (area.area_type = 'England' or area.organisations_open > 0)
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
                then format(
                        '{} of the {} {} have counts', organisations_counted, organisations_open,
                        if(org_type = 'ccg', 'organisations open then', 'sub-ICB locations')
                    )
        end,
        case when is_given and organisations_counted < organisations_open then reason end,
        case when is_given and whole = 0 then 'nothing was counted' end,
        case when rounded_to is not null then 'counts rounded to ' || rounded_to end
    ), '') as note,
    'sum of counts' as method
from judged
