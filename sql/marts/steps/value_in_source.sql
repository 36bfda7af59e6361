-- Each published value, the latest that its source states of it; a document of no source is a source of its own.
--
-- slices: measure_id
select
    measure_value.document_id,
    source_of(document.source_id, document.document_id) as source_id,
    measure_value.measure_id,
    measure_value.org_type,
    measure_value.org_code,
    measure_value.period,
    measure_value.period_start,
    measure_value.period_end,
    measure_value.period_note,
    measure_value.line_no,
    measure_value.locator,
    measure_value.value,
    measure_value.decimals,
    measure_value.denominator
from core.measure_value as measure_value
inner join steps.value_document as document
    on measure_value.document_id = document.document_id
anti join steps.superseded_in_source as superseded
    on measure_value.document_id = superseded.document_id
    and measure_value.measure_id = superseded.measure_id
    and measure_value.period = superseded.period
    and measure_value.org_type = superseded.org_type
    and measure_value.org_code = superseded.org_code
where measure_value.value is not null
