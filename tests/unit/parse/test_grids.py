"""Grids of carried cells: what is written is read again, each cell at its place, and a damaged file is refused."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.base.problems import ValidationFailed
from pipeline.parse.counted_cells import count_grid_cells
from pipeline.parse.grids import read_grid, read_grids, write_grid

CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=12),
    st.sampled_from(
        ["^", "~", "'", "'^", "12", "1e5", "TRUE", "2021-04-01", "#N/A", "0.5", "-3", "a,b", 'say "x"', "1\n2"]
    ),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**14), 10**14).map(float),
    st.booleans(),
    st.dates(),
    st.datetimes(min_value=datetime(1900, 1, 1)),
)


def written(path: Path, rows: dict[int, list[Any]], places: list[int], *, is_workbook: bool = True) -> list[list[Any]]:
    write_grid(path, rows, places, is_workbook=is_workbook)
    return read_grid(path, is_workbook=is_workbook)


@given(st.dictionaries(st.integers(1, 40), st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
def test_every_cell_of_a_workbook_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: dict[int, list[Any]]
) -> None:
    path = tmp_path_factory.mktemp("grid") / "grid.csv"
    found = written(path, rows, [1, 2, 4])
    assert len(found) == max(rows)
    for number, row in enumerate(found, 1):
        cells = rows.get(number, [""] * 5)
        # A cell of the grid is at its place of the sheet; places 0 and 3 are not carried.
        expected = ["", *(cells[1:3] if number in rows else ["", ""]), "", ""]
        assert row[:4] == expected[:4]
        assert [type(cell) for cell in row[1:3]] == [type(cell) for cell in expected[1:3]]


@given(st.lists(st.lists(st.sampled_from(["", "1", "0.50", "'5", "TRUE", "NHS", "*"]), min_size=2, max_size=2)))
def test_every_cell_of_a_csv_is_the_text_that_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("grid") / "grid.csv"
    assert written(path, dict(enumerate(rows, 1)), [0, 1], is_workbook=False) == rows


def test_a_grid_shows_letters_row_numbers_and_what_repeats(tmp_path: Path) -> None:
    path = tmp_path / "grid.csv"
    rows: dict[int, list[Any]] = {
        10: ["Org code", "Name", "Q1"],
        11: ["03F", "NHS HULL CCG", 0.55],
        12: ["03N", "NHS HULL CCG", "12"],
        14: ["03N", date(2021, 4, 1), 3.0],
    }
    write_grid(path, rows, [0, 2], is_workbook=True)
    assert path.read_text(encoding="utf-8") == "row,A,C\n10,Org code,Q1\n11,03F,0.55\n12,03N,'12\n14,^,3\n"
    assert count_grid_cells(path) == [2, 2, 2, 2]
    (sheet,) = read_grids({"Sheet": path})
    assert (sheet.name, len(sheet.rows)) == ("Sheet", 14)
    assert sheet.rows[9:] == [
        ["Org code", "", "Q1"],
        ["03F", "", 0.55],
        ["03N", "", "12"],
        ["", "", ""],
        ["03N", "", 3.0],
    ]


def test_a_csv_that_holds_a_sign_of_repetition_is_not_carried(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"row 2 has a cell \^"):
        write_grid(tmp_path / "grid.csv", {2: ["^"]}, [0], is_workbook=False)


@pytest.mark.parametrize(
    ("text", "line_no", "message"),
    [
        ("", 1, "its first line is not 'row' and the letters of columns"),
        ("row\n1\n", 1, "its first line is not 'row' and the letters of columns"),
        ("row,A,b\n", 1, "its first line is not 'row' and the letters of columns"),
        ("row,B,A\n1,x,y\n", 1, "its columns are not in order"),
        ("row,A\n1,x,y\n", 2, "has 3 cells, and its first line 2"),
        ("row,A\nx,y\n", 2, "'x' is no number of a row"),
        ("row,A\n0,y\n", 2, "'0' is no number of a row"),
        ("row,A\n99999999,y\n", 2, "'99999999' is no number of a row"),
        ("row,A\n2,x\n2,y\n", 3, "row 2 stands below a later one"),
        ("row,A\n1,2021-02-30\n", 2, "cannot be read: day is out of range for month"),
        ("row,A\n1," + "x" * 200_000, 2, "cannot be read: field larger than field limit"),
        ("row,A,ZZZ\n1,x,y\n9999999,x,y\n", 3, "down to row 9999999 and right to ZZZ; the most that are read are 10,"),
    ],
)
def test_a_damaged_grid_is_refused_with_its_line(tmp_path: Path, text: str, line_no: int, message: str) -> None:
    path = tmp_path / "grid.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValidationFailed) as refused:
        read_grid(path, is_workbook=True)
    (problem,) = refused.value.problems
    assert (problem.path, problem.line_no) == (str(path), line_no)
    assert message in problem.message
