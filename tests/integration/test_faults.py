"""A few faults of benchmarks/faults.py on each run, and all of them in the night; and that it would notice a loss."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import fault_shim
import pytest
from effort import is_nightly
from faults import each_kind_of_write, every_write

from pipeline.base.settings import PROJECT_DIR

BENCHMARKS = PROJECT_DIR / "benchmarks"
pytestmark = pytest.mark.skipif(bool(fault_shim.why_not()), reason=fault_shim.why_not() or "")

# An operation that writes a file where it stands, and one that writes it beside and renames.
CARELESS = """
import os
import fault_operations, faults

def before(folder): (folder / "value").write_text("old" * 1000)
def in_place(folder): (folder / "value").write_text("new" * 1000)
def beside(folder):
    (folder / "next").write_text("new" * 1000)
    (folder / "next").replace(folder / "value")
def holds(folder): assert (folder / "value").read_text() in ("old" * 1000, "new" * 1000), "half a value"
run = {"in place": in_place, "beside": beside}[os.environ["HOW"]]
fault_operations.OPERATIONS["value"] = (before, run, holds, run)
faults.main()
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=BENCHMARKS,
        env=os.environ | {"PYTHONPATH": str(BENCHMARKS)},
        capture_output=True,
        text=True,
        timeout=3600,
        check=False,
    )


def test_what_is_interrupted_at_a_write_loses_nothing(tmp_path: Path) -> None:
    sample = [] if is_nightly() else ["--most", "2"]
    told = run("faults.py", "keep", "fetch", "rollback", "publish", *sample, "--folder", str(tmp_path))
    assert told.returncode == 0, told.stdout + told.stderr
    tried, survived = told.stdout.splitlines()[-1].split(" faults tried, ")
    assert survived == f"{tried} survived"
    assert int(tried) >= (500 if is_nightly() else 5)


@pytest.mark.nightly
def test_a_refresh_that_is_interrupted_at_a_write_loses_nothing(tmp_path: Path) -> None:
    told = run("faults.py", "refresh", "--minutes", "20", "--folder", str(tmp_path))
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.nightly
@pytest.mark.parametrize(("how", "code"), [("in place", 1), ("beside", 0)])
def test_what_would_lose_something_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str, code: int
) -> None:
    script = tmp_path / "careless.py"
    script.write_text(CARELESS, encoding="utf-8")
    monkeypatch.setenv("HOW", how)
    told = run(str(script), "value", "--folder", str(tmp_path / "faults"))
    assert told.returncode == code, told.stdout + told.stderr
    assert ("NOT SURVIVED: value: torn write at write" in told.stdout) == bool(code)
    assert ("half a value" in told.stdout) == bool(code)


RELEASE = "r/20210701T060000000000Z/b"
WRITES = [("open", "a"), ("write", "a"), ("write", "a"), ("write", "a"), ("write", RELEASE), ("rename", "a")]


def test_every_write_is_tried_with_each_kind_and_only_writes_are_torn() -> None:
    faults = every_write(WRITES, fault_shim.KINDS)
    assert len(faults) == 3 * 6 + 4
    assert {fault.number for fault in faults if fault.kind == "torn write"} == {2, 3, 4, 5}


def test_of_each_call_on_each_kind_of_file_the_first_the_middle_and_the_last_are_tried() -> None:
    faults = each_kind_of_write(WRITES * 2, ("EIO",))
    tried = {(fault.call, fault.pattern): [] for fault in faults}  # type: ignore[var-annotated]
    for fault in faults:
        tried[fault.call, fault.pattern].append(fault.number)
    assert tried == {
        ("open", "a"): [1, 2], ("write", "a"): [1, 3, 6], ("write", "r/*/b"): [1, 2], ("rename", "a"): [1, 2]
    }  # fmt: skip
