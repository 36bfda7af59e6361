"""Checked tables to a release, and the release to its note and pages.

Here: assembling, comparing, making it current, rolling back. Not here: how the tables came about; nothing here imports
`pipeline.build`.
"""
