-- How has recovery in talking therapies changed in Hull, quarter by quarter, and where does each figure stand?
select
    current_value.period,
    current_value.value,
    current_value.document_id,
    current_value.locator
from marts.measure_current as current_value
where
    current_value.org_code = '03F'
    and current_value.measure_id = 'iapt_recovery_rate'
    and current_value.period like '%Q%'
    and current_value.value is not null
order by current_value.period_start;
