"""Layouts of feeds: how a file's bytes, heading, periods, groups, measures and counts may come, and what is told."""

from __future__ import annotations

import codecs
import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from openpyxl import Workbook
from pydantic import TypeAdapter, ValidationError
from test_feeds import MEASURES, REGISTER, SERVICES, SERVICES_HEADING, Read, assert_whole, read_bytes, refusal, service

from pipeline.base.problems import ValidationFailed
from pipeline.parse.csv.feed import read_feed
from pipeline.reference.layouts import CsvLayout, LongLayout, TableLayout

MARKERS = {"*": {"status": "suppressed", "reason": "printed as *"}, "": {"status": "not_available", "reason": "empty"}}
LONG = """
    kind: csv
    period: Period
    group: Kind
    groups:
      England: {org_type: national}
      CCG: {org_type: ccg, code: Code, name: Name}
    measure: Measure
    value: Value
"""
HEADING = "Period,Kind,Code,Name,Measure,Value"


def layout(text: str, **more: Any) -> LongLayout:
    given = yaml.safe_load(text) | {"markers": MARKERS} | more
    adapter: TypeAdapter[CsvLayout | TableLayout] = TypeAdapter(CsvLayout | TableLayout)
    return adapter.validate_python({name: value for name, value in given.items() if value is not None})


def read_lines(folder: Path, form: LongLayout, *lines: str) -> Read:
    return read_bytes(folder, form, "\n".join(lines).encode())


def long(folder: Path, *lines: str, **more: Any) -> Read:
    return read_lines(folder, layout(LONG, **more), HEADING, *lines)


def row(period: str, value: str = "50", code: str = "03K", measure: str = "M192") -> str:
    return f"{period},CCG,{code},NHS A CCG,{measure},{value}"


def everything(found: Read) -> int:
    """What all parts account for; each part must be whole."""
    for part in found.reading.parts:
        kinds = ("labels", "published", "without_value", "rejected", "left_out")
        assert sum(part[kind] for kind in kinds) == part["cells"], part
    return sum(part["cells"] for part in found.reading.parts)


# -- periods ---------------------------------------------------------------------------------------------------------
# No CCG was open before April 2013; where an example is of earlier periods, its figures are mapped to a later day.


def test_years_that_look_like_months_are_years_where_one_label_of_the_column_says_so(tmp_path: Path) -> None:
    found = long(tmp_path, row("2010-11"), row("2011-12"), row("2012-13"), organisations_on="2019-04-01")
    assert found.values("period", "period_published") == [
        ("2010/11", "2010-11"),
        ("2011/12", "2011-12"),
        ("2012/13", "2012-13"),
    ]


def test_months_that_look_like_years_are_months_where_one_label_says_so(tmp_path: Path) -> None:
    found = long(tmp_path, row("2010-10"), row("2010-11"), row("2011-12"), organisations_on="2019-04-01")
    assert found.values("period") == [("2010-10",), ("2010-11",), ("2011-12",)]


def test_a_column_that_leaves_open_whether_it_holds_months_or_years_is_a_question(tmp_path: Path) -> None:
    content = "\n".join([HEADING, row("2010-11"), row("2011-12")])
    message = refusal(tmp_path, layout(LONG), content)
    assert "in its column Period '2010-11', '2011-12' can be months and financial years" in message
    assert "Say `period_form: month` or `period_form: financial_year` in raw/sources.yml" in message


@pytest.mark.parametrize(
    ("form", "periods"), [("month", ["2010-11", "2011-12"]), ("financial_year", ["2010/11", "2011/12"])]
)
def test_period_form_answers_it(tmp_path: Path, form: str, periods: list[str]) -> None:
    found = long(tmp_path, row("2010-11"), row("2011-12"), period_form=form, organisations_on="2019-04-01")
    assert [period for (period,) in found.values("period")] == periods


def test_a_label_that_is_none_of_the_form_is_a_reject_that_names_the_form(tmp_path: Path) -> None:
    found = long(tmp_path, row("201819"), row("2018-07"), period_form="financial_year")
    assert found.values("period") == [("2018/19",)]
    ((locator, reason),) = found.rejects
    assert locator == "row 3"
    assert reason.startswith("'2018-07' is not a financial year, as period_form says of its column")


def test_a_label_without_a_form_is_reported_which_forms_fit(tmp_path: Path) -> None:
    found = long(tmp_path, row("2017/18"), row("201819"), row("2015 - 17"))
    assert found.values("period") == [("2017/18",)]
    assert [reason for _, reason in found.rejects] == [
        "'201819' names no period for certain; it can be a financial year (period_form: financial_year); say so in"
        " sources.yml",
        "'2015 - 17' names no period for certain; it can be a financial year (period_form: financial_year) or a"
        " calendar year (period_form: calendar_year); say so in sources.yml",
    ]


