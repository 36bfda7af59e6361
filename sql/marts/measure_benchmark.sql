-- Each value against its standard and its peers: distance, rank, percentile, quartile, interval and funnel position.
--
-- What cannot be said is NULL, and the note beside it says why. Ranks count the peers that have a value; the best,
-- by the measure's polarity, has rank 1, and equal values share the best of their ranks. No rank is given where an
-- organisation that was open has no row or fewer than half have a value, nor by counts, which grow with the size of the
-- organisation. Percentile: 100 times the share of the ranked values that are worse, plus half the share that are equal, itself included.
-- Quartiles are those of OHID's reference packages, and the intervals and control limits too: Wilson scores, and the
-- normal limits around England's proportion. Where organisations lie further apart than chance explains, most fall
-- outside those; the adjusted limits add the variance between organisations, as the SHMI of hospitals does.
--
-- group: measures
-- slices: measure_id
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
--   standard DOUBLE? [the measure's unit] -- Latest standard that began no later than the period; NULL when none did, and where it is set for England as a whole
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
--   did_not_exist BIGINT? [organisations] -- Organisations that opened after the period and whose cell says nothing; NULL without a rank
--   ranked_share DOUBLE? [share of 1] -- Organisations with a value, of these and those withheld and that did not exist; NULL where an organisation that was open has no row
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
--   interval_basis VARCHAR? -- counts, or counts rounded to 5: then the interval covers all that they can stand for; NULL without an interval
--   interval_note VARCHAR? -- Why there is no interval; NULL when there is
--   england_percent DOUBLE? [percent] -- England: sum of numerators over sum of denominators; NULL with the reason in funnel_note
--   funnel_lower_95 DOUBLE? [percent] -- Lower 95% control limit for its denominator; NULL without a position
--   funnel_upper_95 DOUBLE? [percent] -- Upper 95% control limit; NULL without a position
--   funnel_lower_998 DOUBLE? [percent] -- Lower 99.8% control limit; NULL without a position
--   funnel_upper_998 DOUBLE? [percent] -- Upper 99.8% control limit; NULL without a position
--   funnel_position VARCHAR? -- within, above 95%, above 99.8%, below 95% or below 99.8%; NULL with the reason in funnel_note
--   funnel_note VARCHAR? -- Why there is no funnel position; NULL when there is
--   dispersion DOUBLE? [chance = 1] -- Mean square of the organisations' distances from England in standard errors, winsorised; NULL where not every organisation has counts or fewer than 10
--   overdispersed BOOLEAN? -- Whether that is more than chance explains; NULL without it
--   between_sd DOUBLE? [radians] -- Standard deviation between organisations beyond chance, of the arcsine of the root of the share; NULL without dispersion
--   adjusted_lower_95 DOUBLE? [percent] -- Lower 95% control limit that allows for it; NULL without an adjusted position
--   adjusted_upper_95 DOUBLE? [percent] -- Upper 95% control limit that allows for it; NULL without an adjusted position
--   adjusted_lower_998 DOUBLE? [percent] -- Lower 99.8% control limit that allows for it; NULL without an adjusted position
--   adjusted_upper_998 DOUBLE? [percent] -- Upper 99.8% control limit that allows for it; NULL without an adjusted position
--   adjusted_position VARCHAR? -- As funnel_position, with these limits; NULL with the reason in adjusted_note
--   adjusted_note VARCHAR? -- Why there is no adjusted position; NULL when there is
--   smallest_denominator BIGINT? [counted in the measure] -- Least denominator that can print this percentage: a bound, no estimate; NULL unless from 0 to 100 and true to at most 2 decimals
select
    benchmark.org_code,
    benchmark.org_name,
    benchmark.measure_id,
    benchmark.measure_name,
    benchmark.area,
    benchmark.unit,
    benchmark.polarity,
    benchmark.period,
    benchmark.period_inferred,
    benchmark.value,
    benchmark.status,
    benchmark.reason,
    benchmark.standard,
    benchmark.comparator,
    benchmark.standard_source,
    benchmark.standard_verified,
    distance(benchmark.value, benchmark.standard) as distance_to_standard,
    meets(benchmark.value, benchmark.comparator, benchmark.standard) as standard_met,
    case
        when standard_met is null then null
        when benchmark.interval_note is not null or benchmark.comparator = '=' then if(standard_met, 'met', 'not met')
        when benchmark.standard between benchmark.wilson_lower and benchmark.wilson_upper then 'similar'
        when (benchmark.wilson_lower > benchmark.standard) = (benchmark.comparator in ('at least', 'more than'))
            then 'better'
        else 'worse'
    end as against_standard,
    coalesce(
        benchmark.standard_in_force_note,
        benchmark.no_value_note,
        case
            when standard_met is null then '"' || benchmark.comparator || '" a standard is neither met nor missed'
        end
    ) as standard_note,
    benchmark.organisations_on,
    benchmark.rank,
    benchmark.ranked,
    benchmark.tied,
    benchmark.withheld,
    benchmark.did_not_exist,
    benchmark.ranked_share,
    benchmark.percentile,
    benchmark.percentile_lower,
    benchmark.percentile_upper,
    benchmark.quartile,
    benchmark.rank_note,
    benchmark.england_median,
    benchmark.region_code,
    benchmark.region_rank,
    benchmark.region_ranked,
    benchmark.region_withheld,
    benchmark.region_median,
    benchmark.region_note,
    benchmark.icb_code,
    benchmark.icb_rank,
    benchmark.icb_ranked,
    benchmark.icb_withheld,
    benchmark.icb_median,
    benchmark.icb_note,
    benchmark.interval_lower,
    benchmark.interval_upper,
    benchmark.interval_basis,
    benchmark.interval_note,
    benchmark.england_percent,
    benchmark.funnel_lower_95,
    benchmark.funnel_upper_95,
    benchmark.funnel_lower_998,
    benchmark.funnel_upper_998,
    benchmark.funnel_position,
    benchmark.funnel_note,
    benchmark.dispersion,
    benchmark.overdispersed,
    benchmark.between_sd,
    benchmark.adjusted_lower_95,
    benchmark.adjusted_upper_95,
    benchmark.adjusted_lower_998,
    benchmark.adjusted_upper_998,
    benchmark.adjusted_position,
    benchmark.adjusted_note,
    smallest_denominator.denominator as smallest_denominator
from steps.benchmark_adjusted as benchmark
left join marts.smallest_denominator as smallest_denominator
    on benchmark.decimals = smallest_denominator.decimals
    and benchmark.percentage = smallest_denominator.percentage
