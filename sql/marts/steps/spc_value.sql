-- Each published value of a source that a control chart can show: the latest that the source states for its period.
--
-- Values whose period was inferred are left out: their place in time is not certain.
with in_force as (
    select
        measure_value.measure_id,
        coalesce(document.source_id, document.document_id) as source_id,
        measure_value.org_type,
        measure_value.org_code,
        datediff('month', measure_value.period_start, measure_value.period_end) + 1 as period_months,
        measure_value.period,
        measure_value.period_start,
        measure_value.period_end,
        measure_value.value,
        measure_value.decimals,
        measure_value.denominator,
        measure_value.document_id
    from core.measure_value as measure_value
    inner join core.document as document
        on measure_value.document_id = document.document_id
    anti join steps.superseded_in_source as superseded
        on measure_value.document_id = superseded.document_id
        and measure_value.measure_id = superseded.measure_id
        and measure_value.period = superseded.period
        and measure_value.org_type = superseded.org_type
        and measure_value.org_code = superseded.org_code
    where measure_value.value is not null
        and measure_value.period_note is null
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
