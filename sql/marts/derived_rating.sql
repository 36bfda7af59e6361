-- A rating rule applied to each organisation's values: the band that follows, beside the published one.
--
-- An inferred rule is nobody's official method: it says so in `rule_status`, and what it gives is no rating. Values
-- whose period was inferred are a series of their own.
--
-- group: ratings
-- key: rule_id, period, period_inferred, org_code
--   rule_id VARCHAR -- The rule
--   rule_status VARCHAR -- official: published by the rater; inferred: concluded from published ratings
--   rule_author VARCHAR -- Who wrote the rule down
--   framework VARCHAR -- Framework whose bands it gives
--   area VARCHAR -- Area
--   period VARCHAR -- Period rated
--   value_period VARCHAR -- Period whose values decide
--   period_inferred BOOLEAN -- Whether the values' period was concluded and is not printed with them
--   org_code VARCHAR -- NHS ODS code of the CCG
--   org_name VARCHAR -- Name in the register
--   scale VARCHAR -- Scale of both bands
--   derived_band VARCHAR? -- Band that follows from the values; NULL where none or several do
--   reason VARCHAR? -- Why no band follows; NULL when one does
--   published_band VARCHAR? -- Current band; NULL when none was published
--   agreement VARCHAR -- agrees, differs (also where the values fail the rule's conditions for the published band), no derived band, or no published band
--   basis VARCHAR -- The values that decided, with their measures
with rule_measure as (
    select distinct
        rule_id,
        measure_id
    from core.rating_rule_condition
),

rule_value as (
    select
        rule.rule_id,
        rule.period,
        value.period_inferred,
        value.org_code,
        value.measure_id,
        value.value
    from core.rating_rule as rule
    inner join rule_measure
        on rule.rule_id = rule_measure.rule_id
    inner join marts.measure_current as value
        on rule_measure.measure_id = value.measure_id
        and rule.value_period = value.period
    where value.value is not null
        and value.org_type = 'ccg'
),

candidate as (
    select
        rule_id,
        period,
        period_inferred,
        org_code,
        string_agg(measure_id || ' ' || value, ', ' order by measure_id) as basis
    from rule_value
    group by all
),

condition_result as (
    select
        candidate.rule_id,
        candidate.period,
        candidate.period_inferred,
        candidate.org_code,
        condition.band,
        condition.measure_id,
        meets(rule_value.value, condition.comparator, condition.threshold) as holds
    from candidate
    inner join core.rating_rule_condition as condition
        on candidate.rule_id = condition.rule_id
    left join rule_value
        on candidate.rule_id = rule_value.rule_id
        and candidate.period = rule_value.period
        and candidate.period_inferred = rule_value.period_inferred
        and candidate.org_code = rule_value.org_code
        and condition.measure_id = rule_value.measure_id
),

by_band as (
    select
        rule_id,
        period,
        period_inferred,
        org_code,
        band,
        bool_and(coalesce(holds, false)) as follows,
        string_agg(distinct measure_id, ', ' order by measure_id) filter (where holds is null) as without_value
    from condition_result
    group by all
),

derived as (
    select
        rule_id,
        period,
        period_inferred,
        org_code,
        count(*) filter (where follows) as bands,
        string_agg(band, ', ' order by band) filter (where follows) as band,
        any_value(without_value) as without_value
    from by_band
    group by all
),

rule_bands as (
    select
        rule_id,
        list(distinct band) as ruled,
        string_agg(distinct band, ' or ' order by band) as bands
    from core.rating_rule_condition
    group by all
)

select
    rule.rule_id,
    rule.status as rule_status,
    rule.author as rule_author,
    rule.framework,
    rule.area,
    rule.period,
    rule.value_period,
    derived.period_inferred,
    derived.org_code,
    organisation.org_name,
    rule.scale,
    if(derived.bands = 1 and derived.without_value is null, derived.band, null) as derived_band,
    case
        when derived.without_value is not null then 'no value of ' || derived.without_value
        when
            derived.bands = 0
            then 'the values are neither those of ' || rule_bands.bands || ', and the rule has no other band'
        when derived.bands > 1 then 'the conditions of several bands hold: ' || derived.band
    end as reason,
    rating.band as published_band,
    case
        when rating.band is null then 'no published band'
        when derived.without_value is not null or derived.bands > 1 then 'no derived band'
        when derived.bands = 0 then if(rating.band in rule_bands.ruled, 'differs', 'no derived band')
        when derived.band = rating.band then 'agrees'
        else 'differs'
    end as agreement,
    candidate.basis
from derived
inner join candidate
    on derived.rule_id = candidate.rule_id
    and derived.period = candidate.period
    and derived.period_inferred = candidate.period_inferred
    and derived.org_code = candidate.org_code
inner join core.rating_rule as rule
    on derived.rule_id = rule.rule_id
    and derived.period = rule.period
inner join rule_bands
    on derived.rule_id = rule_bands.rule_id
inner join core.organisation as organisation
    on derived.org_code = organisation.org_code
left join marts.rating_current as rating
    on derived.org_code = rating.org_code
    and rule.framework = rating.framework
    and rule.area = rating.area
    and rule.period = rating.period
