"""The cells of a workbook and the rows of a CSV, counted without their readers: hostile files, and real ones."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from workbooks import EDITION, save

from pipeline.parse.counted_cells import count_rows, count_sheet_cells, count_sheet_rows
from pipeline.parse.xlsx.cells import read_sheets, sheet_files


def counted(path: Path) -> dict[str, int]:
    with zipfile.ZipFile(path) as package:
        files = sheet_files(package)
    return count_sheet_cells(path, files)


def test_cells_with_a_value_an_error_or_a_formula_without_one_are_counted(tmp_path: Path) -> None:
    grid: list[list[Any]] = [["a", 1, None, "#N/A", True], [None, "=A1", " ", ""]]
    path = save(tmp_path / "w.xlsx", {"One": grid, "Empty": []})
    assert counted(path) == {"One": 6, "Empty": 0}


def test_cells_that_are_only_formatted_are_none(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"], sheet["B2"] = 1, None
    sheet["B2"].font = openpyxl.styles.Font(bold=True)
    workbook.save(tmp_path / "w.xlsx")
    assert counted(tmp_path / "w.xlsx") == {"Sheet": 1}


@given(
    st.lists(
        st.lists(
            st.none() | st.floats(allow_nan=False, allow_infinity=False, width=32) | st.booleans()
            | st.sampled_from(["", " ", "text", "#N/A", "#REF!", "=A1", '=IF(1,"","")', "50%", "<c>"]),
            max_size=5,
        ),
        max_size=5,
    )
)  # fmt: skip
def test_the_reader_finds_as_many_cells_whatever_a_sheet_holds(
    tmp_path_factory: pytest.TempPathFactory, grid: list[list[Any]]
) -> None:
    path = save(tmp_path_factory.mktemp("cells") / "w.xlsx", {"One": grid})
    (sheet,) = read_sheets(path)
    assert counted(path) == {"One": sum(cell != "" for row in sheet.rows for cell in row)}


@pytest.mark.nightly
@pytest.mark.skipif(not EDITION.is_file(), reason="the edition is not part of the project")
def test_the_real_edition_has_as_many_cells_as_are_read() -> None:
    assert counted(EDITION) == {
        sheet.name: sum(cell != "" for row in sheet.rows for cell in row) for sheet in read_sheets(EDITION)
    }


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"a,b\n1,2\n3,4\n", 2),
        (b"a,b\n1,2\n3,4", 2),
        (b"a,b\r\n1,2\r\n\r\n3,4\r\n", 2),
        (b"a,b\r1,2\r3,4\r", 2),
        (b"\xef\xbb\xbfa,b\n1,2\n", 1),
        (b'a,b\n"1\n2",3\n4,5\n', 2),
        (b'a,b\n"1\n\n""x"" \n2",3\n4,5\n', 2),
        (b'"a\nb",c\n1,2\n', 1),
        (b'a,b\n5" pipe,2\n3,4\n', 2),
        ("a,b\n1,2\n".encode("utf-16"), 1),
        ("organisation,value\nĊ,∢\n".encode("utf-16-le"), 1),
        ("organisation,value\nĊ,∢\n".encode("utf-32"), 1),
        (b'\xef\xbb\xbf"a\nb",c\n1,2\n', 1),
        # From where quotation marks do not agree on, each line is a row.
        (b'a,b\n1,2\n"Source: here\n\nNotes: none\n', 3),
        (b'a,b\n"1"2,3\n4,5\n', 2),
        (b"a,b\n", 0),
        (b"", 0),
    ],
)
def test_rows_are_counted_below_the_heading(tmp_path: Path, content: bytes, rows: int) -> None:
    (tmp_path / "f.csv").write_bytes(content)
    assert count_rows(tmp_path / "f.csv") == rows


def test_what_divides_the_cells_says_where_a_quotation_begins(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_bytes(b'a;b\n1;"2\n3"\n4;5\n')
    assert count_rows(tmp_path / "f.csv", ";") == 2


def test_rows_of_a_sheet_are_those_that_have_a_cell(tmp_path: Path) -> None:
    path = save(tmp_path / "w.xlsx", {"One": [["a", 1], [None, None], [None, " "], ["b", None]], "Empty": []})
    with zipfile.ZipFile(path) as package:
        files = sheet_files(package)
    assert {name: count_sheet_rows(path, file) for name, file in files.items()} == {"One": 3, "Empty": 0}


CELLS = st.text(alphabet='ab1,"\n ;', max_size=6)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_any_rows_that_were_written_are_counted(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], end: str
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end).writerows([("first", "second"), *rows])
    path = tmp_path_factory.mktemp("rows") / "f.csv"
    path.write_bytes(text.getvalue().encode())
    assert count_rows(path) == len(rows)
