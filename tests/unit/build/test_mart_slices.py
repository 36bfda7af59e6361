"""Marts in slices: what runs together, where a slice begins and ends, and that no row is lost or counted twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipeline.base.problems import ValidationFailed
from pipeline.build import mart_slices
from pipeline.build.mart_database import Input
from pipeline.build.mart_files import read_marts
from pipeline.build.mart_slices import bytes_of, rows_at_once, slices_of, stages
from pipeline.build.marts import run_marts, with_steps

AS_AT = date(2021, 7, 1)
VALUES = {
    "measure_id": ["a", "a", "a", "b", "b", "c", "d", None],
    "org_code": ["X", "Y", "Z", "X", "Y", "X", "Y", "Z"],
    "value": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
}
# How many measures an organisation has needs all of them; the rank within a measure needs that measure.
PLACE = """\
-- The place of each value among those of its measure.
--
-- slices: measure_id
-- key: measure_id, org_code
--   measure_id VARCHAR -- The measure
--   org_code VARCHAR -- The organisation
--   place BIGINT [position] -- Its place
SELECT measure_id, org_code, place FROM steps.placed
"""
PLACED = """\
-- Values in order, and the measure's name.
SELECT value.measure_id, value.org_code, rank() OVER (PARTITION BY value.measure_id ORDER BY value) AS place
FROM core.measure_value AS value INNER JOIN core.measure USING (measure_id)
"""
MEASURES = """\
-- How many measures each organisation has, and the sum of its places.
--
-- key: org_code
--   org_code VARCHAR -- The organisation
--   measures BIGINT [measures] -- How many
--   places HUGEINT [positions] -- Sum of its places
SELECT org_code, count(*) AS measures, sum(place) AS places FROM marts.place GROUP BY org_code
"""
LEVEL = """\
-- Whether a place is that of an organisation with several measures.
--
-- slices: measure_id
-- key: measure_id, org_code
--   measure_id VARCHAR -- The measure
--   org_code VARCHAR -- The organisation
--   is_several BOOLEAN -- Whether
SELECT place.measure_id, place.org_code, measures.measures > 1 AS is_several
FROM marts.place AS place INNER JOIN marts.measures AS measures USING (org_code)
"""


@pytest.fixture
def inputs(tmp_path: Path) -> dict[str, Path]:
    paths = {name: tmp_path / f"{name}.parquet" for name in ("measure_value", "measure")}
    pl.DataFrame(VALUES).write_parquet(paths["measure_value"])
    pl.DataFrame({"measure_id": ["a", "b", "c", "d"]}).write_parquet(paths["measure"])
    return {f"core.{name}": path for name, path in paths.items()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "marts" / "steps").mkdir(parents=True)
    for name, text in (("place", PLACE), ("measures", MEASURES), ("level", LEVEL), ("steps/placed", PLACED)):
        (tmp_path / "marts" / f"{name}.sql").write_text(text, encoding="utf-8")
    return tmp_path / "marts"


def test_memory_decides_how_many_rows_go_through_at_once() -> None:
    assert [bytes_of(size) for size in ("800MB", "3GB", "1TB")] == [800_000_000, 3_000_000_000, 1_000_000_000_000]
    # 2,000 bytes for each row.
    assert [rows_at_once(size) for size in ("800MB", "3GB")] == [400_000, 1_500_000]


def test_a_slice_has_whole_values_and_as_many_as_fit(inputs: dict[str, Path]) -> None:
    given = {"core.measure_value": Input((inputs["core.measure_value"],))}
    found = slices_of(given, "measure_id", most_rows=3)
    # a has three rows by itself; b two, with c three; d begins anew.
    assert [(one.low, one.high, one.rows) for one in found] == [
        (None, "'b'::VARCHAR", 3),
        ("'b'::VARCHAR", "'d'::VARCHAR", 3),
        ("'d'::VARCHAR", None, 1),
    ]
    # A value with more rows than fit is one slice.
    assert [one.rows for one in slices_of(given, "measure_id", most_rows=1)] == [3, 2, 1, 1]
    rows = pl.DataFrame(VALUES).with_row_index()
    inside = [set(rows.sql(f"SELECT index FROM self WHERE {one.condition}")["index"]) for one in found]
    # The first has the row without a measure, and each row is in one.
    assert inside == [{0, 1, 2, 7}, {3, 4, 5}, {6}]


def test_what_takes_all_rows_runs_between_the_slices_that_need_it(folder: Path) -> None:
    found = stages(with_steps(read_marts(folder)))
    assert [(stage.column, [step.full_name for step in stage.steps]) for stage in found] == [
        ("measure_id", ["steps.placed", "marts.place"]),
        (None, ["marts.measures"]),
        ("measure_id", ["marts.level"]),
    ]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        # Read with all rows, a step is worked out with all rows, and then read in slices.
        ("", [(None, ["steps.placed"]), ("measure_id", [])]),
        ("-- slices: measure_id\n", [("measure_id", ["steps.placed"]), (None, []), ("measure_id", [])]),
    ],
)
def test_a_step_that_others_read_too_is_kept_for_them(
    folder: Path, head: str, found: list[tuple[str | None, list[str]]]
) -> None:
    (folder / "measures.sql").write_text(MEASURES.replace("marts.place", "steps.placed"), encoding="utf-8")
    (folder / "steps" / "placed.sql").write_text(head + PLACED, encoding="utf-8")
    assert [(stage.column, sorted(stage.kept)) for stage in stages(with_steps(read_marts(folder)))] == found


@pytest.mark.nightly
@pytest.mark.parametrize("is_kept", [False, True])
def test_slices_give_what_all_rows_give(folder: Path, inputs: dict[str, Path], tmp_path: Path, is_kept: bool) -> None:
    if is_kept:
        (folder / "measures.sql").write_text(MEASURES.replace("marts.place", "steps.placed"), encoding="utf-8")
        (folder / "steps" / "placed.sql").write_text("-- slices: measure_id\n" + PLACED, encoding="utf-8")
    built = tmp_path / "built"
    assert run_marts(read_marts(folder), inputs, built, AS_AT, most_rows=3) == {"place": 7, "measures": 3, "level": 7}
    place = {(measure, code): place for measure, code, place in pl.read_parquet(built / "place.parquet").rows()}
    assert place == {
        **{("a", "X"): 1, ("a", "Y"): 2, ("a", "Z"): 3},
        **{("b", "X"): 1, ("b", "Y"): 2, ("c", "X"): 1, ("d", "Y"): 1},
    }
    # X is in a, b and c, first each time; Y in a, b and d, second twice; Z in a, third.
    assert sorted(pl.read_parquet(built / "measures.parquet").rows()) == [("X", 3, 3), ("Y", 3, 5), ("Z", 1, 3)]
    assert pl.read_parquet(built / "level.parquet").filter(~pl.col("is_several")).rows() == [("a", "Z", False)]
    # What was between is gone.
    assert sorted(path.name for path in built.iterdir()) == ["level.parquet", "measures.parquet", "place.parquet"]


def test_few_rows_are_not_sliced(
    folder: Path, inputs: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mart_slices, "slices_of", None)
    # Twelve rows: eight values and four measures.
    run_marts(read_marts(folder), inputs, tmp_path / "built", AS_AT, most_rows=12)
    with pytest.raises(TypeError):
        run_marts(read_marts(folder), inputs, tmp_path / "again", AS_AT, most_rows=11)


def test_a_row_of_another_slice_is_refused(folder: Path, inputs: dict[str, Path], tmp_path: Path) -> None:
    text = PLACED.replace("value.measure_id, value.org_code", "'b' AS measure_id, value.org_code || value AS org_code")
    (folder / "steps" / "placed.sql").write_text(text, encoding="utf-8")
    with pytest.raises(ValidationFailed) as refused:
        run_marts(read_marts(folder), inputs, tmp_path / "built", AS_AT, most_rows=3)
    assert [problem.message for problem in refused.value.problems] == [
        "3 rows are of another slice than those that they come from"
    ]
    assert not list((tmp_path / "built").rglob("*.parquet"))


def test_the_column_of_the_slices_is_part_of_the_key(folder: Path) -> None:
    text = MEASURES.replace("-- key", "-- slices: measure_id\n-- key")
    (folder / "measures.sql").write_text(text, encoding="utf-8")
    with pytest.raises(ValidationFailed) as refused:
        read_marts(folder)
    assert [problem.message for problem in refused.value.problems] == [
        "the slices are of measure_id, which is not in the key"
    ]
