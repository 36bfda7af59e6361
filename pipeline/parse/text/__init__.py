"""Text to typed facts, as pure functions.

Here: everything that reads a document's text: its tables, lists, claims, figures, publications,
listings and cadences. Not here: files, databases, Dagster, the register of organisations. Nothing in
this package imports more than the standard library and `pipeline.base.periods`.
"""