def test_what_stands_around_a_label_can_be_said(tmp_path: Path) -> None:
    form = {"period_within": "SMI-*", "period_form": "quarter"}
    found = long(tmp_path, row("SMI-Q4-2019-2020"), row("smi-Q1-2020-2021"), row("Q2-2020-2021"), **form)
    assert found.values("period", "period_published") == [
        ("2019/20 Q4", "SMI-Q4-2019-2020"),
        ("2020/21 Q1", "smi-Q1-2020-2021"),
    ]
    assert "is no period between what period_within says (SMI-*)" in found.rejects[0][1]


@pytest.mark.parametrize(
    ("start", "end", "form"),
    [
        ("01-Apr-2019", "30-Apr-2019", None),
        ("2019-04-01T00:00:00", "2019-04-30T00:00:00", None),
        ("43556", "43585", "excel"),
        ("04/01/2019", "04/30/2019", "mm/dd/yyyy"),
        ("01.04.2019", "30.04.2019", "dd/mm/yyyy"),
    ],
)
def test_days_are_read_in_the_form_of_the_layout(tmp_path: Path, start: str, end: str, form: str | None) -> None:
    days = SERVICES.model_copy(update={"date_form": form})
    found = read_lines(tmp_path, days, SERVICES_HEADING, service("5", start=start, end=end))
    assert found.values("period", "period_published") == [("2019-04", f"{start} to {end}")]


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        ("43556", "43585", "say `date_form: excel`"),
        ("04/13/2019", "04/30/2019", "say `date_form: mm/dd/yyyy`"),
        ("2019-03-31T23:00:00Z", "30/04/2019", "'2019-03-31T23:00:00Z' is no day as dd/mm/yyyy or yyyy-mm-dd"),
    ],
)
def test_days_of_another_form_are_rejects_that_say_which_key_would_read_them(
    tmp_path: Path, start: str, end: str, message: str
) -> None:
    found = read_lines(tmp_path, SERVICES, SERVICES_HEADING, service("5"), service("6", start=start, end=end))
    assert message in found.rejects[0][1]


# -- bytes and headings ----------------------------------------------------------------------------------------------

NAMES = ("KING’S LYNN – CAFÉ", "ÅNGSTRÖM")
TABLE = "\n".join([SERVICES_HEADING, service("5", name=NAMES[0]), service("6", name=NAMES[1], code="00L")]) + "\n"


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF16_LE + TABLE.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"),
        TABLE.encode("utf-32"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        codecs.BOM_UTF8 * 2 + TABLE.encode(),
        codecs.BOM_UTF8 + "ï»¿".encode() + TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("\n", "\r\n").encode("utf-16"),
    ],
)
def test_the_same_table_in_another_encoding(tmp_path: Path, content: bytes) -> None:
    found = read_bytes(tmp_path, SERVICES, content)
    assert found.values("locator", "org_name_published", "value") == [
        ("row 2, MEASURE_VALUE", NAMES[0], 5.0),
        ("row 3, MEASURE_VALUE", NAMES[1], 6.0),
    ]


@pytest.mark.parametrize("rows_before", [0, 8_000])
def test_a_byte_of_windows_in_a_text_of_utf_8_spoils_nothing_else(tmp_path: Path, rows_before: int) -> None:
    """Whether it stands in the beginning that is looked at, or far below."""
    rows = [service("5", code=f"R{number}", name="É" * 100, group="Provider") for number in range(rows_before)]
    content = "\n".join([SERVICES_HEADING, *rows, service("5", name=NAMES[0]), service("6", code="00L", name="@")])
    found = read_bytes(tmp_path, SERVICES, content.encode().replace(b"@", b"KING\x92S"))
    assert [name for (name,) in found.values("org_name_published")[-2:]] == [NAMES[0], "KING’S"]
    assert found.values("locator")[-1] == (f"row {rows_before + 3}, MEASURE_VALUE",)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_what_divides_the_cells_is_known_by_the_heading(tmp_path: Path, delimiter: str) -> None:
    lines = [SERVICES_HEADING, service("1,234"), service("6", code="00L", name="A; B\t|")]
    content = "\n".join(delimiter.join(f'"{cell}"' for cell in cells) for cells in csv.reader(lines))
    found = read_bytes(tmp_path, SERVICES, content.encode())
    assert found.values("org_name_published", "value") == [
        ("NHS NORTH LINCOLNSHIRE CCG", 1234.0),
        ("A; B\t|", 6.0),
    ]


