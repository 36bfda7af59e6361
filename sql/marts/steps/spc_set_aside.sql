-- Each value that is shown on a chart but not counted in its limits, with the reasons: those that the project's list
-- names, and those that can hardly be right.
with set_aside as (
    select
        source_id,
        measure_id,
        org_type,
        org_code,
        period,
        reason
    from core.spc_set_aside
    union all
    select
        coalesce(source_id, document_id) as source_id,
        measure_id,
        org_type,
        org_code,
        period,
        evidence as reason
    from marts.value_doubt
    where strength = 'strong'
)

select
    source_id,
    measure_id,
    org_type,
    org_code,
    period,
    string_agg(distinct reason, '; ' order by reason) as reason
from set_aside
group by all
