"""Encodings, delimiters, titles and notes that need no key of a layout, or one."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

import pytest
from feed_samples import SERVICES, SERVICES_HEADING, read_bytes, refusal, service
from layout_samples import everything, read_lines

NAMES = ("NHS KING’S LYNN – CAFÉ", "ÅNGSTRÖM")
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
    found = read_bytes(tmp_path, SERVICES, content.encode().replace(b"@", b"NHS KING\x92S"))
    assert [name for (name,) in found.values("org_name_published")[-2:]] == [NAMES[0], "NHS KING’S"]
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
        service("5", name="NHS body,\nof two lines"),
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
