"""Whether a statement is a claim: of all organisations of England, affirmed, of a state, by NHS England.

Here: what in its clause, its sentence, those beside it and the notes leaves a statement in doubt; in doubt it is no
claim. Not here: what is stated (`stated`).
"""
