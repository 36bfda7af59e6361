-- The standard to which each measure is held in each period that has values, or why there is none.
--
-- In force is the standard with the latest first period that began no later than what the values are about: the period
-- itself or, of a rolling year, its first day. A standard whose first period is not known is in force nowhere: it is
-- named in the note.
--
-- group: measures
-- slices: measure_id
-- key: measure_id, period, period_start
--   measure_id VARCHAR -- The measure
--   period VARCHAR -- Reporting period in normal form
--   period_start DATE -- First day that the values of the period are about
--   standard DOUBLE? [the measure's unit] -- Value to be reached; NULL when no standard is in force
--   comparator VARCHAR? -- How a value must stand to it; NULL when no standard is in force
--   from_period VARCHAR? -- First period for which it holds; NULL when no standard is in force
--   source VARCHAR? -- Where it was set; NULL when no standard is in force
--   verified BOOLEAN? -- Whether the date and the value were checked at their source; NULL when no standard is in force
--   applies_to VARCHAR? -- What is held to it: each organisation, or England as a whole; NULL when no standard is in force
--   note VARCHAR? -- Why no standard is in force; NULL when one is
with dated_standard as (
    select
        *,
        '"' || comparator || ' ' || regexp_replace(standard::varchar, '\.0$', '') || '"' as wording
    from core.measure_standard
),

period_with_values as (
    select distinct
        measure_id,
        period,
        period_start
    from marts.measure_current
),

found as (
    select
        period_with_values.measure_id,
        period_with_values.period,
        period_with_values.period_start,
        count(dated_standard.measure_id) as known,
        arg_max(
            dated_standard,
            (dated_standard.period_start, dated_standard.standard, dated_standard.comparator)
        ) filter (where dated_standard.period_start <= period_with_values.period_start) as in_force,
        string_agg(dated_standard.wording, ', ' order by dated_standard.wording)
        filter (where dated_standard.from_period is null) as undated
    from period_with_values
    left join dated_standard
        on period_with_values.measure_id = dated_standard.measure_id
    group by all
)

select
    measure_id,
    period,
    period_start,
    in_force.standard,
    in_force.comparator,
    in_force.from_period,
    in_force.source,
    in_force.verified,
    in_force.applies_to,
    case
        when in_force is not null then null
        when undated is not null then 'the first period of the standard ' || undated || ' is not known'
        when known > 0 then 'no standard in force'
        else 'no standard is known for this measure'
    end as note
from found
