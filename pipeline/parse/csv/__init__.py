"""A CSV file of a source to values.

Here: encoding, headings, columns, rows and their reasons. Not here: which files there are.
"""
