"""A workbook of a source to values.

Here: the package, its sheets and cells, the catalogue of measures. Not here: which files there are.
"""
