-- Each value against its standard and its peers: distance, rank, percentile, quartile, interval and funnel position.
--
-- What cannot be said is NULL, and the note beside it says why. Ranks count the peers that have a value; the best,
-- by the measure's polarity, has rank 1, and equal values share the best of their ranks. No rank is given where an
-- organisation that was open has no row, nor by counts, which grow with the size of the organisation. Percentile:
-- 100 times the share of the ranked values that are worse, plus half the share that are equal, itself included.
-- Quartiles are those of OHID's reference packages, and the intervals and control limits too: Wilson scores, and the
-- normal limits around England's proportion.
--
-- key: measure_id, period, period_inferred, org_code
--   org_code VARCHAR -- NHS ODS code of the CCG
--   org_name VARCHAR -- Name in the register
--   measure_id VARCHAR -- The measure
--   measure_name VARCHAR -- Name of the measure for people
--   area VARCHAR -- Area that the measure belongs to
--   unit VARCHAR -- Unit of its values
--   polarity VARCHAR -- Which values are better: higher, lower or none
--   period VARCHAR -- Reporting period in normal form
--   period_inferred BOOLEAN -- Whether the period was concluded from the document and is not printed with the value
--   value DOUBLE? [the measure's unit] -- Value; NULL unless published
--   status VARCHAR -- published, suppressed, insufficient_data, not_available, not_applicable or not_published
--   reason VARCHAR? -- Why there is no value; NULL when published
--   standard DOUBLE? [the measure's unit] -- Latest standard that began no later than the period; NULL when none did
--   comparator VARCHAR? -- How a value must stand to the standard; NULL when there is none
--   standard_source VARCHAR? -- Where the standard was set; NULL when there is none
--   standard_verified BOOLEAN? -- Whether its date and value were checked at their source; NULL when there is none
--   distance_to_standard DOUBLE? [the measure's unit] -- Value less the standard; NULL without either
--   standard_met BOOLEAN? -- Whether the value as printed meets the standard; NULL without either
--   against_standard VARCHAR? -- With an interval better, similar (the standard lies in it) or worse; else met or not met
--   standard_note VARCHAR? -- Why it is not held against a standard; NULL when it is
--   organisations_on DATE -- Day whose organisations are its peers
--   rank BIGINT? [rank] -- Rank among England's organisations, 1 is the best; NULL with the reason in rank_note
--   ranked BIGINT? [organisations] -- Organisations ranked; NULL without a rank
--   tied BIGINT? [organisations] -- Organisations with this value, itself included; NULL without a rank
--   withheld BIGINT? [organisations] -- Organisations whose cell has no number, such as suppressed; NULL without a rank
--   percentile DOUBLE? [percent] -- Percentile, 100 is the best; NULL without a rank
--   percentile_lower DOUBLE? [percent] -- Percentile if all withheld values were better; NULL without a rank
--   percentile_upper DOUBLE? [percent] -- Percentile if all withheld values were worse; NULL without a rank
--   quartile BIGINT? [quartile] -- Quartile, 1 is the best; NULL without a rank and where fewer than 4 are ranked
--   rank_note VARCHAR? -- Why there is no rank or no quartile; NULL when there are both
--   england_median DOUBLE? [the measure's unit] -- Median of England; NULL where an organisation that was open has no row
--   region_code VARCHAR? -- Its region of today; NULL when not known
--   region_rank BIGINT? [rank] -- Rank in its region; NULL with the reason in region_note
--   region_ranked BIGINT? [organisations] -- Organisations ranked in its region; NULL without that rank
--   region_withheld BIGINT? [organisations] -- Organisations of its region whose cell has no number; NULL without that rank
--   region_median DOUBLE? [the measure's unit] -- Median of its region; NULL where one of its organisations has no row
--   region_note VARCHAR? -- Why there is no rank in its region; NULL when there is
--   icb_code VARCHAR? -- Its integrated care board of today; NULL when not known
--   icb_rank BIGINT? [rank] -- Rank in its ICB; NULL with the reason in icb_note
--   icb_ranked BIGINT? [organisations] -- Organisations ranked in its ICB; NULL without that rank
--   icb_withheld BIGINT? [organisations] -- Organisations of its ICB whose cell has no number; NULL without that rank
--   icb_median DOUBLE? [the measure's unit] -- Median of its ICB; NULL where one of its organisations has no row
--   icb_note VARCHAR? -- Why there is no rank in its ICB; NULL when there is
--   interval_lower DOUBLE? [percent] -- Lower end of the 95% Wilson interval; NULL with the reason in interval_note
--   interval_upper DOUBLE? [percent] -- Upper end of the 95% Wilson interval; NULL with the reason in interval_note
--   interval_note VARCHAR? -- Why there is no interval; NULL when there is
--   england_percent DOUBLE? [percent] -- England: sum of numerators over sum of denominators; NULL with the reason in funnel_note
--   funnel_lower_95 DOUBLE? [percent] -- Lower 95% control limit for its denominator; NULL without a position
--   funnel_upper_95 DOUBLE? [percent] -- Upper 95% control limit; NULL without a position
--   funnel_lower_998 DOUBLE? [percent] -- Lower 99.8% control limit; NULL without a position
--   funnel_upper_998 DOUBLE? [percent] -- Upper 99.8% control limit; NULL without a position
--   funnel_position VARCHAR? -- within, above 95%, above 99.8%, below 95% or below 99.8%; NULL with the reason in funnel_note
--   funnel_note VARCHAR? -- Why there is no funnel position; NULL when there is
--   smallest_denominator BIGINT? [counted in the measure] -- Least denominator that can print this percentage: a bound, no estimate; NULL unless from 0 to 100 and true to at most 2 decimals
with england as materialized (
    select
        peer_group.*,
        (row_number() over ())::integer as set_no,
        in_force.standard,
        in_force.comparator,
        in_force.source as standard_source,
        in_force.verified as standard_verified,
        in_force.note as standard_in_force_note
    from marts.measure_peer_group as peer_group
    inner join marts.measure_standard_in_force as in_force
        on peer_group.measure_id = in_force.measure_id
        and peer_group.period = in_force.period
    where peer_group.peers = 'England'
),

numbered as (
    select
        *,
        (row_number() over ())::integer as org_no,
        dense_rank() over (order by region_code)::integer as region_no,
        dense_rank() over (order by icb_code)::integer as icb_no
    from core.organisation
),

placed as not materialized (
    select
        measure_current.*,
        england.set_no,
        measure.unit = '%' and measure_current.denominator > 0
            and measure_current.numerator between 0 and measure_current.denominator as is_proportion,
        organisation.region_code,
        organisation.icb_code,
        organisation.org_no,
        organisation.region_no,
        organisation.icb_no,
        was_open(organisation.opened_on, organisation.closed_on, england.organisations_on) as is_peer,
        case measure.polarity
            when 'higher' then measure_current.value
            when 'lower' then -measure_current.value
        end as goodness
    from marts.measure_current as measure_current
    inner join numbered as organisation
        on measure_current.org_type = 'ccg'
        and measure_current.org_code = organisation.org_code
    inner join core.measure as measure
        on measure_current.measure_id = measure.measure_id
    inner join england
        on measure_current.measure_id = england.measure_id
        and measure_current.period = england.period
        and measure_current.period_inferred = england.period_inferred
),

-- Only what decides a rank goes through the windows, which is much the fastest for many values.
ranked_only as (
    select
        set_no,
        org_no,
        rank() over best_first as england_rank,
        count(*) over best_first as at_least_as_good,
        rank() over best_of_region_first as region_rank,
        rank() over best_of_icb_first as icb_rank
    from placed
    window
        best_first as (partition by set_no, is_peer order by goodness desc nulls last),
        best_of_region_first as (partition by set_no, is_peer, region_no order by goodness desc nulls last),
        best_of_icb_first as (partition by set_no, is_peer, icb_no order by goodness desc nulls last)
),

beside as not materialized (
    select
        placed.*,
        region.coverage_note as region_coverage_note,
        region.ranked as region_ranked,
        region.withheld as region_withheld,
        region.median as region_median,
        icb.coverage_note as icb_coverage_note,
        icb.ranked as icb_ranked,
        icb.withheld as icb_withheld,
        icb.median as icb_median
    from placed
    left join marts.measure_peer_group as region
        on placed.measure_id = region.measure_id
        and placed.period = region.period
        and placed.period_inferred = region.period_inferred
        and region.peers = 'region'
        and placed.region_code = region.peers_code
    left join marts.measure_peer_group as icb
        on placed.measure_id = icb.measure_id
        and placed.period = icb.period
        and placed.period_inferred = icb.period_inferred
        and icb.peers = 'icb'
        and placed.icb_code = icb.peers_code
),

ordered as (
    select
        beside.*,
        ranked_only.england_rank,
        ranked_only.at_least_as_good,
        ranked_only.region_rank,
        ranked_only.icb_rank
    from beside
    inner join ranked_only
        on beside.set_no = ranked_only.set_no
        and beside.org_no = ranked_only.org_no
),

-- Wilson's scores. Of a normal distribution 2.5% lie above 1.96 and 0.1% above 3.09, here with all their digits.
scored as (
    select
        *,
        case when is_proportion then numerator end as part,
        case when is_proportion then denominator end as whole,
        1.959963984540054::double as z_95,
        3.090232306167813::double as z_998,
        part + z_95 ** 2 / 2 as middle,
        z_95 * sqrt(part * (1 - part / whole) + z_95 ** 2 / 4) as reach,
        greatest(100 * (middle - reach) / (whole + z_95 ** 2), 0) as wilson_lower,
        least(100 * (middle + reach) / (whole + z_95 ** 2), 100) as wilson_upper,
        0.5 / 10 ** coalesce(decimals, 0) as half_of_last_digit
    from ordered
),

noted as (
    select
        scored.*,
        organisation.org_name,
        measure.measure_name,
        measure.area,
        measure.unit,
        measure.polarity,
        case
            when measure.unit = '%' then round(scored.value * 10 ** scored.decimals) / 10 ** scored.decimals
        end as percentage,
        england.standard,
        england.comparator,
        england.standard_source,
        england.standard_verified,
        england.standard_in_force_note,
        england.organisations_on,
        england.ranked as england_ranked,
        england.withheld as england_withheld,
        england.median as england_median,
        england.ranked - scored.at_least_as_good as worse,
        case when scored.value is null then 'no value: ' || coalesce(scored.reason, scored.status) end as no_value_note,
        case when not scored.is_peer then 'not open on ' || england.organisations_on end as no_peer_note,
        coalesce(
            no_value_note,
            case
                when measure.polarity = 'none' then 'no value of this measure is better than another'
                when measure.unit = 'not stated' then 'its unit is not stated'
                when not measure.of_any_size then 'such figures grow with the size of the organisation'
            end
        ) as no_order_note,
        coalesce(no_order_note, england.coverage_note, no_peer_note) as no_rank_note,
        coalesce(
            no_value_note,
            case
                when measure.unit <> '%' then 'no percentage'
                when scored.denominator is null then 'no denominator is published'
                when scored.numerator is null then 'no numerator is published'
                when not scored.is_proportion then 'the counts published are no part of a whole'
                when scored.value + scored.half_of_last_digit < scored.wilson_lower
                    or scored.value - scored.half_of_last_digit > scored.wilson_upper
                    then 'the value published is not that of the counts published'
            end
        ) as interval_note,
        coalesce(
            interval_note,
            no_peer_note,
            case
                when england.denominator is null
                    then england.counted || ' of the ' || england.organisations_open
                        || ' organisations open then have a numerator and a denominator'
            end
        ) as funnel_note,
        case when funnel_note is null then 100 * england.numerator / england.denominator end as england_percent,
        sqrt(england_percent * (100 - england_percent) / scored.whole) as spread,
        scored.z_95 * spread as spread_95,
        scored.z_998 * spread as spread_998,
        coalesce(
            no_order_note,
            no_peer_note,
            scored.region_coverage_note,
            case when scored.region_code is null then 'its region is not known' end
        ) as region_note,
        coalesce(
            no_order_note,
            no_peer_note,
            scored.icb_coverage_note,
            case when scored.icb_code is null then 'its ICB is not known' end
        ) as icb_note
    from scored
    inner join core.organisation as organisation
        on scored.org_code = organisation.org_code
    inner join core.measure as measure
        on scored.measure_id = measure.measure_id
    inner join england
        on scored.set_no = england.set_no
)

select
    noted.org_code,
    noted.org_name,
    noted.measure_id,
    noted.measure_name,
    noted.area,
    noted.unit,
    noted.polarity,
    noted.period,
    noted.period_inferred,
    noted.value,
    noted.status,
    noted.reason,
    noted.standard,
    noted.comparator,
    noted.standard_source,
    noted.standard_verified,
    distance(noted.value, noted.standard) as distance_to_standard,
    meets(noted.value, noted.comparator, noted.standard) as standard_met,
    case
        when standard_met is null then null
        when noted.interval_note is not null or noted.comparator = '=' then if(standard_met, 'met', 'not met')
        when noted.standard between noted.wilson_lower and noted.wilson_upper then 'similar'
        when (noted.wilson_lower > noted.standard) = (noted.comparator in ('at least', 'more than')) then 'better'
        else 'worse'
    end as against_standard,
    coalesce(
        noted.standard_in_force_note,
        noted.no_value_note,
        case when standard_met is null then '"' || noted.comparator || '" a standard is neither met nor missed' end
    ) as standard_note,
    noted.organisations_on,
    case when noted.no_rank_note is null then noted.england_rank end as rank,
    case when noted.no_rank_note is null then noted.england_ranked end as ranked,
    case when noted.no_rank_note is null then noted.at_least_as_good - noted.england_rank + 1 end as tied,
    case when noted.no_rank_note is null then noted.england_withheld end as withheld,
    100 * (noted.worse + tied / 2) / ranked as percentile,
    100 * (noted.worse + tied / 2) / (ranked + withheld) as percentile_lower,
    100 * (noted.worse + withheld + tied / 2) / (ranked + withheld) as percentile_upper,
    case when ranked >= 4 then 5 - ceil((ranked + 1 - rank) / (ranked / 4))::bigint end as quartile,
    coalesce(noted.no_rank_note, case when ranked < 4 then 'no quartiles of fewer than 4 values' end) as rank_note,
    noted.england_median,
    noted.region_code,
    case when noted.region_note is null then noted.region_rank end as region_rank,
    case when noted.region_note is null then noted.region_ranked end as region_ranked,
    case when noted.region_note is null then noted.region_withheld end as region_withheld,
    noted.region_median,
    noted.region_note,
    noted.icb_code,
    case when noted.icb_note is null then noted.icb_rank end as icb_rank,
    case when noted.icb_note is null then noted.icb_ranked end as icb_ranked,
    case when noted.icb_note is null then noted.icb_withheld end as icb_withheld,
    noted.icb_median,
    noted.icb_note,
    case when noted.interval_note is null then noted.wilson_lower end as interval_lower,
    case when noted.interval_note is null then noted.wilson_upper end as interval_upper,
    noted.interval_note,
    noted.england_percent,
    if(noted.funnel_note is null, greatest(noted.england_percent - noted.spread_95, 0), null) as funnel_lower_95,
    if(noted.funnel_note is null, least(noted.england_percent + noted.spread_95, 100), null) as funnel_upper_95,
    if(noted.funnel_note is null, greatest(noted.england_percent - noted.spread_998, 0), null) as funnel_lower_998,
    if(noted.funnel_note is null, least(noted.england_percent + noted.spread_998, 100), null) as funnel_upper_998,
    case
        when noted.funnel_note is not null then null
        when 100 * noted.part / noted.whole > funnel_upper_998 then 'above 99.8%'
        when 100 * noted.part / noted.whole > funnel_upper_95 then 'above 95%'
        when 100 * noted.part / noted.whole < funnel_lower_998 then 'below 99.8%'
        when 100 * noted.part / noted.whole < funnel_lower_95 then 'below 95%'
        else 'within'
    end as funnel_position,
    noted.funnel_note,
    smallest_denominator.denominator as smallest_denominator
from noted
left join marts.smallest_denominator as smallest_denominator
    on noted.decimals = smallest_denominator.decimals
    and noted.percentage = smallest_denominator.percentage
