"""The order in which documents came out, and so which of two is the latest.

The key is the same as `publication_order` of sql/functions.sql.
"""

from __future__ import annotations

import re
from datetime import date

_NUMBERED = re.compile(r"(?P<document>.*)\.(?P<number>[0-9]{1,9})", re.DOTALL)


def publication_order(published_on: date, document_id: str) -> tuple[date, str, int]:
    """A key by which documents sort as they came out; of one day the last by name is the latest.

    The number after the last point of a name, as versions of one day have it, counts as a number: source_2024-01-31.2
    stands before source_2024-01-31.10, and source_2024-01-31 before both.
    """
    if numbered := _NUMBERED.fullmatch(document_id):
        return published_on, numbered["document"], int(numbered["number"])
    return published_on, document_id, 1
