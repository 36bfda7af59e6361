-- For each unrounded percentage the fraction that it was worked out from, in lowest terms: 62.5 is 5 of 8.
--
-- The real counts are a multiple of these: 5 of 8, 10 of 16 and so on; where a publisher rounds its counts, to 5 for
-- instance, they are the rounded ones. A percentage is here if it is true to at least 6 decimals and a denominator up
-- to 2,000 gives it; no other fraction up to there does.
--
-- group: measures
-- key: percentage
--   percentage DOUBLE [percent] -- Percentage from 0 to 100 as it is in the warehouse
--   numerator BIGINT [counted in the measure] -- Numerator in lowest terms
--   denominator BIGINT [counted in the measure] -- Denominator in lowest terms, from 1 to 2,000
with recursive unrounded as (
    select distinct measure_current.value as percentage
    from marts.measure_current as measure_current
    inner join core.measure as measure
        on measure_current.measure_id = measure.measure_id
    where measure.unit = '%'
        and measure_current.decimals >= 6
        and measure_current.value between 0 and 100
),

-- Convergents of the continued fraction: a fraction so near, with so small a denominator, is always one of them.
convergent as (
    select
        percentage,
        percentage / 100 as rest,
        floor(percentage / 100)::bigint as numerator,
        1::bigint as denominator,
        1::bigint as numerator_before,
        0::bigint as denominator_before
    from unrounded
    union all
    select
        percentage,
        1 / (rest - floor(rest)) as next_rest,
        floor(next_rest)::bigint * numerator + numerator_before as next_numerator,
        floor(next_rest)::bigint * denominator + denominator_before as next_denominator,
        numerator,
        denominator
    from convergent
    where abs(100 * numerator / denominator - percentage) >= 5e-9
        and rest - floor(rest) > 1e-9
        and denominator <= 2000
)

select
    percentage,
    numerator,
    denominator
from convergent
where abs(100 * numerator / denominator - percentage) < 5e-9
    and denominator <= 2000
