-- Each published value that may be doubted: the latest that its source states, with what it is compared by.
select
    measure_value.document_id,
    coalesce(document.source_id, measure_value.document_id) as series,
    measure_value.measure_id,
    measure_value.period,
    measure_value.period_start,
    measure_value.period_end,
    measure_value.org_type,
    measure_value.org_code,
    measure_value.value,
    measure_value.decimals,
    place(measure_value.line_no, measure_value.locator) as place,
    coalesce(split_part(measure_value.locator, '!', 1), '') as part,
    measure.unit = '%' as is_percentage,
    date_diff('month', measure_value.period_start, measure_value.period_end) as months
from core.measure_value as measure_value
inner join core.measure as measure
    on measure_value.measure_id = measure.measure_id
inner join core.document as document
    on measure_value.document_id = document.document_id
anti join steps.superseded_in_source as superseded
    on measure_value.document_id = superseded.document_id
    and measure_value.measure_id = superseded.measure_id
    and measure_value.period = superseded.period
    and measure_value.org_type = superseded.org_type
    and measure_value.org_code = superseded.org_code
where measure_value.value is not null
    and measure_value.org_type <> 'provider'
