-- The gap in IAPT recovery: the rate of all less the rate of people from minority ethnic groups, in percentage points.
--
-- A gap above 0 says that people from minority ethnic groups recover less often. All includes them, so the gap to
-- everybody else is larger. Both rates must be of one document. Ranks are of CCGs: the least gap, which can be below 0,
-- has rank 1, and equal gaps share the best of their ranks; none is given where an organisation that was open has no row
-- or fewer than half have a gap. The rates are rounded, so a change that lies within their rounding is told as such; of
-- an interval nothing is said, for the one rate is a part of the other and counts are seldom published.
--
-- group: measures
-- key: period, period_inferred, org_type, org_code
--   org_type VARCHAR -- Kind of organisation: ccg, national, region, stp and others
--   org_code VARCHAR -- NHS ODS code of the organisation; England for all of it
--   org_name_published VARCHAR -- Its name as the current document prints it
--   period VARCHAR -- Reporting period in normal form
--   period_start DATE -- First day of the period
--   period_end DATE -- Last day of the period
--   period_inferred BOOLEAN -- Whether the period was concluded from the document and is not printed with the values
--   recovery DOUBLE? [percent] -- Recovery rate of all; NULL unless published
--   recovery_minority_ethnic DOUBLE? [percent] -- Recovery rate of people from minority ethnic groups; NULL unless published
--   gap DOUBLE? [percentage points] -- The one less the other; NULL with the reason in gap_note
--   gap_rounding DOUBLE? [percentage points] -- How far the gap can be off by the rounding of both rates; NULL without a gap
--   gap_note VARCHAR? -- Why there is no gap; NULL when there is
--   england_gap DOUBLE? [percentage points] -- Gap of England in the same document; NULL when there is none
--   difference_to_england DOUBLE? [percentage points] -- The gap less that of England; NULL without either
--   rank BIGINT? [rank] -- Rank among the CCGs, 1 is the least gap; NULL with the reason in rank_note
--   ranked BIGINT? [organisations] -- CCGs ranked; NULL without a rank
--   tied BIGINT? [organisations] -- CCGs with this gap, itself included; NULL without a rank
--   withheld BIGINT? [organisations] -- CCGs that were open and have no gap; NULL without a rank
--   rank_note VARCHAR? -- Why there is no rank; NULL when there is
--   gap_a_year_before DOUBLE? [percentage points] -- Gap of the same period a year before, of the same source; NULL with the reason in trend_note
--   change DOUBLE? [percentage points] -- The gap less that of a year before; NULL with the reason in trend_note
--   trend VARCHAR? -- narrower, wider or within rounding, by the distance of the gap from 0; NULL with the reason in trend_note
--   trend_note VARCHAR? -- Why there is no trend; NULL when there is
--   document_id VARCHAR -- Current document of the rate of minority ethnic groups
--   place VARCHAR? -- Where that stands in it
with rate as (
    select
        measure_current.*,
        coalesce(document.source_id, measure_current.document_id) as source
    from marts.measure_current as measure_current
    inner join steps.value_document as document
        on measure_current.document_id = document.document_id
    where measure_current.measure_id in ('iapt_recovery_rate', 'iapt_recovery_rate_minority_ethnic')
),

pair as (
    select
        minority.org_type,
        minority.org_code,
        minority.org_name_published,
        minority.period,
        minority.period_start,
        minority.period_end,
        minority.period_inferred,
        minority.document_id,
        minority.source,
        place(minority.line_no, minority.locator) as place,
        everybody.value as recovery,
        minority.value as recovery_minority_ethnic,
        case
            when everybody.org_code is null then 'no row of the recovery rate of all'
            when everybody.document_id <> minority.document_id then 'the rates are of two documents'
            when everybody.period_start <> minority.period_start then 'the rates are of windows of two lengths'
            when everybody.value is null
                then 'no recovery rate of all: ' || coalesce(everybody.reason, everybody.status)
            when minority.value is null
                then 'no recovery rate of minority ethnic groups: ' || coalesce(minority.reason, minority.status)
        end as gap_note,
        if(gap_note is null, distance(everybody.value, minority.value), null) as gap,
        if(gap_note is null, 0.5 / 10 ** everybody.decimals + 0.5 / 10 ** minority.decimals, null) as gap_rounding
    from rate as minority
    left join rate as everybody
        on everybody.measure_id = 'iapt_recovery_rate'
        and minority.period = everybody.period
        and minority.period_inferred = everybody.period_inferred
        and minority.org_type = everybody.org_type
        and minority.org_code = everybody.org_code
    where minority.measure_id = 'iapt_recovery_rate_minority_ethnic'
),

