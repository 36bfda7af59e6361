-- Each series with its mean and its process limits, or why it has none.
with centre as (
    select
        series_no,
        avg(exact_value) as mean,
        count(moving_range) as moving_ranges,
        avg(moving_range) as amr_unscreened,
        bool_or(is_overlapping) as is_overlapping
    from steps.spc_run
    where is_counted
    group by all
),

-- Once, the ranges that are out of the ordinary are left out of their own average.
screened as (
    select
        run.series_no,
        count(*) filter (where run.moving_range >= 3.267 * centre.amr_unscreened) as screened,
        avg(run.moving_range) filter (where run.moving_range < 3.267 * centre.amr_unscreened) as amr
    from steps.spc_run as run
    inner join centre
        on run.series_no = centre.series_no
    where run.is_counted
        and centre.amr_unscreened > 0
    group by all
),

noted as (
    select
        base.* exclude (refusal),
        centre.mean,
        centre.amr_unscreened,
        screened.amr,
        coalesce(centre.moving_ranges, 0) as moving_ranges,
        coalesce(screened.screened, 0) as screened,
        coalesce(
            base.refusal,
            case
                when centre.is_overlapping then 'neighbouring values overlap'
                when centre.moving_ranges = 0 then 'no two periods in succession have a value'
                when coalesce(screened.amr, 0) = 0 then 'no variation'
            end
        ) as refusal
    from steps.spc_base as base
    left join centre
        on base.series_no = centre.series_no
    left join screened
        on base.series_no = screened.series_no
)

select
    *,
    case when refusal is null then mean end as centre,
    case when refusal is null then 2.66 * amr end as width,
    centre - width as lower,
    centre + width as upper,
    centre - width * 2 / 3 as near_lower,
    centre + width * 2 / 3 as near_upper,
    case
        when refusal is not null then 'refused'
        when points < 12 then 'provisional'
        else 'full'
    end as state,
    case when refusal is null then 3.268 * amr * 10 ** decimals < 3 end as coarse
from noted
