-- Each published value that may be doubted, with what it is compared by.
--
-- slices: measure_id
select
    stated.document_id,
    stated.source_id as series,
    stated.measure_id,
    stated.period,
    stated.period_start,
    stated.period_end,
    stated.org_type,
    stated.org_code,
    stated.value,
    stated.decimals,
    place(stated.line_no, stated.locator) as place,
    coalesce(split_part(stated.locator, '!', 1), '') as part,
    measure.unit = '%' as is_percentage,
    date_diff('month', stated.period_start, stated.period_end) as months
from steps.value_in_source as stated
inner join core.measure as measure
    on stated.measure_id = measure.measure_id
where stated.org_type <> 'provider'
