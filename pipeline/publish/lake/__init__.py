"""The lake: the same releases in DuckLake, for many readers and for what outgrows one disk.

Here: where it is, publishing what differs into it, reading it, going back, tidying. Not here: what a release holds.
Nothing imports these modules unless CCG_LAKE is set.
"""
