-- An inferred period, tried on a source's counts: how many printed percentages the months of each window give.
--
-- Windows are all choices of the months of a period of up to three, and the periods of the same length before and after.
-- The window that gives them all, where no other does, confirms the period. Counts are summed over the months that the
-- source has; where it lacks some, the note says so.
--
-- group: evidence
-- key: document_id, measure_id, period, primary_document_id, months
--   document_id VARCHAR -- Document that prints the values
--   measure_id VARCHAR -- The measure
--   period VARCHAR -- Reporting period that was inferred
--   primary_document_id VARCHAR -- Document of the source with the counts
--   months VARCHAR -- The window: its months
--   is_period BOOLEAN -- Whether this is the inferred period
--   printed BIGINT [organisations] -- CCGs of which the document prints a percentage
--   compared BIGINT [organisations] -- Of these, those with a percentage in the window
--   matched BIGINT [organisations] -- Of these, those whose percentage prints as the document does
--   note VARCHAR? -- What follows: the period is confirmed, or the source lacks months of the window; NULL when nothing does
with inferred as (
    select
        document_id,
        measure_id,
        period,
        period_start,
        period_end,
        date_diff('month', period_start, period_end) + 1 as length_in_months,
        count(*) as printed
    from steps.printed_percentage
    where period_inferred
    group by all
),

-- Bits of a number choose months; a longer period is tried as a whole.
chosen as (
    select
        document_id,
        measure_id,
        period,
        0 as shift,
        unnest(
            if(length_in_months <= 3, range(1, (2 ** length_in_months)::bigint), [(2 ** length_in_months)::bigint - 1])
        ) as choice
    from inferred
    union all
    select
        document_id,
        measure_id,
        period,
        unnest([-1, 1]) as shift,
        (2 ** length_in_months)::bigint - 1 as choice
    from inferred
),

window_month as (
    select
        inferred.document_id,
        inferred.measure_id,
        inferred.period,
        chosen.shift,
        chosen.choice,
        chosen.shift = 0 and chosen.choice = (2 ** inferred.length_in_months)::bigint - 1 as is_period,
        (
            inferred.period_start
            + to_months((chosen.shift * inferred.length_in_months + place_in_period.number)::integer)
        )::date as month_start
    from inferred
    inner join chosen
        on inferred.document_id = chosen.document_id
        and inferred.measure_id = chosen.measure_id
        and inferred.period = chosen.period
    inner join range(0, 60) as place_in_period (number)
        on inferred.length_in_months > place_in_period.number
        and (chosen.choice >> place_in_period.number) & 1 = 1
),

source_month as (
    select distinct
        document_id,
        measure_id,
        period_start as month_start
    from steps.primary_count
    where is_month
        and has_counts
),

source_document as (
    select distinct
        document_id,
        measure_id
    from source_month
),

tried as (
    select
        window_month.document_id,
        window_month.measure_id,
        window_month.period,
        window_month.shift,
        window_month.choice,
        window_month.is_period,
        source_document.document_id as primary_document_id,
        string_agg(strftime(window_month.month_start, '%Y-%m'), ', ' order by window_month.month_start) as months,
        count(*) as months_wanted,
        count(source_month.month_start) as months_counted
    from window_month
    inner join source_document
        on window_month.measure_id = source_document.measure_id
    left join source_month
        on source_document.document_id = source_month.document_id
        and window_month.measure_id = source_month.measure_id
        and window_month.month_start = source_month.month_start
    group by all
),

in_window as (
    select
        window_month.document_id,
        window_month.measure_id,
        window_month.period,
        window_month.shift,
        window_month.choice,
        counted.document_id as primary_document_id,
        counted.org_code,
        100 * sum(counted.numerator) / nullif(sum(counted.denominator), 0) as percentage
    from window_month
    inner join steps.primary_count as counted
        on window_month.measure_id = counted.measure_id
        and window_month.month_start = counted.period_start
    where counted.is_month
        and counted.has_counts
    group by all
),

matches as (
    select
        in_window.document_id,
        in_window.measure_id,
        in_window.period,
        in_window.shift,
        in_window.choice,
        in_window.primary_document_id,
        count(in_window.percentage) as compared,
        count(*) filter (where in_window.percentage between printed.lower - 1e-9 and printed.upper + 1e-9) as matched
    from steps.printed_percentage as printed
    inner join in_window
        on printed.document_id = in_window.document_id
        and printed.measure_id = in_window.measure_id
        and printed.period = in_window.period
        and printed.org_code = in_window.org_code
    where printed.period_inferred
    group by all
)

select
    inferred.document_id,
    inferred.measure_id,
    inferred.period,
    tried.primary_document_id,
    tried.months,
    tried.is_period,
    inferred.printed,
    coalesce(matches.compared, 0) as compared,
    coalesce(matches.matched, 0) as matched,
    case
        when tried.months_counted < tried.months_wanted
            then 'the source has ' || tried.months_counted || ' of the ' || tried.months_wanted || ' months'
        when
            tried.is_period
            and matches.matched = inferred.printed
            and count(*) filter (where matches.matched = inferred.printed) over same_period = 1
            then 'confirmed by the counts of the period: ' || matches.matched || ' of ' || inferred.printed
    end as note
from inferred
inner join tried
    on inferred.document_id = tried.document_id
    and inferred.measure_id = tried.measure_id
    and inferred.period = tried.period
left join matches
    on tried.document_id = matches.document_id
    and tried.measure_id = matches.measure_id
    and tried.period = matches.period
    and tried.shift = matches.shift
    and tried.choice = matches.choice
    and tried.primary_document_id = matches.primary_document_id
window same_period as (
    partition by inferred.document_id, inferred.measure_id, inferred.period, tried.primary_document_id
)
