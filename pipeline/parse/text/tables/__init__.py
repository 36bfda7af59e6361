"""Tables: lines and cells of a text, to columns of cells with their places.

Here: `reading` reads the tables that a sidecar maps; headings, rows, cells, where a table ends, and what is in doubt.
Not here: which organisation a row is (`pipeline/build`).
"""
