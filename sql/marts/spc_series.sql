-- Each series of values as a control chart (XmR, as in NHS England's Making Data Count): mean, process limits and icons.
--
-- A series has the values of one measure, source and organisation in periods of one length, from its first to its last
-- value; sources are never joined, and values whose period was inferred are left out. It begins anew where
-- raw/reference/spc_rebase.yml says so, and never by itself. The limits lie 2.66 average moving ranges from the mean,
-- the near limits two thirds of that. A moving range is the distance between the values of two periods in succession,
-- so there is none across a gap; ranges of 3.267 times their average and more are left out of it once. Nothing can be
-- said where their average is then 0, nor of fewer than 7 points, and of fewer than 12 only provisionally.
--
-- group: control_charts
-- slices: measure_id
-- key: measure_id, source_id, org_type, org_code, segment
--   measure_id VARCHAR -- The measure
--   source_id VARCHAR -- Source that published the values; a document that belongs to no source is one by itself
--   org_type VARCHAR -- Kind of organisation: ccg, national, region, stp and others
--   org_code VARCHAR -- NHS ODS code of the organisation; England for all of it
--   segment BIGINT [position] -- Number of the series among those with the same key, from 1: the shorter periods first, then in time
--   period_months BIGINT [months] -- Length of its periods
--   first_period VARCHAR -- Period of its first value
--   last_period VARCHAR -- Period of its last value
--   points BIGINT [points] -- Values that are counted
--   gaps BIGINT [periods] -- Periods between the first and the last value that have none
--   set_aside BIGINT [points] -- Values that are shown and not counted
--   moving_ranges BIGINT [ranges] -- Moving ranges; 0 where the series is refused without working any out
--   screened BIGINT [ranges] -- Moving ranges that were left out of the average, as they are out of the ordinary
--   mean DOUBLE? [the measure's unit] -- Mean of the points; NULL with the reason in note
--   amr_unscreened DOUBLE? [the measure's unit] -- Average of all moving ranges; NULL with the reason in note
--   amr DOUBLE? [the measure's unit] -- Average of those that were not left out, which makes the limits; NULL with the reason in note
--   lower DOUBLE? [the measure's unit] -- Lower process limit; NULL with the reason in note
--   upper DOUBLE? [the measure's unit] -- Upper process limit; NULL with the reason in note
--   near_lower DOUBLE? [the measure's unit] -- Lower limit of what is near the mean; NULL with the reason in note
--   near_upper DOUBLE? [the measure's unit] -- Upper limit of what is near the mean; NULL with the reason in note
--   lower_shown DOUBLE? [the measure's unit] -- Lower limit for drawing: of percentages not below 0; NULL with the reason in note
--   upper_shown DOUBLE? [the measure's unit] -- Upper limit for drawing: of percentages not above 100; NULL with the reason in note
--   state VARCHAR -- full, provisional (7 to 11 points) or refused
--   coarse BOOLEAN? -- Whether its values are printed too coarsely for the rules that lean on the limits; NULL when refused
--   last_point_type VARCHAR? -- Type of its last point, as in marts.spc_point; NULL when refused
--   variation_icon VARCHAR? -- The same with the side of the mean, such as improvement_high; NULL when refused
--   standard DOUBLE? [the measure's unit] -- Standard in force in the period of its last point; NULL when none is
--   comparator VARCHAR? -- How a value must stand to the standard; NULL when there is none
--   assurance VARCHAR? -- pass, fail or hit_or_miss: whether the process limits lie wholly on one side of the standard; NULL with the reason in assurance_note
--   assurance_note VARCHAR? -- Why there is no assurance; NULL when there is
--   note VARCHAR? -- Why it is refused, or what is to be known of its limits; NULL when nothing
with last_point as (
    select
        series_no,
        arg_max(point_type, period_start) as last_point_type,
        arg_max(icon, period_start) as variation_icon
    from steps.spc_marked
    group by all
),

rebased as (
    select
        measure_id,
        org_type,
        org_code,
        period_start,
        're-based from ' || from_period || ': ' || reason || ' (' || source || ')' as wording
    from core.spc_rebase
),

new_start as (
    select
        series.series_no,
        string_agg(rebased.wording, '; ' order by rebased.wording) as rebase_note
    from rebased
    inner join steps.spc_limit as series
        on rebased.measure_id = series.measure_id
        and rebased.period_start = series.rebased_on
        and coalesce(rebased.org_type, series.org_type) = series.org_type
        and coalesce(rebased.org_code, series.org_code) = series.org_code
    group by all
),

judged as (
    select
        series.*,
        last_point.last_point_type,
        last_point.variation_icon,
        series.org_type = 'national' or coalesce(in_force.applies_to, 'each') <> 'England' as is_held,
        case when is_held then in_force.standard end as standard,
        case when is_held then in_force.comparator end as comparator,
        new_start.rebase_note,
        organisation.earlier_gss_codes is not null as changed_code,
        in_force.comparator in (
            if(series.polarity = 'higher', 'at least', 'at most'),
            if(series.polarity = 'higher', 'more than', 'fewer than')
        ) as is_of_polarity,
        coalesce(
            case when series.refusal is not null then 'no process limits' end,
            case when series.polarity = 'none' then 'no value of this measure is better than another' end,
            case when not is_held then 'its standard is set for England as a whole' end,
            in_force.note,
            case
                when
                    not is_of_polarity
                    then '"' || in_force.comparator || '" a standard does not go with which values are better'
            end
        ) as no_assurance_note
    from steps.spc_limit as series
    left join last_point
        on series.series_no = last_point.series_no
    left join marts.measure_standard_in_force as in_force
        on series.measure_id = in_force.measure_id
        and series.last_counted_period = in_force.period
        and series.last_counted_start = in_force.period_start
    left join new_start
        on series.series_no = new_start.series_no
    left join core.organisation as organisation
        on series.org_type = 'ccg'
        and series.org_code = organisation.org_code
)

select
    measure_id,
    source_id,
    org_type,
    org_code,
    segment,
    period_months,
    first_period,
    last_period,
    points,
    gaps,
    set_aside,
    moving_ranges,
    screened,
    centre as mean,
    case when refusal is null then amr_unscreened end as amr_unscreened,
    case when refusal is null then amr end as amr,
    lower,
    upper,
    near_lower,
    near_upper,
    if(unit = '%' and lowest >= 0 and lower < 0, 0, lower) as lower_shown,
    if(unit = '%' and highest <= 100 and upper > 100, 100, upper) as upper_shown,
    state,
    coarse,
    last_point_type,
    variation_icon,
    standard,
    comparator,
    case
        when no_assurance_note is not null then null
        when standard between lower - 1e-9 and upper + 1e-9 then 'hit_or_miss'
        when (standard < lower) = (polarity = 'higher') then 'pass'
        else 'fail'
    end as assurance,
    no_assurance_note as assurance_note,
    coalesce(
        refusal,
        nullif(
            concat_ws(
                '; ',
                rebase_note,
                case
                    when period_months < 12 and datediff('month', first_day, last_day + 1) < 36
                        then 'seasonality not removed'
                end,
                case
                    when small_denominators > 0
                        then small_denominators || ' of ' || points
                            || ' points of fewer than 20: limits wide by chance'
                end,
                case when coarse then 'printed too coarsely for the rules of single points' end,
                case
                    when changed_code
                        then 'its ONS code has changed on a day not known: the area may be another before and after'
                end
            ),
            ''
        )
    ) as note
from judged
