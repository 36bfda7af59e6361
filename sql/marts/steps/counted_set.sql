-- Each source, measure and period of which counts may be added up: of what kind of organisation, and on which day those
-- that are open count.
with counted_source as (
    select
        source_of(document.source_id, document.document_id) as source_id,
        measure_value.measure_id
    from core.measure_value as measure_value
    inner join core.measure as measure
        on measure_value.measure_id = measure.measure_id
        and measure.unit = '%'
    inner join steps.value_document as document
        on measure_value.document_id = document.document_id
    where measure_value.numerator is not null and measure_value.denominator is not null
    group by all
),

named_set as (
    select
        counted_source.source_id,
        counted_source.measure_id,
        measure_value.period,
        measure_value.period_end,
        -- The kind of organisation that is added up.
        case
            when bool_or(measure_value.org_type = 'ccg') then 'ccg'
            when bool_or(measure_value.org_type = 'sub_icb') then 'sub_icb'
            else 'ccg'
        end as org_type
    from core.measure_value as measure_value
    inner join steps.value_document as document
        on measure_value.document_id = document.document_id
    inner join counted_source
        on source_of(document.source_id, document.document_id) = counted_source.source_id
        and measure_value.measure_id = counted_source.measure_id
    where measure_value.org_type in ('ccg', 'sub_icb', 'national', 'commissioning_hub', 'unknown')
    group by all
),

last_day as (
    select max(closed_on) as ccgs_until
    from core.organisation
)

select
    named_set.*,
    -- The day whose CCGs count, or whose sub-ICB locations have the codes of these.
    if(named_set.org_type = 'ccg', named_set.period_end, least(named_set.period_end, ccgs_until)) as open_on,
    row_number() over (order by named_set.source_id, named_set.measure_id, named_set.period)::integer as set_no,
    count_rule.least_coverage,
    count_rule.rounded_to,
    count_rule.reason
from named_set
cross join last_day
left join core.count_rule as count_rule
    on named_set.source_id = count_rule.source_id
    and named_set.measure_id = count_rule.measure_id
