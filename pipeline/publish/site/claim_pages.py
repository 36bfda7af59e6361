"""The page of claims: a card for each statement, with what was said, what the rows say, and the verdict on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pipeline.publish.site import addresses, words
from pipeline.publish.site.citing import Citation, cite
from pipeline.publish.site.claim_evidence import evidence
from pipeline.publish.site.content import Content
from pipeline.publish.site.pages import Page, Pages
from pipeline.publish.site.released_rows import Row
from pipeline.publish.site.stating import in_its_sentence, is_as_printed

# Each verdict with its sign; those to be looked at first come first.
SIGNS = {"contradicts": "✗", "matches": "✓", "corroborated": "≈", "not_checkable": "?"}
FOUND_BY = {
    "rows": "The rows give",
    "arithmetic": "The document’s own sums give",
    "document": "Another document gives",
}
# What a statement is about: bands, of which articles tell, and how many were rated at all.
ABOUT_BANDS, ABOUT_NUMBERS = "What was said of the bands", "How many were rated, as it was said"


@dataclass(frozen=True)
class Place:
    """Where a statement is made: before the words that state it, these words, and after them; how to cite it.

    `as_printed` says whether the words are the publisher's.
    """

    claim: Row
    document: Row
    before: str
    quote: str
    after: str
    as_printed: bool
    citation: Citation


@dataclass(frozen=True)
class Card:
    """A statement: its places, the verdict on it, and the pieces of evidence, each with what it is about."""

    verdict: str
    about: str
    places: Sequence[Place]
    said: str
    found: str
    evidence: Sequence[tuple[str, str]]

    @property
    def address(self) -> str:
        return addresses.claim(self.places[0].claim["claim_id"])

    @property
    def told_by(self) -> str:
        """Who says so, and in how many places."""
        return words.listed(list(dict.fromkeys(place.document["publisher"] for place in self.places)))


def claim_pages(content: Content, found: Sequence[Card]) -> Pages:
    """The one page of claims."""
    counts = {verdict: sum(claim["verdict"] == verdict for claim in content.claims) for verdict in SIGNS}
    kinds = {title: [card for card in found if card.about == title] for title in (ABOUT_BANDS, ABOUT_NUMBERS)}
    yield Page(
        addresses.CLAIMS,
        "claims.html",
        {
            "title": "Claims, checked",
            "description": "What articles and reports state of the ratings, each checked against the rows.",
            "kinds": {title: cards for title, cards in kinds.items() if cards},
            "counts": {verdict: count for verdict, count in counts.items() if count or verdict == "contradicts"},
            "claim_count": len(content.claims),
            "card_count": len(found),
            "signs": SIGNS,
        },
    )


def cards(content: Content) -> list[Card]:
    """A card for each statement, however many places make it.

    Those that the rows contradict come first; then those of several bands at once, of one, and of how many were rated;
    what cannot be checked comes last.
    """
    found = sorted(content.claims, key=_order)
    return [
        _card(content, list(group)) for _, group in groupby(found, key=lambda row: (row["verdict"], _statement(row)))
    ]


def _order(claim: Row) -> tuple[Any, ...]:
    checked = {"contradicts": 0, "not_checkable": 2}.get(claim["verdict"], 1)
    return checked, -len(claim["bands"] or ()), claim["statistic"], *map(str, (claim["verdict"], *_statement(claim)))


def _statement(claim: Row) -> tuple[Any, ...]:
    """What makes two claims the same statement."""
    names = ("framework", "area", "period", "statistic", "comparator", "claimed", "decided_by")
    return (*(claim[name] for name in names), tuple(claim["bands"] or ()))


def _card(content: Content, claims: Sequence[Row]) -> Card:
    places = []
    for claim in claims:
        document = content.documents[claim["document_id"]]
        line = next(row for row in content.lines[claim["document_id"]] if row["line_no"] == claim["line_no"])
        first = claim["char_start"] - line["char_start"]
        pieces = in_its_sentence(line["text"], first, claim["quote"])
        citation = cite({**claim, "line": line["text"], "first": first}, document)
        places.append(Place(claim, document, *pieces, is_as_printed(document, line["text"]), citation))
    # The place that says the most stands for all.
    places.sort(key=lambda place: -len(place.quote))
    first = places[0].claim
    told = evidence(first["evidence"], content.documents, content.scales)
    about = ABOUT_BANDS if first["bands"] else ABOUT_NUMBERS
    return Card(first["verdict"], about, places, said(first), found(first), told)


def said(claim: Row) -> str:
    """The figure that was stated, and of what."""
    bands = f" rated {' or '.join(claim['bands'])}" if claim["bands"] else " rated at all"
    of = " of CCGs" if claim["statistic"] == "share" else " CCG" if claim["claimed"] == 1 else " CCGs"
    area = words.label(claim["area"]).lower()
    comparator = "" if claim["comparator"] == "=" else f"{claim['comparator']} "
    return f"{comparator}{_figure(claim, claim['claimed'])}{of}{bands}, {area} {claim['period']}"


def found(claim: Row) -> str:
    """The figure that was found, in words."""
    if claim["found"] is None:
        return ""
    return f"{FOUND_BY[claim['decided_by']]} {_figure(claim, claim['found'])}"


def _figure(claim: Row, value: float) -> str:
    """A count, or a share to one decimal where it is not whole."""
    return f"{round(100 * value, 1):g}%" if claim["statistic"] == "share" else words.number(value)
