"""Lines and sentences: what a line of a text is by itself, and which lines are one sentence.

Here: list marks, decoration, wrapped lines, sentences with their offsets. Not here: what any of them says.
"""
