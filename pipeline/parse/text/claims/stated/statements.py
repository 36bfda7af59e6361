"""Statements: which figure of a sentence is stated for which bands.

A gist becomes figures with their labels, wholes and totals, among them figures that leave out the bands of the one
before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.parse.text.claims.sentence.gist import FILL, Gist, Mark
from pipeline.parse.text.claims.sentence.gist_places import gist_place, last_count, pronouns
from pipeline.parse.text.claims.stated.directions import direction_of
from pipeline.parse.text.claims.stated.ellipses import BEFORE_THE_CHANGE, ELLIPSES, ELLIPTICAL_SENTENCES
from pipeline.parse.text.claims.stated.links import BEYOND, RATED
from pipeline.parse.text.claims.stated.matches import group_start, matches_that_hold
from pipeline.parse.text.claims.stated.totals import DIVIDED_TOTALS, TOTALS
from pipeline.parse.text.claims.stated.wordings import Wording

# A sentence with more of them is none of prose.
MOST_STATEMENTS = 48


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure and the labels it is stated for (none: a total), before it is known what it speaks of.

    `start` and `end` bound the quote in its sentence, `first` and `last` the words that the wording reads. `whole_mark`
    is the total that it is stated to be of, `only_total` the one total that its sentence names. `beyond` is 'better' or
    'worse' where further bands count too, 'only better' or 'only worse' where those count instead. `is_rated` says that
    a word of rating leads to the labels, `describes` that the labels may be no more than a description, `strict` that
    its wording names each of its words, `is_past` that it is what stood before a change. `label_start` is where labels
    begin that follow the figure, `said_at` where it is said of what a listed figure is. `labels_beside` are the other
    labels of its sentence; `divided` is the word by which some of what it counts is counted again by itself.
    """

    start: int
    end: int
    first: int
    last: int
    figure: Mark
    labels: tuple[str, ...] = ()
    whole_mark: Mark | None = None
    only_total: float | None = None
    beyond: str = ""
    is_rated: bool = False
    describes: bool = False
    label_start: int | None = None
    said_at: int | None = None
    labels_beside: frozenset[str] = frozenset()
    divided: str = ""
    strict: bool = False
    is_past: bool = False
    has_noun: bool = True

    @property
    def statistic(self) -> str:
        if not self.labels:
            return "assessed_total"
        return "share" if self.figure.letter == "S" else "band_count"

    @property
    def whole(self) -> float | None:
        return self.whole_mark.value if self.whole_mark else self.only_total


def read_statements(gist: Gist, counted_before: str) -> list[Statement]:
    """The statements of a gist in order; `counted_before` is the letter of what was last counted before it."""
    readings = matches_that_hold(gist, counted_before)
    if len(readings) > MOST_STATEMENTS:
        return []
    totals: dict[float, Statement] = {}
    used = {found.start("figure") for _, found in readings}
    for _, found in readings:
        if group_start(found, "whole") is not None:
            total = _total(gist, found, "whole")
            totals.setdefault(total.figure.value, total)
            used.add(found.start("whole"))
    for pattern in [*TOTALS, *(DIVIDED_TOTALS if readings else ())]:
        for found in pattern.finditer(gist.text):
            if found.start("figure") not in used:
                total = replace(_total(gist, found, "figure"), strict=True)
                totals.setdefault(total.figure.value, total)
    only_total = next(iter(totals)) if len(totals) == 1 else None
    counted = {found.start("bands") for _, found in readings if found["figure"] == "N"}
    statements = [_statement(gist, wording, found, only_total, counted) for wording, found in readings]
    statements += _elliptical(gist, statements, used | {gist_place(gist, total.figure) for total in totals.values()})
    return sorted([*statements, *totals.values()], key=lambda statement: (statement.start, statement.end))


def _elliptical(gist: Gist, statements: Sequence[Statement], used: set[int]) -> list[Statement]:
    """Figures that leave out the bands of the statement before: 'and 57 for dementia', 'up from 4 in 2016/17'."""
    found_statements: list[Statement] = []
    used_places = set(used)
    leaders = [
        (max(gist_place(gist, statement.figure), _last_place(gist, statement)), statement)
        for statement in statements
        if statement.labels
    ]
    for patterns, is_past in ((ELLIPSES, False), (BEFORE_THE_CHANGE, True)):
        for pattern in patterns:
            for found in pattern.finditer(gist.text):
                at = found.start("figure")
                if at in used_places:
                    continue
                leader = _leader(gist, found, at, leaders, is_past)
                if leader is None:
                    continue
                used_places.add(at)
                figure = gist.marks[at]
                last = max((mark.end for mark in gist.marks_in(*found.span())), default=figure.end)
                statement = replace(
                    leader, start=figure.start, end=figure.end, figure=figure,
                    first=leader.first if is_past else figure.start, last=max(last, leader.last) if is_past else last,
                    whole_mark=None, only_total=None, strict=True, is_past=is_past,
                )  # fmt: skip
                found_statements.append(statement)
                if not is_past:
                    leaders.append((at, statement))
    return found_statements


def _leader(
    gist: Gist, found: re.Match[str], at: int, leaders: Sequence[tuple[int, Statement]], is_past: bool
) -> Statement | None:
    """The statement whose bands a figure at `at` leaves out: the one before it; for the past, also the one around or
    after it."""
    start = gist.marks[at].start
    letter = gist.marks[at].letter
    alike = [
        (place, leader) for place, leader in leaders if leader.statistic == ("share" if letter == "S" else "band_count")
    ]
    around = [leader for _, leader in alike if leader.first <= start < leader.last]
    before = [(place, leader) for place, leader in alike if place < at]
    after = [(place, leader) for place, leader in alike if place > at]
    if is_past and around:
        return around[0]
    if before:
        place, leader = max(before, key=lambda each: each[0])
        between = gist.text[place + 1 : found.start()]
        # a share in brackets after its count is no figure between
        between = re.sub(r" ?\([NS]\)", "", between)
        return None if re.search(r"[BOP;.]", between) or (is_past and re.search(r"[NS]", between)) else leader
    if is_past and after:
        place, leader = min(after, key=lambda each: each[0])
        return leader
    return None


