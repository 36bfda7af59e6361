-- Each value that a later document of the same source states anew: what is added up, or put in a series, is the latest.
with repeated as (
    select
        measure_id,
        period,
        org_type,
        org_code
    from core.measure_value
    group by all
    having count(*) > 1
),

in_order as (
    select
        repeated.*,
        measure_value.document_id,
        row_number() over (
            partition by
                source_of(document.source_id, document.document_id),
                repeated.measure_id,
                repeated.period,
                repeated.org_type,
                repeated.org_code
            order by
                measure_value.period_note is not null,
                publication_order(document.published_on, document.document_id) desc
        ) as recency
    from repeated
    inner join core.measure_value as measure_value
        on repeated.measure_id = measure_value.measure_id
        and repeated.period = measure_value.period
        and repeated.org_type = measure_value.org_type
        and repeated.org_code = measure_value.org_code
    inner join steps.value_document as document
        on measure_value.document_id = document.document_id
)

select * exclude (recency)
from in_order
where recency > 1
