-- Each percentage of a CCG that a document of no source prints, of measures that a source states, with the interval that
-- prints so.
with stated as (
    select of_source.measure_id
    from core.measure_value as of_source
    inner join steps.value_document as source_document
        on of_source.document_id = source_document.document_id
        and source_document.source_id is not null
    where of_source.org_type = 'ccg'
    group by all
)

select
    measure_value.document_id,
    measure_value.char_start,
    place(measure_value.line_no, measure_value.locator) as place,
    measure_value.measure_id,
    measure_value.org_code,
    measure_value.period,
    measure_value.period_start,
    measure_value.period_end,
    measure_value.period_note is not null as period_inferred,
    measure_value.value as printed,
    measure_value.decimals,
    measure_value.value - half_step(measure_value.decimals) as lower,
    measure_value.value + half_step(measure_value.decimals) as upper
from core.measure_value as measure_value
inner join core.measure as measure
    on measure_value.measure_id = measure.measure_id
    and measure.unit = '%'
semi join (
    select document_id
    from steps.value_document
    where source_id is null
) as document
    on measure_value.document_id = document.document_id
semi join stated
    on measure_value.measure_id = stated.measure_id
where measure_value.org_type = 'ccg'
    and measure_value.value is not null
    and measure_value.char_start is not null