def test_decimal_commas_make_a_comma_of_thousands_uncertain(tmp_path: Path) -> None:
    rows = [service("12,5").replace('"', ""), service("1,234", code="00L").replace('"', "")]
    lines = [SERVICES_HEADING.replace(",", ";")]
    lines += [row.replace(",", ";", 10) for row in rows]
    message = refusal(tmp_path, SERVICES, "\n".join(lines))
    assert "'12,5' has a decimal comma, so nobody knows whether '1,234' is thousands" in message


@pytest.mark.parametrize("first_line", ["sep=;", '"sep=;"', "SEP=;", "sep=;;;;"])
def test_a_first_line_that_says_what_divides_the_cells(tmp_path: Path, first_line: str) -> None:
    lines = [first_line, SERVICES_HEADING.replace(",", ";"), service("5").replace(",", ";")]
    found = read_lines(tmp_path, SERVICES, *lines)
    assert found.values("locator", "value") == [("row 3, MEASURE_VALUE", 5.0)]


def test_the_delimiter_of_the_layout_is_the_only_one_that_is_tried(tmp_path: Path) -> None:
    tab = SERVICES.model_copy(update={"delimiter": "tab"})
    lines = [line.replace(",", "\t") for line in (SERVICES_HEADING, service("5"))]
    assert read_lines(tmp_path, tab, *lines).values("value") == [(5.0,)]
    message = refusal(tmp_path / "bars", SERVICES.model_copy(update={"delimiter": "|"}), TABLE)
    assert "It was read as UTF-8 divided by bars" in message


def test_titles_above_the_heading_are_labels_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    titles = ["Table 1: people in contact, by group", "", '"Published in May 2019, ""final"""', ",,,"]
    found = read_lines(tmp_path, SERVICES, *titles, SERVICES_HEADING, service("5"), service("x", code="00L"))
    assert found.values("locator", "value") == [("row 6, MEASURE_VALUE", 5.0)]
    assert [locator for locator, _ in found.rejects] == ["row 7"]
    above = found.part("above the heading")
    # Also the line of nothing but commas is one.
    assert (above["cells"], above["labels"], above["reason"]) == (3, 3, "stands above the heading")
    assert everything(found) == 3 + 2


def test_a_heading_is_looked_for_in_the_first_fifty_rows(tmp_path: Path) -> None:
    titles = [f"Note {number}" for number in range(49)]
    assert read_lines(tmp_path, SERVICES, *titles, SERVICES_HEADING, service("5")).values("locator") == [
        ("row 51, MEASURE_VALUE",)
    ]
    message = refusal(tmp_path / "later", SERVICES, "\n".join([*titles, "One more", SERVICES_HEADING, service("5")]))
    assert "of its first 50 rows none has more than 0 of the" in message


NOTES = ["Source: NHS England", "* stands for a count under 5, as in the notes"]


def test_notes_below_the_data_are_listed_and_end_nothing(tmp_path: Path) -> None:
    found = read_lines(tmp_path, SERVICES, SERVICES_HEADING, service("5"), service("6", code="00L"), "", *NOTES)
    assert found.values("locator", "value") == [("row 2, MEASURE_VALUE", 5.0), ("row 3, MEASURE_VALUE", 6.0)]
    assert [(r["locator"], r["text"], r["cells"], r["reason"]) for r in found.rejected] == [
        (
            "row 5",
            "Source: NHS England",
            1,
            "line 5 stands below the data and has 1 cell where the heading has 11: a note, it seems",
        ),
        (
            "row 6",
            "* stands for a count under 5 |  as in the notes",
            2,
            "line 6 stands below the data and has 2 cells where the heading has 11: a note, it seems",
        ),
    ]
    assert everything(found) == 2 + 2
    assert found.part("no rows of the table")["rejected"] == 2


def test_notes_may_have_quotation_marks_and_outnumber_the_rows(tmp_path: Path) -> None:
    notes = ['"Suppressed" figures are printed as *', 'See "Notes", page 2', 'An inch is 1"', '"', "Ends"]
    found = read_lines(tmp_path, SERVICES, SERVICES_HEADING, service("5"), *notes)
    assert found.values("locator", "value") == [("row 2, MEASURE_VALUE", 5.0)]
    assert [locator for locator, _ in found.rejects] == [f"row {number}" for number in range(3, 8)]
    assert everything(found) == 6


def test_a_quotation_mark_that_is_not_closed_above_rows_is_refused_by_its_line(tmp_path: Path) -> None:
    lines = [SERVICES_HEADING, service("5"), '"' + service("6", code="00L"), service("7", code="01K")]
    assert "feed.csv:3: a quotation mark is not closed" in refusal(tmp_path, SERVICES, "\n".join(lines))


