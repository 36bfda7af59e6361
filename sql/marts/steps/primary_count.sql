-- What publishers' sources state of the measures that documents print for CCGs: numbers of whole months with their counts.
with wanted as (
    select
        measure_id,
        min(period_start) - interval 1 year as first_day,
        max(period_end) + interval 1 year as last_day
    from steps.printed_percentage
    group by all
)

select
    measure_value.document_id,
    measure_value.measure_id,
    measure_value.org_code,
    measure_value.period_start,
    measure_value.period_end,
    date_diff('month', measure_value.period_start, measure_value.period_end) = 0 as is_month,
    measure_value.value,
    measure_value.numerator,
    measure_value.denominator,
    coalesce(measure_value.numerator between 0 and measure_value.denominator, false) as has_counts
from core.measure_value as measure_value
inner join steps.value_document as document
    on measure_value.document_id = document.document_id
    and document.source_id is not null
inner join wanted
    on measure_value.measure_id = wanted.measure_id
    and measure_value.period_start >= wanted.first_day
    and measure_value.period_end <= wanted.last_day
anti join steps.superseded_in_source as superseded
    on measure_value.document_id = superseded.document_id
    and measure_value.measure_id = superseded.measure_id
    and measure_value.period = superseded.period
    and measure_value.org_type = superseded.org_type
    and measure_value.org_code = superseded.org_code
where measure_value.org_type = 'ccg'
    and (measure_value.value is not null or measure_value.denominator = 0)
