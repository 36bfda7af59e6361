-- Which figures of recovery are strongly in doubt, and why? (None is corrected: look at the place that says so.)
select
    doubt,
    org_code,
    period,
    value,
    evidence,
    document_id,
    place
from marts.value_doubt
where measure_id = 'iapt_recovery_rate' and strength = 'strong'
order by doubt, org_code, period;
