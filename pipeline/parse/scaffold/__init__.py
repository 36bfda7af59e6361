"""A first sidecar for a new document, from what its text shows.

Here: finding tables, lists and prose without a sidecar, and writing one down. Not here: reading a document by its
sidecar (`pipeline.parse.text`), and the command that uses this (`pipeline.app.cli.add`).
"""
