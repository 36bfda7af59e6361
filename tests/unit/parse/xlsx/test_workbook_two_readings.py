"""Workbooks that two readers would read otherwise: they are refused with the sheet and the cell."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from workbooks import change_sheet, save

from pipeline.parse.xlsx.cells import read_sheets
from pipeline.parse.xlsx.errors import NotAWorkbook

END = b"</sheetData>"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_cell(path: Path, cell: bytes) -> Path:
    save(path, {"One": [["a", "b"]]})
    return change_sheet(path, lambda content: content.replace(END, b'<row r="7">' + cell + b"</row>" + END))


def refusal(path: Path) -> str:
    with pytest.raises(NotAWorkbook) as refused:
        read_sheets(path)
    return str(refused.value)


def rewrite(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same workbook with its parts changed."""
    with zipfile.ZipFile(path) as package:
        files = {entry: package.read(entry) for entry in package.namelist()}
    change(files)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for entry, content in files.items():
            package.writestr(entry, content)
    return path


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        (b'<c r="F7"><v>0.&#50;5</v></c>', "with &#50; in it"),
        (b'<c r="F7"><v>&#x30;.25</v></c>', "with &#x30; in it"),
        (b'<c r="F7"><v>0.<!-- a comment -->25</v></c>', "with <!-- a comment --> in it"),
        (b'<c r="F7" t="n"><v>0.<![CDATA[25]]></v></c>', "with <![CDATA[ in it"),
        (b'<c r="F7"><f>A1</f><v>0.2<?pi?>5</v></c>', "with <?pi?> in it"),
        (b'<c t="b" r="F7"><v>&#49;</v></c>', "with &#49; in it"),
        (b'<c t="s" r="F7"><v>&#49;</v></c>', "with &#49; in it"),
        (b'<c t="e" r="F7"><v>#N<!-- -->/A</v></c>', "with <!-- --> in it"),
        (b'<c r="F7"><v>0.2<x/>5</v></c>', "with other elements in it"),
        (b'<c r="F7"><v>0.25<x>9</x></v></c>', "with other elements in it"),
        (b'<c r="F7"><v>0.2<c r="G7"><v>1</v></c>5</v></c>', "with other elements in it"),
        (b'<c r="F7" t="str"><v>0.2<x>9</x>5</v></c>', "with other elements in it"),
        (b'<c r="F7"><v>0.25</v><v>0.9</v></c>', "after another of the same cell"),
        (b'<c r="F7"><is/><v>0.9</v></c>', "after another of the same cell"),
        (b'<c r="F7"><v>0.9</v><is><t>0.25</t></is></c>', "after another of the same cell"),
        (b'<c r="F7"><v>0.25</v><f>A1</f></c>', "before the formula of the same cell"),
        (b'<c r="F7" t="s"><v>-1</v></c>', "that is no number of a shared text"),
        (b'<c t="s" r="F7"><v>one</v></c>', "that is no number of a shared text"),
        (b'<c t="s" s="1" r="F7"><v> 1 </v></c>', "that is no number of a shared text"),
        (b'<c r="F7" t="s"><v>18446744073709551616</v></c>', "that is no number of a shared text"),
        ('<c r="F7" t="s"><v>\uff11</v></c>'.encode(), "that is no number of a shared text"),
    ],
)
def test_a_value_with_two_readings_is_refused_with_its_cell(tmp_path: Path, cell: bytes, what: str) -> None:
    path = with_cell(tmp_path / "w.xlsx", cell)
    assert refusal(path) == f"sheet 'One' has a value {what}, in cell F7, which cannot be read for certain"


def test_of_a_cell_without_a_place_the_row_is_named(tmp_path: Path) -> None:
    path = with_cell(tmp_path / "w.xlsx", b"<c><v>0.&#50;5</v></c>")
    assert "in it, in row 7, which cannot" in refusal(path)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (b'<c r="A7"><v>0.25</v></c>', 0.25),
        (b'<c r="A7"><v/></c>', ""),
        (b'<c r="A7"><f>A&amp;B</f><v>0.25</v></c>', 0.25),
        (b'<c r="A7"><!-- of the formula --><f><![CDATA[A&B]]></f><v>0.25</v></c><!-- after it -->', 0.25),
        (b'<c r="A7" t="str"><f>A</f><v>A &amp; <!-- x -->B</v></c>', "A & B"),
        (b'<c r="A7" t="inlineStr"><is><t>A &amp; <![CDATA[B]]></t></is></c>', "A & B"),
        (b'<c r="A7" t="e"><v>#N/A</v></c>', "#N/A"),
    ],
)
def test_a_value_with_one_reading_is_read(tmp_path: Path, cell: bytes, value: object) -> None:
    rows = read_sheets(with_cell(tmp_path / "w.xlsx", cell))[0].rows
    assert rows[6][0] == value if len(rows) > 6 else value == ""


@pytest.mark.parametrize("name", ["xl\\worksheets\\sheet1.xml", "xl/worksheets\\SHEET1.xml"])
def test_a_second_file_under_a_name_with_backslashes_is_refused(tmp_path: Path, name: str) -> None:
    path = save(tmp_path / "w.xlsx", {"One": [["a"]]})
    other = zipfile.ZipInfo("x")
    other.filename = name
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(other, package.read("xl/worksheets/sheet1.xml"))
    assert refusal(path) == f"holds '{name}' twice"


def test_a_sheet_is_read_wherever_its_file_lies(tmp_path: Path) -> None:
    def move(files: dict[str, bytes]) -> None:
        files["xl/pages/second.xml"] = files.pop("xl/worksheets/sheet2.xml")
        links = files["xl/_rels/workbook.xml.rels"]
        files["xl/_rels/workbook.xml.rels"] = links.replace(b"worksheets/sheet2.xml", b"pages/second.xml")

    path = rewrite(save(tmp_path / "w.xlsx", {"One": [["a"]], "Two": [["b"]]}), move)
    assert [(sheet.name, sheet.rows) for sheet in read_sheets(path)] == [("One", [["a"]]), ("Two", [["b"]])]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            b"/xl/worksheets/sheet1.xml",
            b"http://127.0.0.1/x",
            "has no file 'xl/http://127.0.0.1/x' for its sheet 'One'",
        ),
        (b"/xl/worksheets/sheet1.xml", b"../../../etc/passwd", "has no file 'xl/../../../etc/passwd' for its sheet"),
        (b'Id="rId1"', b'Id="rId99"', "does not say where sheet 'One' is"),
    ],
)
def test_a_sheet_whose_file_is_not_there_is_told(tmp_path: Path, old: bytes, new: bytes, message: str) -> None:
    def change(files: dict[str, bytes]) -> None:
        files["xl/_rels/workbook.xml.rels"] = files["xl/_rels/workbook.xml.rels"].replace(old, new)

    assert message in refusal(rewrite(save(tmp_path / "w.xlsx", {"One": [["a"]]}), change))


@pytest.mark.parametrize("name", [b"Two\n", b"Two\t"])
def test_a_sheet_whose_name_has_two_readings_is_refused(tmp_path: Path, name: bytes) -> None:
    def change(files: dict[str, bytes]) -> None:
        files["xl/workbook.xml"] = files["xl/workbook.xml"].replace(b'"Two"', b'"' + name + b'"')

    path = rewrite(save(tmp_path / "w.xlsx", {"One": [["a"]], "Two": [["b"]]}), change)
    assert refusal(path) == "has a sheet 'Two ' whose name can be read in two ways"
