"""Publishers' files to stored snapshots.

Here: HTTP, what is fetched from a source, how each file is kept. Not here: what a file states (`pipeline.parse`).
"""
