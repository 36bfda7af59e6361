"""A refresh on several machines: what they share, and how Dagster and its workers are set up for it.

Here: the inputs, the work and the releases in the store of CCG_WORK; the worker. Not here: the steps themselves.
Nothing of it is loaded where CCG_WORK is not set.
"""
