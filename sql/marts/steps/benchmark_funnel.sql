-- Each value with its interval and its place in the funnel around England's proportion, or why it has none.
with noted as (
    select
        *,
        coalesce(
            interval_note,
            no_peer_note,
            case
                when england_denominator is null
                    then england_counted || ' of the ' || england_open
                        || ' organisations open then have a numerator and a denominator'
            end
        ) as funnel_note,
        case when funnel_note is null then 100 * england_numerator / england_denominator end as england_percent,
        sqrt(england_percent * (100 - england_percent) / whole) as spread,
        -- Of a normal distribution 0.1% lie above 3.09, here with all its digits.
        3.090232306167813::double as z_998
    from steps.benchmark_interval
)

select
    *,
    if(funnel_note is null, greatest(england_percent - z_95 * spread, 0), null) as funnel_lower_95,
    if(funnel_note is null, least(england_percent + z_95 * spread, 100), null) as funnel_upper_95,
    if(funnel_note is null, greatest(england_percent - z_998 * spread, 0), null) as funnel_lower_998,
    if(funnel_note is null, least(england_percent + z_998 * spread, 100), null) as funnel_upper_998,
    case
        when funnel_note is not null then null
        when 100 * part / whole > funnel_upper_998 then 'above 99.8%'
        when 100 * part / whole > funnel_upper_95 then 'above 95%'
        when 100 * part / whole < funnel_lower_998 then 'below 99.8%'
        when 100 * part / whole < funnel_lower_95 then 'below 95%'
        else 'within'
    end as funnel_position
from noted
