"""The version of the published tables' shape, which every release records in meta.release.

A digest of all declared columns shows when the number should have been raised and was not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pipeline.schema.dictionary import TableEntry

# One more whenever a published table or column is added, is gone, or is of another name, type, unit or place, or a key
# is another; CHANGELOG.md then says what has changed. Releases without a version are older than 1.
SCHEMA_VERSION = 2
# What `shape_digest` gives of that version.
SHAPE = "8d6ff49ec3a5"


def shape_digest(entries: Iterable[TableEntry]) -> str:
    """A digest of the names, keys, and columns of tables, with the columns' types, units and order.

    Neither the order of `entries` nor any description makes a difference.
    """
    lines = [
        repr((entry.full_name, entry.key, [(c.name, c.type, c.nullable, c.unit) for c in entry.columns]))
        for entry in entries
    ]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:12]
