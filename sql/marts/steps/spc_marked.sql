-- Each counted point of a chart with the rules that mark it, and its type by them.
--
-- A value less than 1e-9 from the mean or a limit is at it: so much may come of the binary fractions.
with placed as (
    select
        run.series_no,
        run.period_start,
        run.direction,
        spc_limit.polarity,
        spc_limit.coarse,
        if(run.is_start, 1, 0) as starts,
        case
            when abs(run.value - spc_limit.centre) < 1e-9 then 0
            else sign(run.value - spc_limit.centre)::integer
        end as side,
        abs(run.value - spc_limit.centre) - spc_limit.width >= 1e-9 as is_beyond,
        if(abs(run.value - spc_limit.centre) - spc_limit.width * 2 / 3 >= 1e-9 and not is_beyond, 1, 0) as is_near
    from steps.spc_run as run
    inner join steps.spc_limit as spc_limit
        on run.series_no = spc_limit.series_no
    where run.is_counted
        and spc_limit.refusal is null
),

-- Where a window ends that marks points: 1 or -1 for a trend up or down, 1 for the others.
ends as (
    select
        *,
        if(abs(sum(side) over last_7) = 7 and sum(starts) over last_6 = 0, 1, 0) as shift_end,
        case when abs(sum(direction) over last_6) = 6 then direction else 0 end as trend_end,
        if(
            abs(sum(side) over last_3) = 3 and sum(starts) over last_2 = 0 and sum(is_near) over last_3 >= 2, 1, 0
        ) as two_of_three_end
    from placed
    window
        last_7 as (partition by series_no order by period_start rows between 6 preceding and current row),
        last_6 as (partition by series_no order by period_start rows between 5 preceding and current row),
        last_3 as (partition by series_no order by period_start rows between 2 preceding and current row),
        last_2 as (partition by series_no order by period_start rows between 1 preceding and current row)
),

marked as (
    select
        *,
        max(shift_end) over next_7 = 1 as shift,
        max(trend_end) over next_7 as rises,
        min(trend_end) over next_7 as falls,
        is_near = 1 and max(two_of_three_end) over next_3 = 1 as is_of_three
    from ends
    window
        next_7 as (partition by series_no order by period_start rows between current row and 6 following),
        next_3 as (partition by series_no order by period_start rows between current row and 2 following)
),

ruled as (
    select
        *,
        case when not coarse then is_beyond end as astronomical,
        rises <> 0 or falls <> 0 as trend,
        case when not coarse then is_of_three end as two_of_three,
        -- A point at which one trend turns into another is told by the earlier.
        case
            when trend_end <> 0 then trend_end
            when trend then rises + falls
        end as trend_sign,
        coalesce(nullif(side, 0), trend_sign) as shown_side
    from marked
)

select
    series_no,
    period_start,
    side,
    astronomical,
    shift,
    trend,
    two_of_three,
    list_filter(
        [
            if(astronomical, 'astronomical', null),
            if(shift, 'shift', null),
            if(trend, 'trend', null),
            if(two_of_three, 'two_of_three', null)
        ],
        lambda rule: rule is not null
    ) as rules,
    case trend_sign
        when 1 then 'up'
        when -1 then 'down'
    end as trend_direction,
    if(shown_side = 1, 'high', 'low') as shown_place,
    case
        when len(rules) = 0 then 'common_cause'
        when polarity = 'none' then 'neutral_' || shown_place
        when (polarity = 'higher') = (shown_side = 1) then 'improvement'
        else 'concern'
    end as point_type,
    case
        when point_type in ('improvement', 'concern') then point_type || '_' || shown_place
        else point_type
    end as icon
from ruled
