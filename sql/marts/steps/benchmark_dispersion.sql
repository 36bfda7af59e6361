-- How far the proportions of England's organisations lie apart, beyond chance, in each set in which all have counts.
--
-- Each is put on the scale of the arcsine of its root, where chance spreads it by 1 / (2 sqrt(n)) whatever it is. The
-- distances from England in such errors are winsorised at their 10th and 90th percentile, and the variance between the
-- organisations that is left over is that of the method of moments (Spiegelhalter 2005; DerSimonian and Laird 1986).
with counted_set as (
    select
        *,
        row_number() over (order by measure_id, period, period_inferred)::integer as set_no,
        asin(sqrt(numerator / denominator)) as england_angle
    from marts.measure_peer_group
    where peers = 'England'
        and counted >= 10
        and counted = organisations_open
),

proportion as (
    select
        counted_set.set_no,
        4 * measure_current.denominator as weight,
        (asin(sqrt(measure_current.numerator / measure_current.denominator)) - counted_set.england_angle) * sqrt(weight)
            as z
    from marts.measure_current as measure_current
    inner join core.organisation as organisation
        on measure_current.org_type = 'ccg'
        and measure_current.org_code = organisation.org_code
    inner join counted_set
        on measure_current.measure_id = counted_set.measure_id
        and measure_current.period = counted_set.period
        and measure_current.period_inferred = counted_set.period_inferred
        and was_open(organisation.opened_on, organisation.closed_on, counted_set.organisations_on)
),

tenth as (
    select
        set_no,
        quantile_cont(z, [0.1, 0.9]) as ends
    from proportion
    group by set_no
),

found as (
    select
        proportion.set_no,
        count(*) as organisations,
        -- Of exact decimals, so that the mean is the same in whatever order they are added up.
        avg((least(greatest(proportion.z, tenth.ends[1]), tenth.ends[2]) ** 2)::decimal(38, 12)) as dispersion,
        sum(proportion.weight) - sum(proportion.weight ** 2) / sum(proportion.weight) as weight_left
    from proportion
    inner join tenth
        on proportion.set_no = tenth.set_no
    group by proportion.set_no
)

select
    counted_set.measure_id,
    counted_set.period,
    counted_set.period_inferred,
    found.dispersion,
    found.dispersion > 1 + 2 * sqrt(2 / found.organisations) as overdispersed,
    sqrt(
        greatest((found.organisations * found.dispersion - (found.organisations - 1)) / found.weight_left, 0)
    ) as between_sd
from found
inner join counted_set
    on found.set_no = counted_set.set_no