def test_a_note_that_a_spreadsheet_filled_up_with_empty_cells_is_a_note(tmp_path: Path) -> None:
    note = "Source: NHS England" + "," * 10
    found = read_lines(tmp_path, SERVICES, SERVICES_HEADING, service("5"), service("6", measure="X9"), note)
    assert [(r["locator"], r["text"]) for r in found.rejected] == [("row 4", "Source: NHS England")]
    assert [(part["part"], part["part_no"]) for part in found.reading.parts] == [
        ("MHS01", 1),
        ("X9", 2),
        ("no rows of the table", 3),
    ]
    assert (everything(found), found.groups) == (3, [])


def test_a_row_of_too_few_or_too_many_cells_is_rejected_with_its_line_and_the_others_are_read(tmp_path: Path) -> None:
    lines = [
        service("5", name="Trust,\nof two lines"),
        "01/04/2019,30/04/2019,Final",
        service("6", code="00L") + ",7",
        service("7", code="01K"),
    ]
    found = read_lines(tmp_path, SERVICES, SERVICES_HEADING, *lines)
    assert found.values("locator", "value") == [("row 2, MEASURE_VALUE", 5.0), ("row 5, MEASURE_VALUE", 7.0)]
    assert found.rejects == [
        ("row 3", "line 4 has 3 cells where the heading has 11, so its cells are uncertain; ask its publisher"),
        ("row 4", "line 5 has 12 cells where the heading has 11, so its cells are uncertain; ask its publisher"),
    ]
    assert everything(found) == 4


def test_empty_cells_beyond_the_heading_are_nothing(tmp_path: Path) -> None:
    lines = [SERVICES_HEADING + ",,", service("5"), service("6", code="00L") + ",,,,"]
    found = read_lines(tmp_path, SERVICES, *lines)
    assert (found.values("value"), found.rejects) == ([(5.0,), (6.0,)], [])


def test_lines_that_end_in_two_ways_are_read(tmp_path: Path) -> None:
    found = read_bytes(
        tmp_path, SERVICES, f"{SERVICES_HEADING}\n{service('5')}\r\n{service('6', code='00L')}\n".encode()
    )
    assert found.values("locator", "value") == [("row 2, MEASURE_VALUE", 5.0), ("row 3, MEASURE_VALUE", 6.0)]


def test_a_file_that_breaks_off_in_a_row_is_refused_by_its_line(tmp_path: Path) -> None:
    lines = [SERVICES_HEADING, service("5"), service("6", code="00L")[:-12]]
    message = refusal(tmp_path, SERVICES, "\n".join(lines))
    assert "feed.csv:3: breaks off in the middle of its last row" in message


def test_a_heading_that_is_not_certain_names_what_was_tried(tmp_path: Path) -> None:
    message = refusal(tmp_path, SERVICES, "Name:Value\nA:1\n")
    assert "It was read as UTF-8 divided by commas, and of its first 50 rows none has more than 0 of the" in message
    assert "publisher renamed" not in message
    lost = "\n".join(["A title", SERVICES_HEADING.replace("BREAKDOWN", "GROUPING"), service("5")])
    message = refusal(tmp_path, SERVICES, lost.replace(",", ";"))
    assert "feed.csv:2: has no column BREAKDOWN; its columns are REPORTING_PERIOD_START," in message
    assert "It was read as UTF-8 divided by semicolons. If its publisher renamed it" in message


# -- constants, columns of measures, counts in rows -------------------------------------------------------------------

REGISTER_TABLE = """
    kind: csv
    period_is: 2018/19
    group_is: CCG
    groups: {CCG: {org_type: ccg, code: CCG code, name: CCG name}}
    measures:
      Prevalence (%): {code: "848", numerator: Register, denominator: List size}
"""


def test_a_years_register_as_published(tmp_path: Path) -> None:
    """Titles, one period, one kind of organisation, a value in a column of its own with its counts, a note."""
    found = read_lines(
        tmp_path,
        layout(REGISTER_TABLE),
        "Depression 2018/19,,,,,",
        "",
        "CCG code,CCG name,List size,Register,Prevalence (%),Practices",
        '03K,NHS North Lincolnshire CCG,"141,000","17,000",12.06,19',
        "00L,NHS Northumberland CCG,250000,*,*,40",
        "ZZ9,NHS Nowhere CCG,1,1,100,1",
        "Source: QOF,,,,,",
    )
    assert found.values(
        "locator", "org_code", "measure_id", "period", "period_published", "value", "status", "numerator", "denominator"
    ) == [
        ("row 4, Prevalence (%)", "03K", "depression", "2018/19", "2018/19", 12.06, "published", 17000.0, 141000.0),
        ("row 5, Prevalence (%)", "00L", "depression", "2018/19", "2018/19", None, "suppressed", None, 250000.0),
    ]
    assert [(r["locator"], r["text"]) for r in found.rejected] == [
        ("row 6, Prevalence (%)", "ZZ9 | NHS Nowhere CCG | 1 | 1 | 100 | 1"),
        ("row 7", "Source: QOF"),
    ]
    practices = found.part("Practices")
    assert (practices["cells"], practices["left_out"]) == (3, 3)
    assert practices["reason"] == "the layout names no measure for this column"
    # A title, three cells of the measure, three of the other column, a note.
    assert everything(found) == 1 + 3 + 3 + 1


