-- Values of few CCGs for a period before those for which England has one.
with value_set as (
    select
        document_id,
        measure_id,
        period,
        period_end,
        count(*) filter (where org_type = 'ccg') as ccgs,
        any_value(place) filter (where org_type = 'national') as england_place
    from steps.doubt_cell
    where org_type in ('ccg', 'national')
    group by all
),

england_begins as (
    select
        document_id,
        measure_id,
        min(period_end) as begins,
        arg_min(period, period_end) as period,
        arg_min(england_place, period_end) as place
    from value_set
    where england_place is not null
    group by all
),

alone_cell as (
    select
        cell.*,
        value_set.ccgs,
        england_begins.period as england_period,
        england_begins.place as england_place
    from steps.doubt_cell as cell
    inner join value_set
        on cell.document_id = value_set.document_id
        and cell.measure_id = value_set.measure_id
        and cell.period = value_set.period
        and value_set.ccgs between 1 and 4
    inner join england_begins
        on cell.document_id = england_begins.document_id
        and cell.measure_id = england_begins.measure_id
        and cell.period_end < england_begins.begins
    where cell.org_type = 'ccg'
),

same_value as (
    select
        alone_cell.document_id,
        alone_cell.measure_id as of_measure_id,
        alone_cell.period,
        alone_cell.org_code,
        arg_min(cell.value, cell.measure_id) as value,
        arg_min(cell.place, cell.measure_id) as place,
        min(cell.measure_id) as measure_id
    from steps.doubt_cell as cell
    inner join alone_cell
        on cell.document_id = alone_cell.document_id
        and cell.period = alone_cell.period
        and cell.org_code = alone_cell.org_code
        and round(cell.value, 6) = round(alone_cell.value, 6)
        and cell.measure_id <> alone_cell.measure_id
    where cell.org_type = 'ccg'
    group by all
),

alone_doubt as (
    select
        alone_cell.*,
        'alone_before_the_series' as doubt,
        'strong' as strength,
        alone_cell.ccgs
        || if(alone_cell.ccgs = 1, ' CCG has', ' CCGs have')
        || ' a value for this period, and England''s begin with '
        || alone_cell.england_period || ' (' || alone_cell.england_place || ')'
        || coalesce('; ' || same_value.measure_id || ' has the same value (' || same_value.place || ')', '')
            as evidence,
        same_value.value as other_value,
        alone_cell.ccgs::double as score
    from alone_cell
    left join same_value
        on alone_cell.document_id = same_value.document_id
        and alone_cell.measure_id = same_value.of_measure_id
        and alone_cell.period = same_value.period
        and alone_cell.org_code = same_value.org_code
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
from alone_doubt
