-- The counts of each set of steps.counted_set: those of organisations, and beside them England's own row and those that
-- name no organisation; with bounds where one is withheld or rounded.
select
    counted_set.set_no,
    counted_set.open_on,
    counted_set.source_id,
    measure_value.measure_id,
    measure_value.period,
    measure_value.period_start,
    measure_value.period_end,
    measure_value.document_id,
    measure_value.line_no,
    measure_value.locator,
    measure_value.org_type,
    organisation.org_code,
    organisation.org_name,
    organisation.region_code,
    organisation.icb_code,
    was_open(organisation.opened_on, organisation.closed_on, counted_set.open_on) as is_open,
    measure_value.denominator >= 0
    and measure_value.numerator between 0 and measure_value.denominator as has_counts,
    -- A withheld numerator is some part of its denominator, within the bounds of the withheld percentage.
    measure_value.numerator is null and measure_value.denominator >= 0 as has_bounds,
    case when has_counts then measure_value.numerator end as part,
    case when has_counts then measure_value.denominator end as whole,
    coalesce(counted_set.rounded_to, 0) / 2 as slack,
    case
        when has_counts then greatest(measure_value.numerator - slack, 0)
        when has_bounds
            then greatest(
                    measure_value.denominator * greatest(coalesce(measure_value.lower, 0), 0) / 100 - slack, 0
                )
    end as least_part,
    case
        when has_counts then measure_value.numerator + slack
        when has_bounds
            then measure_value.denominator * least(coalesce(measure_value.upper, 100), 100) / 100 + slack
    end as most_part,
    case when has_counts or has_bounds then greatest(measure_value.denominator - slack, 0) end as least_whole,
    case when has_counts or has_bounds then measure_value.denominator + slack end as most_whole
from core.measure_value as measure_value
inner join steps.value_document as document
    on measure_value.document_id = document.document_id
inner join steps.counted_set as counted_set
    on source_of(document.source_id, document.document_id) = counted_set.source_id
    and measure_value.measure_id = counted_set.measure_id
    and measure_value.period = counted_set.period
anti join steps.replaced_row as replaced
    on measure_value.document_id = replaced.document_id
    and measure_value.measure_id = replaced.measure_id
    and measure_value.period = replaced.period
    and measure_value.org_type = replaced.org_type
    and measure_value.org_code = replaced.org_code
left join core.organisation as organisation
    on measure_value.org_type = counted_set.org_type
    and measure_value.org_code = organisation.org_code
where measure_value.org_type in (counted_set.org_type, 'national', 'commissioning_hub', 'unknown')
