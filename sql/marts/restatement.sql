-- Each value that a later document states anew and otherwise: the revisions, with the old and the new value.
--
-- A document is held against the one before it that speaks of the same measure, organisation and period. A value whose
-- period was inferred is never a restatement of one whose period is printed. What is stated again as it was is in no row;
-- nor is a value that two sources state to other decimals and that is the same at the coarser ones (38.5 and 38.4615).
--
-- group: editions
-- slices: measure_id
-- key: measure_id, period, period_inferred, org_type, org_code, document_id
--   measure_id VARCHAR -- The measure
--   period VARCHAR -- Reporting period in normal form
--   period_inferred BOOLEAN -- Whether the period was concluded from the document and is not printed with the value
--   org_type VARCHAR -- Kind of organisation
--   org_code VARCHAR -- NHS ODS code of the organisation; England for all of it
--   document_id VARCHAR -- Document that states it otherwise
--   published_on DATE -- Last day on which that document can have been published
--   locator VARCHAR -- Its line, or its sheet and cell, or its row and column
--   value DOUBLE? [the measure's unit] -- Value there; NULL unless published
--   status VARCHAR -- Status there
--   previous_document_id VARCHAR -- Document that stated it before
--   previous_published_on DATE -- Last day on which that one can have been published
--   previous_locator VARCHAR -- Where it stood there
--   previous_value DOUBLE? [the measure's unit] -- Value there; NULL unless published
--   previous_status VARCHAR -- Status there
with beside_previous as (
    select
        *,
        lag(document_id) over earlier as previous_document_id,
        lag(published_on) over earlier as previous_published_on,
        coalesce(place, 'not told') as locator,
        lag(locator) over earlier as previous_locator,
        lag(value) over earlier as previous_value,
        lag(status) over earlier as previous_status,
        source_id = '' or source_id <> lag(source_id) over earlier as is_of_another_source,
        lag(decimals) over earlier as previous_decimals
    from steps.repeated_value
    window earlier as (
        partition by measure_id, period, period_inferred, org_type, org_code
        order by recency desc
    )
)

select
    measure_id,
    period,
    period_inferred,
    org_type,
    org_code,
    document_id,
    published_on,
    locator,
    value,
    status,
    previous_document_id,
    previous_published_on,
    previous_locator,
    previous_value,
    previous_status
from beside_previous
where previous_document_id is not null
    and (value is distinct from previous_value or status <> previous_status)
    and not (
        is_of_another_source
        and status = previous_status
        and coalesce(prints_alike(value, decimals, previous_value, previous_decimals), false)
    )
