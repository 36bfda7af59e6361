-- The documents that state a value of a measure, with what marts of measures need of them.
--
-- changes with: rows
select
    document.document_id,
    document.source_id,
    document.published_on
from core.document as document
semi join core.measure_value as measure_value
    on document.document_id = measure_value.document_id
