-- Each value with its place in the funnel whose limits allow for how far organisations lie apart, or why it has none.
with angled as (
    select
        *,
        coalesce(
            funnel_note,
            case
                when dispersion is null then 'fewer than 10 organisations'
                when
                    whole * least(
                        england_numerator, england_denominator - england_numerator
                    ) < 5 * england_denominator
                    then 'too few to be placed'
            end
        ) as adjusted_note,
        case when adjusted_note is null then asin(sqrt(england_percent / 100)) end as england_angle,
        asin(sqrt(part / whole)) - england_angle as distance_in_angle,
        sqrt(1 / (4 * whole) + between_sd ** 2) as error_in_angle
    from steps.benchmark_funnel
)

select
    *,
    percent_of_angle(england_angle - z_95 * error_in_angle) as adjusted_lower_95,
    percent_of_angle(england_angle + z_95 * error_in_angle) as adjusted_upper_95,
    percent_of_angle(england_angle - z_998 * error_in_angle) as adjusted_lower_998,
    percent_of_angle(england_angle + z_998 * error_in_angle) as adjusted_upper_998,
    case
        when adjusted_note is not null then null
        when distance_in_angle > z_998 * error_in_angle then 'above 99.8%'
        when distance_in_angle > z_95 * error_in_angle then 'above 95%'
        when distance_in_angle < -z_998 * error_in_angle then 'below 99.8%'
        when distance_in_angle < -z_95 * error_in_angle then 'below 95%'
        else 'within'
    end as adjusted_position
from angled
