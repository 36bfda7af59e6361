-- Each published value that a control chart can show.
--
-- Values whose period was inferred are left out: their place in time is not certain.
with in_force as (
    select
        measure_id,
        source_id,
        org_type,
        org_code,
        datediff('month', period_start, period_end) + 1 as period_months,
        period,
        period_start,
        period_end,
        value,
        decimals,
        denominator,
        document_id
    from steps.value_in_source
    where period_note is null
),

-- Few measures are re-based, so few values go through this.
rebased as (
    select
        in_force.document_id,
        in_force.measure_id,
        in_force.org_type,
        in_force.org_code,
        in_force.period,
        max(rebase.period_start) as rebased_on
    from core.spc_rebase as rebase
    inner join in_force
        on rebase.measure_id = in_force.measure_id
        and rebase.period_start <= in_force.period_start
        and coalesce(rebase.org_type, in_force.org_type) = in_force.org_type
        and coalesce(rebase.org_code, in_force.org_code) = in_force.org_code
    group by all
)

select
    in_force.*,
    rebased.rebased_on,
    set_aside.reason as set_aside_reason
from in_force
left join rebased
    on in_force.document_id = rebased.document_id
    and in_force.measure_id = rebased.measure_id
    and in_force.org_type = rebased.org_type
    and in_force.org_code = rebased.org_code
    and in_force.period = rebased.period
left join steps.spc_set_aside as set_aside
    on in_force.source_id = set_aside.source_id
    and in_force.measure_id = set_aside.measure_id
    and in_force.org_type = set_aside.org_type
    and in_force.org_code = set_aside.org_code
    and in_force.period = set_aside.period
