"""Claims: what prose states about how many organisations, or what share of them, got a band or were assessed.

Here: `reading` reads them. From the ground up, `sentence` finds the parts of one, `stated` which figure it states
of which bands, `about` of which framework, area and period, and `doubts` whether that is a claim; in doubt there is
none. Not here: whether a claim is true (`sql/marts/claim_check.sql`).
"""
