"""The file for Prometheus says what the release in force holds, counted by hand in tests/truth."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from installation import Installation

from pipeline.app.metrics import write_metrics
from pipeline.base.settings import Settings, read_settings
from pipeline.publish.warehouse import Warehouse

# One sample a line, after its help and its type.
SAMPLE = re.compile(r"# HELP (\w+) [^\n]+\n# TYPE \1 gauge\n\1 (\d+)\n")


def test_a_refresh_with_nothing_new_writes_it(published: Installation, tmp_path: Path) -> None:
    target = tmp_path / "textfile" / "ccg.prom"
    before = int(time.time())
    with patch.dict(os.environ, {"CCG_METRICS": str(target)}):
        assert published.command("refresh", "--as-at", "2021-07-01").exit_code == 0
    text = target.read_text()
    found = {name: int(value) for name, value in SAMPLE.findall(text)}
    assert SAMPLE.sub("", text) == ""
    assert found["ccg_release_documents"] == 5
    assert found["ccg_release_claims_contradicted"] == 0
    assert found["ccg_release_versions_quarantined"] == 0
    assert found["ccg_release_as_at_timestamp_seconds"] == 1625097600  # date -u -d 2021-07-01 +%s
    assert found["ccg_release_built_timestamp_seconds"] <= found["ccg_looked_timestamp_seconds"]
    assert found["ccg_looked_timestamp_seconds"] >= before
    assert list(target.parent.iterdir()) == [target]


def of(warehouse: Path, target: Path) -> Settings:
    """The settings of an installation with this warehouse."""
    with patch.dict(os.environ, {"CCG_WAREHOUSE_DIR": str(warehouse), "CCG_METRICS": str(target)}):
        return read_settings()


def test_before_the_first_release_there_is_nothing_to_tell(tmp_path: Path) -> None:
    write_metrics(Warehouse(tmp_path / "warehouse"), of(tmp_path / "warehouse", tmp_path / "ccg.prom"))
    assert not (tmp_path / "ccg.prom").exists()


def test_a_release_built_elsewhere_is_not_in_force(published: Installation, tmp_path: Path) -> None:
    write_metrics(published.warehouse, of(tmp_path / "warehouse", tmp_path / "ccg.prom"))
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_written_over_only_where_it_was_written_here(
    published: Installation, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # Named by mistake, it may be a file that is nowhere else.
    target = tmp_path / "sources.yml"
    settings = of(published.warehouse.folder, target)
    target.write_text("sources:\n")
    write_metrics(published.warehouse, settings)
    assert target.read_text() == "sources:\n"
    assert f"the metrics cannot be written: {target}: cannot be used: it holds something else" in caplog.text
    target.write_text("")
    for _ in range(2):
        write_metrics(published.warehouse, settings)
        assert SAMPLE.sub("", target.read_text()) == ""


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_file_is_left_alone_and_stops_nothing(
    published: Installation, tmp_path: Path, caplog: pytest.LogCaptureFixture, make: Callable[[Path], None]
) -> None:
    make(target := tmp_path / "ccg.prom")
    write_metrics(published.warehouse, of(published.warehouse.folder, target))
    assert not target.is_file()
    assert list(tmp_path.iterdir()) == [target]
    assert f"the metrics cannot be written: {target}: cannot be used: it is no ordinary file" in caplog.text
