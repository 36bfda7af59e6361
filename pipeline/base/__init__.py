"""What knows no table: days and periods, settings, problems with their place, YAML with lines, text.

Here: small pieces that every room may use. Not here: anything of ratings or measures.
"""
