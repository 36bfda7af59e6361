-- Does the inferred rule of 'both passed' give the published bands of 2016, and which other cuts would fit as well?
-- By the article's own values it does; by the figures of all CCGs, whose quarter is printed with them, it is refuted.
select
    tested.band,
    case when tested.period_inferred then 'of the article' else 'of all CCGs' end as values_are,
    tested.verdict,
    tested.rule_status,
    (
        select string_agg(threshold.measure_id || ': ' || threshold.interval, '; ' order by threshold.cut)
        from marts.rating_rule_threshold as threshold
        where threshold.rule_id = tested.rule_id
    ) as other_cuts
from marts.rating_rule_test as tested
order by tested.position, tested.period_inferred desc;
