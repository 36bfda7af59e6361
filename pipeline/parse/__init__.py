"""A file to facts: texts, CSV files, workbooks, and the sidecar that says how a text is read.

Here: reading, and what a printed cell means. Not here: organisations and measures themselves (`pipeline.reference`),
rows of tables (`pipeline.build`).
"""
