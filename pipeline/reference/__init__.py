"""raw/reference and sources.yml as checked values.

Here: reading both, what must agree within them, and which organisation a code and a name are on a day. Not here:
publishers' documents and files.
"""
