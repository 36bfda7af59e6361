"""Notes beside and words between the rows of a feed: what they are of is not certain, unless the layout says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from feed_samples import MEASURES, refusal
from layout_samples import MARKERS, everything, layout, read_lines
from openpyxl import Workbook
from openpyxl.comments import Comment
from test_layout_sheets import read_sheet
from the_reference import REFERENCE

from pipeline.base.problems import ValidationFailed
from pipeline.parse.carrying import tables_to_carry
from pipeline.reference.layouts import LongLayout

LONG = """
    kind: csv
    period: Period
    group_is: CCG
    groups: {CCG: {org_type: ccg, code: Code, name: CCG}}
    measure: Measure
    value: Value
"""
WIDE = """
    kind: csv
    period_is: 2018/19
    group_is: CCG
    groups: {CCG: {org_type: ccg, code: Code, name: CCG}}
    measures: {Value: M192}
"""
FIRST, SECOND = "03K,NHS North Lincolnshire CCG,52", "00L,NHS Northumberland CCG,78"
ONLY_FIRST = [("03K", 52.0)]
BOTH = [("03K", 52.0), ("00L", 78.0)]


@pytest.mark.parametrize(
    "note", ["Figure for 2017/18", "estimate", "not comparable", "includes NHS Bury CCG", "p", "1", "see note 3"]
)
@pytest.mark.parametrize("title", ["Comment", "Value note", "Flags", ""])
def test_a_row_with_a_note_is_listed_and_not_taken(tmp_path: Path, title: str, note: str) -> None:
    if not title and len(note) < 3:
        pytest.skip("a sign under no title is no note in words")
    found = read_lines(tmp_path, layout(WIDE), f"Code,CCG,Value,{title}", f"{FIRST},", f"{SECOND},{note}")
    assert found.values("org_code", "value") == ONLY_FIRST
    (reject,) = found.rejected
    assert reject["locator"] == "row 3"
    assert f"'{note}'" in reject["reason"]
    assert "write it under `notes`" in reject["reason"]
    everything(found)


def test_a_row_with_a_note_is_not_taken_where_measures_have_rows(tmp_path: Path) -> None:
    heading = "Period,Code,CCG,Measure,Value,Note"
    rows = ["2018/19,03K,NHS North Lincolnshire CCG,M192,52,", "2018/19,00L,NHS Northumberland CCG,M192,78,estimate"]
    found = read_lines(tmp_path, layout(LONG), heading, *rows)
    assert found.values("org_code", "value") == ONLY_FIRST
    everything(found)


@pytest.mark.parametrize("note", ["", "-", "n/a", "Provisional", "provisional"])
def test_a_note_that_says_nothing_or_changes_nothing_is_passed_over(tmp_path: Path, note: str) -> None:
    form = layout(WIDE, notes=["Provisional"])
    found = read_lines(tmp_path, form, "Code,CCG,Value,Note", f"{FIRST},", f"{SECOND},{note}")
    assert found.values("org_code", "value") == BOTH
    everything(found)


def test_a_note_beside_what_stands_for_no_value_explains_it(tmp_path: Path) -> None:
    form = layout(WIDE, markers=MARKERS)
    found = read_lines(tmp_path, form, "Code,CCG,Value,Note", f"{FIRST},", "00L,NHS Northumberland CCG,*,c")
    assert found.values("org_code", "status") == [("03K", "published"), ("00L", "suppressed")]
    everything(found)


def test_a_column_of_arrows_without_a_title_is_no_note(tmp_path: Path) -> None:
    found = read_lines(tmp_path, layout(WIDE), "Code,CCG,Value,", f"{FIRST},▲", f"{SECOND},-1.2")
    assert found.values("org_code", "value") == BOTH


def test_a_file_whose_rows_are_added_up_is_refused_with_a_note(tmp_path: Path) -> None:
    form = """
        kind: csv
        period: Month
        period_form: month
        group_is: CCG
        groups: {CCG: {org_type: ccg, code: Code, name: CCG}}
        measure: Measure
        add_up: {numerator: [Seen], denominator: All}
    """
    rows = b"Month,Code,CCG,Measure,Seen,All,Note\n2018-04,03K,NHS North Lincolnshire CCG,M192,5,10,estimate\n"
    assert "'estimate' under 'Note'" in str(refusal(tmp_path, layout(form, notes=["x"]), rows))


@pytest.mark.parametrize("words", ["Aged 65 and over", "Plan", "IAPT recovery rate", "Figures for London only"])
@pytest.mark.parametrize("form", ["{}", "{},,", '"{}",,'])
def test_rows_below_words_alone_are_listed_and_not_taken(tmp_path: Path, words: str, form: str) -> None:
    found = read_lines(tmp_path, layout(WIDE), "Code,CCG,Value", FIRST, form.format(words), SECOND)
    assert found.values("org_code", "value") == ONLY_FIRST
    assert any(f"stands below '{words}' in row 3" in reject["reason"] for reject in found.rejected)
    everything(found)


def test_rows_below_words_in_the_place_of_a_code_are_not_taken(tmp_path: Path) -> None:
    heading = "Period,Code,CCG,Measure,Value"
    rows = [
        "2018/19,03K,NHS North Lincolnshire CCG,M192,52",
        "2018/19,Aged 65 and over,,M192,".replace("65 ", "sixty-five "),
        "2018/19,00L,NHS Northumberland CCG,M192,78",
    ]
    found = read_lines(tmp_path, layout(LONG), heading, *rows)
    assert found.values("org_code", "value") == ONLY_FIRST


@pytest.mark.parametrize(
    "words", ["North West", "England", "Total", "2018/19", "Page 2 of 3", "NHS Hull CCG", "Provisional", "Value"]
)
def test_rows_below_a_place_a_page_or_what_changes_nothing_are_taken(tmp_path: Path, words: str) -> None:
    form = layout(WIDE, notes=["Provisional"])
    found = read_lines(tmp_path, form, "Code,CCG,Value", FIRST, f"{words},,", SECOND)
    assert found.values("org_code", "value") == BOTH


@pytest.mark.parametrize("lines", [["A note,,", FIRST, SECOND], [FIRST, SECOND, "A note,,", "Another note"]])
def test_one_note_above_all_rows_or_notes_below_them_head_none(tmp_path: Path, lines: list[str]) -> None:
    found = read_lines(tmp_path, layout(WIDE), "Code,CCG,Value", *lines)
    assert found.values("org_code", "value") == BOTH


def test_of_several_headings_the_first_heads_rows_too(tmp_path: Path) -> None:
    told = refusal(tmp_path, layout(WIDE), f"Code,CCG,Value\nRecovery\n{FIRST}\nWaits\n{SECOND}\n".encode())
    assert "stands below 'Recovery' in row 2" in str(told)


def commented(tmp_path: Path, cell: str, words: str) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Data"
    for row in (["Code", "CCG", "Value"], [*FIRST.split(",")[:2], 52], [*SECOND.split(",")[:2], 78]):
        sheet.append(row)
    sheet[cell].comment = Comment(words, "an analyst")
    book.save(path := tmp_path / "feed.xlsx")
    return path


@pytest.mark.parametrize("cell", ["C3", "B3"])
def test_a_row_with_a_comment_on_a_cell_is_not_taken(tmp_path: Path, cell: str) -> None:
    form = layout(WIDE, kind="table", sheet="Data")
    found = read_sheet(tmp_path, form, commented(tmp_path, cell, "excluding\nthe North East"))
    assert found.values("org_code", "value") == ONLY_FIRST
    assert f"'excluding the North East' in the comment on {cell} may say" in found.rejected[0]["reason"]


@pytest.mark.parametrize(("cell", "words"), [("C1", "what it counts"), ("C3", "checked"), ("F9", "by the way")])
def test_a_comment_elsewhere_or_that_changes_nothing_is_passed_over(tmp_path: Path, cell: str, words: str) -> None:
    form = layout(WIDE, kind="table", sheet="Data", notes=["checked"])
    assert read_sheet(tmp_path, form, commented(tmp_path, cell, words)).values("org_code", "value") == BOTH


@pytest.mark.parametrize("title", ["Basis", "Status", "Type"])
@pytest.mark.parametrize("word", ["Forecast", "Target", "Modelled"])
def test_a_figure_that_was_not_measured_is_not_taken_whatever_the_title(tmp_path: Path, title: str, word: str) -> None:
    found = read_lines(tmp_path, layout(WIDE), f"Code,CCG,Value,{title}", f"{FIRST},Actual", f"{SECOND},{word}")
    assert found.values("org_code", "value") == ONLY_FIRST
    everything(found)


def test_what_stands_below_words_of_a_revision_takes_the_place_of_what_is_above(tmp_path: Path) -> None:
    rows = f"Code,CCG,Value\n{FIRST}\nRevised figures,,\n{SECOND}\n".encode()
    assert "above or below 'Revised figures'" in str(refusal(tmp_path, layout(WIDE), rows))


@pytest.mark.parametrize("after", [" (Q4)", " (2017/18)", ", estimated", " - forecast", " [plan]"])
def test_words_after_a_name_may_say_that_the_figure_is_another(tmp_path: Path, after: str) -> None:
    named = SECOND.replace("CCG,", f'CCG{after}",').replace("00L,", '00L,"')
    found = read_lines(tmp_path, layout(WIDE), "Code,CCG,Value", FIRST, named)
    assert found.values("org_code", "value") == ONLY_FIRST


def test_a_row_with_a_comment_is_not_carried(tmp_path: Path) -> None:
    form = layout(WIDE, kind="table", sheet="Data")
    (table,) = tables_to_carry(
        commented(tmp_path, "C3", "excluding the North East"), form, MEASURES, REFERENCE.register
    )
    assert list(table.rows) == [1, 2]


def carried_rows(path: Path, form: LongLayout) -> list[int]:
    (table,) = tables_to_carry(path, form, MEASURES, REFERENCE.register)
    return list(table.rows)


@pytest.mark.parametrize("words", ["Figures below are estimates", "Aged 65 and over"])
def test_rows_below_words_alone_are_not_carried(tmp_path: Path, words: str) -> None:
    path = tmp_path / "feed.csv"
    path.write_text(f"Code,CCG,Value\nNorth West,,\n{FIRST}\n{words},,\n{SECOND}\n")
    assert carried_rows(path, layout(WIDE)) == [1, 3]
    assert carried_rows(path, layout(WIDE, notes=[words])) == [1, 3, 5]


def test_a_column_whose_title_has_a_comment_is_not_carried_without_it(tmp_path: Path) -> None:
    form = layout(WIDE, kind="table", sheet="Data")
    with pytest.raises(ValidationFailed, match="'Figures for Q4 only' in the comment on C1"):
        carried_rows(commented(tmp_path, "C1", "Figures for Q4 only"), form)


FOOT = [
    ("*", "* Figure for 2017/18"),
    ("†", "† Includes two practices of Wigan"),
    ("2", "2 Data for December 2018"),
    (" [1]", "[1] Estimated"),
    (" (a)", "(a) partial return"),
    ("*", "* Rate of the predecessor"),
]


@pytest.mark.parametrize(("mark", "note"), FOOT)
@pytest.mark.parametrize("form", ["{}", '"{}",,'])
def test_a_row_whose_name_has_the_mark_of_a_note_is_not_taken(tmp_path: Path, mark: str, note: str, form: str) -> None:
    marked = SECOND.replace("CCG,", f"CCG{mark},")
    found = read_lines(tmp_path, layout(WIDE), "Code,CCG,Value", FIRST, marked, form.format(note))
    assert found.values("org_code", "value") == ONLY_FIRST
    assert any(f"'{note}' in row 4 may say" in reject["reason"] for reject in found.rejected)
    everything(found)
    noted = layout(WIDE, notes=[f"*{note[2:]}"])
    assert (
        read_lines(tmp_path, noted, "Code,CCG,Value", FIRST, SECOND, form.format(note)).values("org_code", "value")
        == BOTH
    )


@pytest.mark.parametrize("mark", ["†", " [1]"])
def test_a_row_whose_value_has_the_mark_of_a_note_is_not_taken(tmp_path: Path, mark: str) -> None:
    found = read_lines(tmp_path, layout(WIDE), "Code,CCG,Value", FIRST, f"{SECOND}{mark}", f"{mark.strip()} estimate")
    assert found.values("org_code", "value") == ONLY_FIRST


@pytest.mark.parametrize("note", ["† Formed in 2013", "† Suppressed", "‡ Estimated", "1 Estimated", "Source: a plan"])
def test_a_mark_without_a_note_that_changes_anything_leaves_the_row(tmp_path: Path, note: str) -> None:
    found = read_lines(tmp_path, layout(WIDE), "Code,CCG,Value", FIRST, f"{SECOND}†", note)
    assert found.values("org_code", "value") == BOTH


@pytest.mark.parametrize(
    "note",
    [
        "Note: the figure for NHS Northumberland CCG covers April to September 2018 only.",
        "NHS Northumberland CCG's figure is for 2017/18.",
        "Rates follow. The rate was estimated for NHS Northumberland CCG; it is low.",
    ],
)
def test_a_row_whose_ccg_a_note_names_is_not_taken(tmp_path: Path, note: str) -> None:
    found = read_lines(tmp_path, layout(WIDE), "Code,CCG,Value", FIRST, SECOND, f'"{note}",,')
    assert found.values("org_code", "value") == ONLY_FIRST
    assert any("in row 4 may say that the row is of something else" in reject["reason"] for reject in found.rejected)
    everything(found)
    form = layout(WIDE, notes=["*Northumberland*"])
    assert read_lines(tmp_path, form, "Code,CCG,Value", FIRST, SECOND, f'"{note}",,').values("value") == [(52,), (78,)]


def two_measures(tmp_path: Path, cell: str, words: str) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Data"
    for row in (["Table 1"], ["Code", "CCG", "Value", "Waits"], [*FIRST.split(",")[:2], 52, 70]):
        sheet.append(row)
    sheet[cell].comment = Comment(words, "an analyst")
    book.save(path := tmp_path / "feed.xlsx")
    return path


TWO = WIDE.replace("measures: {Value: M192}", "measures: {Value: M192, Waits: M001}").replace("csv", "table")


def test_values_below_a_title_with_a_comment_are_listed_and_not_taken(tmp_path: Path) -> None:
    form = layout(TWO, sheet="Data")
    found = read_sheet(tmp_path, form, two_measures(tmp_path, "D2", "Figures are for Q4 only"))
    assert found.values("value") == [(52,)]
    assert any("'Figures are for Q4 only' in the comment on D2" in reject["reason"] for reject in found.rejected)
    everything(found)


@pytest.mark.parametrize("cell", ["A1", "B1"])
def test_a_comment_above_the_titles_is_on_all_values(tmp_path: Path, cell: str) -> None:
    path = two_measures(tmp_path, cell, "Estimated")
    with pytest.raises(ValidationFailed, match=f"'Estimated' in the comment on {cell}"):
        read_sheet(tmp_path, layout(TWO, sheet="Data"), path)
    assert len(read_sheet(tmp_path, layout(TWO, sheet="Data", notes=["estimated"]), path).values("value")) == 2


@pytest.mark.parametrize(("cell", "words"), [("D2", "those who recovered"), ("A2", "Codes of April 2019")])
def test_a_comment_that_says_what_values_are_is_passed_over(tmp_path: Path, cell: str, words: str) -> None:
    found = read_sheet(tmp_path, layout(TWO, sheet="Data"), two_measures(tmp_path, cell, words))
    assert found.values("value") == [(52,), (70,)]


@pytest.mark.parametrize("form", ["{}", '"{}",,'])
@pytest.mark.parametrize("words", ["All figures in £000", "Spend in £ thousands"])
@pytest.mark.parametrize("is_above", [True, False])
def test_words_on_the_size_of_numbers_count_above_and_below_the_table(
    tmp_path: Path, form: str, words: str, is_above: bool
) -> None:
    said, rows = [form.format(words)], ["Code,CCG,Value", FIRST, SECOND]
    of_people = layout(WIDE.replace("M192", "M001"))
    told = refusal(tmp_path, of_people, "\n".join([*said, *rows] if is_above else [*rows, *said]))
    assert "while numbers are read as they stand" in str(told)
    of_shares = read_lines(tmp_path, layout(WIDE), *([*said, *rows] if is_above else [*rows, *said]))
    assert of_shares.values("org_code", "value") == BOTH


@pytest.mark.parametrize("note", [["2. Figure for 2017/18."], ["(2)", "Estimated"], ["2", "Excludes one provider"]])
def test_a_note_on_another_sheet_is_on_the_rows_with_its_mark(tmp_path: Path, note: list[str]) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Data"
    for row in (
        ["Code", "CCG", "Value"],
        ["03K", "NHS North Lincolnshire CCG", 52],
        ["00L", "NHS Northumberland CCG (2)", 78],
    ):
        sheet.append(row)
    book.create_sheet("Notes").append(note)
    book.save(path := tmp_path / "feed.xlsx")
    found = read_sheet(tmp_path, layout(WIDE, kind="table", sheet="Data"), path)
    assert found.values("org_code", "value") == ONLY_FIRST
    assert any("on the sheet 'Notes', row 1," in reject["reason"] for reject in found.rejected)


@pytest.mark.parametrize(
    ("note", "left"), [("* Figures for Q4 only", 1), ("* The recovery rate", 2), ("† Estimated", 2)]
)
def test_values_below_a_title_with_the_mark_of_a_note_are_listed_and_not_taken(
    tmp_path: Path, note: str, left: int
) -> None:
    form = layout(WIDE, measures={"Rate*": "M192", "People": "M001"})
    found = read_lines(tmp_path, form, "Code,CCG,Rate*,People", "00L,NHS Northumberland CCG,52,10", f'"{note}",,,')
    assert len(found.values("value")) == left
    assert any(note in reject["reason"] for reject in found.rejected) is (left == 1)
