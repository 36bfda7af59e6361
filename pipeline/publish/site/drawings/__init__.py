"""Drawings as inline SVG: pure functions from figures to markup, with classes that the style sheet colours.

Here: shapes, scales and text alternatives. Not here: where the figures come from, what a page says of them.
"""
