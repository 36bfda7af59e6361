-- Each ranked value with the 95% interval around its proportion, which is Wilson's score, or why it has none.
with proportion as (
    select
        *,
        unit = '%' and denominator > 0 and numerator between 0 and denominator as is_proportion,
        case when is_proportion then numerator end as part,
        case when is_proportion then denominator end as whole
    from steps.benchmark_rank
),

-- Of a normal distribution 2.5% lie above 1.96, here with all its digits.
scored as (
    select
        *,
        1.959963984540054::double as z_95,
        part + z_95 ** 2 / 2 as middle,
        z_95 * sqrt(part * (1 - part / whole) + z_95 ** 2 / 4) as reach,
        greatest(100 * (middle - reach) / (whole + z_95 ** 2), 0) as wilson_lower,
        least(100 * (middle + reach) / (whole + z_95 ** 2), 100) as wilson_upper,
        0.5 / 10 ** coalesce(decimals, 0) as half_of_last_digit
    from proportion
)

select
    *,
    coalesce(
        no_value_note,
        case
            when unit <> '%' then 'no percentage'
            when denominator is null then 'no denominator is published'
            when numerator is null then 'no numerator is published'
            when not is_proportion then 'the counts published are no part of a whole'
            when value + half_of_last_digit < wilson_lower or value - half_of_last_digit > wilson_upper
                then 'the value published is not that of the counts published'
        end
    ) as interval_note,
    case when interval_note is null then wilson_lower end as interval_lower,
    case when interval_note is null then wilson_upper end as interval_upper
from scored
