"""Figures and bands of lists: apart and in order ('57 and 52 were rated X and Y respectively'), or in pairs
('outstanding, four; good, 95; inadequate, two').
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.parse.text.claims.sentence.gist import Gist, Mark
from pipeline.parse.text.claims.sentence.gist_places import last_counted
from pipeline.parse.text.claims.sentence.kinds import NOT_RATED
from pipeline.parse.text.claims.stated.links import RATED
from pipeline.parse.text.claims.stated.statements import MOST_STATEMENTS, Statement

_NEXT = r"(?:,? and|,) "
_FIGURES = rf"(?P<figures>[NS](?:{_NEXT}[NS])+)"
_BANDS = rf"(?P<bands>B(?:{_NEXT}B)+)"
_LINK = r"(?P<link>(?: [a-zADGL]+){0,8})"
LISTED = (
    re.compile(rf"{_FIGURES}{_LINK} {_BANDS},? respectively\b"),
    re.compile(rf"{_BANDS}{_LINK} {_FIGURES}(?: [GL])?,? respectively\b"),
)

# A pair is a band and its figure; semicolons between pairs leave no doubt of which is whose.
_PAIR = r"B, [NS](?: [GL])?"
_PAIRS = re.compile(rf"(?<![\w,;] ){_PAIR}(?:; (?:and )?{_PAIR}){{2,}}(?= ?[.;)]| ?$)")
_ONE_PAIR = re.compile(r"(?P<bands>B), (?P<figure>[NS])")


def read_lists(gist: Gist, counted_before: str) -> list[Statement]:
    """The statements of pairs, and of two lists of one length: the first figure of the first band.

    `counted_before` is the letter of what was last counted before the gist.
    """
    found = list(_pairs(gist, counted_before))
    if "respectively" in gist.text:
        found += _lists(gist, counted_before)
    return found if len(found) <= MOST_STATEMENTS else []


def _pairs(gist: Gist, counted_before: str) -> Iterator[Statement]:
    for found in _PAIRS.finditer(gist.text):
        if (last_counted(gist, found.start()) or counted_before) in NOT_RATED:
            continue
        for pair in _ONE_PAIR.finditer(gist.text, *found.span()):
            band, figure = gist.marks[pair.start("bands")], gist.marks[pair.start("figure")]
            yield Statement(
                start=band.start, end=figure.end, first=band.start, last=figure.end, figure=figure,
                labels=(band.label,), strict=True, has_noun=False,
            )  # fmt: skip


def _lists(gist: Gist, counted_before: str) -> Iterator[Statement]:
    for pattern in LISTED:
        for found in pattern.finditer(gist.text):
            figures = _marks(gist, found, "figures", "NS")
            bands = _marks(gist, found, "bands", "B")
            if len(figures) != len(bands) or len({figure.letter for figure in figures}) > 1:
                continue
            if (last_counted(gist, found.start("figures")) or counted_before) in NOT_RATED:
                continue
            marks = gist.marks_in(*found.span())
            first, last = min(mark.start for mark in marks), max(mark.end for mark in marks)
            for figure, band in zip(figures, bands, strict=True):
                yield Statement(
                    start=first,
                    end=last,
                    first=first,
                    last=last,
                    figure=figure,
                    said_at=figures[-1].start,
                    labels=(band.label,),
                    is_rated=not RATED.isdisjoint(found["link"].split()),
                    labels_beside=frozenset(other.label for other in bands if other is not band),
                    has_noun=any(mark.letter in "GL" for mark in marks),
                )


def _marks(gist: Gist, found: re.Match[str], group: str, letters: str) -> list[Mark]:
    return [mark for mark in gist.marks_in(*found.span(group)) if mark.letter in letters]
