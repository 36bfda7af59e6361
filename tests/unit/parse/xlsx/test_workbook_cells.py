"""The cells of a workbook as they stand there: values, errors of formulas, and files that are no workbook."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from workbooks import cells_by_openpyxl, change_sheet, save

from pipeline.parse.xlsx import package as workbook_package
from pipeline.parse.xlsx.cells import NotAWorkbook, column_index, column_letters, read_sheets

ERRORS = ["#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"]


def rows_of(path: Path) -> list[list[Any]]:
    (sheet,) = read_sheets(path)
    return sheet.rows


def test_values_are_plain_and_every_row_counts_from_the_first_on(tmp_path: Path) -> None:
    grid = [[], [None, "Eng", 0.505, 12, True, False, date(2022, 6, 28), "*", " N/A "], [], [None, None, 1]]
    rows = rows_of(save(tmp_path / "w.xlsx", {"One": grid}))
    assert rows[0] == [""] * 9
    assert rows[1] == ["", "Eng", 0.505, 12.0, True, False, date(2022, 6, 28), "*", " N/A "]
    assert [type(cell) for cell in rows[1][2:6]] == [float, float, bool, bool]
    assert rows[2:] == [[""] * 9, ["", "", 1.0, *[""] * 6]]


def test_sheets_stand_in_the_order_of_the_workbook_and_hidden_ones_are_there(tmp_path: Path) -> None:
    path = save(tmp_path / "w.xlsx", {"Zweite & <3>": [["a"]], "First": [["b"]], "Third": [["c"]]})
    workbook = openpyxl.load_workbook(path)
    workbook["First"].sheet_state = "hidden"
    workbook["Third"].sheet_state = "veryHidden"
    workbook.save(path)
    assert [(sheet.name, sheet.rows) for sheet in read_sheets(path)] == [
        ("Zweite & <3>", [["a"]]),
        ("First", [["b"]]),
        ("Third", [["c"]]),
    ]


def test_an_empty_sheet_has_no_cells_and_a_chart_is_no_sheet(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.create_chartsheet("Chart")
    workbook.save(tmp_path / "w.xlsx")
    (sheet,) = read_sheets(tmp_path / "w.xlsx")
    assert (sheet.name, [cell for row in sheet.rows for cell in row if cell != ""]) == ("Sheet", [])


def test_errors_of_formulas_are_texts_at_their_places(tmp_path: Path) -> None:
    grid = [[1, *ERRORS], [], [*ERRORS, "end"]]
    assert rows_of(save(tmp_path / "w.xlsx", {"One": grid})) == [[1.0, *ERRORS], [""] * 8, [*ERRORS, "end"]]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<c r="B1" t="e">', b'<c r="B1" s="0" t="e">'),
        (b'<c r="B1" t="e">', b'<c r="B1" s="0" t="e" vm="1">'),
        (b'<c r="B1" t="e"><v>', b'<c r="B1" t="e"><f>VLOOKUP(A1,C:C,1,FALSE)</f><v>'),
        (b'<c r="B1" t="e"><v>', b'<c r="B1" t="e"><f t="shared" si="0"/><v>'),
        # Otherwise than common programs write it: these are found by the parser.
        (b'<c r="B1" t="e">', b'<c t="e" r="B1">'),
        (b'<c r="B1" t="e">', b"<c r='B1' t=\"e\">"),
        (b'<c r="B1" t="e">', b'<c r="B1" cm="1" t="e">'),
        (b'<c r="B1" t="e"><v>', b'<c r="B1" t="e">\n<v>'),
        (b'<c r="B1" t="e">', b'<c r="B1" t="e"   >'),
    ],
)
def test_an_error_is_found_however_its_cell_is_written(tmp_path: Path, old: bytes, new: bytes) -> None:
    path = save(tmp_path / "w.xlsx", {"One": [["a", "#N/A", 3, "#REF!"]]})
    change_sheet(path, lambda content: content.replace(old, new))
    assert rows_of(path) == [["a", "#N/A", 3.0, "#REF!"]]


def test_an_error_is_found_if_another_stands_in_single_quotes(tmp_path: Path) -> None:
    path = save(tmp_path / "w.xlsx", {"One": [["#N/A", "#REF!"]]})
    change_sheet(path, lambda content: content.replace(b'<c r="B1" t="e">', b"<c r='B1' t='e'>"))
    assert rows_of(path) == [["#N/A", "#REF!"]]


def test_the_text_of_a_cell_that_looks_like_an_error_is_left_alone(tmp_path: Path) -> None:
    text = '<c r="A1" t="e"><v>#REF!</v>'
    path = save(tmp_path / "w.xlsx", {"One": [["a", text], ["#N/A", "b"]]})
    assert rows_of(path) == [["a", text], ["#N/A", "b"]]


def test_other_sheets_errors_are_not_mixed_up(tmp_path: Path) -> None:
    path = save(tmp_path / "w.xlsx", {"One": [["#N/A", 1]], "Two": [[2, "#REF!"]], "Three": [["x", "y"]]})
    assert [sheet.rows for sheet in read_sheets(path)] == [[["#N/A", 1.0]], [[2.0, "#REF!"]], [["x", "y"]]]


@given(
    grid=st.lists(
        st.lists(st.sampled_from([None, "x", "*", 1, 0.25, True, *ERRORS]), max_size=5), min_size=1, max_size=6
    )
)
def test_every_cell_is_as_openpyxl_reads_it(tmp_path_factory: pytest.TempPathFactory, grid: list[list[Any]]) -> None:
    path = save(tmp_path_factory.mktemp("grid") / "w.xlsx", {"One": grid})

    def placed(rows: list[list[Any]], empty: Any) -> dict[tuple[int, int], Any]:
        return {(r, c): cell for r, row in enumerate(rows) for c, cell in enumerate(row) if cell != empty}

    assert placed(rows_of(path), "") == placed(cells_by_openpyxl(path)["One"], None)


# Files that are none


def no_zip(path: Path) -> None:
    path.write_text("<html><body>Page not found</body></html>")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def another_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("letter.txt", "no workbook")


def truncated(path: Path) -> None:
    save(path, {"One": [["a"] * 50] * 50})
    path.write_bytes(path.read_bytes()[:-200])


def without_a_sheets_file(path: Path) -> None:
    save(path, {"One": [["a"]]})
    with zipfile.ZipFile(path) as package:
        files = {entry: package.read(entry) for entry in package.namelist() if "sheet1.xml" not in entry}
    with zipfile.ZipFile(path, "w") as package:
        for entry, content in files.items():
            package.writestr(entry, content)


def of_broken_xml(path: Path) -> None:
    change_sheet(save(path, {"One": [["a", "#N/A"]]}), lambda content: content[: len(content) // 2] + b"<<<")


def with_an_error_nowhere(path: Path) -> None:
    save(path, {"One": [["#N/A"]]})
    change_sheet(path, lambda content: content.replace(b'<c r="A1" t="e">', b'<c t="e">'))


def with_an_error_outside_of_any_sheet(path: Path) -> None:
    save(path, {"One": [["#N/A"]]})
    change_sheet(path, lambda content: content.replace(b'r="A1" t="e"', b'r="A9999999" t="e"'))


def with_cells_in_opposite_corners(path: Path) -> None:
    save(path, {"One": [["a"]]})
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    change_sheet(path, lambda content: content.replace(b"</sheetData>", far))


def with_cells_in_opposite_corners_in_single_quotes(path: Path) -> None:
    save(path, {"One": [["a"]]})
    far = b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData>"
    change_sheet(path, lambda content: content.replace(b"</sheetData>", far))


def with_a_lone_cell_far_to_the_right(path: Path) -> None:
    save(path, {"One": [["a"]]})
    far = b'<row r="2000"><c r="XFC2000" s="0"/><c r="XFD2000" s="0"><v>1</v></c></row></sheetData>'
    change_sheet(path, lambda content: content.replace(b"</sheetData>", far))


@pytest.mark.parametrize(
    "make",
    [
        no_zip,
        empty,
        another_zip,
        truncated,
        without_a_sheets_file,
        of_broken_xml,
        with_an_error_nowhere,
        with_an_error_outside_of_any_sheet,
        with_cells_in_opposite_corners,
        with_a_lone_cell_far_to_the_right,
        with_cells_in_opposite_corners_in_single_quotes,
    ],
)
def test_anything_else_is_no_workbook_and_says_why(tmp_path: Path, make: Any) -> None:
    make(tmp_path / "w.xlsx")
    with pytest.raises(NotAWorkbook, match=r"\w"):
        read_sheets(tmp_path / "w.xlsx")


def test_a_file_that_is_not_there_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(NotAWorkbook):
        read_sheets(tmp_path / "none.xlsx")


def test_cells_that_are_only_formatted_do_not_make_a_sheet_large(tmp_path: Path) -> None:
    path = save(tmp_path / "w.xlsx", {"One": [["a", 2]]})
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    change_sheet(path, lambda content: content.replace(b"</sheetData>", far))
    assert rows_of(path) == [["a", 2.0]]


def test_a_lone_cell_far_below_is_read(tmp_path: Path) -> None:
    path = save(tmp_path / "w.xlsx", {"One": [["a"]]})
    far = b'<row r="20000"><c r="B20000"><v>5</v></c></row></sheetData>'
    change_sheet(path, lambda content: content.replace(b"</sheetData>", far))
    rows = rows_of(path)
    assert (len(rows), rows[0], rows[19_999]) == (20_000, ["a", ""], ["", 5.0])


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(tmp_path / "w.xlsx", {"One": [["a"]]})
    with zipfile.ZipFile(path) as package:
        size = sum(entry.file_size for entry in package.infolist())
    monkeypatch.setattr(workbook_package, "_MOST_BYTES", size)
    assert rows_of(path) == [["a"]]
    monkeypatch.setattr(workbook_package, "_MOST_BYTES", size - 1)
    with pytest.raises(
        NotAWorkbook, match=f"unpacks to {size:,} bytes; the most that is read of a file of its size is"
    ):
        read_sheets(path)


def test_a_damaged_file_is_read_or_is_no_workbook(tmp_path: Path) -> None:
    whole = save(tmp_path / "w.xlsx", {"One": [["a", "#N/A", 0.5], [1, 2, 3]]}).read_bytes()
    random, path, refused = Random(20), tmp_path / "damaged.xlsx", 0
    for _ in range(400):
        content = bytearray(whole)
        for _ in range(random.choice([1, 3, 20])):
            content[random.randrange(len(content))] = random.randrange(256)
        path.write_bytes(content[: random.choice([len(content), len(content) // 2])])
        try:
            read_sheets(path)
        except NotAWorkbook:
            refused += 1
    assert refused > 100


# Letters


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
)
def test_columns_have_letters(index: int, letters: str) -> None:
    assert column_letters(index) == letters
    assert column_index(letters.encode()) == index


@given(st.integers(0, 16_383))
def test_letters_and_indexes_are_each_others_inverse(index: int) -> None:
    assert column_index(column_letters(index).encode()) == index
    assert column_letters(index) == openpyxl.utils.get_column_letter(index + 1)