WIDE = """
    kind: csv
    period: Month
    period_form: month
    group: Kind
    groups:
      England: {org_type: national}
      CCG: {org_type: ccg, code: Code, name: Name}
    measures: {Recovery rate: M192, People: M001}
"""


def test_each_of_several_columns_is_a_measure(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path,
        layout(WIDE),
        "Kind,Code,Name,Month,Recovery  rate,People",
        "England,,,Apr-19,50.25,1000",
        "CCG,03K,NHS A CCG,Apr-19,*,10",
        "CCG,00L,NHS B CCG,Apr-19,47,x",
        "CCG,00L,NHS B CCG,Apr-19,47,12",
        "Region,Y56,LONDON,Apr-19,1,2",
    )
    assert found.values("locator", "org_code", "measure_id", "value", "decimals", "status") == [
        ("row 2, Recovery  rate", "England", "recovery", 50.25, 2, "published"),
        ("row 2, People", "England", "people", 1000.0, 0, "published"),
        ("row 3, Recovery  rate", "03K", "recovery", None, None, "suppressed"),
        ("row 3, People", "03K", "people", 10.0, 0, "published"),
        ("row 4, Recovery  rate", "00L", "recovery", 47.0, 0, "published"),
        ("row 5, People", "00L", "people", 12.0, 0, "published"),
    ]
    assert found.rejects == [
        (
            "row 4, People",
            "'x' is neither a number nor a marker; name it under `markers` in raw/sources.yml if it is one",
        ),
        ("row 5, Recovery  rate", "repeats row 4; nothing is to be done"),
    ]
    assert [(part["part"], part["title"], part["cells"]) for part in found.reading.parts] == [
        ("M192", "Recovery  rate", 5),
        ("M001", "People", 5),
    ]
    assert everything(found) == 10
    (group,) = found.groups
    assert group[:2] == ("row 6", "Region")
    assert group[2].startswith("2 cells of 'Region' left out: its layout names no such group")


def test_a_wide_table_with_notes_and_empty_lines_keeps_its_rows_numbers(tmp_path: Path) -> None:
    lines = [
        "Title",
        "Kind,Code,Name,Month,Recovery rate,People",
        "CCG,03K,A,Apr-19,50,10",
        "",
        "CCG,00L,B,Apr-19,51,11",
    ]
    found = read_lines(tmp_path, layout(WIDE), *lines, "CCG,01K,C", "Source: NHS England")
    assert [locator for (locator,) in found.values("locator")] == [
        "row 3, Recovery rate",
        "row 3, People",
        "row 5, Recovery rate",
        "row 5, People",
    ]
    assert [locator for locator, _ in found.rejects] == ["row 6", "row 7"]
    assert everything(found) == 1 + 4 + 2


def test_codes_and_a_year_that_yaml_reads_as_numbers_are_texts(tmp_path: Path) -> None:
    form = layout(WIDE, period=None, period_form=None, period_is=2018, measures={"Depression": 848})
    found = read_lines(tmp_path, form, "Kind,Code,Name,Depression", "CCG,03K,A,50")
    assert found.values("measure_id", "period") == [("depression", "2018")]


def test_a_code_can_stand_in_several_columns(tmp_path: Path) -> None:
    form = layout(LONG, measure=["Measure", "Statistic"])
    measures = {"recovery percentage": MEASURES["M192"]}
    path, target = tmp_path / "feed.csv", tmp_path / "values.parquet"
    lines = [row("2017/18", "53,percentage", measure="recovery"), row("2017/18", "575,count", measure="recovery")]
    path.write_text("\n".join([f"{HEADING},Statistic", *lines]))
    reading = read_feed(path, form, "doc", measures, (), REGISTER, target)
    assert pl.read_parquet(target)["value"].to_list() == [53.0]
    assert [(part["part"], part["state"]) for part in reading.parts] == [
        ("recovery percentage", "read"),
        ("recovery count", "left_out"),
    ]


COUNTS = {"M192": {"numerator": "N1", "denominator": "D1"}}


