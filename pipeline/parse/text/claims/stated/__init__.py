"""What a sentence states: which figure of it is the count or the share of the organisations with which bands.

Here: the wordings, lists and tallies in which prose states it. Not here: whether it is a claim (`doubts`), and of which
framework, area and period (`about`).
"""
