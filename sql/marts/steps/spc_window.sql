-- Each measure whose values are of other windows than their periods, and why no control chart can hold them.
select
    measure_id,
    org_type,
    case "window"
        when 'year_to_date' then 'the count starts again each year'
        else 'neighbouring values overlap'
    end as refusal
from core.measure_window
where "window" <> 'period'
