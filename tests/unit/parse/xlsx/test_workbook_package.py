"""Workbooks that would ask for more memory than there is: they are refused with the sheet and the cell, before that."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from workbooks import EDITION, change_sheet, save

from pipeline.fetch.file_kinds import content_problem
from pipeline.parse.xlsx import cells as workbook_cells
from pipeline.parse.xlsx import package as workbook_package
from pipeline.parse.xlsx.cells import read_sheets
from pipeline.parse.xlsx.errors import NotAWorkbook
from pipeline.parse.xlsx.sheet_xml import signs_of

END = b"</sheetData>"
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONSHIPS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TRANSITIONAL = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def with_rows(path: Path, *rows: bytes, sheet_no: int = 1, sheets: int = 1) -> Path:
    """A workbook of small sheets, of which one has these rows as well, as XML."""
    save(path, {f"Sheet {number}": [["a", "b"]] for number in range(1, sheets + 1)})
    return change_sheet(path, lambda content: content.replace(END, b"".join(rows) + END), sheet_no)


def cell(place: str, tag: bytes = b'<c r="%s">') -> bytes:
    return b'<row r="5">' + tag % place.encode() + b"<v>1</v></c></row>"


def refusal(path: Path) -> str:
    with pytest.raises(NotAWorkbook) as refused:
        read_sheets(path)
    return str(refused.value)


# One cell that lies far away


@pytest.mark.parametrize(
    "place",
    [
        "AAAAAAAA5", "ZZZZ99999999", "XFE1", "A1048577", "AAAA1", "A99999999", "C4294967299", "aaaaaaaa5", "xfe1",
        "ABCDEFGHI123", "A0",
    ],
)  # fmt: skip
def test_a_cell_outside_of_any_sheet_is_refused_with_its_place(tmp_path: Path, place: str) -> None:
    message = refusal(with_rows(tmp_path / "w.xlsx", cell(place)))
    assert message == f"sheet 'Sheet 1' has a cell {place.upper()}, and a sheet ends at XFD1048576"


@pytest.mark.parametrize(
    "tag",
    [
        b"<c r='%s'>",
        b'<c r = "%s">',
        b'<c\nr\n=\n"%s">',
        b'<c s="0" r="%s">',
        b'<c r="%s" t="n">',
        b'<c r="%s" cm="1" s="0">',
        b'<c r="%s" xml:space="preserve">',
        b'<c x=">" r="%s">',
        b'<c r="%s"\t>',
    ],
)
def test_it_is_found_however_its_cell_is_written(tmp_path: Path, tag: bytes) -> None:
    assert "has a cell AAAAAAAA5," in refusal(with_rows(tmp_path / "w.xlsx", cell("AAAAAAAA5", tag)))


def test_it_is_found_under_a_prefix_and_in_the_strict_namespace(tmp_path: Path) -> None:
    prefixed = b'<x:row xmlns:x="%s" r="5"><x:c r="AAAAAAAA5"><x:v>1</x:v></x:c></x:row>' % TRANSITIONAL
    assert "has a cell AAAAAAAA5," in refusal(with_rows(tmp_path / "prefixed.xlsx", prefixed))
    strict = with_rows(tmp_path / "strict.xlsx", cell("AAAAAAAA5"))
    change_sheet(strict, lambda content: content.replace(TRANSITIONAL, STRICT))
    assert "has a cell AAAAAAAA5," in refusal(strict)


def test_it_is_found_in_the_last_of_several_sheets(tmp_path: Path) -> None:
    message = refusal(with_rows(tmp_path / "w.xlsx", cell("AAAAAAAA5"), sheet_no=3, sheets=3))
    assert message.startswith("sheet 'Sheet 3' has a cell AAAAAAAA5,")


@pytest.mark.parametrize("place", ["\nAAAAAAAA5", "AAAAAAAA5 ", "A", "5", "", "A-5", "É5", "A1:B2"])
def test_a_place_that_is_none_is_refused(tmp_path: Path, place: str) -> None:
    assert re.search("has a cell|Expecting|missing", refusal(with_rows(tmp_path / "w.xlsx", cell(place))))


def test_a_place_given_twice_is_refused(tmp_path: Path) -> None:
    twice = with_rows(tmp_path / "w.xlsx", b'<row r="5"><c r="A5" r="AAAAAAAA5"><v>1</v></c></row>')
    assert refusal(twice).startswith("sheet 'Sheet 1' is no XML: duplicate attribute")
    hidden = with_rows(tmp_path / "v.xlsx", b'<row r="5"><c r="A5" x=">" r="AAAAAAAA5"><v>1</v></c></row>')
    assert refusal(hidden).startswith("sheet 'Sheet 1' is no XML: duplicate attribute")


@pytest.mark.parametrize("row", [b"99999999", b"4294967296", b"99999999999999999999999", b"x"])
def test_a_cell_without_a_place_in_a_row_outside_of_any_sheet_is_refused(tmp_path: Path, row: bytes) -> None:
    path = with_rows(tmp_path / "w.xlsx", b'<row r="%s"><c><v>1</v></c></row>' % row)
    assert refusal(path).endswith("and a sheet ends at XFD1048576")


# Cells that are far apart


def test_cells_in_opposite_corners_are_refused_with_both_places(tmp_path: Path) -> None:
    path = with_rows(tmp_path / "w.xlsx", cell("XFD5"), b'<row r="1048576"><c r="B1048576"><v>1</v></c></row>')
    assert refusal(path) == (
        "sheet 'Sheet 1' reaches down to B1048576 and right to XFD5, 17,179,869,184 cells; "
        "the most that are read of a workbook are 10,000,000"
    )


@pytest.mark.parametrize("corner", ["ZZ9999", "AAA9000"])
def test_the_cells_of_all_sheets_are_counted_together(tmp_path: Path, corner: str) -> None:
    path = save(tmp_path / "w.xlsx", {f"Sheet {number}": [["a"]] for number in (1, 2, 3)})
    for number in (1, 2, 3):
        change_sheet(path, lambda content: content.replace(END, cell(corner) + END), number)
    message = refusal(path)
    assert message.startswith("up to sheet 'Sheet 2' it has 1")
    assert message.endswith("the most that are read of a workbook are 10,000,000")


def test_the_bound_is_on_the_whole_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "w.xlsx", {"One": [["a", "b"]] * 3, "Two": [["c"]] * 4})
    monkeypatch.setattr(workbook_cells, "MOST_CELLS", 10)
    assert [len(sheet.rows) for sheet in read_sheets(path)] == [3, 4]
    monkeypatch.setattr(workbook_cells, "MOST_CELLS", 9)
    assert refusal(path).startswith("up to sheet 'Two' it has 10 cells")


@pytest.mark.nightly
def test_a_cell_in_the_last_column_and_one_in_the_last_row_are_read(tmp_path: Path) -> None:
    right = read_sheets(with_rows(tmp_path / "right.xlsx", cell("XFD5")))[0].rows
    assert (len(right), right[4][16_383], len(right[0])) == (5, 1.0, 16_384)
    low = read_sheets(with_rows(tmp_path / "low.xlsx", b'<row r="1048576"><c r="B1048576"><v>1</v></c></row>'))[0].rows
    assert (len(low), low[-1]) == (1_048_576, ["", 1.0])


def test_far_cells_that_are_empty_are_no_reach(tmp_path: Path) -> None:
    path = with_rows(tmp_path / "w.xlsx", b'<row r="9"><c r="XFD9" s="0"/><c r="XFE9" s="0" /></row>')
    assert read_sheets(path)[0].rows == [["a", "b"]]


# Cells that do not say where they stand


def test_a_cell_without_a_place_stands_beside_the_one_before(tmp_path: Path) -> None:
    rows = (
        b'<row r="3"><c><v>1</v></c><c r="D3"><v>2</v></c><c><v>3</v></c></row>',
        b"<row><c/><c><v>4</v></c></row>",
        b'<row r="7"><c r="b7"><v>5</v></c></row>',
    )
    read = read_sheets(with_rows(tmp_path / "w.xlsx", *rows))[0].rows
    assert [[value for value in row if value != ""] for row in read] == [
        ["a", "b"], [], [1.0, 2.0, 3.0], [4.0], [], [], [5.0],
    ]  # fmt: skip
    assert (read[2][0], read[2][3], read[2][4], read[3][1], read[6][1]) == (1.0, 2.0, 3.0, 4.0, 5.0)


@given(
    st.lists(st.lists(st.sampled_from([None, 1, 0.5, "*", "#N/A", "#REF!", True]), max_size=4), min_size=1, max_size=4)
)
def test_a_sheet_is_measured_alike_however_it_is_written(
    tmp_path_factory: pytest.TempPathFactory, grid: list[list[Any]]
) -> None:
    path = save(tmp_path_factory.mktemp("grid") / "w.xlsx", {"One": grid})
    plain = read_sheets(path)
    change_sheet(
        path, lambda content: content.replace(b"<sheetData", b"<!--<c >--><sheetData").replace(b'<c r="', b'<c  r="')
    )
    assert read_sheets(path) == plain


# What no workbook has


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    path = save(tmp_path / "w.xlsx", {"One": [["a"]]})
    change_sheet(path, lambda content: bomb + content)
    assert refusal(path) == "sheet 'One' declares a document type"
    far = b"<!--" + b" " * 20_000 + b"-->" + bomb
    change_sheet(path, lambda _: far + b'<x><c r="&b;"><v>1</v></c></x>')
    assert refusal(path) == "sheet 'One' declares a document type"


@pytest.mark.parametrize("file", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_a_document_type_of_the_workbook_is_refused(tmp_path: Path, file: str) -> None:
    path = save(tmp_path / "w.xlsx", {"One": [["a"]]})
    rewrite(path, {file: lambda content: b'<!DOCTYPE x [<!ENTITY a "a">]>' + content})
    assert file in refusal(path) or "workbook" in refusal(path)


def test_two_sheets_of_one_name_are_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "w.xlsx", {"One": [["a"]], "Two": [["b"]]})
    rewrite(path, {"xl/workbook.xml": lambda content: content.replace(b'"Two"', b'"One"')})
    assert refusal(path) == "has two sheets of the name 'One'"


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([b'<row r="5"><c r="C5"><v>1</v></c><c r="C5"><v>2</v></c></row>'], "C5"),
        ([b'<row r="5"><c r="C5"><v>1</v></c><c r="c5"><v>1</v></c></row>'], "C5"),
        ([b'<row r="5"><c r="C5"><v>1</v></c><c r="D5"><v>1</v></c><c r="C5"><v>1</v></c></row>'], "C5"),
        ([b'<row r="5"><c r="XFD5"><v>1</v></c></row>', b'<row r="5"><c r="XFD5" t="e"><v>#N/A</v></c></row>'], "XFD5"),
        ([b'<row r="5"><c><v>1</v></c><c r="A5"><v>2</v></c></row>'], "A5"),
        ([b'<row r="1"><c r="A1"><f>1+1</f></c></row>'], "A1"),
    ],
)
def test_a_cell_that_stands_twice_is_refused_with_its_place(tmp_path: Path, rows: list[bytes], place: str) -> None:
    assert refusal(with_rows(tmp_path / "w.xlsx", *rows)) == f"sheet 'Sheet 1' has the cell {place} twice"


def test_cells_and_rows_in_any_order_are_read(tmp_path: Path) -> None:
    rows = [b'<row r="3"><c r="B3"><v>4</v></c><c r="A3"><v>3</v></c><c r="A3" s="0"/></row>', b'<row r="2"/>']
    [sheet] = read_sheets(with_rows(tmp_path / "w.xlsx", *rows))
    assert sheet.rows == [["a", "b"], ["", ""], [3.0, 4.0]]


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (OLD, "it is a file of an older program, such as .xls. Open it in"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "it is a workbook with a password. Take the password off"),
        (["mimetype", "content.xml"], "it is an OpenDocument file. Open it in"),
        (["xl/workbook.bin"], "it is a binary workbook, .xlsb. Open it in"),
        (["word/document.xml"], "it is a Word document. "),
        (["edition.xlsx"], "it is an archive. Unpack it"),
        (b"%PDF-1.7", "it is a PDF. "),
        (b"\x1f\x8b\x08", "it is packed with gzip. Unpack it"),
        (b"<!DOCTYPE html><p>", "it is a web page. "),
        (b"a,b\n1,2\n", "it is a text"),
        (b"", "it is empty"),
    ],
)
def test_a_file_of_another_kind_is_told_as_what_it_is(tmp_path: Path, content: bytes | list[str], told: str) -> None:
    path = tmp_path / "w.xlsx"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        with zipfile.ZipFile(path, "w") as package:
            for name in content:
                package.writestr(name, "x")
    assert refusal(path).startswith(told)
    problem = content_problem(path, "xlsx") or ""
    assert problem.startswith((f"what came is no Excel workbook: {told}", "the answer is empty", "a web page came"))


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "w.xlsx", {"One": [["a"]]})
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/worksheets/SHEET1.xml", cell("AAAAAAAA5"))
    assert refusal(path) == "holds 'xl/worksheets/SHEET1.xml' twice"


def rewrite(path: Path, changes: dict[str, Any]) -> None:
    with zipfile.ZipFile(path) as package:
        files = {entry: package.read(entry) for entry in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for entry, content in files.items():
            package.writestr(entry, changes.get(entry, bytes)(content))


def test_a_reader_that_breaks_down_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    panic = type("PanicException", (BaseException,), {})

    def break_down(*arguments: Any) -> Any:
        raise panic("attempt to subtract with overflow")

    monkeypatch.setattr(workbook_cells.CalamineWorkbook, "from_path", lambda path: BrokenDown(break_down))
    message = refusal(save(tmp_path / "w.xlsx", {"One": [["a"]]}))
    assert message == "sheet 'One' cannot be read: attempt to subtract with overflow"


class BrokenDown:
    sheet_names = ("One",)

    def __init__(self, get: Any) -> None:
        self.get_sheet_by_name = get


@pytest.mark.nightly
@pytest.mark.skipif(not EDITION.is_file(), reason=f"the edition is not at {EDITION}")
def test_every_sheet_of_a_real_edition_reaches_as_far_as_its_values_do() -> None:
    workbook = CalamineWorkbook.from_path(str(EDITION))
    with zipfile.ZipFile(EDITION) as package:
        for name, file in workbook_package.sheet_files(package).items():
            signs = signs_of(name, package, file)
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            # Errors are empty cells to python-calamine, and can stand below and beside the last of its values.
            errors = [place for places in signs.errors.values() for place in places]
            height = max([len(rows), *(row + 1 for row, _ in errors)])
            width = max([len(rows[0]) if rows else 0, *(column + 1 for _, column in errors)])
            assert (signs.height, signs.width) == (height, width), name


# What says where it stands in another way


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="5"><c r="ZZ99999"><x/><v>1</v></c></row>',
        b'<row r="5"><v>1</v></row>',
    ],
)
def test_a_value_that_is_in_no_cell_is_refused(tmp_path: Path, row: bytes) -> None:
    assert refusal(with_rows(tmp_path / "w.xlsx", row)) == "sheet 'Sheet 1' has a value outside of a cell"


def test_what_stands_after_the_cells_is_none_of_the_last_cell(tmp_path: Path) -> None:
    path = with_rows(tmp_path / "w.xlsx", b'<row r="5"><c r="XFD5" s="0"/></row>')
    ext = b"</sheetData><extLst><ext><x14:f>A1</x14:f></ext></extLst>"
    change_sheet(
        path, lambda content: content.replace(b"<worksheet ", b'<worksheet xmlns:x14="x14" ').replace(END, ext)
    )
    assert read_sheets(path)[0].rows == [["a", "b"]]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("file", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_a_part_that_is_not_in_utf_8_is_told(tmp_path: Path, encoding: str, file: str) -> None:
    path = save(tmp_path / "w.xlsx", {"One": [["a", 1]]})
    with zipfile.ZipFile(path, "a") as package:
        if "xl/sharedStrings.xml" not in package.namelist():
            package.writestr("xl/sharedStrings.xml", b'<sst xmlns="%s"/>' % TRANSITIONAL)
    rewrite(path, {file: lambda content: content.decode().replace("UTF-8", "UTF-16").encode(encoding)})
    assert re.search("is in UTF-16( or UTF-32)?, and (sheets|workbooks) are read in UTF-8 alone", refusal(path))


def test_sheets_that_are_one_file_count_each(tmp_path: Path) -> None:
    path = save(tmp_path / "w.xlsx", {"One": [["a"]]})
    sheet = b'<sheet xmlns:r="%s" name="%%d" sheetId="9" r:id="rId1"/>' % RELATIONSHIPS

    def with_many(many: int) -> Path:
        more = b"".join(sheet % number for number in range(many))
        rewrite(path, {"xl/workbook.xml": lambda content: content.replace(b"</sheets>", more + b"</sheets>")})
        return path

    rewrite(path, {"xl/workbook.xml": lambda content: re.sub(rb"<sheet [^>]*/>", b"", content)})
    large = b"<!--" + b" " * 1_100_000 + b"--></worksheet>"
    change_sheet(path, lambda content: content.replace(b"</worksheet>", large))
    assert re.match("unpacks to 11[0-9],[0-9]{3},[0-9]{3} bytes; the most that is read", refusal(with_many(100)))
    assert refusal(with_many(901)).startswith("has 1,001 sheets; the most that are read are 1,000")