def test_counts_in_rows_of_their_own_are_joined_by_organisation_and_period(tmp_path: Path) -> None:
    found = long(
        tmp_path,
        row("2018/19", "47.2", measure="M192"),
        row("2018/19", "500", measure="N1"),
        row("2018/19", '"1,060"', measure="D1"),
        row("2017/18", "47.3", measure="M192"),
        row("2018/19", "51.1", code="00L", measure="M192"),
        row("2018/19", "*", code="00L", measure="N1"),
        row("2018/19", "90", code="E38000130", measure="D1"),
        counts=COUNTS,
    )
    assert found.values("period", "org_code", "value", "numerator", "denominator") == [
        ("2018/19", "03K", 47.2, 500.0, 1060.0),
        ("2017/18", "03K", 47.3, None, None),
        # by any code of the organisation; a marker is no count
        ("2018/19", "00L", 51.1, None, 90.0),
    ]
    described = {
        part["part"]: (part["state"], part["reason"], part["labels"], part["left_out"]) for part in found.reading.parts
    }
    assert described["N1"] == ("read", "read as the numerator of M192", 1, 1)
    assert described["D1"] == ("read", "read as the denominator of M192", 2, 0)
    assert everything(found) == 7


def test_counts_of_nothing_and_counts_that_disagree_are_listed(tmp_path: Path) -> None:
    found = long(
        tmp_path,
        row("2018/19", "47.2", measure="M192"),
        row("2018/19", "500", measure="N1"),
        row("2018/19", "501", measure="N1"),
        row("2018/19", "7", code="00L", measure="N1"),
        row("2018/19", "8", code="ZZ9", measure="N1"),
        row("2018/19", "some", measure="D1"),
        counts=COUNTS,
    )
    assert found.values("numerator", "denominator") == [(None, None)]
    disagree = "another row says another count for the organisation and period; ask its publisher which is right"
    assert found.rejects[:3] == [
        ("row 3", disagree),
        ("row 4", disagree),
        ("row 5", "a count of an organisation and period for which no value was taken; ask its publisher"),
    ]
    assert found.rejects[3][1].startswith("no organisation of the register has the code 'ZZ9'")
    assert found.rejects[4:] == [("row 7", "'some' is neither a number nor a marker; ask its publisher")]
    assert (found.part("N1")["rejected"], found.part("D1")["rejected"]) == (4, 1)
    assert everything(found) == 6


def test_a_share_that_the_counts_in_rows_of_their_own_contradict_is_rejected_with_them(tmp_path: Path) -> None:
    found = long(
        tmp_path,
        row("2018/19", "47.2", measure="M192"),
        row("2018/19", "500", measure="N1"),
        row("2018/19", '"1,060"', measure="D1"),
        row("2018/19", "62.1", code="00L", measure="M192"),
        row("2018/19", "500", code="00L", measure="N1"),
        row("2018/19", "1000", code="00L", measure="D1"),
        counts=COUNTS,
    )
    assert found.values("org_code", "value") == [("03K", 47.2)]
    assert found.rejects[0] == (
        "row 5",
        "'62.1' is not what its own counts give, 500 of 1000: say how its shares are printed under `percentages` in"
        " raw/sources.yml, as {'M192': fractions} or {'M192': percent}",
    )
    assert [locator for locator, _ in found.rejects[1:]] == ["row 6", "row 7"]
    assert everything(found) == 6


def test_counts_in_rows_of_their_own_that_are_all_rounded_to_fives_contradict_nothing_near(tmp_path: Path) -> None:
    rows = []
    for place, code in enumerate(("03K", "00L", "01K", "01H", "02P")):
        # 12 of 28 of persons, of which the counts are rounded: 10 of 30 would be 33.3.
        rows += [row("2018/19", "42.9" if place else "35.7", code=code, measure="M192")]
        rows += [row("2018/19", "10", code=code, measure="N1"), row("2018/19", "30", code=code, measure="D1")]
    assert long(tmp_path, *rows, counts=COUNTS).values("counts_rounded_to") == [(5,)] * 5
    (tmp_path / "once").mkdir()
    message = refusal(tmp_path / "once", layout(LONG, counts=COUNTS), "\n".join([HEADING, *rows[:3]]))
    assert "a share that its own counts contradict" in message


@pytest.mark.parametrize("in_rows", [True, False])
def test_where_all_counts_but_englands_are_rounded_only_englands_are_exact(tmp_path: Path, in_rows: bool) -> None:
    codes = ("03K", "00L", "01K", "01H", "02P")
    printed = [("CCG", code, "42.9", "10", "30") for code in codes] + [("England", "", "42.9", "51", "149")]
    # England's 51 of 149 are 34.2 for certain.
    if in_rows:
        rows = [
            f"2018/19,{kind},{code},,{measure},{text}"
            for kind, code, *texts in printed
            for measure, text in zip(("M192", "N1", "D1"), texts, strict=True)
        ]
        found = long(tmp_path, *rows, counts=COUNTS)
    else:
        rows = [f"2018/19,{kind},{code},,M192,{','.join(texts)}" for kind, code, *texts in printed]
        form = layout(LONG, numerator="N", denominator="D")
        found = read_lines(tmp_path, form, f"{HEADING},N,D", *rows)
    assert found.values("org_code", "counts_rounded_to") == [(code, 5) for code in codes]
    assert found.rejects[0][1].startswith("'42.9' is not what its own counts give, 51 of 149")


