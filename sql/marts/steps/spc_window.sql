-- Each measure whose values are of other windows than their periods, and why no control chart can hold them.
with declared (measure_id, value_window, org_types) as (
    values
    ('cyp_access', 'rolling_12_months', ['national', 'region', 'stp', 'ccg']),
    ('cyp_eating_disorder_routine_within_4_weeks', 'rolling_12_months', ['stp', 'ccg']),
    ('cyp_eating_disorder_urgent_within_1_week', 'rolling_12_months', ['stp', 'ccg']),
    ('ips_access', 'year_to_date', ['national', 'region', 'stp', 'ccg']),
    ('ips_access_target', 'year_to_date', ['national', 'region', 'stp', 'ccg']),
    ('perinatal_access', 'rolling_12_months', ['national', 'region', 'stp', 'ccg']),
    ('suicide_rate', 'three_years', ['national', 'region', 'stp', 'ccg'])
)

select
    measure_id,
    unnest(org_types) as org_type,
    case value_window
        when 'year_to_date' then 'the count starts again each year'
        else 'neighbouring values overlap'
    end as refusal
from declared
