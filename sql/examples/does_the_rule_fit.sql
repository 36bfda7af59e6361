-- Does the inferred rule give the published bands of 2016, and which other cuts would fit as well?
SELECT
    tested.band,
    tested.verdict,
    tested.rule_status,
    (
        SELECT string_agg(threshold.measure_id || ': ' || threshold.interval, '; ' ORDER BY threshold.cut)
        FROM marts.rating_rule_threshold AS threshold
        WHERE threshold.rule_id = tested.rule_id
    ) AS other_cuts
FROM marts.rating_rule_test AS tested
ORDER BY tested.position;
