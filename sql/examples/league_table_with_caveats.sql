-- Who has the best recovery rate in talking therapies? (The two published tails are no league table, and it says so.)
select
    rank,
    org_name,
    value,
    unit,
    against_standard,
    caveat
from league_table('iapt_recovery_rate');
