"""Facts to core tables to marts, and what is checked on the way.

Here: rows of the core tables, the marts' SQL run in order, checks of both. Not here: reading files (`pipeline.parse`),
and making a release of the tables (`pipeline.publish`).
"""
