"""Text to typed facts, as pure functions.

Here: everything that reads a document's text: its tables, lists, claims, figures, publications,
listings and cadences. Not here: files, databases, Dagster, the register of organisations. This
package imports nothing but the standard library and modules of the rooms below that need no more (`pyproject.toml`).
"""
