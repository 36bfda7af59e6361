"""A sidecar's YAML to the mapping that a document is read by.

Here: the form of a sidecar and its names resolved. Not here: the document's text (`pipeline.parse.text`).
"""
