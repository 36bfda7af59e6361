"""One slip in a YAML file is one problem, which says what is meant and where to correct it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from the_reference import REFERENCE

from pipeline.base.problems import Problem
from pipeline.base.settings import PROJECT_DIR
from pipeline.parse.sidecar.sidecar import read_sidecar
from pipeline.reference.sources import read_sources

RAW = PROJECT_DIR / "raw"
SIDECAR = """\
title: T
publisher: P
published_on: 2020
licence: L
text_kind: original
tables:
  - name: t
    columns:
      - title: CCG
        organisation: true
      - title: Rate
        measure:
          measure_id: dementia_diagnosis_rate
          period: 2018/19
listings:
  - after: Indicators
    product: dashboard
    area: dementia
    status: in_use
  - after: More
    product: dashboard
    area: dementia
    status: planned
"""


def problems(old: str, new: str) -> list[Problem]:
    """What is told of the sidecar with a slip in it."""
    assert SIDECAR.count(old) >= 1
    return read_sidecar(SIDECAR.replace(old, new, 1), "t.yml", REFERENCE)[1]


def test_without_a_slip_there_is_no_problem() -> None:
    assert read_sidecar(SIDECAR, "t.yml", REFERENCE)[1] == []


@pytest.mark.parametrize(
    ("old", "new", "line_no", "told"),
    [
        ("title: T", "titel: T", 1, "unknown key 'titel', and 'title' is missing. Write 'title:' there"),
        ("licence: L", "license: L", 4, "unknown key 'license', and 'licence' is missing. Write 'licence:'"),
        ("    columns:", "    colums:", 8, "unknown key 'tables.0.colums', and 'columns' is missing"),
        ("measure_id: d", "measure-id: d", 13, "unknown key 'tables.0.columns.1.measure.measure-id', and 'measure_id'"),
        # A key that stands too far out, or too far in.
        ("          period: 2018/19", "        period: 2018/19", 14, "'tables.0.columns.1.period' stands in the wrong"),
        # The heading of a list is gone: its entries go on in the one before.
        ("listings:\n", "", 15, "'tables.1' and 1 more entries cannot have 'after', 'product', 'area', 'status'"),
        ("status: in_use", "status: used", 19, "'listings.0.status' is 'used': Input should be 'in_use' or 'planned'"),
        ("tables:", "tables: 3\nx:", 6, "."),
        ("title: T\n", "title T\n", 1, "."),
        ("publisher: P", "publisher: [P", 4, "."),
    ],
)
def test_one_slip_in_a_sidecar_is_one_problem(old: str, new: str, line_no: int, told: str) -> None:
    found = problems(old, new)
    if told != ".":
        (problem,) = found
        assert problem.line_no == line_no
        assert str(problem).startswith(f"t.yml:{line_no}: {told}")
    else:
        assert 1 <= len(found) <= 2


def test_several_keys_that_lack_in_one_place_are_one_problem() -> None:
    (found,) = problems("publisher: P\npublished_on: 2020\n", "")
    assert found.message == "'publisher', 'published_on' are missing"


def test_two_slips_are_two_problems() -> None:
    found = read_sidecar(SIDECAR.replace("title: T", "titel: T").replace("licence: L", "colour: L"), "t.yml", REFERENCE)
    assert [(problem.line_no, problem.message) for problem in found[1]] == [
        (1, "unknown key 'titel', and 'title' is missing"),
        (1, "'licence' is missing"),
        (4, "unknown key 'colour'"),
    ]


def source_problems(tmp_path: Path, old: str, new: str) -> list[Problem]:
    shutil.copyfile(RAW / "sources.yml", tmp_path / "sources.yml")
    text = (tmp_path / "sources.yml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "sources.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return read_sources(tmp_path)[1]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    take: all", "    take: many", "'sources.0.take' is 'many': "),
        (
            "    cadence: quarterly",
            "    cadense: quarterly",
            "unknown key 'sources.0.cadense', and 'cadence' is missing",
        ),
        (
            "      measure: MEASURE_ID",
            "      mesure: MEASURE_ID",
            "unknown key 'sources.1.layout.mesure', and 'measure'",
        ),
        ("      measure: MEASURE_ID", "        measure: MEASURE_ID", "'sources.1.layout.groups.measure' stands in the"),
        ("not_fetched:\n", "", "'sources.9' cannot have"),
    ],
)
def test_one_slip_in_sources_yml_is_one_problem_at_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    (found,) = source_problems(tmp_path, old, new)
    assert found.message.startswith(told)
    lines = (tmp_path / "sources.yml").read_text(encoding="utf-8").splitlines()
    if new:
        assert found.line_no == lines.index(new) + 1 if new in lines else found.line_no


def test_a_number_in_the_place_of_a_text_is_to_be_quoted() -> None:
    _, (problem,), _ = read_sidecar(
        "title: 2017\n" + "publisher: P\npublished_on: 2018\nlicence: L\ntext_kind: original\n", "a.yml", REFERENCE
    )
    assert "'title' is 2017: Input should be a valid string; write it in quotes" in problem.message
