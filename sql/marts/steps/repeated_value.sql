-- Each value that is stated more than once, with the place of its document among those that state it: 1 is the latest.
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
        row_number() over (order by publication_order(published_on, document_id)) as order_no
    from core.document
)

select
    repeated.*,
    measure_value.document_id,
    document_in_order.published_on,
    place(measure_value.line_no, measure_value.locator) as place,
    measure_value.value,
    measure_value.status,
    row_number() over (
        partition by
            repeated.measure_id, repeated.period, repeated.period_inferred, repeated.org_type, repeated.org_code
        order by document_in_order.order_no desc
    ) as recency
from repeated
inner join core.measure_value as measure_value
    on repeated.measure_id = measure_value.measure_id
    and repeated.period = measure_value.period
    and repeated.period_inferred = (measure_value.period_note is not null)
    and repeated.org_type = measure_value.org_type
    and repeated.org_code = measure_value.org_code
inner join document_in_order
    on measure_value.document_id = document_in_order.document_id
