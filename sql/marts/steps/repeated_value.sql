-- Each value that is stated more than once, with the place of its document among those that state it: 1 is the latest
-- by `recency`, and the current one by `current_no`. Of each source the latest version counts, as of all documents
-- without a source; of these the latest whose cell says something, for an empty cell in one publication takes nothing
-- back that another has published.
--
-- slices: measure_id
with repeated as (
    -- Most values are stated once; only the others are put into order.
    select
        measure_id,
        period,
        period_note is not null as period_inferred,
        org_type,
        org_code
    from core.measure_value
    group by all
    having count(*) > 1
),

document_in_order as (
    select
        document_id,
        published_on,
        coalesce(source_id, '') as source_id,
        row_number() over (order by publication_order(published_on, document_id)) as order_no
    from steps.value_document
),

stated as (
    select
        repeated.*,
        measure_value.document_id,
        document_in_order.source_id,
        document_in_order.order_no,
        document_in_order.published_on,
        place(measure_value.line_no, measure_value.locator) as place,
        measure_value.value,
        measure_value.decimals,
        measure_value.status,
        measure_value.status in ('published', 'suppressed', 'insufficient_data') as says_something,
        row_number() over (
            partition by
                repeated.measure_id,
                repeated.period,
                repeated.period_inferred,
                repeated.org_type,
                repeated.org_code,
                document_in_order.source_id
            order by document_in_order.order_no desc
        ) = 1 as is_latest_of_source
    from repeated
    inner join core.measure_value as measure_value
        on repeated.measure_id = measure_value.measure_id
        and repeated.period = measure_value.period
        and repeated.period_inferred = (measure_value.period_note is not null)
        and repeated.org_type = measure_value.org_type
        and repeated.org_code = measure_value.org_code
    inner join document_in_order
        on measure_value.document_id = document_in_order.document_id
)

select
    *,
    row_number() over (
        partition by measure_id, period, period_inferred, org_type, org_code order by order_no desc
    ) as recency,
    row_number() over (
        partition by measure_id, period, period_inferred, org_type, org_code
        order by is_latest_of_source desc, says_something desc, order_no desc
    ) as current_no
from stated
