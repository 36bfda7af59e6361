"""Prints docs/users/data_dictionary.md out of the declarations of all published tables."""

from __future__ import annotations

from pipeline.app.published_tables import published_entries
from pipeline.schema.dictionary import META_TABLES, written

print(written([*published_entries(), *META_TABLES.values()]), end="")
