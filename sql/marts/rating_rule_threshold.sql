-- Which other cuts would fit as well: the interval in which a rule's threshold changes no verdict on a published band.
--
-- The other cuts of the rule stay as they are. A wide interval says that the published rows do not tell where the cut
-- lies. Values at a cut are counted with those above it where the conditions say 'at least' and 'fewer than'.
--
-- group: ratings
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
with condition_result as (
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

moved_cut as (
    -- What follows for an organisation when one cut passes its value and all others stay.
    select
        condition_result.rule_id,
        condition_result.period,
        condition_result.period_inferred,
        condition_result.org_code,
        condition_result.band,
        passing.cut as passing_cut,
        bool_and(condition_result.holds) as follows,
        bool_and(if(condition_result.cut = passing.cut, not condition_result.holds, condition_result.holds))
            as would_follow
    from condition_result
    inner join (
        select distinct
            rule_id,
            cut
        from core.rating_rule_condition
    ) as passing
        on condition_result.rule_id = passing.rule_id
    group by all
),

cut_effect as (
    select
        rule_id,
        period,
        period_inferred,
        org_code,
        passing_cut,
        bool_or(follows <> would_follow) as changes
    from moved_cut
    group by all
),

split_value as (
    select distinct
        condition_result.rule_id,
        condition_result.rule_status,
        condition_result.period,
        condition_result.period_inferred,
        condition_result.org_code,
        condition_result.cut,
        condition_result.measure_id,
        condition_result.threshold,
        condition_result.value,
        condition_result.comparator in ('at least', 'fewer than') as cut_is_above,
        cut_effect.changes,
        if(
            cut_is_above,
            condition_result.value >= condition_result.threshold,
            condition_result.value > condition_result.threshold
        ) as is_above
    from condition_result
    inner join cut_effect
        on condition_result.rule_id = cut_effect.rule_id
        and condition_result.period = cut_effect.period
        and condition_result.period_inferred = cut_effect.period_inferred
        and condition_result.org_code = cut_effect.org_code
        and condition_result.cut = cut_effect.passing_cut
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
from split_value
group by rule_id, period, period_inferred, cut, measure_id, threshold
