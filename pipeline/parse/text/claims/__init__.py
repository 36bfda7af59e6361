"""Claims: what prose states about how many organisations, or what share of them, got a band or were assessed.

Here: `reading` reads them; the other modules decide what a sentence states, of whom, when, and whether it is a claim
at all. In doubt there is none. Not here: whether a claim is true (`sql/marts/claim_check.sql`).
"""
