-- Who has the best recovery rate in talking therapies? (The two published tails are no league table, and it says so.)
SELECT
    rank,
    org_name,
    value,
    unit,
    against_standard,
    caveat
FROM league_table('iapt_recovery_rate');
