"""Publishers' files to stored versions.

Here: HTTP, what is asked of a source, how each file is kept. Not here: what a file states (`pipeline.parse`).
"""
