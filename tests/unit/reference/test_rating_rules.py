"""Rating rules: what a file says, and that every problem in one is told with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.base.problems import Problem
from pipeline.base.settings import PROJECT_DIR
from pipeline.reference.rating_rules import read_rules
from pipeline.reference.reading import read_reference

FOLDER = PROJECT_DIR / "raw" / "reference"
NAME = "mental_health_baseline_2016"


def test_the_shipped_rule_is_inferred_and_splits_two_measures() -> None:
    rule = read_reference(FOLDER).rules[NAME]
    assert rule.status == "inferred"
    assert [(cut.measure_id, cut.value) for cut in rule.cuts] == [
        ("iapt_recovery_rate", 50),
        ("eip_two_week_wait", 50),
    ]
    assert [(period.rating, period.values) for period in rule.periods] == [("2016/17", "2015/16 Q4")]


def test_without_rules_there_are_none(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "reference")
    shutil.rmtree(folder / "rating_rules")
    reference = read_reference(folder)
    assert (reference.rules, reference.problems) == ({}, [])


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("status: inferred", "status: guessed", 8, "'status' is 'guessed'"),
        ("author: ccg-ratings\n", "", 2, "'author' is missing"),
        ("area: mental_health", "area: midwifery", 15, "no area 'midwifery'. Use one of "),
        ("framework: ccg_iaf_baseline_2016", "framework: iaf", 14, "no framework 'iaf'"),
        ("measure_id: eip_two_week_wait", "measure_id: eip", 24, "no measure 'eip'"),
        ("band: Top performing", "band: Outstanding", 27, "no band 'Outstanding'"),
        ("recovery: at least", "recovery: above", 29, "'bands.0.when.recovery' is 'above'"),
        ("  - cut: two_weeks", "  - cut: weeks", 2, "bands name the cuts ['two_weeks'], which are not there"),
        ("  - cut: two_weeks", "  - cut: recovery", 2, "cuts ['recovery'] stand more than once"),
        ("    values: 2015/16 Q4", "    values: 2015/17", 18, "'periods.0.values' is '2015/17'"),
        ("cuts:\n", "cuts: [\n", 20, "Correct the YAML"),
    ],
)
def test_a_problem_is_told_with_file_and_line(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "reference")
    path = folder / "rating_rules" / f"{NAME}.yml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    told = [str(problem) for problem in read_reference(folder).problems]
    assert any(problem.startswith(f"{path}:{line}: ") and message in problem for problem in told), told


def test_a_cut_that_no_band_names_is_told(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "reference")
    path = folder / "rating_rules" / f"{NAME}.yml"
    text = path.read_text(encoding="utf-8").replace("      two_weeks: at least\n", "")
    path.write_text(text.replace("      two_weeks: fewer than\n", ""), encoding="utf-8")
    (problem,) = read_reference(folder).problems
    assert "no band names the cuts ['two_weeks']" in str(problem)


def test_a_name_that_is_no_rule_id_is_told(tmp_path: Path) -> None:
    (tmp_path / "My rule.yml").write_text("{}")
    problems: list[Problem] = []
    assert read_rules(tmp_path, (), (), (), (), problems) == {}
    assert [(problem.line_no, problem.message) for problem in problems] == [(None, "its name is no rule_id")]


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "reference")
    (folder / "rating_rules" / "broken.yml").write_bytes(b"\xff\xfe")
    (problem,) = read_reference(folder).problems
    assert (problem.path, problem.message[:16]) == (str(folder / "rating_rules" / "broken.yml"), "cannot be read: ")
