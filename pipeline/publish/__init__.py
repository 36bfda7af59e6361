"""Checked tables to a release, and the release to its note and pages.

Here: assembling, comparing, putting in force, rolling back. Not here: how the tables came about; nothing here imports
`pipeline.build`.
"""