england as (
    select
        document_id,
        period,
        period_start,
        period_inferred,
        gap
    from pair
    where org_type = 'national'
),

peer_set as (
    select
        period,
        period_inferred,
        max(organisations_on) as organisations_on,
        max(organisations_open) as organisations_open,
        case
            when count(*) < 2 then 'the recovery rate of all has no row'
            when min(organisations_on) <> max(organisations_on) then 'the two rates are of organisations of two days'
            else any_value(coverage_note)
        end as coverage_note
    from marts.measure_peer_group
    where peers = 'England'
        and measure_id in ('iapt_recovery_rate', 'iapt_recovery_rate_minority_ethnic')
    group by all
),

peer as (
    select
        pair.period,
        pair.period_inferred,
        pair.org_code,
        rank() over (partition by pair.period, pair.period_inferred order by pair.gap) as rank,
        count(*) over (partition by pair.period, pair.period_inferred) as ranked,
        count(*) over (partition by pair.period, pair.period_inferred, pair.gap) as tied
    from pair
    inner join core.organisation as organisation
        on pair.org_code = organisation.org_code
    inner join peer_set
        on pair.period = peer_set.period
        and pair.period_inferred = peer_set.period_inferred
    where pair.org_type = 'ccg'
        and pair.gap is not null
        and was_open(organisation.opened_on, organisation.closed_on, peer_set.organisations_on)
),

beside as (
    select
        pair.*,
        england.gap as england_gap,
        peer.rank as peer_rank,
        peer.ranked as peer_ranked,
        peer.tied as peer_tied,
        peer_set.organisations_open,
        case
            when pair.org_type <> 'ccg' then 'only CCGs are ranked'
            when pair.gap is null then 'no gap'
            when peer.rank is null then 'not open on ' || peer_set.organisations_on
            when peer_set.coverage_note is not null then peer_set.coverage_note
            when 2 * peer.ranked < peer_set.organisations_open
                then 'fewer than half of the organisations have a value'
        end as rank_note,
        before.gap as gap_before,
        before.gap_rounding as rounding_before,
        case
            when pair.gap is null then 'no gap'
            when before.org_code is null then 'no row of a year before'
            when before.gap is null then 'no gap a year before: ' || before.gap_note
        end as trend_note
    from pair
    left join england
        on pair.document_id = england.document_id
        and pair.period = england.period
        and pair.period_start = england.period_start
        and pair.period_inferred = england.period_inferred
    left join peer
        on pair.org_type = 'ccg'
        and pair.period = peer.period
        and pair.period_inferred = peer.period_inferred
        and pair.org_code = peer.org_code
    left join peer_set
        on pair.period = peer_set.period
        and pair.period_inferred = peer_set.period_inferred
    left join pair as before
        on pair.org_type = before.org_type
        and pair.org_code = before.org_code
        and pair.source = before.source
        and pair.period_inferred = before.period_inferred
        and (pair.period_start - interval 1 year)::date = before.period_start
        and date_diff('month', pair.period_start, pair.period_end)
        = date_diff('month', before.period_start, before.period_end)
)

select
    org_type,
    org_code,
    org_name_published,
    period,
    period_start,
    period_end,
    period_inferred,
    recovery,
    recovery_minority_ethnic,
    gap,
    gap_rounding,
    gap_note,
    england_gap,
    distance(gap, england_gap) as difference_to_england,
    if(rank_note is null, peer_rank, null) as rank,
    if(rank_note is null, peer_ranked, null) as ranked,
    if(rank_note is null, peer_tied, null) as tied,
    if(rank_note is null, organisations_open - peer_ranked, null) as withheld,
    rank_note,
    if(trend_note is null, gap_before, null) as gap_a_year_before,
    distance(gap, gap_a_year_before) as change,
    case
        when trend_note is not null then null
        when abs(change) <= gap_rounding + rounding_before + 1e-9 then 'within rounding'
        when abs(gap) < abs(gap_a_year_before) then 'narrower'
        else 'wider'
    end as trend,
    trend_note,
    document_id,
    place
from beside
