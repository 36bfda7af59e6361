-- Each value of a CCG with its measure, its organisation, and the set that it stands in: a measure and period of England.
with benchmark_set as (
    select
        peer_group.*,
        dispersion.dispersion,
        dispersion.overdispersed,
        dispersion.between_sd,
        row_number() over (
            order by peer_group.measure_id, peer_group.period, peer_group.period_inferred
        )::integer as set_no
    from marts.measure_peer_group as peer_group
    left join steps.benchmark_dispersion as dispersion
        on peer_group.measure_id = dispersion.measure_id
        and peer_group.period = dispersion.period
        and peer_group.period_inferred = dispersion.period_inferred
    where peer_group.peers = 'England'
),

-- Millions of values are put into order by these numbers, which is much faster than by names.
numbered_organisation as (
    select
        *,
        row_number() over (order by org_code)::integer as org_no,
        dense_rank() over (order by region_code)::integer as region_no,
        dense_rank() over (order by icb_code)::integer as icb_no
    from core.organisation
)

select
    measure_current.*,
    measure.measure_name,
    measure.area,
    measure.unit,
    measure.polarity,
    measure.of_any_size,
    case
        when measure.unit = '%'
            then round(measure_current.value * 10 ** measure_current.decimals) / 10 ** measure_current.decimals
    end as percentage,
    organisation.org_no,
    organisation.org_name,
    organisation.region_no,
    organisation.region_code,
    organisation.icb_no,
    organisation.icb_code,
    benchmark_set.set_no,
    benchmark_set.organisations_on,
    benchmark_set.organisations_open as england_open,
    benchmark_set.coverage_note as england_coverage_note,
    benchmark_set.ranked as england_ranked,
    benchmark_set.withheld as england_withheld,
    benchmark_set.did_not_exist as england_did_not_exist,
    benchmark_set.ranked_share,
    benchmark_set.median as england_median,
    benchmark_set.counted as england_counted,
    benchmark_set.numerator as england_numerator,
    benchmark_set.denominator as england_denominator,
    benchmark_set.dispersion,
    benchmark_set.overdispersed,
    benchmark_set.between_sd,
    case when in_force.applies_to <> 'England' then in_force.standard end as standard,
    case when in_force.applies_to <> 'England' then in_force.comparator end as comparator,
    case when in_force.applies_to <> 'England' then in_force.source end as standard_source,
    case when in_force.applies_to <> 'England' then in_force.verified end as standard_verified,
    case
        when in_force.applies_to = 'England' then 'its standard is set for England as a whole'
        else in_force.note
    end as standard_in_force_note,
    was_open(organisation.opened_on, organisation.closed_on, benchmark_set.organisations_on) as is_peer,
    case when not is_peer then 'not open on ' || benchmark_set.organisations_on end as no_peer_note,
    case
        when measure_current.value is null
            then 'no value: ' || coalesce(measure_current.reason, measure_current.status)
    end as no_value_note
from marts.measure_current as measure_current
inner join numbered_organisation as organisation
    on measure_current.org_type = 'ccg'
    and measure_current.org_code = organisation.org_code
inner join core.measure as measure
    on measure_current.measure_id = measure.measure_id
inner join benchmark_set
    on measure_current.measure_id = benchmark_set.measure_id
    and measure_current.period = benchmark_set.period
    and measure_current.period_inferred = benchmark_set.period_inferred
inner join marts.measure_standard_in_force as in_force
    on measure_current.measure_id = in_force.measure_id
    and measure_current.period = in_force.period
    and measure_current.period_start = in_force.period_start
