-- The organisations that a value is compared with, all of England, of a region and of an ICB: how complete they are.
--
-- The peers are the organisations open on the last day of the period. Where some of these have no row, but every
-- organisation of a later day has one, the figures are mapped to that day's organisations, and these are the peers:
-- those of the latest opening among organisations with a figure or, where these are not all listed and no figure is of
-- another, among all. Peers that opened after the period and whose cell says nothing did not exist in it: they are
-- counted apart from those whose value is withheld.
-- A median is refused where an organisation that was open has no row. It is one of the values or the middle of two.
--
-- group: measures
-- slices: measure_id
-- key: measure_id, period, period_inferred, peers, peers_code
--   measure_id VARCHAR -- The measure
--   period VARCHAR -- Reporting period in normal form
--   period_inferred BOOLEAN -- Whether the period was concluded from the document and is not printed with the values
--   peers VARCHAR -- Which peers: England, region or icb, as the areas are today
--   peers_code VARCHAR -- ODS code of the region or ICB; England for all
--   organisations_on DATE -- Day whose organisations are the peers
--   organisations_open BIGINT [organisations] -- Peers: organisations open on that day
--   organisations_listed BIGINT [organisations] -- Peers that have a row, with or without a value
--   ranked BIGINT [organisations] -- Peers that have a value
--   withheld BIGINT [organisations] -- Peers whose cell has no number though there may be one: suppressed, insufficient data, and of those that existed not available, not published
--   did_not_exist BIGINT [organisations] -- Peers that opened after the period and whose cell says nothing: not available, not published, not applicable
--   is_complete BOOLEAN -- Whether every peer has a row
--   ranked_share DOUBLE? [share of 1] -- Peers with a value, of these and those withheld and that did not exist; NULL where a peer has no row
--   coverage_note VARCHAR? -- What is missing; NULL when every peer has a row
--   median DOUBLE? [the measure's unit] -- Median of the values; NULL where a peer has no row or none has a value
--   lowest DOUBLE? [the measure's unit] -- Lowest value; NULL where a peer has no row or none has a value
--   highest DOUBLE? [the measure's unit] -- Highest value; NULL where a peer has no row or none has a value
--   counted BIGINT [organisations] -- Peers with a value, a numerator and a denominator of which the numerator is a part
--   numerator DOUBLE? [counted in the measure] -- Sum of the numerators; NULL unless every peer has both counts
--   denominator DOUBLE? [counted in the measure] -- Sum of the denominators; NULL unless every peer has both counts
--   other_values BIGINT? [organisations] -- CCGs that have a value and are no peers, such as those that a peer merged from: a sum over all CCGs counts people twice; NULL for a region or ICB
--   england_value DOUBLE? [the measure's unit] -- England's value as published; NULL for a region or ICB, and where none is published
--   coverage DOUBLE? [percent] -- Sum of the peers' values, without those withheld, in per cent of that; NULL unless it is a count or an amount and every peer has a row
with cell as not materialized (
    select
        measure_current.measure_id,
        measure_current.period,
        measure_current.period_inferred,
        measure_current.period_end,
        measure_current.value,
        measure_current.status not in ('not_applicable', 'not_published', 'not_available') as has_figure,
        measure_current.status,
        measure_current.numerator,
        measure_current.denominator,
        organisation.opened_on,
        organisation.closed_on,
        organisation.region_code,
        organisation.icb_code
    from marts.measure_current as measure_current
    inner join core.organisation as organisation
        on measure_current.org_type = 'ccg'
        and measure_current.org_code = organisation.org_code
),

published_set as (
    select
        measure_id,
        period,
        period_inferred,
        period_end,
        count(*) filter (where was_open(opened_on, closed_on, period_end)) as listed,
        count(value) as values,
        count(*) filter (where has_figure) as figures,
        greatest(period_end, max(opened_on) filter (where has_figure)) as latest_opening,
        greatest(period_end, max(opened_on)) as latest_opening_listed
    from cell
    group by measure_id, period, period_inferred, period_end
),

days as (
    select period_end as day
    from published_set
    union
    select latest_opening
    from published_set
    union
    select latest_opening_listed
    from published_set
),

-- Of a day on which none was open there is one row, of England with none.
organisations_open as (
    select
        days.day,
        case
            when grouping(organisation.region_code) = 0 then 'region'
            when grouping(organisation.icb_code) = 0 then 'icb'
            else 'England'
        end as peers,
        case
            when grouping(organisation.region_code) = 0 then organisation.region_code
            when grouping(organisation.icb_code) = 0 then organisation.icb_code
            else 'England'
        end as peers_code,
        count(organisation.org_code) as organisations
    from days
    left join core.organisation as organisation
        on was_open(organisation.opened_on, organisation.closed_on, days.day)
    group by grouping sets ((days.day), (days.day, organisation.region_code), (days.day, organisation.icb_code))
),

-- Only a set that lacks an organisation of its own time is looked at again, with the organisations of a later day.
later_day as (
    select
        published_set.measure_id,
        published_set.period,
        published_set.period_inferred,
        published_set.figures,
        unnest([
            { 'choice': 1, 'day': published_set.latest_opening },
            { 'choice': 2, 'day': published_set.latest_opening_listed }
        ], recursive := true)
    from published_set
    inner join organisations_open as open_then
        on published_set.period_end = open_then.day
        and open_then.peers = 'England'
        and published_set.listed < open_then.organisations
),

covered_day as (
    select
        later_day.measure_id,
        later_day.period,
        later_day.period_inferred,
        later_day.choice,
        later_day.day
    from later_day
    inner join organisations_open as open_later
        on later_day.day = open_later.day
        and open_later.peers = 'England'
    inner join cell
        on later_day.measure_id = cell.measure_id
        and later_day.period = cell.period
        and later_day.period_inferred = cell.period_inferred
        and was_open(cell.opened_on, cell.closed_on, later_day.day)
    group by
        later_day.measure_id,
        later_day.period,
        later_day.period_inferred,
        later_day.choice,
        later_day.day,
        later_day.figures,
        open_later.organisations
    having count(*) = open_later.organisations
        and (later_day.choice = 1 or count(*) filter (where cell.has_figure) = later_day.figures)
),

mapped_set as (
    select
        measure_id,
        period,
        period_inferred,
        arg_min(day, choice) as day
    from covered_day
    group by measure_id, period, period_inferred
),

dated_set as (
    select
        published_set.measure_id,
        published_set.period,
        published_set.period_inferred,
        published_set.values,
        coalesce(mapped_set.day, published_set.period_end) as organisations_on
    from published_set
    left join mapped_set
        on published_set.measure_id = mapped_set.measure_id
        and published_set.period = mapped_set.period
        and published_set.period_inferred = mapped_set.period_inferred
),

listed as (
    select
        dated_set.measure_id,
        dated_set.period,
        dated_set.period_inferred,
        case
            when grouping(cell.region_code) = 0 then 'region'
            when grouping(cell.icb_code) = 0 then 'icb'
            else 'England'
        end as peers,
        case
            when grouping(cell.region_code) = 0 then cell.region_code
            when grouping(cell.icb_code) = 0 then cell.icb_code
            else 'England'
        end as peers_code,
        count(*) as organisations,
        count(cell.value) as ranked,
        count(*) filter (
            where cell.value is null
            and (
                cell.status in ('suppressed', 'insufficient_data')
                or (cell.opened_on <= cell.period_end and cell.status <> 'not_applicable')
            )
        ) as withheld,
        count(*) filter (
            where cell.opened_on > cell.period_end
            and cell.status in ('not_applicable', 'not_published', 'not_available')
        ) as did_not_exist,
        median(cell.value) as median,
        min(cell.value) as lowest,
        max(cell.value) as highest,
        count(cell.value) filter (
            where cell.denominator > 0 and cell.numerator between 0 and cell.denominator
        ) as counted,
        sum(cell.numerator) as numerator,
        sum(cell.denominator) as denominator,
        -- Of exact decimals, so that the sum is the same in whatever order they are added up.
        sum(cell.value::decimal(38, 9)) as total
    from cell
    inner join dated_set
        on cell.measure_id = dated_set.measure_id
        and cell.period = dated_set.period
        and cell.period_inferred = dated_set.period_inferred
        and was_open(cell.opened_on, cell.closed_on, dated_set.organisations_on)
    group by grouping sets (
        (dated_set.measure_id, dated_set.period, dated_set.period_inferred),
        (dated_set.measure_id, dated_set.period, dated_set.period_inferred, cell.region_code),
        (dated_set.measure_id, dated_set.period, dated_set.period_inferred, cell.icb_code)
    )
),

england as (
    select
        measure_current.measure_id,
        measure_current.period,
        measure_current.period_inferred,
        measure_current.value,
        not measure.of_any_size and measure.unit <> 'not stated' as is_amount
    from marts.measure_current as measure_current
    inner join core.measure as measure
        on measure_current.measure_id = measure.measure_id
    where measure_current.org_type = 'national'
        and measure_current.org_code = 'England'
)

select
    dated_set.measure_id,
    dated_set.period,
    dated_set.period_inferred,
    organisations_open.peers,
    organisations_open.peers_code,
    dated_set.organisations_on,
    organisations_open.organisations as organisations_open,
    coalesce(listed.organisations, 0) as organisations_listed,
    coalesce(listed.ranked, 0) as ranked,
    coalesce(listed.withheld, 0) as withheld,
    coalesce(listed.did_not_exist, 0) as did_not_exist,
    organisations_listed = organisations_open.organisations as is_complete,
    case
        when is_complete
            then listed.ranked / nullif(listed.ranked + listed.withheld + listed.did_not_exist, 0)
    end as ranked_share,
    missing_note(organisations_listed, organisations_open.organisations) as coverage_note,
    case when is_complete then listed.median end as median,
    case when is_complete then listed.lowest end as lowest,
    case when is_complete then listed.highest end as highest,
    coalesce(listed.counted, 0) as counted,
    case when listed.counted = organisations_open.organisations then listed.numerator end as numerator,
    case when listed.counted = organisations_open.organisations then listed.denominator end as denominator,
    case when organisations_open.peers = 'England' then dated_set.values - coalesce(listed.ranked, 0) end
        as other_values,
    england.value as england_value,
    case
        when is_complete and england.is_amount
            then 100 * listed.total::double / nullif(england.value, 0)
    end as coverage
from dated_set
inner join organisations_open
    on dated_set.organisations_on = organisations_open.day
left join listed
    on dated_set.measure_id = listed.measure_id
    and dated_set.period = listed.period
    and dated_set.period_inferred = listed.period_inferred
    and organisations_open.peers = listed.peers
    and organisations_open.peers_code = listed.peers_code
left join england
    on organisations_open.peers = 'England'
    and dated_set.measure_id = england.measure_id
    and dated_set.period = england.period
    and dated_set.period_inferred = england.period_inferred
where organisations_open.peers_code is not null
