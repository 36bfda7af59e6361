"""Which tables a release holds."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.base.settings import SQL_DIR
from pipeline.build.marts import Mart, entries, read_marts
from pipeline.schema.dictionary import TableEntry, core_entries


def published_entries() -> list[TableEntry]:
    """Every table of a release but the meta ones, core first."""
    return [*core_entries().values(), *entries(all_marts())]


def all_marts() -> Sequence[Mart]:
    """The marts, each after those that it reads."""
    return read_marts(SQL_DIR / "marts")
