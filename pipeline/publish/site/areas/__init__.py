"""The pages of the areas: England, regions, integrated care boards with the STPs before them, and CCGs.

Here: what of the warehouse they show, and how it is laid out for their templates. Not here: drawings, words, addresses.
"""
