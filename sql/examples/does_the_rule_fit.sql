-- Does the inferred rule of 'both passed' give the published bands of 2016, and which other cuts would fit as well?
select
    tested.band,
    tested.verdict,
    tested.rule_status,
    (
        select string_agg(threshold.measure_id || ': ' || threshold.interval, '; ' order by threshold.cut)
        from marts.rating_rule_threshold as threshold
        where threshold.rule_id = tested.rule_id
    ) as other_cuts
from marts.rating_rule_test as tested
order by tested.position;
