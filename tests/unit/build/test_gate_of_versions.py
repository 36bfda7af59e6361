"""A new version is compared with those that have a period in common with it, and with no other."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from pipeline.build import restatement_gate
from pipeline.build.restatement_gate import changes_of
from pipeline.build.snapshot_reading import SnapshotRead


def version(folder: Path, name: str, *periods: str) -> SnapshotRead:
    (folder / name).mkdir()
    rows = {"period": periods, "period_start": [f"{period}-01" for period in periods]}
    pl.DataFrame(rows).with_columns(pl.col("period_start").str.to_date()).write_parquet(
        folder / name / "measure_value.parquet"
    )
    plain: Any = SimpleNamespace(document_id=name)
    return SnapshotRead(plain, plain, folder / name, None)


def test_versions_without_a_common_period_are_not_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def compare(one: SnapshotRead, before: SnapshotRead, _register: object) -> None:
        asked.append((one.snapshot.document_id, before.snapshot.document_id))

    monkeypatch.setattr(restatement_gate, "_compare", compare)
    register: Any = None
    may = version(tmp_path, "may", "2024-05")
    both = version(tmp_path, "both", "2024-05", "2024-06")
    july = version(tmp_path, "july", "2024-07")
    again = version(tmp_path, "again", "2024-06", "2024-07")
    for number, one in enumerate(versions := [may, both, july, again]):
        assert changes_of(one, versions[:number], register) is None
    # The latest first. What was found is kept, so that nothing is asked twice.
    assert asked == [("both", "may"), ("again", "july"), ("again", "both")]
    changes_of(again, versions[:3], register)
    assert len(asked) == 3
