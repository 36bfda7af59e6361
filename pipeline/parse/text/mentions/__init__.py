"""Mentions: the organisations that prose names, and the bands that it states of them.

Here: `reading` reads them. Not here: which organisation a name is (`pipeline/build`).
"""