def test_why_a_count_in_a_row_of_its_own_is_none_stands_with_the_value(tmp_path: Path) -> None:
    rows = [
        row("2018/19", "47.2", measure="M192"),
        row("2018/19", "*", measure="N1"),
        row("2018/19", "9", measure="D1"),
    ]
    found = long(tmp_path, *rows, counts=COUNTS)
    names = ("numerator", "denominator", "counts_rounded_to", "count_note")
    assert found.values(*names) == [(None, 9.0, None, "numerator: printed as *")]


def test_a_count_that_is_a_measure_too_is_both(tmp_path: Path) -> None:
    found = long(
        tmp_path,
        row("2018/19", "50", measure="M192"),
        row("2018/19", "12", measure="M001"),
        counts={"M192": {"denominator": "M001"}},
    )
    assert found.values("measure_id", "value", "denominator") == [("recovery", 50.0, 12.0), ("people", 12.0, None)]
    assert everything(found) == 2


def test_a_file_without_the_rows_that_are_to_be_counts_is_refused(tmp_path: Path) -> None:
    content = "\n".join([HEADING, row("2018/19"), row("2018/19", measure="N1")])
    message = refusal(tmp_path, layout(LONG, counts=COUNTS), content)
    assert "has no row of D1, which `counts` in its layout names" in message


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"period_is": "2018/19"}, "give either period, or both period_start and period_end, or period_is"),
        ({"period": None, "period_is": "2018-19"}, "write '2018/19'"),
        (
            {"period": None, "period_is": "2018/19", "period_form": "month"},
            "period_form and period_within go with period",
        ),
        ({"period_within": "SMI"}, "period_within has one *"),
        ({"group_is": "CCG"}, "give either group, the column, or group_is"),
        ({"measures": ["A"]}, "give either measure and value, or measures"),
        ({"value": None}, "give either measure and value, or measures"),
        ({"counts": COUNTS, "numerator": "N"}, "counts stand in columns"),
        (
            {"measure": None, "value": None, "measures": {"A": "X", "B": "X"}},
            "several columns have the code X",
        ),
        ({"measure": None, "value": None, "measures": ["A"], "numerator": "N"}, "each names its own numerator"),
    ],
)
def test_keys_that_contradict_each_other_are_reported(more: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match="(?s)" + message.replace("*", r"\*")):
        layout(LONG, **more)


# -- groups ----------------------------------------------------------------------------------------------------------


def test_each_group_that_the_layout_does_not_name_is_reported_by_name_and_count(tmp_path: Path) -> None:
    renamed = [service("5", code=code, group="Clin. Comm. Group") for code in ("00L", "01K")]
    found = read_lines(tmp_path, SERVICES, SERVICES_HEADING, service("5"), *renamed, service("7", group="Age"))
    assert found.values("org_code") == [("03K",)]
    assert found.groups == [
        (
            "row 3 to row 4",
            "Clin. Comm. Group",
            "2 rows of 'Clin. Comm. Group' left out: its layout names no such group; if it is wanted, add it to"
            " `groups` in raw/sources.yml",
        ),
        (
            "row 5",
            "Age",
            "1 row of 'Age' left out: its layout names no such group; if it is wanted, add it to `groups` in"
            " raw/sources.yml",
        ),
    ]
    assert (found.part("MHS01")["left_out"], found.rejects) == (3, [])


def test_a_file_whose_rows_are_all_of_one_group_has_none_to_tell(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path, layout(REGISTER_TABLE), "CCG code,CCG name,List size,Register,Prevalence (%)", "03K,A,9,3,33.3"
    )
    assert found.groups == []


# -- sheets ----------------------------------------------------------------------------------------------------------


