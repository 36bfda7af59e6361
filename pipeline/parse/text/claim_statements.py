"""Statements: which figure of a sentence is said of which bands, by the wordings of `claim_wordings`.

Here: from a gist to figures with their labels, wholes and totals, those that leave out the bands of the one before
among them. Not here: whether a statement is a claim, and of what it speaks (`claims`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.parse.text.claim_gist import Gist, Mark
from pipeline.parse.text.claim_wordings import (
    AUXILIARIES,
    BEFORE_THE_CHANGE,
    BEYOND,
    DIVIDED_TOTALS,
    ELLIPSES,
    LEADING_TO_BANDS,
    LEFT_OUT_BEFORE,
    NOT_STATED,
    RATED,
    RELATIVE,
    SEPARATING,
    TOTALS,
    VERB_AFTER_BANDS,
    WORDINGS,
    Wording,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure and the labels it is stated for (none: a total), before it is known what it speaks of.

    `start` and `end` bound the quote in its sentence, `first` and `last` the words that the wording reads. `whole_mark`
    is the total that it is said to be of, `only_total` the one total that its sentence names. `beyond` is 'better' or
    'worse' where further bands count too. `is_rated` says that a word of rating leads to the labels, `describes` that
    the labels may be no more than a description, `strict` that its wording names each of its words, `is_past` that it
    is what stood before a change.
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


_COUNTED = re.compile(r"[NS](?: [a-zA]+){0,3} ([GLOP])")


_BODY = re.compile(r"[GLO]")


_OF_BODY = re.compile(r"\b(?:of|among) (?:the |all |all the )?([GO])\b")


_NEAR = 400


def read_statements(gist: Gist, counted_before: str) -> list[Statement]:
    """The statements of a gist in order; `counted_before` is the letter of what was last counted before it."""
    readings = _readings(gist, counted_before)
    totals: dict[float, Statement] = {}
    used = {found.start("figure") for _, found in readings}
    for _, found in readings:
        if _place(found, "whole") is not None:
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


def gist_place(gist: Gist, mark: Mark) -> int:
    return next(place for place, other in gist.marks.items() if other is mark)


def _elliptical(gist: Gist, statements: Sequence[Statement], used: set[int]) -> list[Statement]:
    """Figures that leave out the bands of the statement before: 'and 57 for dementia', 'up from 4 in 2016/17'."""
    found_statements: list[Statement] = []
    taken = set(used)
    leaders = [
        (max(gist_place(gist, statement.figure), _last_place(gist, statement)), statement)
        for statement in statements
        if statement.labels
    ]
    for patterns, is_past in ((ELLIPSES, False), (BEFORE_THE_CHANGE, True)):
        for pattern in patterns:
            for found in pattern.finditer(gist.text):
                at = found.start("figure")
                if at in taken:
                    continue
                leader = _leader(gist, found, at, leaders, is_past)
                if leader is None:
                    continue
                taken.add(at)
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


def _readings(gist: Gist, counted_before: str) -> list[tuple[Wording, re.Match[str]]]:
    """The matches of wordings that hold: no figure in two of them, and no bands with two figures of a kind."""
    candidates = [
        (not wording.shares_bands, found.start(), wording, found)
        for wording in WORDINGS
        for found in _matches(wording.pattern, gist.text)
    ]
    used: set[int] = set()
    bands_used: set[tuple[int, str]] = set()
    readings = []
    for _, _, wording, found in sorted(candidates, key=lambda candidate: candidate[:2]):
        figure, bands = found.start("figure"), (found.start("bands"), found["figure"])
        is_bracketed = gist.text[figure - 1 : figure] == "(" or wording.shares_bands
        is_free = figure not in used and (is_bracketed or bands not in bands_used)
        if is_free and _holds(gist, wording, found, counted_before):
            readings.append((wording, found))
            used.add(figure)
            if (whole := _place(found, "whole")) is not None:
                used.add(whole)
            if not wording.shares_bands:
                bands_used.add(bands)
    return readings


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """All matches in order, also those that begin inside another."""
    found = pattern.search(text)
    while found:
        yield found
        found = pattern.search(text, found.start() + 1)


def _place(found: re.Match[str], *names: str) -> int | None:
    """Where the first of the named groups that matched begins; patterns need not have them all."""
    groups = found.groupdict()
    return next((found.start(name) for name in names if groups.get(name)), None)


def _holds(gist: Gist, wording: Wording, found: re.Match[str], counted_before: str) -> bool:
    """Whether a match means what its wording says, by the words that link it and by what is counted."""
    figure = gist.marks[found.start("figure")]
    before = gist.text[max(0, found.start("figure") - 40) : found.start("figure")]
    if not wording.strict and (NOT_STATED.search(before) or LEFT_OUT_BEFORE.search(before)):
        return False
    link = found.groupdict().get("link") or ""
    words = link.split()
    if not SEPARATING.isdisjoint(words) or _changes_clause(words):
        return False
    if found.start("figure") < found.start("bands") and _rates_another(words):
        return False
    noun = _place(found, "noun", "group")
    if noun is not None and figure.letter == "N" and (gist.text[noun] == "V" or _is_one_of_many(gist, noun, figure)):
        return False
    if noun is None:
        counted = last_counted(gist, found.start("figure")) or counted_before
        leads = words[0] if words and found.start("figure") < found.start("bands") else ""
        if counted in ("O", "P") or leads == "of":
            return False
    return not (
        _place(found, "whole") is not None and RELATIVE.match(link) and VERB_AFTER_BANDS.match(gist.text, found.end())
    )


def _rates_another(words: Sequence[str]) -> bool:
    """Whether the organisations rate something instead of being rated: 'CCGs rated the framework inadequate'."""
    verb = next((index for index, word in enumerate(words) if word in RATED), None)
    if verb is None or not AUXILIARIES.isdisjoint(words[:verb]):
        return False
    return any(word not in LEADING_TO_BANDS for word in words[verb + 1 :])


def _is_one_of_many(gist: Gist, noun: int, figure: Mark) -> bool:
    """Whether a count of several stands before a noun in the singular, which it then does not count."""
    mark = gist.marks[noun]
    return figure.value > 1 and not gist.plain[mark.start : mark.end].rstrip(")").endswith("s")


def _changes_clause(words: Sequence[str]) -> bool:
    """Whether the words between a figure and bands join another clause, and not a further verb of the same."""
    return any(
        word in ("and", "but", "or", "while", "yet")
        and (after not in RATED and after not in ("were", "was", "found", "then"))
        for word, after in pairwise([*words, ""])
    )


def last_counted(gist: Gist, end: int) -> str:
    """The letter of what was last counted before `end`, else of the body last named; empty if there is neither."""
    before = gist.text[max(0, end - _NEAR) : end]
    counted = list(_COUNTED.finditer(before))
    since = before[counted[-1].end() :] if counted else before
    letters: list[str] = _OF_BODY.findall(since) or [found[1] for found in counted] or _BODY.findall(before) or [""]
    return letters[-1]


def _statement(
    gist: Gist, wording: Wording, found: re.Match[str], only_total: float | None, counted: set[int]
) -> Statement:
    """What a match states; `counted` are the places of the labels that a count is stated for."""
    figure = gist.marks[found.start("figure")]
    groups = found.groupdict()
    bands = [mark for mark in gist.marks_in(*found.span("bands")) if mark.letter == "B"]
    whole = _place(found, "whole")
    comes_first = found.start("figure") < found.start("bands")
    marks = gist.marks_in(*found.span())
    return Statement(
        start=min(figure.start, bands[0].start),
        end=max(figure.end, bands[-1].end),
        first=min(mark.start for mark in marks),
        last=max(mark.end for mark in marks),
        figure=figure,
        labels=tuple(band.label for band in bands),
        whole_mark=None if whole is None else gist.marks[whole],
        only_total=only_total,
        beyond=BEYOND.get((groups.get("beyond") or "").split(" ")[-1], ""),
        is_rated=not RATED.isdisjoint((groups.get("link") or "").split()),
        describes=figure.letter == "S" and comes_first and found.start("bands") not in counted,
        strict=wording.strict,
        has_noun=any(mark.letter in "GL" for mark in marks),
    )


def _total(gist: Gist, found: re.Match[str], name: str) -> Statement:
    figure = gist.marks[found.start(name)]
    noun = _place(found, "noun", "group")
    end = gist.marks[noun].end if noun is not None and noun > found.start(name) else figure.end
    marks = gist.marks_in(*found.span())
    first, last = min(mark.start for mark in marks), max(mark.end for mark in marks)
    return Statement(figure.start, end, min(first, figure.start), max(last, end), figure)


_COUNT = re.compile(r"N(?: [a-zA]+){0,3} [GL]")


def last_count(gist: Gist, end: int) -> float | None:
    """How many organisations were last counted before a place of the gist."""
    found = list(_COUNT.finditer(gist.text[:end]))
    return gist.marks[found[-1].start()].value if found else None


def is_of_few(gist: Gist, statement: Statement, fewest: int, counted_before: float | None) -> bool:
    """Whether a statement of some 'of them' or 'of which' speaks of fewer than there ever were."""
    figure = gist_place(gist, statement.figure)
    if not re.search(r"R,? $", gist.text[max(0, figure - 3) : figure]) and not re.match(
        r",? R", gist.text[figure + 1 :]
    ):
        return False
    counted = last_count(gist, figure) or counted_before
    return counted is not None and counted < fewest


def figures_of(statement: Statement) -> list[Mark]:
    return [statement.figure, *([statement.whole_mark] if statement.whole_mark else [])]


def total_of(statement: Statement) -> float | None:
    return None if statement.labels else statement.figure.value


def pronouns(gist: Gist) -> set[int]:
    """Where 'one' stands for a rating: 'an outstanding rating, 105 a good one'."""
    marks = list(gist.marks.values())
    return {
        mark.start
        for before, mark in pairwise(marks)
        if before.letter == "B" and mark.letter == "N" and mark.value == 1 and mark.start == before.end + 1
    }
