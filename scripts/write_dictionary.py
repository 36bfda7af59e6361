"""Prints docs/data_dictionary.md out of the declarations of all published tables."""

from __future__ import annotations

from pipeline.dictionary import META_TABLES, written
from pipeline.refresh import published_entries

print(written([*published_entries(), *META_TABLES.values()]), end="")