def saved(folder: Path, **sheets: list[list[Any]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for cells in rows:
            sheet.append(cells)
    path = folder / "feed.xlsx"
    book.save(path)
    return path


def read_sheet(folder: Path, form: LongLayout, path: Path) -> Read:
    target = folder / "values.parquet"
    reading = read_feed(path, form, "doc", MEASURES, {"people"}, REGISTER, target)
    assert_whole(path, reading)
    return Read(reading, pl.read_parquet(target))


def test_a_sheet_is_read_like_a_csv_and_its_cells_are_the_places(tmp_path: Path) -> None:
    table = [
        ["Monthly series"],
        [],
        ["Kind", "Code", "Name", "Month", "Recovery\nrate", "People", "Remark"],
        ["England", "all", None, date(2019, 4, 1), 50.1 + 0.1 + 0.1, 1000, None],
        ["CCG", "03K", "NHS A CCG", datetime(2019, 4, 1), "*", 10, "late"],
        [],
        ["Source: NHS England"],
    ]
    form = layout(WIDE, kind="table", sheet="Table*")
    found = read_sheet(tmp_path, form, saved(tmp_path, Contents=[["a", 1], ["b"]], Table_1=table))
    assert found.values("locator", "org_code", "period", "period_published", "value", "value_published", "status") == [
        ("Table 1!E4", "England", "2019-04", "2019-04-01", 50.3, "50.3", "published"),
        ("Table 1!F4", "England", "2019-04", "2019-04-01", 1000.0, "1000", "published"),
        ("Table 1!E5", "03K", "2019-04", "2019-04-01", None, "*", "suppressed"),
        ("Table 1!F5", "03K", "2019-04", "2019-04-01", 10.0, "10", "published"),
    ]
    assert [(r["locator"], r["text"]) for r in found.rejected] == [("row 7", "Source: NHS England")]
    parts = {part["part"]: (part["cells"], part["left_out"]) for part in found.reading.parts}
    assert (parts["Contents"], parts["Remark"], parts["above the heading"]) == ((3, 3), (1, 1), (1, 0))
    everything(found)


def test_a_long_sheet_is_read_too(tmp_path: Path) -> None:
    table = [
        ["Raw data"],
        HEADING.split(","),
        ["2018/19", "CCG", "03K", "NHS A CCG", "M001", 12],
        ["2018/19", "CCG", "ZZ9", "NHS B CCG", "M001", 1],
        ["2018/19", "CCG", "03K", "NHS A CCG", "M001", 12],
    ]
    found = read_sheet(tmp_path, layout(LONG, kind="table", sheet="Data"), saved(tmp_path, Data=table))
    assert found.values("locator", "value") == [("Data!F3", 12.0)]
    assert [locator for locator, _ in found.rejects] == ["Data!F4", "Data!F5"]
    assert found.rejects[1][1] == "repeats row 3; nothing is to be done"


def test_what_is_known_of_organisations_and_shares_holds_for_sheets_too(tmp_path: Path) -> None:
    table = [
        HEADING.split(","),
        ["2022/23", "CCG", "03K", "NHS North Lincolnshire CCG", "M192", 0.5],
        ["2021/22", "CCG", "03K", "NHS North Lincolnshire CCG", "M192", 0.51],
        ["2021/22", "CCG", "00L", "NHS North Lincolnshire CCG", "M192", 0.52],
        ["2021/22", "CCG", "01K", "NHS North Lincolnshire CCG", "M192", 0.53],
        [" ", None],
    ]
    before = {"day": "2022-07-01", "org_type": "ccg"}
    groups = {"CCG": {"org_type": "sub_icb", "code": "Code", "name": "Name", "before": before}}
    form = layout(
        LONG, kind="table", sheet="Data", groups=groups, percentages={"M192": "fractions"},
        misnamed={"00L": "NHS North Lincolnshire CCG"},
    )  # fmt: skip
    found = read_sheet(tmp_path, form, saved(tmp_path, Data=table, Notes=[["x", None, "y"]]))
    assert found.values("locator", "org_type", "org_code", "value") == [
        ("Data!F2", "sub_icb", "03K", 50.0),
        ("Data!F3", "ccg", "03K", 51.0),
        ("Data!F4", "ccg", "00L", 52.0),
    ]
    ((locator, reason),) = found.rejects
    assert locator == "Data!F5"
    assert reason.startswith("the code '01K' is NHS Morecambe Bay CCG")
    assert found.part("rows of blanks")["cells"] == 1
    mapped = layout(LONG, kind="table", sheet="Data", percentages={"M192": "fractions"}, organisations_on="2021-04-01")
    assert len(read_sheet(tmp_path, mapped, tmp_path / "feed.xlsx").values("value")) == 2


@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        ("Nothing", "has no sheet 'Nothing': 'A 1', 'A 2'"),
        ("A*", "has more than one sheet 'A*': 'A 1', 'A 2'"),
        ("A 1", "'A 1' row 2 has no column Measure; its columns are Period, Kind, Code, Name, Indicator, Value"),
    ],
)
def test_a_sheet_or_column_that_is_not_there_is_named(tmp_path: Path, sheet: str, message: str) -> None:
    path = saved(tmp_path, A_1=[["A title"], HEADING.replace("Measure", "Indicator").split(",")], A_2=[["x"]])
    with pytest.raises(ValidationFailed) as refused:
        read_sheet(tmp_path, layout(LONG, kind="table", sheet=sheet), path)
    assert message in str(refused.value)
