-- A rating rule held against the published bands: for each band how many agree, or why it cannot be tested.
--
-- Agreement is with the published rows at hand, never the accuracy of a rule: bands that were not published, or for
-- which the rule has no conditions, are untested. Where the list of a band is complete, every organisation to which the
-- rule gives the band and the list does not refutes the rule.
--
-- group: ratings
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
--   underived BIGINT [organisations] -- Of these, those for which no one band can be derived, such as for want of a value
--   agree BIGINT [organisations] -- Of these, those for which the rule gives the same band
--   derived BIGINT [organisations] -- Organisations for which the rule gives this band, published or not
--   listed_band_complete BOOLEAN -- Whether a document is declared to list every organisation of this band
--   refuted BIGINT? [organisations] -- Organisations for which the rule gives this band and that the complete list lacks; NULL unless the list is complete
--   verdict VARCHAR -- consistent with all for which a band was derived, differs in some, refuted, or cannot be tested and why
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

complete_band as (
    select distinct
        framework,
        area,
        period,
        band
    from core.rating
    where band_complete
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
        complete_band.band is not null as listed_band_complete,
        count(*) filter (where tested.published_band = rating_scale.band) as published,
        count(*) filter (where tested.published_band = rating_scale.band and tested.agreement = 'agrees') as agree,
        count(*) filter (
            where tested.published_band = rating_scale.band and tested.agreement = 'no derived band'
        ) as underived,
        count(*) filter (where tested.derived_band = rating_scale.band) as derived,
        string_agg(distinct tested.reason, '; ' order by tested.reason) filter (
            where tested.published_band = rating_scale.band and tested.agreement = 'no derived band'
        ) as why_underived
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
    left join complete_band
        on series.framework = complete_band.framework
        and series.area = complete_band.area
        and series.period = complete_band.period
        and rating_scale.band = complete_band.band
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
    underived,
    agree,
    derived,
    listed_band_complete,
    if(listed_band_complete, derived - agree, null) as refuted,
    case
        when not is_ruled then 'cannot be tested: the rule has no conditions for this band'
        when refuted > 0
            then 'refuted: gives this band to ' || refuted || ' that the complete list lacks'
                || coalesce('; agrees with ' || agree || ' of ' || nullif(published - underived, 0), '')
        when published = 0 then 'cannot be tested: no organisation with values has this published band'
        when published = underived
            then 'cannot be tested: no band follows for ' || underived || ' of ' || published || ', because '
                || why_underived
        when agree = published - underived then 'consistent with ' || agree || ' of ' || agree
        else 'differs in ' || (published - underived - agree) || ' of ' || (published - underived)
    end
    || case
        when is_ruled and published > underived and underived > 0
            then '; no band follows for ' || underived || ' of ' || published || ', because ' || why_underived
        else ''
    end as verdict
from counted
