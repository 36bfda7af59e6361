"""What the sentences of a paragraph so far establish for those that follow: areas, periods, parts, who speaks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Paragraph:
    """Where and when the sentences of a paragraph so far apply. What begins with `under_` is said by a heading above
    and holds for all paragraphs that stand under it."""

    # those last named, and whether they are not the document's own
    areas: frozenset[str] = frozenset()
    periods: frozenset[str] = frozenset()
    frameworks: frozenset[str] = frozenset()
    other_area: bool = False
    other_period: bool = False
    is_other_time: bool = False  # another time than the contexts'
    under_other_time: bool = False

    # of whom it speaks
    is_part: bool = False  # of a part of the country
    under_part: bool = False
    began_in_part: bool = False  # `is_part` held before its first word
    is_of_some: bool = False  # of some of the organisations
    is_of_few: bool = False  # those last counted were some, with no band: 'I have been to 20 CCGs'
    is_national: bool = False  # of all of England
    needs_england: bool = False  # the document is about a part

    # what it speaks of
    is_overall: bool = False  # ratings of all areas together
    of_overall: bool = False  # the document itself is about those
    is_of_topic: bool = False  # something that is no area
    is_measured: bool = False  # its figures are of a measure: waits, scores, money
    is_unknown: bool = False  # something that is not understood
    under_unknown: bool = False

    # what was counted and stated
    counted: str = ""  # the letter of what was last counted
    last_count: float | None = None  # how many organisations
    summed_up: float | None = None  # of how many a heading said that they did well or badly
    last_statement: object = None  # the last statement of bands
    labels: frozenset[str] = frozenset()  # those of the claims so far

    # how it stands in its text
    lines: int = 0
    is_title: bool = True  # the first paragraph of its text
    is_heading: bool = False
    items: int = 0  # so many list items end with it

    # who says it, and how it is meant
    is_reported: bool = False  # somebody is said to say what follows
    is_of_raters: bool = False  # others were said to rate
    under_raters: bool = False
    is_correcting: bool = False  # something said before was wrong
    is_doubted: bool = False  # statements are put up to be judged: 'True or false?'
    is_supposed: bool = False  # what follows is imagined, planned or in jest
    under_supposed: bool = False

    # what led up to it
    leads_unknown: bool = False  # it is not understood
    under_leads: bool = False
    is_announced: bool = False  # what follows is that, whatever it names
    heads_unknown: bool = False  # it only names or bids something
