-- Values that a later version of the same source states anew; of a document that is of no source there are none.
--
-- slices: measure_id
select
    repeated.document_id,
    repeated.measure_id,
    repeated.period,
    repeated.org_type,
    repeated.org_code
from steps.repeated_value as repeated
inner join steps.value_document as document
    on repeated.document_id = document.document_id
qualify
    row_number() over (
        partition by
            coalesce(document.source_id, repeated.document_id),
            repeated.measure_id,
            repeated.period,
            repeated.period_inferred,
            repeated.org_type,
            repeated.org_code
        order by repeated.recency
    ) > 1
