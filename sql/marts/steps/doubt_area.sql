-- Values of CCGs and of their area, STP or ICB, that do not agree.
with with_areas as (
    select document_id
    from core.measure_value
    where org_type in ('stp', 'icb')
    group by all
),

-- Which CCGs a sheet lists, or a document that has none.
listed as (
    select
        measure_value.document_id,
        coalesce(split_part(measure_value.locator, '!', 1), '') as part,
        ccg_area.area_code,
        count(distinct measure_value.org_code) as ccgs,
        any_value(measure_value.org_code) as org_code
    from core.measure_value as measure_value
    inner join steps.ccg_area as ccg_area
        on measure_value.org_code = ccg_area.org_code
    semi join with_areas
        on measure_value.document_id = with_areas.document_id
    where measure_value.org_type = 'ccg'
    group by all
),

area_cell as (
    select *
    from steps.doubt_cell
    where org_type in ('stp', 'icb')
),

area_doubt as (
    select
        cell.*,
        'other_than_its_area' as doubt,
        round(cell.value - area_cell.value, 9) as difference,
        if(cell.is_percentage and abs(difference) > 5, 'strong', 'weak') as strength,
        upper(area_cell.org_type)
        || ' '
        || area_cell.org_code
        || ', of which it is the one CCG, has '
        || area_cell.value
        || ' (' || area_cell.place || ')' as evidence,
        area_cell.value as other_value,
        difference as score
    from steps.doubt_cell as cell
    inner join listed
        on cell.document_id = listed.document_id
        and cell.part = listed.part
        and cell.org_code = listed.org_code
        and listed.ccgs = 1
    inner join area_cell
        on cell.document_id = area_cell.document_id
        and cell.part = area_cell.part
        and listed.area_code = area_cell.org_code
        and cell.measure_id = area_cell.measure_id
        and cell.period = area_cell.period
        and cell.period_start = area_cell.period_start
    where cell.org_type = 'ccg'
        and cell.value <> area_cell.value
        and abs(cell.value - area_cell.value)
        > if(cell.is_percentage, half_a_digit(cell.value) + half_a_digit(area_cell.value), 0) + 1e-9
),

parts_range as (
    select
        cell.document_id,
        cell.part,
        cell.measure_id,
        cell.period,
        cell.period_start,
        ccg_area.area_code,
        count(*) as ccgs,
        min(cell.value) as lowest,
        arg_min(cell.org_code || ' (' || cell.place || ')', cell.value) as lowest_cell,
        max(cell.value) as highest,
        arg_max(cell.org_code || ' (' || cell.place || ')', cell.value) as highest_cell
    from steps.doubt_cell as cell
    inner join steps.ccg_area as ccg_area
        on cell.org_code = ccg_area.org_code
    semi join area_cell
        on cell.document_id = area_cell.document_id
    where cell.org_type = 'ccg'
        and cell.is_percentage
    group by all
),

parts_doubt as (
    select
        area_cell.*,
        'outside_its_parts' as doubt,
        'weak' as strength,
        'its ' || parts_range.ccgs || ' CCGs have from ' || parts_range.lowest || ', ' || parts_range.lowest_cell
        || ', to ' || parts_range.highest || ', ' || parts_range.highest_cell as evidence,
        if(area_cell.value < parts_range.lowest, parts_range.lowest, parts_range.highest) as other_value,
        round(area_cell.value - other_value, 9) as score
    from area_cell
    inner join parts_range
        on area_cell.document_id = parts_range.document_id
        and area_cell.part = parts_range.part
        and area_cell.org_code = parts_range.area_code
        and area_cell.measure_id = parts_range.measure_id
        and area_cell.period = parts_range.period
        and area_cell.period_start = parts_range.period_start
    inner join listed
        on area_cell.document_id = listed.document_id
        and area_cell.part = listed.part
        and area_cell.org_code = listed.area_code
        and parts_range.ccgs = listed.ccgs
    where listed.ccgs > 1
        and (area_cell.value < parts_range.lowest or area_cell.value > parts_range.highest)
        and abs(area_cell.value - other_value) > half_a_digit(area_cell.value) + half_a_digit(other_value) + 1e-9
)

select
    document_id,
    measure_id,
    period,
    org_type,
    org_code,
    doubt,
    strength,
    value,
    place,
    evidence,
    other_value,
    score
from area_doubt
union all
select
    document_id,
    measure_id,
    period,
    org_type,
    org_code,
    doubt,
    strength,
    value,
    place,
    evidence,
    other_value,
    score
from parts_doubt
