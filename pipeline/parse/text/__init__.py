"""Text to typed facts, as pure functions.

Here: everything that reads a document's text. `document` reads all of it; `tables`, `lists`, `claims` and `mentions`
are packages, `lines` has what they share, and each other module is one kind of fact. Not here: files, databases,
Dagster, the register of organisations. This package imports nothing but the standard library and modules of the rooms
below that need no more (`pyproject.toml`).
"""
