"""A sentence of prose as the claims in it see it: its gist, its phrases, its clauses and what they speak of.

Here: what is found without asking whether anything is stated. Not here: which figure is stated of which bands
(`stated`).
"""
