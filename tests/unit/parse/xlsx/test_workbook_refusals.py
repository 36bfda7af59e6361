"""Cells of a workbook that are no value: shares in another form, counts that are none, formulas without their value."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from the_reference import REFERENCE
from workbooks import ENGLAND, NORTH_LINCOLNSHIRE, ORGANISATION, ROTHERHAM, SHEFFIELD, change_sheet, figures, save

from pipeline.base.settings import PROJECT_DIR
from pipeline.parse.xlsx.cells import UNCALCULATED, Sheet, read_sheets
from pipeline.parse.xlsx.workbook import WorkbookReading, read_workbook
from pipeline.reference.layouts import WorkbookLayout
from pipeline.reference.sources import read_sources

MEASURES = REFERENCE.measures_of("mh_dashboard")
COUNTED = {measure.measure_id for measure in MEASURES.values() if REFERENCE.is_count(measure)}
LAYOUT = read_sources(PROJECT_DIR / "raw")[0].by_id["mh_dashboard"].layout
assert isinstance(LAYOUT, WorkbookLayout)
RECOVERY, PEOPLE, AIMS = "IAPT(ii_a)_FINAL CALC", "IAPT(i_a)_FINAL CALC", "IAPT(i_a) Targets"
ROWS = (ENGLAND, NORTH_LINCOLNSHIRE, ROTHERHAM, SHEFFIELD)


def read(sheet: str, *columns: list[Any], **changed: Any) -> WorkbookReading:
    """A sheet of one column of figures for each of `columns`, from Q1 2021/22 on."""
    assert isinstance(LAYOUT, WorkbookLayout)
    periods = [f"Q{number} 2021/22" for number in range(1, len(columns) + 1)]
    cells = zip_longest(*columns, fillvalue="")
    rows = [[*ORGANISATION, *periods], *([*whose, *row] for whose, row in zip(ROWS, cells, strict=False))]
    layout = LAYOUT.model_copy(update=changed)
    return read_workbook([Sheet(sheet, rows)], layout, "an_edition", MEASURES, REFERENCE.register, COUNTED)


def values(reading: WorkbookReading) -> list[float]:
    return reading.values["value"].to_list()


def reported(reading: WorkbookReading) -> list[tuple[str, str]]:
    return [(reject["text"], reject["reason"]) for reject in reading.rejects]


SAY = "say how its shares are printed under `percentages` in raw/sources.yml, by the code of its sheet"


def test_fractions_among_which_a_percentage_stands_are_all_refused_and_the_next_column_is_not() -> None:
    found = read(RECOVERY, [0.8, 1.0, 47.0], [0.8, 1.0, 0.47])
    assert values(found) == [80.0, 100.0, 47.0]
    why = f"stands in a column of fractions with numbers above 1.5; {SAY}"
    outside = "'47' lies outside the range that the measure can have"
    assert reported(found) == [("0.8", why), ("1", why), ("47", outside)]


def test_a_column_that_may_be_of_fractions_is_refused_under_per_cent() -> None:
    found = read(RECOVERY, [0.61, 0.58, 0.66, "*"], [61.0, 0.58, 66.0], [0.0, 0.0, "*"], percentages="percent")
    assert sorted(value for value in values(found) if value is not None) == [0.0, 0.0, 0.58, 61.0, 66.0]
    # Two asterisks, and two columns whose last cell is empty.
    assert values(found).count(None) == 4
    assert [text for text, _ in reported(found)] == ["0.61", "0.58", "0.66"]
    assert reported(found)[0][1].endswith(f"so these may be fractions: 0.44 for 44 %; {SAY}")


def test_a_sheet_of_small_percentages_is_confirmed_by_its_code_however_it_is_written() -> None:
    for code in ("IAPT(ii_a)", "IAPT(ii.a)", "iapt (ii.a)"):
        found = read(RECOVERY, [0.61, 0.58], percentages={"others": "fractions", code: "percent"})
        assert (values(found), reported(found)) == ([0.61, 0.58], [])
    found = read(RECOVERY, [0.61, 0.58], percentages={"others": "fractions", "EIP(i)": "percent"})
    assert values(found) == [61.0, 58.0]


def test_numbers_that_are_saved_as_texts_are_numbers() -> None:
    found = read(RECOVERY, ["0.505", "47.5%", "*"])
    assert found.values.select("value", "decimals", "value_published").rows() == [
        (50.5, 1, "0.505"),
        (47.5, 1, "47.5%"),
        (None, None, "*"),
    ]
    found = read(PEOPLE, ["1,234", "1e+05", "230 (r)", "1\u00a0234"])
    assert values(found) == [1234.0, 100000.0, 230.0, 1234.0]


@pytest.mark.parametrize("cell", [1.237, 12.5, "1.237", "12.5"])
def test_a_count_of_people_that_is_no_whole_number_is_refused(cell: Any) -> None:
    found = read(PEOPLE, [12.0, cell])
    assert values(found) == [12.0]
    assert reported(found) == [(str(cell), f"'{cell}' is no whole number for certain, and what is counted is whole")]


def test_an_aim_that_was_worked_out_has_decimals() -> None:
    assert values(read(AIMS, [418008.3, 1.237])) == [418008.3, 1.237]


def test_a_percentage_is_no_count() -> None:
    found = read(PEOPLE, [12.0, "45%"])
    assert reported(found) == [("45%", "'45%' is in another unit than its measure, which is in people")]


# -- formulas without their value ------------------------------------------------------------------------------------


def with_formulas(folder: Path, cells: dict[str, str]) -> Path:
    """A sheet of England and two CCGs whose cells of figures F11 to G13 hold what `cells` say."""
    rows = [[*whose, 0.5, 0.4] for whose in (ENGLAND, NORTH_LINCOLNSHIRE, SHEFFIELD)]
    path = save(folder / "w.xlsx", {RECOVERY: figures(["Q3 2021/22", "Q4 2021/22"], *rows)})
    workbook = openpyxl.load_workbook(path)
    for place, formula in cells.items():
        workbook[RECOVERY][place] = formula
    workbook.save(path)
    return path


def read_file(path: Path) -> WorkbookReading:
    assert isinstance(LAYOUT, WorkbookLayout)
    return read_workbook(read_sheets(path), LAYOUT, "an_edition", MEASURES, REFERENCE.register, COUNTED)


def test_a_formula_that_was_saved_without_its_value_is_not_available_and_says_so(tmp_path: Path) -> None:
    """As openpyxl writes every formula: it works none out."""
    found = read_file(with_formulas(tmp_path, {"F12": "=F11+0.01", "G13": "=SUM(G11:G12)", "F13": "=F12"}))
    rows = found.values.sort("locator").select("locator", "value", "status", "reason").rows()
    without = [(locator[-3:], status, reason) for locator, value, status, reason in rows if value is None]
    reason = "a formula of the workbook that was saved without its value"
    assert without == [(place, "not_available", reason) for place in ("F12", "F13", "G13")]
    (part,) = found.parts
    assert (part["published"], part["without_value"], part["rejected"]) == (3, 3, 0)


def test_such_a_formula_in_place_of_a_period_or_a_code_is_reported(tmp_path: Path) -> None:
    found = read_file(with_formulas(tmp_path, {"G10": '="Q4 "&"2021/22"', "C13": "=C12"}))
    reasons = [reason for _, reason in reported(found)]
    assert f"stands under '{UNCALCULATED}', which names no period" in reasons
    assert any(f"has the code '{UNCALCULATED}'" in reason for reason in reasons)


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="F12"><f>F11+0.01</f></c>',
        b'<c r="F12"><f>F11+0.01</f><v/></c>',
        b'<c r="F12"><f>F11+0.01</f><v></v></c>',
        b'<c r="F12" s="1"><f t="shared" si="0"/></c>',
        b'<c s="1" r="F12"><f t="shared" ref="F12:F13" si="0">F11+0.01</f>\n<v /></c>',
        b"<c r='F12' t='n'><f>IF(F11&gt;0,1,2)</f></c>",
    ],
)
def test_it_is_found_however_it_is_written(tmp_path: Path, cell: bytes) -> None:
    path = save(tmp_path / "w.xlsx", {RECOVERY: figures(["Q4 2021/22"], [*ENGLAND, 0.5], [*SHEFFIELD, 0.4])})
    change_sheet(path, lambda content: content.replace(b'<c r="F12" t="n"><v>0.4</v></c>', cell))
    statuses = read_file(path).values.select("locator", "status").rows()
    assert statuses == [(f"{RECOVERY}!F11", "published"), (f"{RECOVERY}!F12", "not_available")]


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="F12" t="str"><f>""</f><v></v></c>',
        b'<c r="F12" t="str"><f>""</f></c>',
        b'<c r="F12"><f>0.4</f><v>0.4</v></c>',
    ],
)
def test_a_formula_whose_value_is_an_empty_text_or_a_number_is_none(tmp_path: Path, cell: bytes) -> None:
    path = save(tmp_path / "w.xlsx", {RECOVERY: figures(["Q4 2021/22"], [*ENGLAND, 0.5], [*SHEFFIELD, 0.4])})
    change_sheet(path, lambda content: content.replace(b'<c r="F12" t="n"><v>0.4</v></c>', cell))
    assert set(read_file(path).values["status"]) == {"published"}


def commented(row: int, column: int, words: str, **changed: Any) -> WorkbookReading:
    """Two columns of figures with a comment on the cell in `row` and `column`, from 0; the titles are in the first."""
    assert isinstance(LAYOUT, WorkbookLayout)
    rows = [[*ORGANISATION, "Q1 2021/22", "Q2 2021/22"], [*ENGLAND, 0.5, 0.51], [*NORTH_LINCOLNSHIRE, 0.55, 0.56]]
    layout = LAYOUT.model_copy(update=changed)
    sheets = [Sheet(RECOVERY, rows, {(row, column): words})]
    return read_workbook(sheets, layout, "an_edition", MEASURES, REFERENCE.register, COUNTED)


@pytest.mark.parametrize(
    ("row", "column", "left"),
    [(2, 5, [50.0, 51.0, 56.0]), (2, 2, [50.0, 51.0]), (2, 3, [50.0, 51.0]), (0, 5, [51.0, 56.0])],
)
def test_a_cell_with_a_comment_on_what_it_is_of_is_refused(row: int, column: int, left: list[float]) -> None:
    found = commented(row, column, "Excludes one provider")
    assert sorted(values(found)) == left
    assert all("'Excludes one provider' in the comment on" in reason for _, reason in reported(found))
    assert commented(row, column, "Excludes one provider", notes=("excludes*",)).rejects == []
    assert commented(row, column, "Not published at this level previously").rejects == []
