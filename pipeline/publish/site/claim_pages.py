"""The page of claims: a card for each statement, with what was said, what the rows say, and the verdict on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pipeline.publish.site import addresses, words
from pipeline.publish.site.citing import Citation, cite
from pipeline.publish.site.content import Content
from pipeline.publish.site.pages import Page, Pages
from pipeline.publish.site.released_rows import Row

# Each verdict with its sign; those to be looked at first come first.
SIGNS = {"contradicts": "✗", "matches": "✓", "corroborated": "≈", "not_checkable": "?"}
# How a piece of the evidence begins, and what it is about.
EVIDENCE = (
    ("the rows", "The rows"),
    ("all ", "The rows"),
    ("the list of", "The rows"),
    ("the document's own figures", "The document's own figures"),
    ("other documents", "Other documents"),
    ("the register", "The register"),
)
# The sign of a footnote, as some texts mark it; of no use without the footnote.
_NOTE_SIGN = re.compile(r"<sup>[^<>]{0,20}</sup>")
_SENTENCE_END = re.compile(r"[.!?]['”’\"]?\s")


@dataclass(frozen=True)
class Place:
    """Where a statement is made: before the words that state it, these words, and after them; and how to cite it."""

    claim: Row
    document: Row
    before: str
    quote: str
    after: str
    citation: Citation


@dataclass(frozen=True)
class Card:
    """A statement: its places, the verdict on it, and the pieces of evidence, each with what it is about."""

    verdict: str
    places: Sequence[Place]
    said: str
    evidence: Sequence[tuple[str, str]]


def claim_pages(content: Content) -> Pages:
    """The one page of claims."""
    counts = {verdict: sum(claim["verdict"] == verdict for claim in content.claims) for verdict in SIGNS}
    yield Page(
        addresses.CLAIMS,
        "claims.html",
        {
            "title": "Claims, checked",
            "description": "What articles and reports state of the ratings, each checked against the rows.",
            "cards": cards(content),
            "counts": counts,
            "claim_count": len(content.claims),
            "signs": SIGNS,
        },
    )


def cards(content: Content) -> list[Card]:
    """A card for each statement, however many places make it."""
    order = list(SIGNS)
    found = sorted(content.claims, key=lambda claim: (order.index(claim["verdict"]), *map(str, _statement(claim))))
    return [
        _card(content, list(group)) for _, group in groupby(found, key=lambda row: (row["verdict"], _statement(row)))
    ]


def _statement(claim: Row) -> tuple[Any, ...]:
    """What makes two claims the same statement."""
    names = ("framework", "area", "period", "statistic", "comparator", "claimed", "decided_by")
    return (*(claim[name] for name in names), tuple(claim["bands"] or ()))


def _card(content: Content, claims: Sequence[Row]) -> Card:
    places = []
    for claim in claims:
        document = content.documents[claim["document_id"]]
        line = next(row for row in content.lines[claim["document_id"]] if row["line_no"] == claim["line_no"])
        pieces = in_its_sentence(line["text"], claim["char_start"] - line["char_start"], claim["quote"])
        places.append(Place(claim, document, *pieces, cite(claim, document)))
    first = claims[0]
    return Card(first["verdict"], places, said(first), evidence(first["evidence"]))


def in_its_sentence(text: str, start: int, quote: str) -> tuple[str, str, str]:
    """The words of a claim with those before and after them in their sentence."""
    end = start + len(quote)
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    begins = max((place for place in ends if place <= start), default=0)
    stops = min((place for place in ends if place >= end), default=len(text))
    before, quote, after = (_NOTE_SIGN.sub("", part) for part in (text[begins:start], text[start:end], text[end:stops]))
    return before.lstrip(), quote, after.rstrip()


def said(claim: Row) -> str:
    """The figure that was stated, and of what."""
    number = words.share(claim["claimed"]) if claim["statistic"] == "share" else words.number(claim["claimed"])
    comparator = "" if claim["comparator"] == "=" else f"{claim['comparator']} "
    bands = f" rated {words.listed(claim['bands'])}" if claim["bands"] else ""
    of = " of CCGs" if claim["statistic"] == "share" else " CCGs"
    return f"{comparator}{number}{of}{bands}, {words.label(claim['area']).lower()} {claim['period']}"


def evidence(text: str) -> list[tuple[str, str]]:
    """The pieces of the evidence, those of the rows first."""
    pieces = [(_about(piece), words.sentence(piece)) for piece in text.split("; ")]
    return sorted(pieces, key=lambda piece: piece[0] != "The rows")


def _about(piece: str) -> str:
    return next((about for begin, about in EVIDENCE if piece.startswith(begin)), "Why")
