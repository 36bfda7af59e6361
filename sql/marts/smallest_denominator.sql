-- For each percentage that is printed, the least denominator that can print it: 33.3 needs 3, and 94.5 needs 55.
--
-- It is a bound, no estimate: the true denominator can be any larger one that prints the same.
--
-- group: measures
-- key: decimals, percentage
--   decimals BIGINT [decimals] -- Decimals that the percentage is true to: 0, 1 or 2
--   percentage DOUBLE [percent] -- Percentage from 0 to 100, rounded to these decimals
--   denominator BIGINT [counted in the measure] -- Least whole number n of which some part k, as 100 k / n, rounds to the percentage; of a half, either neighbour may be printed
with printed as (
    select distinct
        measure_current.decimals,
        round(measure_current.value * 10 ** measure_current.decimals)::bigint as digits,
        (100 * 10 ** measure_current.decimals)::bigint as digits_of_100
    from marts.measure_current as measure_current
    inner join core.measure as measure
        on measure_current.measure_id = measure.measure_id
    where measure.unit = '%'
        and measure_current.decimals between 0 and 2
        and measure_current.value between 0 and 100
)

-- In whole numbers: k of n prints as the digits when n times the digits lies no more than n / 2 from k times the
-- digits of 100. Some n up to the digits of 100 always does.
select
    printed.decimals,
    printed.digits / 10 ** printed.decimals as percentage,
    min(possible.n) as denominator
from printed
inner join range(1, 10001) as possible (n)
    on printed.digits_of_100 >= possible.n
where 2 * least(
        possible.n * printed.digits % printed.digits_of_100,
        printed.digits_of_100 - possible.n * printed.digits % printed.digits_of_100
    ) <= possible.n
group by all
