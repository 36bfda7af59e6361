"""Decisions on control charts: what the two files say, and that every problem in one is told with its line."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from pipeline.base.settings import PROJECT_DIR
from pipeline.build.reference_tables import reference_tables
from pipeline.reference.reading import read_reference
from pipeline.reference.sources import Sources

FOLDER = PROJECT_DIR / "raw" / "reference"
REBASE = """\
rebase:
  - measure_id: iapt_recovery_rate
    from_period: 2019/20 Q1
    reason: counted anew
    source: a guide
  - measure_id: iapt_recovery_rate
    org_type: ccg
    org_code: 03F
    from_period: 2020/21
    reason: another provider
    source: minutes
"""
SET_ASIDE = """\
set_aside:
  - source_id: mh_dashboard
    measure_id: iapt_recovery_rate
    org_type: ccg
    org_code: 71E
    period: 2019/20 Q2
    reason: one number in six measures
"""


def folder_with(tmp_path: Path, rebase: str = REBASE, set_aside: str = SET_ASIDE) -> Path:
    folder = shutil.copytree(FOLDER, tmp_path / "reference")
    (folder / "spc_rebase.yml").write_text(rebase, encoding="utf-8")
    (folder / "spc_set_aside.yml").write_text(set_aside, encoding="utf-8")
    return folder


def test_nothing_is_decided_yet() -> None:
    reference = read_reference(FOLDER)
    assert (reference.rebases, reference.set_asides, reference.problems) == ((), (), [])


def test_without_the_files_nothing_is_decided(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    for name in ("spc_rebase.yml", "spc_set_aside.yml"):
        (folder / name).unlink()
    reference = read_reference(folder)
    assert (reference.rebases, reference.set_asides, reference.problems) == ((), (), [])


def test_entries_become_rows_of_the_core_tables(tmp_path: Path) -> None:
    reference = read_reference(folder_with(tmp_path))
    assert reference.problems == []
    tables = reference_tables(reference, Sources())
    whose = tables["spc_rebase"].select("org_type", "org_code", "from_period", "period_start").rows()
    assert whose == [(None, None, "2019/20 Q1", date(2019, 4, 1)), ("ccg", "03F", "2020/21", date(2020, 4, 1))]
    assert tables["spc_set_aside"].rows() == [
        ("mh_dashboard", "iapt_recovery_rate", "ccg", "71E", "2019/20 Q2", "one number in six measures")
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "message"),
    [
        ("spc_rebase.yml", "org_code: 03F", "org_code: 99Z", 6, "no CCG has the code '99Z'"),
        ("spc_rebase.yml", "    org_type: ccg\n", "", 6, "an org_code needs its org_type"),
        ("spc_rebase.yml", "2019/20 Q1", "2019/20 Q9", 3, "2019/20 Q9"),
        ("spc_rebase.yml", "    source: a guide\n", "", 2, "'rebase.0.source' is missing"),
        ("spc_rebase.yml", "rebase:\n", "rebase: [\n", 2, "Correct the YAML"),
        ("spc_set_aside.yml", "org_type: ccg", "org_type: area", 4, "org_type"),
        ("spc_set_aside.yml", "measure_id: iapt_recovery_rate", "measure_id: recovery", 2, "no measure 'recovery'"),
        ("spc_set_aside.yml", SET_ASIDE, SET_ASIDE + SET_ASIDE.partition("\n")[2], 8, "stands more than once"),
    ],
)
def test_a_problem_is_told_with_file_and_line(
    tmp_path: Path, file: str, old: str, new: str, line: int, message: str
) -> None:
    folder = folder_with(tmp_path)
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    told = [str(problem) for problem in read_reference(folder).problems]
    assert any(problem.startswith(f"{folder / file}:{line}: ") and message in problem for problem in told), told
