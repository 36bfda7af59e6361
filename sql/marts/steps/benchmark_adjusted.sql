-- Each value with its place in the funnel whose limits allow for how far organisations lie apart, or why it has none.
with angled as (
    select
        funnel.*,
        dispersion.dispersion,
        dispersion.overdispersed,
        dispersion.between_sd,
        coalesce(
            funnel.funnel_note,
            case
                when dispersion.set_no is null then 'fewer than 10 organisations'
                when
                    funnel.whole * least(
                        funnel.england_numerator, funnel.england_denominator - funnel.england_numerator
                    ) < 5 * funnel.england_denominator
                    then 'too few to be placed'
            end
        ) as adjusted_note,
        case when adjusted_note is null then asin(sqrt(funnel.england_percent / 100)) end as england_angle,
        asin(sqrt(funnel.part / funnel.whole)) - england_angle as distance_in_angle,
        sqrt(1 / (4 * funnel.whole) + dispersion.between_sd ** 2) as error_in_angle
    from steps.benchmark_funnel as funnel
    left join steps.benchmark_dispersion as dispersion
        on funnel.set_no = dispersion.set_no
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
