"""The evidence on a claim for people: what each piece is about, and its documents, days and scales by their names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from pipeline.publish.site import words
from pipeline.publish.site.released_rows import Row

# How a piece of the evidence begins, and what it is about.
ABOUT = (
    ("the rows", "The rows"),
    ("all ", "The rows"),
    ("the list of", "The rows"),
    ("the document's own figures", "The document's own figures"),
    ("other documents", "Other documents"),
    ("the register", "The register"),
)
_LINE = re.compile(r"\b(\w+) line (?=\d)")
_LISTED = re.compile(r"the rows list (\d+) such and cover (\d+) of the (\d+) organisations open on (.+)")


def evidence(text: str, documents: Mapping[str, Row], scales: Sequence[Row] = ()) -> list[tuple[str, str]]:
    """The pieces of the evidence, those of the rows first, and what is about the same as one."""
    pieces = sorted(((_about(piece), piece) for piece in text.split("; ")), key=lambda piece: piece[0] != "The rows")
    return [
        (about, " ".join(words.sentence(_plainly(piece, documents, scales)) for _, piece in found))
        for about, found in groupby(pieces, key=lambda piece: piece[0])
    ]


def _about(piece: str) -> str:
    return next((about for begin, about in ABOUT if piece.startswith(begin)), "Why")


def _plainly(piece: str, documents: Mapping[str, Row], scales: Sequence[Row]) -> str:
    piece = _LISTED.sub(
        r"the documents name \2 of the \3 CCGs open on \4 with their rating, \1 of them with this one", piece
    )
    piece = words.with_days(piece)
    piece = _LINE.sub(lambda found: f"{_publisher(found[1], documents)} line ", piece)
    piece = piece.replace("label mismatch: the claim uses labels of ", "the claim uses labels of another scale: ")
    named = {name: f"the {text}" for name, text in words.FRAMEWORKS.items()}
    for name in {row["scale"] for row in scales}:
        bands = [row["band"] for row in sorted(scales, key=lambda row: row["position"]) if row["scale"] == name]
        named[name] = f"the scale from {bands[0]} to {bands[-1]}"
    return _with_names(piece, named)


def _with_names(text: str, named: Mapping[str, str]) -> str:
    """A text with names of the warehouse in words: each only where it is a whole word, and none within another."""
    any_of = "|".join(re.escape(name) for name in sorted(named, key=len, reverse=True))
    return re.sub(rf"\b(?:{any_of})\b", lambda found: named[found[0]], text)


def _publisher(document_id: str, documents: Mapping[str, Row]) -> str:
    return str(documents[document_id]["publisher"]) if document_id in documents else document_id
