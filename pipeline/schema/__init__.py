"""Every table declared once.

Here: columns with type, unit, range and description, and what is generated from them. Not here: rows.
"""
