"""The pages of the sources: each document with the lines that state facts, each version with its parts, and the claims.

Here: what these pages show, and how a line is cut where facts begin and end. Not here: how (templates/document.html).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.site import addresses
from pipeline.site.content import Content, Row
from pipeline.site.pages import Page, Pages

VERDICT_ORDER = ("contradicts", "matches", "corroborated", "not_checkable")
# Longer lists are in the CSV.
MOST_REJECTED = 100


@dataclass(frozen=True)
class Piece:
    """A piece of a line: the offsets of its first character and after its last; whether a fact stands in it.

    `begins` are the facts' texts that begin with it, as offsets such as 40-51.
    """

    start: int
    end: int
    text: str
    stated: bool
    begins: list[str]


def document_pages(content: Content) -> Pages:
    """The claims, the list of sources, and a page for each document and version."""
    counts = {verdict: sum(claim["verdict"] == verdict for claim in content.claims) for verdict in VERDICT_ORDER}
    yield Page(
        addresses.CLAIMS,
        "claims.html",
        {
            "title": "Claims, checked",
            "claims": sorted(content.claims, key=lambda claim: VERDICT_ORDER.index(claim["verdict"])),
            "counts": counts,
            "documents": content.documents,
        },
    )
    yield Page(
        addresses.SOURCES,
        "sources.html",
        {
            "title": "Sources",
            "documents": [row for row in content.documents.values() if not row["source_id"]],
            "sources": [
                {**source, "versions": [row for row in content.versions if row["source_id"] == source["source_id"]]}
                for source in content.sources
            ],
            "calendar": content.calendar,
        },
    )
    for document_id, document in content.documents.items():
        rejected = content.rejected.get(document_id, [])
        yield Page(
            addresses.document(document_id),
            "document.html",
            {
                "title": document["title"],
                "document": document,
                "lines": [
                    {**line, "pieces": pieces(line["text"], line["char_start"], content.spans.get(document_id, []))}
                    for line in content.lines.get(document_id, [])
                ],
                "parts_of_it": content.parts.get(document_id, []),
                "measures": content.measures,
                "changes": content.version_changes.get(document_id, []),
                "rejected": rejected[:MOST_REJECTED],
                "rejected_count": len(rejected),
                "corrections": content.corrections.get(document_id, []),
            },
        )


def pieces(text: str, start: int, spans: Sequence[Row]) -> list[Piece]:
    """A line cut wherever the text of a fact begins or ends; spans may lie in each other, and in other lines."""
    end = start + len(text)
    inside = [(span["char_start"], span["char_end"]) for span in spans]
    inside = [(max(first, start), min(last, end)) for first, last in inside if first < end and last > start]
    cuts = sorted({start, end, *(offset for span in inside for offset in span)})
    return [
        Piece(
            first,
            last,
            text[first - start : last - start],
            any(a <= first and last <= b for a, b in inside),
            [f"{span['char_start']}-{span['char_end']}" for span in spans if span["char_start"] == first],
        )
        for first, last in pairwise(cuts)
    ]