def _last_place(gist: Gist, statement: Statement) -> int:
    return max(place for place, mark in gist.marks.items() if mark.end <= statement.end)


def _statement(
    gist: Gist, wording: Wording, found: re.Match[str], only_total: float | None, counted: set[int]
) -> Statement:
    """What a match states; `counted` are the places of the labels that a count is stated for."""
    figure = gist.marks[found.start("figure")]
    groups = found.groupdict()
    bands = [mark for mark in gist.marks_in(*found.span("bands")) if mark.letter == "B"]
    whole = group_start(found, "whole")
    comes_first = found.start("figure") < found.start("bands")
    marks = gist.marks_in(*found.span())
    direction = direction_of(gist.text, found.start("bands"))
    beyond = direction.beyond if direction else ""
    printed = direction_of(gist.plain, bands[0].start) if beyond else None
    return Statement(
        start=min(figure.start, printed.start if printed else bands[0].start),
        end=max(figure.end, bands[-1].end),
        first=min(mark.start for mark in marks),
        last=max(mark.end for mark in marks),
        figure=figure,
        labels=tuple(band.label for band in bands),
        whole_mark=None if whole is None else gist.marks[whole],
        only_total=only_total,
        beyond=beyond or BEYOND.get((groups.get("beyond") or "").split(" ")[-1], ""),
        is_rated=not RATED.isdisjoint((groups.get("link") or "").split()),
        label_start=bands[0].start if comes_first else None,
        describes=figure.letter == "S" and comes_first and found.start("bands") not in counted,
        labels_beside=frozenset(mark.label for mark in gist.marks.values() if mark.letter == "B" and mark not in bands),
        divided=divided[1] or divided[2] if (divided := _DIVIDED.match(gist.text, found.end())) else "",
        strict=wording.strict,
        has_noun=any(mark.letter in "GL" for mark in marks),
    )


# After a figure and its bands: some of what was counted is counted again, of another band.
_DIVIDED = re.compile(
    r",?(?: –| \()? ?(?:(including|R,?|among (?:them|these|whom)|with) (?:[a-z]+ ){0,3}N\b(?=[^.;:]*?B)"
    r"|(N R) (?:[a-z]+ ){0,4}B)"
)


def _total(gist: Gist, found: re.Match[str], name: str) -> Statement:
    figure = gist.marks[found.start(name)]
    noun = group_start(found, "noun", "group")
    end = gist.marks[noun].end if noun is not None and noun > found.start(name) else figure.end
    marks = gist.marks_in(*found.span())
    first, last = min(mark.start for mark in marks), max(mark.end for mark in marks)
    return Statement(figure.start, end, min(first, figure.start), max(last, end), figure)


def is_of_few(gist: Gist, statement: Statement, fewest: int, counted_before: float | None) -> bool:
    """Whether a statement of some 'of them' or 'of which' speaks of fewer than there ever were."""
    figure = gist_place(gist, statement.figure)
    if not re.search(r"R,? $", gist.text[max(0, figure - 3) : figure]) and not re.match(
        r",? R", gist.text[figure + 1 :]
    ):
        return False
    # 'rated good numbered 57, of which 31 …'
    just_before = re.search(r"N(?: [a-zAGL]+){0,2}[,;:] (?:and )?R,? $", gist.text[:figure])
    if just_before:
        return gist.marks[just_before.start()].value < fewest
    counted = last_count(gist, figure) or counted_before
    return counted is not None and statement.figure.value <= counted < fewest


def elliptical_sentence(gist: Gist, before: object) -> list[Statement]:
    """The statement of a sentence that leaves out the bands of the statement before it."""
    if not isinstance(before, Statement):
        return []
    for pattern in ELLIPTICAL_SENTENCES:
        found = pattern.match(gist.text)
        figure = gist.marks[found.start("figure")] if found else None
        if figure and before.statistic == ("share" if figure.letter == "S" else "band_count"):
            sentence = replace(
                before, start=figure.start, end=figure.end, first=0, last=len(gist.marked), figure=figure,
                whole_mark=None, only_total=None, strict=True, is_past=False, label_start=None,
            )  # fmt: skip
            return [sentence]
    return []


def figures_of(statement: Statement) -> list[Mark]:
    return [statement.figure, *([statement.whole_mark] if statement.whole_mark else [])]


# "one of only four CCGs": the four are counted.
_ONE_OF_FEW = re.compile(rf"N{FILL}* of (?:only |just )(?:the )?N")
_COUNTS_AREAS = re.compile(rf"N{FILL}*(?: [\w'-]+){{0,3}} L{FILL}{{4}}\b")


def understood_figures(gist: Gist, statements: Sequence[Statement]) -> set[int]:
    """Where the figures begin of which it is known what they say: of statements, pronouns, 'one of', areas counted."""
    known = {mark.start for statement in statements for mark in figures_of(statement)} | pronouns(gist)
    numbers = gist.marks.values()
    known |= {mark.start for mark in numbers if mark.value == 1 and _ONE_OF_FEW.match(gist.marked, mark.start)}
    if not any(statement.labels for statement in statements):
        known |= {mark.start for mark in numbers if _COUNTS_AREAS.match(gist.marked, mark.start)}
    return known


def total_of(statement: Statement) -> float | None:
    return None if statement.labels else statement.figure.value
