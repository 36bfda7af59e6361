"""The pages of the sources: the documents with the lines that state facts, and snapshots with their parts.

A line is cut where facts begin and end.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.publish.site import addresses
from pipeline.publish.site.content import Content
from pipeline.publish.site.pages import Page, Pages
from pipeline.publish.site.released_rows import Row


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
    """The list of sources, and a page for each document and version."""
    yield Page(
        addresses.SOURCES,
        "sources.html",
        {
            "title": "Sources",
            "crumbs": [(addresses.ABOUT, "About")],
            "documents": [row for row in content.documents.values() if not row["source_id"]],
            "known": content.documents,
            "sources": [
                {**source, "versions": [row for row in content.versions if row["source_id"] == source["source_id"]]}
                for source in content.sources
            ],
        },
    )
    for document_id, document in content.documents.items():
        yield from _pages_of(content, document_id, document)


def _pages_of(content: Content, document_id: str, document: Row) -> Pages:
    """The page of a document; of a long one several, the first of which describes the whole."""
    spans = Spans(content.spans.get(document_id, []))
    lines: dict[str, list[Row]] = {addresses.document(document_id): []}
    for line in content.lines.get(document_id, []):
        cut = pieces(line["text"], line["char_start"], spans)
        lines.setdefault(addresses.document(document_id, line["line_no"]), []).append({**line, "pieces": cut})
    rejected = content.rejected.get(document_id, [])
    about: dict[str, Any] = {
        "parts_of_it": content.parts.get(document_id, []),
        "changes": content.version_changes.get(document_id, []),
        "rejected": rejected,
        "rejected_count": rejected[0]["all_rejected"] if rejected else 0,
        "corrections": content.corrections.get(document_id, []),
    }
    for number, (path, on_page) in enumerate(lines.items()):
        nothing: dict[str, Any] = {name: 0 if name == "rejected_count" else [] for name in about}
        yield Page(
            path,
            "document.html",
            {
                "title": document["title"] if not number else f"{document['title']}, page {number + 1}",
                "document": document,
                "crumbs": [(addresses.ABOUT, "About"), (addresses.SOURCES, "Sources")],
                "lines": on_page,
                "pages": list(lines) if len(lines) > 1 else [],
                "measures": content.measures,
                **(nothing if number else about),
            },
        )


class Spans:
    """Where facts stand in a document, so that those of a line are found without looking at all of them."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._spans = sorted((row["char_start"], row["char_end"]) for row in rows)
        self._longest = max((end - start for start, end in self._spans), default=0)

    def within(self, start: int, end: int) -> list[tuple[int, int]]:
        """The spans that share a character with the text from `start` to before `end`."""
        first = bisect_left(self._spans, (start - self._longest, 0))
        last = bisect_left(self._spans, (end, 0))
        return [span for span in self._spans[first:last] if span[1] > start]


def pieces(text: str, start: int, spans: Spans) -> list[Piece]:
    """A line cut wherever the text of a fact begins or ends; spans may lie in each other, and in other lines."""
    end = start + len(text)
    found = spans.within(start, end)
    inside = [(max(first, start), min(last, end)) for first, last in found]
    cuts = sorted({start, end, *(offset for span in inside for offset in span)})
    return [
        Piece(
            first,
            last,
            text[first - start : last - start],
            any(a <= first and last <= b for a, b in inside),
            [f"{span[0]}-{span[1]}" for span in found if span[0] == first],
        )
        for first, last in pairwise(cuts)
    ]
