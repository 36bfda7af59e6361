-- Which other cuts would fit as well: the interval in which a rule's threshold changes no verdict on a published band.
--
-- The other cuts of the rule stay as they are. A wide interval says that the published rows do not tell where the cut
-- lies. Values at a cut are counted with those above it where the conditions say 'at least' and 'fewer than'.
--
-- key: rule_id, period, period_inferred, cut
--   rule_id VARCHAR -- The rule
--   rule_status VARCHAR -- official: published by the rater; inferred: concluded from published ratings
--   period VARCHAR -- Period rated
--   period_inferred BOOLEAN -- Whether the values' period was concluded and is not printed with them
--   cut VARCHAR -- Name of the cut
--   measure_id VARCHAR -- The measure that is split
--   threshold DOUBLE [the measure's unit] -- The rule's threshold
--   fits_above DOUBLE? [the measure's unit] -- Highest value below the threshold whose verdict a lower cut would change; NULL when there is none
--   fits_below DOUBLE? [the measure's unit] -- Lowest value from the threshold on whose verdict a higher cut would change; NULL when there is none
--   tested BIGINT [organisations] -- Organisations with a published band and a value of this measure
--   interval VARCHAR -- The same in words
with held as (
    select
        derived_rating.rule_id,
        derived_rating.rule_status,
        derived_rating.period,
        derived_rating.period_inferred,
        derived_rating.org_code,
        condition.band,
        condition.cut,
        condition.comparator,
        condition.measure_id,
        condition.threshold,
        value.value,
        meets(value.value, condition.comparator, condition.threshold) as holds
    from marts.derived_rating as derived_rating
    inner join core.rating_rule_condition as condition
        on derived_rating.rule_id = condition.rule_id
    inner join marts.measure_current as value
        on value.org_type = 'ccg'
        and derived_rating.org_code = value.org_code
        and derived_rating.value_period = value.period
        and derived_rating.period_inferred = value.period_inferred
        and condition.measure_id = value.measure_id
    where derived_rating.agreement in ('agrees', 'differs', 'no derived band')
        and value.value is not null
),

moved as (
    -- What follows for an organisation when one cut passes its value and all others stay.
    select
        held.rule_id,
        held.period,
        held.period_inferred,
        held.org_code,
        held.band,
        passing.cut as passing_cut,
        bool_and(held.holds) as follows,
        bool_and(if(held.cut = passing.cut, not held.holds, held.holds)) as would_follow
    from held
    inner join (select distinct rule_id, cut from core.rating_rule_condition) as passing
        on held.rule_id = passing.rule_id
    group by all
),

sensitive as (
    select
        rule_id,
        period,
        period_inferred,
        org_code,
        passing_cut,
        bool_or(follows <> would_follow) as changes
    from moved
    group by all
),

split as (
    select distinct
        held.rule_id,
        held.rule_status,
        held.period,
        held.period_inferred,
        held.org_code,
        held.cut,
        held.measure_id,
        held.threshold,
        held.value,
        held.comparator in ('at least', 'fewer than') as cut_is_above,
        sensitive.changes,
        if(cut_is_above, held.value >= held.threshold, held.value > held.threshold) as is_above
    from held
    inner join sensitive
        on held.rule_id = sensitive.rule_id
        and held.period = sensitive.period
        and held.period_inferred = sensitive.period_inferred
        and held.org_code = sensitive.org_code
        and held.cut = sensitive.passing_cut
)

select
    rule_id,
    any_value(rule_status) as rule_status,
    period,
    period_inferred,
    cut,
    measure_id,
    threshold,
    max(value) filter (where changes and not is_above) as fits_above,
    min(value) filter (where changes and is_above) as fits_below,
    count(distinct org_code) as tested,
    'any cut '
        || coalesce(if(bool_and(cut_is_above), 'above ', 'from ') || fits_above || ' ', '')
        || coalesce(if(bool_and(cut_is_above), 'up to ', 'below ') || fits_below || ' ', '')
        || 'gives the same verdicts on these ' || tested || ' organisations' as interval
from split
group by rule_id, period, period_inferred, cut, measure_id, threshold
