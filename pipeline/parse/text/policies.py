"""Policies: how often a document says that a product is refreshed.

Products, cadences and first months have wordings of their own, and a sentence joins them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from pipeline.base.lines import Line
from pipeline.parse.text.facts import Policy
from pipeline.parse.text.lines.sentences import Sentence, clause_starts, split_sentences, stretch_at

_MONTHS = ("january", "february", "march", "april", "may", "june",
           "july", "august", "september", "october", "november", "december")  # fmt: skip
_MONTH = "|".join(_MONTHS)

# Each product, and the words that stand for it.
PRODUCTS = {
    "dashboard": r"dashboards?",
    "rating": r"(?:ratings?|rankings)(?! dashboard)",
}
# The words that state a cadence; of two that begin at the same place the upper one counts.
_TIMES = r"(?:a|per|each|every)"
FREQUENCIES = (
    ("half-yearly", r"half-yearly|six-monthly|bi-?annual(?:ly)?|semi-?annual(?:ly)?|every (?:six|6) months"),
    ("half-yearly", rf"(?:twice|two times) {_TIMES} year|twice[ -]yearly"),
    ("half-yearly", rf"(?:every|each) (?:{_MONTH}) and (?:{_MONTH})"),
    ("quarterly", r"quarterly|three-monthly|every (?:three|3) months"),
    ("quarterly", rf"(?:every|each|once a) quarter|four times {_TIMES} year"),
    ("monthly", r"monthly|(?:every|each|once a) month"),
    ("monthly", rf"(?:twelve|12) times {_TIMES} year"),
    ("annual", r"annual(?:ly)?|yearly|(?:every|each|once a|once every) year|every (?:twelve|12) months"),
    ("annual", rf"(?:every|each) (?:{_MONTH})"),
)
# The months in which a cadence falls due when none is named.
DUE_MONTHS = {"monthly": range(1, 13), "quarterly": (1, 4, 7, 10), "half-yearly": (1, 7), "annual": (1,)}
_REFRESH = r"(?:(?:re)?(?:updat|refresh|publish|renew|revis|releas)(?:e|ed|es|ing)?|(?:re)?issu(?:ed|ing))\b"
_REFRESHED = re.compile(rf"\b{_REFRESH}")
_DENIED = re.compile(rf"(?:\b(?:not|never|no longer)|n't) (?:[a-z]+ ){{0,3}}?{_REFRESH}")
_PRODUCT = re.compile(rf"\b(?:{'|'.join(rf'(?P<{name}>{words})' for name, words in PRODUCTS.items())})\b")
_CADENCE = re.compile(
    rf"(?<![\w-])(?:{'|'.join(f'(?P<c{index}>{words})' for index, (_, words) in enumerate(FREQUENCIES))})(?![\w-])"
)
# A month after the cadence may stand with "in"; before it, only words that begin something lead to a first month.
_BEGINNING = re.compile(r"from|since|starting|beginning|commencing|every|each")
_BEFORE_MONTH = r"(?: (?:in|from|on|of|the|next|early|late|mid|[0-9]{1,2}(?:st|nd|rd|th)?)){0,3}"
_FIRST_MONTH = re.compile(
    rf"\b(?P<lead>{_BEGINNING.pattern}|in|on|by){_BEFORE_MONTH}"
    rf" (?P<month>{_MONTH})(?: (?P<year>20[0-9]{{2}}))?\b"
)


@dataclass(slots=True)
class Stated:
    """A cadence at `start` to `end` of a sentence, the products it is stated for, and its first month."""

    cadence: str
    start: int
    end: int
    products: list[re.Match[str]] = field(default_factory=list)
    first: re.Match[str] | None = None


def find_policies(lines: Sequence[Line], published_on: date) -> list[Policy]:
    """The policies of `lines`, in order. One without a year starts at its first due date after `published_on`."""
    policies = []
    for line in lines:
        for sentence in split_sentences(line):
            found = {
                (policy.product, policy.cadence): policy
                for stated in reversed(_stated(sentence.plain))
                for policy in _policies(sentence, stated, published_on)
            }
            policies += sorted(found.values(), key=lambda policy: (policy.char_start, policy.char_end))
    return policies


def _stated(plain: str) -> list[Stated]:
    """The cadences of a folded sentence, each with its products; none if nothing in it is refreshed."""
    cadences = list(_CADENCE.finditer(plain))
    products = list(_PRODUCT.finditer(plain)) if cadences else []
    if not products or not _REFRESHED.search(plain) or _DENIED.search(plain):
        return []
    starts = clause_starts(plain)
    by_clause: dict[int, list[re.Match[str]]] = {}
    # sorting is stable: the month of "every June" comes after the cadence that it states
    for found in sorted([*products, *cadences, *_FIRST_MONTH.finditer(plain)], key=re.Match.start):
        by_clause.setdefault(stretch_at(starts, found.start(), len(plain))[0], []).append(found)
    return [stated for mentions in by_clause.values() for stated in _paired(mentions)]


def _paired(mentions: Sequence[re.Match[str]]) -> list[Stated]:
    """The cadences of a clause: each has the products named since the last one, or else those named after it."""
    stated: list[Stated] = []
    waiting: list[re.Match[str]] = []
    begins: re.Match[str] | None = None
    for found in mentions:
        last = stated[-1] if stated else None
        if found.re is _FIRST_MONTH:
            if last is not None:
                last.first = last.first or found
            elif _BEGINNING.fullmatch(found["lead"]):
                begins = begins or found
        elif found.re is _PRODUCT:
            if last is not None and not last.products:
                last.products.append(found)
            else:
                waiting.append(found)
        else:
            cadence = FREQUENCIES[int((found.lastgroup or "c0")[1:])][0]
            if last is not None and not waiting and last.cadence == cadence:
                last.end = found.end()
                continue
            stated.append(Stated(cadence, *found.span(), waiting, begins))
            waiting, begins = [], None
    return stated


def _policies(sentence: Sentence, stated: Stated, published_on: date) -> Iterator[Policy]:
    first = stated.first
    month = _MONTHS.index(first["month"]) + 1 if first else None
    year = int(first["year"]) if first and first["year"] else None
    for product in stated.products:
        spans = [product.span(), (stated.start, stated.end), *([first.span()] if first else [])]
        start, end = min(span[0] for span in spans), max(span[1] for span in spans)
        yield Policy(
            line_no=sentence.line_no,
            char_start=sentence.start + start,
            char_end=sentence.start + end,
            quote=sentence.text[start:end],
            product=product.lastgroup or "",
            cadence=stated.cadence,
            month=month,
            starts=_starts(DUE_MONTHS[stated.cadence], month, year, published_on),
        )


def _starts(due_months: Sequence[int], month: int | None, year: int | None, published_on: date) -> date:
    """The first day of the named month, or of the first due month, that is after `published_on`."""
    if month is not None and year is not None:
        return date(year, month, 1)
    later = [due for due in ([month] if month else due_months) if due > published_on.month]
    return date(published_on.year, later[0], 1) if later else date(published_on.year + 1, month or due_months[0], 1)
