-- A rating rule held against the published bands: for each band how many agree, or why it cannot be tested.
--
-- Agreement is with the published rows at hand, never the accuracy of a rule: bands that were not published, or for
-- which the rule has no conditions, are untested.
--
-- key: rule_id, period, period_inferred, band
--   rule_id VARCHAR -- The rule
--   rule_status VARCHAR -- official: published by the rater; inferred: concluded from published ratings
--   framework VARCHAR -- Framework whose bands it gives
--   area VARCHAR -- Area
--   period VARCHAR -- Period rated
--   period_inferred BOOLEAN -- Whether the values' period was concluded and is not printed with them
--   band VARCHAR -- Band of the scale
--   position BIGINT [position] -- Place of the band in its scale, 1 is the best
--   published BIGINT [organisations] -- Organisations with this published band and with values
--   agree BIGINT [organisations] -- Of these, those for which the rule gives the same band
--   derived BIGINT [organisations] -- Organisations for which the rule gives this band, published or not
--   verdict VARCHAR -- consistent with all, differs in some, or cannot be tested and why
with series as (
    select distinct
        rule_id,
        rule_status,
        framework,
        area,
        period,
        period_inferred,
        scale
    from marts.derived_rating
),

rule_band as (
    select distinct
        rule_id,
        band
    from core.rating_rule_condition
),

counted as (
    select
        series.rule_id,
        series.rule_status,
        series.framework,
        series.area,
        series.period,
        series.period_inferred,
        rating_scale.band,
        rating_scale.position,
        rule_band.band is not null as is_ruled,
        count(*) filter (where tested.published_band = rating_scale.band) as published,
        count(*) filter (where tested.published_band = rating_scale.band and tested.agreement = 'agrees') as agree,
        count(*) filter (where tested.derived_band = rating_scale.band) as derived
    from series
    inner join core.rating_scale as rating_scale
        on series.scale = rating_scale.scale
    inner join marts.derived_rating as tested
        on series.rule_id = tested.rule_id
        and series.period = tested.period
        and series.period_inferred = tested.period_inferred
    left join rule_band
        on series.rule_id = rule_band.rule_id
        and rating_scale.band = rule_band.band
    group by all
)

select
    rule_id,
    rule_status,
    framework,
    area,
    period,
    period_inferred,
    band,
    position,
    published,
    agree,
    derived,
    case
        when not is_ruled then 'cannot be tested: the rule has no conditions for this band'
        when published = 0 then 'cannot be tested: no organisation with values has this published band'
        when agree = published then 'consistent with ' || agree || ' of ' || published
        else 'differs in ' || (published - agree) || ' of ' || published
    end as verdict
from counted
