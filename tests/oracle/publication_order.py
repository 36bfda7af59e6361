"""In which order documents came out, worked out in plain Python.

Here: which of two documents is the later one. Not here: what they state, SQL, and the function of the program.
"""

from __future__ import annotations

from datetime import date
from typing import Any


def came_out(documents: list[dict[str, Any]]) -> dict[str, int]:
    """The place of each document among all: the greater one came out later, or is the last of its day by name."""

    def key(document: dict[str, Any]) -> tuple[date, str, int]:
        name, dot, number = document["document_id"].rpartition(".")
        if dot and number.isdecimal():
            return document["published_on"], name, int(number)
        return document["published_on"], document["document_id"], 1

    return {document["document_id"]: place for place, document in enumerate(sorted(documents, key=key))}
