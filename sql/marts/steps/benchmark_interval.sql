-- Each ranked value with the 95% interval around its proportion, which is Wilson's score, or why it has none.
--
-- Of rounded counts it reaches from the lower end for the fewest of the most that they can be to the upper end for the
-- most of the fewest: no pair of counts that they can stand for has an interval that goes beyond.
with proportion as (
    select
        *,
        unit = '%' and denominator > 0 and numerator between 0 and denominator as is_proportion,
        case when is_proportion then numerator end as part,
        case when is_proportion then denominator end as whole,
        coalesce(counts_rounded_to, 0) / 2 as slack,
        greatest(part - slack, 0) as least_part,
        whole + slack as most_whole,
        part + slack as most_part,
        whole - slack as least_whole
    from steps.benchmark_rank
),

-- Of a normal distribution 2.5% lie above 1.96, here with all its digits.
scored as (
    select
        *,
        1.959963984540054::double as z_95,
        greatest(100 * wilson_end(least_part, most_whole, -z_95), 0) as wilson_lower,
        case
            when most_part >= least_whole then 100
            else least(100 * wilson_end(most_part, least_whole, z_95), 100)
        end as wilson_upper,
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
    case when interval_note is null then wilson_upper end as interval_upper,
    case
        when interval_note is not null then null
        when slack > 0 then 'counts rounded to ' || counts_rounded_to
        else 'counts'
    end as interval_basis
from scored
