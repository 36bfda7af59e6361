-- Each value that is shown on a chart but not counted in its limits, with the reasons.
select
    source_id,
    measure_id,
    org_type,
    org_code,
    period,
    string_agg(distinct reason, '; ' order by reason) as reason
from core.spc_set_aside
group by all
