-- Each value against those of the ten organisations most similar to its own, by a list of its time.
--
-- The list is used for periods that end from the day before its year to the year's end; for two years more only where
-- the organisation and all ten are open and none of the eleven has another area; then it is refused. At least eight of
-- the ten must have a value from the same source. The median is of the ten, without the organisation; the rank is among
-- the eleven, and equal values share the best. There is no percentile and no quartile of eleven.
--
-- group: measures
-- slices: measure_id
-- key: measure_id, period, period_inferred, org_code
--   measure_id VARCHAR -- The measure
--   period VARCHAR -- Reporting period in normal form
--   period_inferred BOOLEAN -- Whether the period was concluded from the document and is not printed with the value
--   org_code VARCHAR -- NHS ODS code of the CCG
--   list VARCHAR? -- The list that names the ten; NULL when it does not name the organisation
--   value DOUBLE? [the measure's unit] -- Value; NULL unless published
--   peers BIGINT? [organisations] -- Organisations that the list names as similar; NULL when refused for the list's sake
--   peers_open BIGINT? [organisations] -- Peers that were open on the last day of the period; NULL likewise
--   peers_with_value BIGINT? [organisations] -- Peers open then that have a value from the same source; NULL likewise
--   lowest DOUBLE? [the measure's unit] -- Lowest value of the peers; NULL with the reason in note
--   median DOUBLE? [the measure's unit] -- Median of the peers; NULL with the reason in note
--   highest DOUBLE? [the measure's unit] -- Highest value of the peers; NULL with the reason in note
--   pooled_numerator DOUBLE? [counted in the measure] -- Sum of the peers' numerators; NULL unless every peer with a value has both counts
--   pooled_denominator DOUBLE? [counted in the measure] -- Sum of the peers' denominators; NULL likewise
--   pooled_percent DOUBLE? [percent] -- 100 times the one over the other; NULL without both and for measures not in per cent
--   rank BIGINT? [rank] -- Rank among the organisation and its peers with a value, 1 is the best; NULL with the reason in note
--   ranked BIGINT? [organisations] -- Organisations ranked, itself included; NULL without a rank
--   tied BIGINT? [organisations] -- Organisations with this value, itself included; NULL without a rank
--   difference_to_median DOUBLE? [the measure's unit] -- Value less the median of the peers; NULL without either
--   note VARCHAR? -- Why something is NULL, or that the list is of an earlier year; NULL when nothing is to be said
with list_size as (
    select
        list,
        valid_from,
        count(*) as organisations
    from steps.similar_group
    group by all
),

-- The list of a day: the latest that had begun by then, or else the first.
day_list as (
    select
        days.day,
        coalesce(
            arg_max(list_size.list, list_size.valid_from) filter (where list_size.valid_from - 1 <= days.day),
            arg_min(list_size.list, list_size.valid_from)
        ) as list
    from (
        select distinct period_end as day from marts.measure_current
        where org_type = 'ccg'
    ) as days
    cross join list_size
    group by days.day
),

-- Sets of values that may be held together are of one source; a number tells them apart faster than names.
named_set as (
    select
        measure_current.measure_id,
        measure_current.period,
        measure_current.period_inferred,
        source_of(document.source_id, document.document_id) as source_id
    from marts.measure_current as measure_current
    inner join steps.value_document as document
        on measure_current.document_id = document.document_id
    where measure_current.org_type = 'ccg'
    group by all
),

value_set as (
    select
        *,
        row_number() over (order by measure_id, period, period_inferred, source_id)::integer as set_no
    from named_set
),

cell as materialized (
    select
        value_set.set_no,
        measure_current.org_code,
        measure_current.period_end,
        measure_current.value,
        measure_current.status,
        measure_current.reason,
        measure_current.numerator,
        measure_current.denominator,
        was_open(organisation.opened_on, organisation.closed_on, measure_current.period_end) as is_open,
        measure_current.denominator >= 0
        and measure_current.numerator between 0 and measure_current.denominator as has_counts
    from marts.measure_current as measure_current
    inner join core.organisation as organisation
        on measure_current.org_code = organisation.org_code
    inner join steps.value_document as document
        on measure_current.document_id = document.document_id
    inner join value_set
        on measure_current.measure_id = value_set.measure_id
        and measure_current.period = value_set.period
        and measure_current.period_inferred = value_set.period_inferred
        and source_of(document.source_id, document.document_id) = value_set.source_id
    where measure_current.org_type = 'ccg'
),

subject as (
    select
        cell.set_no,
        value_set.measure_id,
        value_set.period,
        value_set.period_inferred,
        cell.period_end,
        cell.org_code,
        cell.value,
        cell.reason,
        cell.status,
        measure.unit,
        measure.polarity,
        similar_group.list,
        similar_group.valid_from,
        coalesce(
            case
                when day_list.list is null then 'there is no list of similar organisations'
                when similar_group.list is null
                    then 'not one of the ' || list_size.organisations || ' of ' || year(list_size.valid_from)
                when not cell.is_open then 'not open on ' || cell.period_end
                when measure.unit = 'not stated' then 'its unit is not stated'
                when not measure.of_any_size then 'such figures grow with the size of the organisation'
            end,
            similar_list_note(
                similar_group.valid_from, similar_group.all_open_until, similar_group.has_other_area, cell.period_end
            )
        ) as refusal
    from cell
    inner join value_set
        on cell.set_no = value_set.set_no
    inner join core.measure as measure
        on value_set.measure_id = measure.measure_id
    left join day_list
        on cell.period_end = day_list.day
    left join list_size
        on day_list.list = list_size.list
    left join steps.similar_group as similar_group
        on day_list.list = similar_group.list
        and cell.org_code = similar_group.org_code
),

compared as (
    select
        subject.set_no,
        subject.org_code,
        count(*) as peers,
        count(*) filter (
            where was_open(organisation.opened_on, organisation.closed_on, subject.period_end)
        ) as peers_open,
        count(peer.value) as peers_with_value,
        min(peer.value) as lowest,
        median(peer.value) as median,
        max(peer.value) as highest,
        count(*) filter (where peer.value is not null and peer.has_counts) as counted,
        sum(peer.numerator) filter (where peer.value is not null) as numerator,
        sum(peer.denominator) filter (where peer.value is not null) as denominator,
        count(*) filter (where peer.value > subject.value) as higher,
        count(*) filter (where peer.value < subject.value) as lower,
        count(*) filter (where peer.value = subject.value) as equal
    from subject
    inner join core.similar_organisation as listed
        on subject.list = listed.list
        and subject.org_code = listed.org_code
    inner join core.organisation as organisation
        on listed.similar_org_code = organisation.org_code
    left join cell as peer
        on subject.set_no = peer.set_no
        and listed.similar_org_code = peer.org_code
        and peer.is_open
    where subject.refusal is null
    group by all
),

judged as (
    select
        subject.*,
        compared.* exclude (set_no, org_code),
        coalesce(
            subject.refusal,
            case
                when compared.peers_with_value < 8
                    then compared.peers_with_value || ' of ' || if(compared.peers = 10, 'ten', compared.peers::varchar)
                        || ' have a value'
            end
        ) as no_peers_note,
        coalesce(
            no_peers_note,
            case
                when subject.value is null then 'no value: ' || coalesce(subject.reason, subject.status)
                when subject.polarity = 'none' then 'no value of this measure is better than another'
            end
        ) as no_rank_note
    from subject
    left join compared
        on subject.set_no = compared.set_no
        and subject.org_code = compared.org_code
)

select
    measure_id,
    period,
    period_inferred,
    org_code,
    list,
    value,
    peers,
    peers_open,
    peers_with_value,
    case when no_peers_note is null then lowest end as lowest,
    case when no_peers_note is null then median end as median,
    case when no_peers_note is null then highest end as highest,
    case when no_peers_note is null and counted = peers_with_value then numerator end as pooled_numerator,
    case when no_peers_note is null and counted = peers_with_value then denominator end as pooled_denominator,
    case
        when unit = '%' and pooled_denominator > 0 then 100 * pooled_numerator / pooled_denominator
    end as pooled_percent,
    case when no_rank_note is null then 1 + if(polarity = 'higher', higher, lower) end as rank,
    case when no_rank_note is null then peers_with_value + 1 end as ranked,
    case when no_rank_note is null then equal + 1 end as tied,
    case when no_peers_note is null then value - median end as difference_to_median,
    nullif(concat_ws(
        '; ',
        no_rank_note,
        case when refusal is null and period_end >= valid_from + interval 1 year then 'list of ' || year(valid_from) end
    ), '') as note
from judged
