"""A workbook's sheets as values, statuses, rejects and a catalogue: small ones in the layout of the dashboard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from workbooks import (
    ABOUT,
    ENGLAND,
    HUMBER,
    NORTH_LINCOLNSHIRE,
    NORTH_WEST,
    ORGANISATION,
    ROTHERHAM,
    SHEFFIELD,
    Grid,
    catalogue,
    cells_by_openpyxl,
    count,
    directions,
    figures,
    save,
)

from pipeline.base.settings import PROJECT_DIR
from pipeline.parse.xlsx.cells import Sheet, read_sheets
from pipeline.parse.xlsx.workbook import WorkbookReading, read_workbook
from pipeline.reference.layouts import WorkbookLayout
from pipeline.reference.reading import read_reference
from pipeline.reference.sources import read_sources
from pipeline.schema.frames import schema_of, to_frame
from pipeline.schema.tables import CORE_TABLES

RAW = PROJECT_DIR / "raw"
REFERENCE = read_reference(RAW / "reference")
MEASURES = REFERENCE.measures_of("mh_dashboard")
LAYOUT = read_sources(RAW)[0].by_id["mh_dashboard"].layout
assert isinstance(LAYOUT, WorkbookLayout)

RECOVERY, EIP, SPEND, ACHIEVED = "IAPT(ii_a)_FINAL CALC", "EIP(i)_FINAL CALC", "MHF(ii_a)_FINAL CALC", "MHF(iii)"
NOT_REGISTERED = (
    "no organisation of the register has the code '99Z'; add it to raw/reference/organisations.csv, or to"
    " bodies_not_ccgs.csv if it is no CCG"
)
KINDS = ("labels", "published", "without_value", "rejected", "left_out")


@dataclass(frozen=True)
class Read:
    reading: WorkbookReading

    @property
    def values(self) -> list[dict[str, Any]]:
        return self.reading.values.rows(named=True)

    def value(self, org_code: str, period: str, measure_id: str = "iapt_recovery_rate") -> dict[str, Any]:
        """The only value of an organisation, period and measure."""
        (found,) = [
            row
            for row in self.values
            if (row["org_code"], row["period"], row["measure_id"]) == (org_code, period, measure_id)
        ]
        return found

    @property
    def rejected(self) -> list[tuple[str, str, int, str]]:
        return [(row["locator"], row["text"], row["cells"], row["reason"]) for row in self.reading.rejects]

    def part(self, name: str = RECOVERY) -> dict[str, Any]:
        (found,) = [part for part in self.reading.parts if part["part"] == name]
        return found


def read_rows(sheets: Sequence[Sheet]) -> Read:
    assert isinstance(LAYOUT, WorkbookLayout)
    read = Read(read_workbook(sheets, LAYOUT, "an_edition", MEASURES, REFERENCE.register))
    conserved(read.reading, {sheet.name: sum(cell != "" for row in sheet.rows for cell in row) for sheet in sheets})
    return read


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Any]:
    """Saves sheets and reads them; what every reading must hold is asked of each."""

    def reading_of(sheets: dict[str, Grid]) -> Read:
        assert isinstance(LAYOUT, WorkbookLayout)
        path = save(tmp_path / "w.xlsx", sheets)
        found = Read(read_workbook(read_sheets(path), LAYOUT, "an_edition", MEASURES, REFERENCE.register))
        by_openpyxl = cells_by_openpyxl(path)
        conserved(found.reading, {name: sum(map(count, grid)) for name, grid in by_openpyxl.items()})
        return found

    yield reading_of


def conserved(reading: WorkbookReading, cells: dict[str, int]) -> None:
    """Every cell is of one kind, and every rejected one in a row of core.rejected_row; tables are as declared.

    A row of core.measure_value for an empty cell is of no cell.
    """
    rejected: Counter[str] = Counter()
    for row in reading.rejects:
        rejected[row["locator"].rpartition("!")[0]] += row["cells"]
    valued = Counter(
        (locator.rpartition("!")[0], status == "published")
        for locator, status, printed in reading.values.select("locator", "status", "value_published").rows()
        if printed
    )
    assert {part["part"]: part["cells"] for part in reading.parts} == cells
    assert [part["part_no"] for part in reading.parts] == list(range(1, len(cells) + 1))
    for part in reading.parts:
        assert part["cells"] == sum(part[kind] for kind in KINDS), part
        assert min(part[kind] for kind in KINDS) >= 0, part
        assert part["rejected"] == rejected[part["part"]], part
        assert (part["published"], part["without_value"]) == (valued[part["part"], True], valued[part["part"], False])
    CORE_TABLES["measure_value"].to_schema().validate(reading.values)
    for table in ("parts", "indicators", "rejects"):
        name = {"parts": "document_part", "indicators": "indicator", "rejects": "rejected_row"}[table]
        assert all(set(row) <= set(schema_of(name)) for row in getattr(reading, table))
        CORE_TABLES[name].to_schema().validate(to_frame(name, getattr(reading, table)))


# Values


def test_a_sheet_is_read_whole(read: Any) -> None:
    sheet = figures(
        ["Q3 2021/22", "Q4 2021/22"],
        [*ENGLAND, 0.5, 0.505],
        [*NORTH_WEST, "#N/A", 0.5],
        [*HUMBER, 0.25, 1],
        [*NORTH_LINCOLNSHIRE, 0, 0.55],
        [*SHEFFIELD, "*", None],
    )
    found = read({RECOVERY: sheet})
    assert [
        (row["org_type"], row["org_code"], row["period"], row["value"], row["decimals"], row["status"])
        for row in found.values
    ] == [
        ("national", "England", "2021/22 Q3", 50.0, 0, "published"),
        ("region", "Y62", "2021/22 Q3", None, None, "not_available"),
        ("stp", "QOQ", "2021/22 Q3", 25.0, 0, "published"),
        ("ccg", "03K", "2021/22 Q3", 0.0, 0, "published"),
        ("ccg", "03N", "2021/22 Q3", None, None, "suppressed"),
        ("national", "England", "2021/22 Q4", 50.5, 1, "published"),
        ("region", "Y62", "2021/22 Q4", 50.0, 0, "published"),
        ("stp", "QOQ", "2021/22 Q4", 100.0, 0, "published"),
        ("ccg", "03K", "2021/22 Q4", 55.0, 0, "published"),
        ("ccg", "03N", "2021/22 Q4", None, None, "not_published"),
    ]
    assert found.value("England", "2021/22 Q4") == {
        "document_id": "an_edition",
        "line_no": None,
        "char_start": None,
        "char_end": None,
        "locator": "IAPT(ii_a)_FINAL CALC!G11",
        "org_type": "national",
        "org_code": "England",
        "org_name_published": "ENGLAND",
        "measure_id": "iapt_recovery_rate",
        "period": "2021/22 Q4",
        "period_published": "Q4 2021/22",
        "period_start": date(2022, 1, 1),
        "period_end": date(2022, 3, 31),
        "period_note": None,
        "value": 50.5,
        "value_published": "0.505",
        "decimals": 1,
        "status": "published",
        "reason": None,
        "lower": None,
        "upper": None,
        "numerator": None,
        "denominator": None,
        "count_note": None,
        "counts_rounded_to": None,
    }
    assert found.reading.rejects == []
    part = found.part()
    assert {name: part[name] for name in ("title", "source_published", "updated_published")} == {
        "title": "Quarter Recovery Rate",
        "source_published": "NHS Digital",
        "updated_published": "28 June 2022",
    }
    assert (part["latest_period_published"], part["state"], part["reason"]) == ("Q4 2021/22", "read", None)
    assert (part["measure_id"], part["document_id"]) == ("iapt_recovery_rate", "an_edition")
    # 7 lines above of two cells, the 1s, the titles, five organisations.
    labels = 14 + 2 + 7 + 25
    assert [part[kind] for kind in ("cells", *KINDS)] == [labels + 9, labels, 7, 2, 0, 0]


@pytest.mark.parametrize(
    ("printed", "value", "decimals"),
    [
        (0.55, 55.0, 0),
        (0.505, 50.5, 1),
        (0.6819, 68.19, 2),
        (0.07, 7.0, 0),
        (0.29, 29.0, 0),
        (0.57, 57.0, 0),
        (1, 100.0, 0),
        (0, 0.0, 0),
        (0.4819685389623519, 48.196853896, 9),
    ],
)
def test_shares_are_put_into_per_cent(read: Any, printed: float, value: float, decimals: int) -> None:
    found = read({RECOVERY: figures(["Q4 2021/22"], [*ENGLAND, printed])}).value("England", "2021/22 Q4")
    assert (found["value"], found["decimals"], found["value_published"]) == (value, decimals, str(printed))


def test_other_units_are_as_printed(read: Any) -> None:
    sheet = figures(["2020/21", "2021/22"], [*ENGLAND, 11_543_201.5, 12_345_678_901])
    found = read({SPEND: sheet})
    past = found.value("England", "2020/21", "mental_health_spend")
    assert (past["value"], past["decimals"], past["value_published"]) == (11_543_201.5, 1, "11543201.5")
    last = found.value("England", "2021/22", "mental_health_spend")
    assert (last["value"], last["decimals"], last["value_published"]) == (12_345_678_901, 0, "12345678901")


@pytest.mark.parametrize(
    ("printed", "value", "decimals"),
    [
        (48766292.011999995, 48766292.012, 3),
        (48766292.01199999, 48766292.012, 3),
        (0.1 + 0.2, 0.3, 1),
        (1 / 3, 0.333333333, 9),
    ],
)
def test_digits_that_differ_from_one_saving_to_another_are_cut_off(
    read: Any, printed: float, value: float, decimals: int
) -> None:
    (row,) = read({SPEND: figures(["2020/21"], [*ENGLAND, printed])}).values
    assert (row["value"], row["decimals"]) == (value, decimals)


def test_yes_and_no_are_values(read: Any) -> None:
    sheet = figures(["2020/21"], [*ENGLAND, "Y"], [*SHEFFIELD, "N"], [*ROTHERHAM, " Y "], [*NORTH_LINCOLNSHIRE, "y"])
    found = read({ACHIEVED: sheet})
    printed = [(row["org_code"], row["value"], row["decimals"], row["value_published"]) for row in found.values]
    assert printed == [("England", 1.0, 0, "Y"), ("03N", 0.0, 0, "N"), ("03L", 1.0, 0, " Y ")]
    assert found.rejected == [
        ("MHF(iii)!F14", "y", 1, "'y' is neither a number nor a marker that raw/sources.yml names"),
    ]


@pytest.mark.parametrize(("marker", "expected"), LAYOUT.markers.items())
@pytest.mark.parametrize("blank", ["", " "])
def test_every_marker_is_a_status_with_its_reason(read: Any, marker: str, expected: Any, blank: str) -> None:
    sheet = figures(["Q3 2021/22", "Q4 2021/22"], [*ENGLAND, 0.5, f"{blank}{marker}{blank}"])
    found = read({RECOVERY: sheet}).value("England", "2021/22 Q4")
    assert (found["status"], found["reason"]) == (expected.status, expected.reason)
    assert (found["value"], found["decimals"]) == (None, None)
    assert found["value_published"].strip() == marker


def test_the_markers_are_those_that_editions_hold() -> None:
    assert isinstance(LAYOUT, WorkbookLayout)
    errors = {"#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}
    assert set(LAYOUT.markers) == {"*", "N/A", *errors}
    assert {key for key, marker in LAYOUT.markers.items() if marker.status == "suppressed"} == {"*"}


@pytest.mark.parametrize(
    ("cell", "text", "reason"),
    [
        ("see note", "see note", "is neither a number nor a marker that raw/sources.yml names"),
        (True, "True", "is neither a number nor a marker that raw/sources.yml names"),
        (date(2022, 3, 31), "2022-03-31", "is neither a number nor a marker that raw/sources.yml names"),
        (1.01, "1.01", "lies outside the range that the measure can have"),
        (-0.01, "-0.01", "lies outside the range that the measure can have"),
    ],
)
def test_a_cell_that_is_no_value_is_reported(read: Any, cell: Any, text: str, reason: str) -> None:
    found = read({RECOVERY: figures(["Q3 2021/22", "Q4 2021/22"], [*ENGLAND, 0.5, cell])})
    assert found.rejected == [(f"{RECOVERY}!G11", text, 1, f"'{text}' {reason}")]
    assert len(found.values) == 1


def test_numbers_that_are_none_are_reported() -> None:
    rows: Grid = [[*ORGANISATION, "2020/21", "2021/22", "2019/20"]]
    rows += [[*ENGLAND, float("nan"), float("inf"), 5.0]]
    found = read_rows([Sheet(SPEND, rows)])
    assert [(row["value"], row["period"]) for row in found.values] == [(5.0, "2019/20")]
    assert [reason for *_, reason in found.rejected] == [
        "'NaN' is neither a number nor a marker that raw/sources.yml names",
        "'inf' is neither a number nor a marker that raw/sources.yml names",
    ]


# Layout


@pytest.mark.parametrize("above", [[], [["Title:", "A rate"]], [*ABOUT, [], ["a note"], [], []]])
def test_the_titles_are_found_wherever_they_stand(read: Any, above: Grid) -> None:
    found = read({RECOVERY: figures(["Q4 2021/22"], [*ENGLAND, 0.505], above=above)})
    assert found.value("England", "2021/22 Q4")["locator"] == f"{RECOVERY}!F{len(above) + 3}"


def test_columns_may_stand_in_another_order_and_further_ones_among_them(read: Any) -> None:
    titles = ["ORG TYPE", "ICB name", " Org  name", "Notes", "org code", "Q4 2021/22", "Comment", "Q3 2021/22"]
    england = ["National", "", "ENGLAND", "all of it", "Eng", 0.505, "revised", 0.5]
    sheffield = ["CCG", "South Yorkshire", "NHS SHEFFIELD CCG", None, "03N", 0.5, None, 0.49]
    found = read({RECOVERY: [["a rate"], titles, england, sheffield]})
    assert [(row["org_code"], row["period"], row["value"], row["locator"]) for row in found.values] == [
        ("England", "2021/22 Q4", 50.5, f"{RECOVERY}!F3"),
        ("03N", "2021/22 Q4", 50.0, f"{RECOVERY}!F4"),
        ("England", "2021/22 Q3", 50.0, f"{RECOVERY}!H3"),
        ("03N", "2021/22 Q3", 49.0, f"{RECOVERY}!H4"),
    ]
    assert found.rejected == [(f"{RECOVERY}!G3:G4", "revised", 1, "stands under 'Comment', which names no period")]
    assert found.part()["title"] == "a rate"


@pytest.mark.parametrize("kind", ["SubICB", "Sub ICB", "Sub-ICB"])
def test_editions_after_the_ccgs_have_boards_and_sub_icb_locations(read: Any, kind: str) -> None:
    board = ["Y63", "QOQ", "QOQ", "NHS HUMBER AND NORTH YORKSHIRE INTEGRATED CARE BOARD", "ICB"]
    location = ["Y63", "QOQ", "03K", "NHS HUMBER AND NORTH YORKSHIRE ICB - 03K", kind]
    found = read({RECOVERY: figures(["Q1 2023/24"], [*ENGLAND, 0.505], [*board, 0.51], [*location, 0.52])})
    assert [(row["org_type"], row["org_code"], row["value"]) for row in found.values] == [
        ("national", "England", 50.5),
        ("icb", "QOQ", 51.0),
        ("sub_icb", "03K", 52.0),
    ]
    assert found.rejected == []


def test_figures_before_the_organisations_are_no_labels(read: Any) -> None:
    titles = ["Region Code", "Q4 2021/22", "Org code", "Org name", "Org Type", "Q3 2021/22"]
    found = read({RECOVERY: [titles, ["EN", 0.505, "Eng", "ENGLAND", "National", 0.5]]})
    assert found.value("England", "2021/22 Q4")["locator"] == f"{RECOVERY}!B2"
    assert [found.part()[kind] for kind in KINDS] == [6 + 4, 2, 0, 0, 0]


def test_blank_rows_are_no_rows(read: Any) -> None:
    sheet = figures(["Q4 2021/22"], [], [*ENGLAND, 0.505], [], [], [*SHEFFIELD, 0.5], [])
    found = read({RECOVERY: sheet})
    assert [row["locator"] for row in found.values] == [f"{RECOVERY}!F12", f"{RECOVERY}!F15"]
    assert found.rejected == []


@pytest.mark.parametrize(
    ("printed", "period"),
    [
        ("Q4 2021/22", "2021/22 Q4"),
        ("2015/16 ", "2015/16"),
        ("  Q1 2014/15", "2014/15 Q1"),
        ("2005/6", "2005/06"),
        ("2018/2020", "2018-01 to 2020-12"),
        ("2016/17", "2016/17"),
        (2017, "2017"),
        ("Q4 2021-22", "2021/22 Q4"),
    ],
)
def test_periods_are_read_as_they_are_printed(read: Any, printed: Any, period: str) -> None:
    (row,) = read({RECOVERY: figures([printed], [*ENGLAND, 0.5])}).values
    assert (row["period"], row["period_published"], row["period_note"]) == (period, str(printed).strip(), None)


def test_a_planned_column_is_of_the_planned_measure(read: Any) -> None:
    sheet = figures(["2016/17", "2017/18 planned", "2017/18", "2018/19 Planned "], [*ENGLAND, 1, 2, 3, 4])
    found = read({SPEND: sheet})
    assert [(row["measure_id"], row["period"], row["period_published"], row["value"]) for row in found.values] == [
        ("mental_health_spend", "2016/17", "2016/17", 1.0),
        ("planned_mental_health_spend", "2017/18", "2017/18 planned", 2.0),
        ("mental_health_spend", "2017/18", "2017/18", 3.0),
        ("planned_mental_health_spend", "2018/19", "2018/19 Planned", 4.0),
    ]


def test_a_planned_column_without_a_planned_measure_is_reported(read: Any) -> None:
    found = read({RECOVERY: figures(["2016/17", "2017/18 planned"], [*ENGLAND, 0.5, 0.6], [*SHEFFIELD, 0.4, None])})
    reason = "no measure in raw/reference/measures.yml has the code 'IAPT(ii_a) planned'"
    assert found.rejected == [(f"{RECOVERY}!G11:G12", "0.6", 1, reason)]


def test_the_end_of_a_quarter_is_taken_for_the_next_one_and_says_so(read: Any) -> None:
    titles = ["Q3 2020/21", "Q4 2020/21", "End of Q2 Position", "End of Q3 Position", "End of Q4 Position"]
    found = read({RECOVERY: figures(titles, [*ENGLAND, 0.1, 0.2, 0.3, 0.4, 0.5])})
    assert [(row["period"], row["period_note"]) for row in found.values] == [
        ("2020/21 Q3", None),
        ("2020/21 Q4", None),
        ("2021/22 Q2", "printed as 'End of Q2 Position', taken for the first Q2 after 2020/21 Q4"),
        ("2021/22 Q3", "printed as 'End of Q3 Position', taken for the first Q3 after 2021/22 Q2"),
        ("2021/22 Q4", "printed as 'End of Q4 Position', taken for the first Q4 after 2021/22 Q3"),
    ]


@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("2020/21", ["2021/22 Q1", "2021/22 Q2", "2021/22 Q3", "2021/22 Q4"]),
        ("Q2 2021/22", ["2022/23 Q1", "2022/23 Q2", "2021/22 Q3", "2021/22 Q4"]),
        ("2020", ["2021/22 Q1", "2021/22 Q2", "2021/22 Q3", "2020/21 Q4"]),
    ],
)
def test_the_next_quarter_is_the_first_that_begins_later(
    read: Any, before: str, expected: list[str], quarter: int
) -> None:
    found = read({RECOVERY: figures([before, f"End of Q{quarter} Position"], [*ENGLAND, 0.1, 0.2])})
    assert found.values[1]["period"] == expected[quarter - 1]


def test_a_quarter_without_a_period_before_it_is_reported(read: Any) -> None:
    found = read({RECOVERY: figures(["End of Q4 Position", "Q4 2021/22"], [*ENGLAND, 0.1, 0.2])})
    reason = "stands under 'End of Q4 Position', which names no period"
    assert found.rejected == [(f"{RECOVERY}!F11:F11", "0.1", 1, reason)]


def test_a_quarter_that_is_concluded_and_then_printed_is_taken_once(read: Any) -> None:
    titles = ["Q3 2021/22", "End of Q4 Position", "Q4 2021/22"]
    found = read({RECOVERY: figures(titles, [*ENGLAND, 0.1, 0.2, 0.3])})
    assert [row["value"] for row in found.values] == [10.0, 20.0]
    reason = f"repeats the period of 'End of Q4 Position' in '{RECOVERY}'"
    assert found.rejected == [(f"{RECOVERY}!H11:H11", "0.3", 1, reason)]


def test_two_columns_of_one_period_are_not_both_taken(read: Any) -> None:
    found = read({RECOVERY: figures(["Q4 2021/22", "2021/22 Q4"], [*ENGLAND, 0.1, 0.2], [*SHEFFIELD, 0.3, "*"])})
    assert [row["value"] for row in found.values] == [10.0, 30.0]
    reason = f"repeats the period of 'Q4 2021/22' in '{RECOVERY}'"
    assert found.rejected == [(f"{RECOVERY}!G11:G12", "0.2 | *", 2, reason)]


def test_two_sheets_of_one_measure_are_not_both_taken(read: Any) -> None:
    first = figures(["Q3 2021/22"], [*ENGLAND, 0.1])
    second = figures(["Q3 2021/22", "Q4 2021/22"], [*ENGLAND, 0.2, 0.3])
    found = read({RECOVERY: first, "IAPT(ii.a)": second})
    assert [(row["period"], row["value"]) for row in found.values] == [("2021/22 Q3", 10.0), ("2021/22 Q4", 30.0)]
    assert found.rejected == [
        ("IAPT(ii.a)!F11:F11", "0.2", 1, f"repeats the period of 'Q3 2021/22' in '{RECOVERY}'"),
    ]


def test_columns_that_name_no_period_are_reported(read: Any) -> None:
    sheet = figures(
        ["Q4 2021/22", "To delete", None, "Q9 2021/22"],
        [*ENGLAND, 0.1, 0, "x", 1],
        [*SHEFFIELD, 0.3, None, "y", None, None, "further"],
        [*ROTHERHAM],
    )
    found = read({RECOVERY: sheet})
    assert found.rejected == [
        (f"{RECOVERY}!G11:G13", "0", 1, "stands under 'To delete', which names no period"),
        (f"{RECOVERY}!H11:H13", "x | y", 2, "stands in a column without a title"),
        (f"{RECOVERY}!I11:I13", "1", 1, "stands under 'Q9 2021/22', which names no period"),
        (f"{RECOVERY}!K11:K13", "further", 1, "stands in a column without a title"),
    ]
    assert [row["value"] for row in found.values] == [10.0, 30.0, None]


def test_a_title_without_cells_below_is_nothing(read: Any) -> None:
    found = read({RECOVERY: figures(["To delete", "Q4 2021/22"], [*ENGLAND, None, 0.1])})
    assert (found.rejected, len(found.values)) == ([], 1)


# Organisations


def test_two_rows_of_one_organisation_are_not_both_taken(read: Any) -> None:
    also_england = ["EN", "EN", "E92000001", "England", "National"]
    sheet = figures(["Q4 2021/22"], [*ENGLAND, 0.1], [*SHEFFIELD, 0.2], [*SHEFFIELD, 0.3], [*also_england, 0.4])
    found = read({RECOVERY: sheet})
    assert [row["value"] for row in found.values] == [10.0, 20.0]
    assert [(locator, cells, reason) for locator, _, cells, reason in found.rejected] == [
        (f"{RECOVERY}!A13:F13", 6, "repeats the organisation of row 12"),
        (f"{RECOVERY}!A14:F14", 6, "repeats the organisation of row 11"),
    ]
    assert found.rejected[0][1] == "Y63 | QF7 | 03N | NHS SHEFFIELD CCG | CCG | 0.3"


def test_one_code_of_two_kinds_of_organisation_is_taken_for_both(read: Any) -> None:
    sheet = figures(["Q4 2021/22"], [*NORTH_WEST, 0.1], ["EN", "EN", "Y62", "North West", "STP", 0.2])
    assert [(row["org_type"], row["value"]) for row in read({RECOVERY: sheet}).values] == [("region", 10), ("stp", 20)]


@pytest.mark.parametrize(
    ("organisation", "reason"),
    [
        (["Y63", "QF7", "99Z", "NHS NOWHERE CCG", "CCG"], NOT_REGISTERED),
        (
            ["Y63", "QF7", None, "NHS SHEFFIELD CCG", "CCG"],
            "the row has no code of an organisation in Org code; ask its publisher",
        ),
        (["EN", "EN", "WAL", "WALES", "National"], "'WAL' is not how raw/sources.yml says that England is written"),
        (
            # Shifted to the right by one.
            ["Y56", "QMF", "A3A8R", "NHS North East London CCG", "NHS", "CCG"],
            "'NHS' is no kind of organisation that raw/sources.yml names",
        ),
        (["Y63", "QF7", "03N", "NHS SHEFFIELD CCG"], "'' is no kind of organisation that raw/sources.yml names"),
        (["Total"], "'' is no kind of organisation that raw/sources.yml names"),
    ],
)
def test_a_row_without_a_known_organisation_is_reported_whole(read: Any, organisation: list[str], reason: str) -> None:
    row = [*organisation, *([None] * (6 - len(organisation))), 0.3]
    found = read({RECOVERY: figures(["Q3 2021/22", "Q4 2021/22"], [*ENGLAND, 0.1, 0.2], row)})
    assert [value["value"] for value in found.values] == [10.0, 20.0]
    text = " | ".join(str(cell) for cell in row if cell is not None)
    assert found.rejected == [(f"{RECOVERY}!A12:G12", text, count(row), reason)]


@pytest.mark.parametrize("code", ["EN", "Eng", "eng", "England", "ENGLAND", "E92000001"])
def test_england_is_england_however_it_is_coded(read: Any, code: str) -> None:
    (row,) = read({RECOVERY: figures(["Q4 2021/22"], ["", "", code, "ENGLAND", "National", 0.1])}).values
    assert (row["org_type"], row["org_code"]) == ("national", "England")


def test_organisations_on_is_the_latest_day_whose_ccgs_all_have_a_row() -> None:
    register = REFERENCE.register

    def with_rows_of(codes: set[str]) -> date | None:
        rows = [[*ORGANISATION, "Q4 2021/22"], *(["", "", code, code, "CCG", 0.5] for code in sorted(codes))]
        day = read_rows([Sheet(RECOVERY, rows)]).part()["organisations_on"]
        assert day is None or isinstance(day, date)
        return day

    latest, before = set(register.open_on(date(2021, 4, 1))), set(register.open_on(date(2018, 4, 1)))
    assert (len(latest), len(before)) == (106, 195)
    assert with_rows_of(latest) == date(2021, 4, 1)
    assert with_rows_of(before) == date(2018, 4, 1)
    assert with_rows_of(before | latest) == date(2021, 4, 1)
    assert with_rows_of(latest - {"03N"}) is None
    assert with_rows_of(before - {"03N"}) is None
    assert (
        read_rows([Sheet(RECOVERY, [[*ORGANISATION, "Q4 2021/22"], [*ENGLAND, 0.5]])]).part()["organisations_on"]
        is None
    )


# Sheets


@pytest.mark.parametrize(
    "name", ["IAPT(ii_a)_FINAL CALC", "IAPT(ii.a)", "IAPT(ii_a)", "iapt(ii.a)_FINAL CALC", "IAPT (ii.a)"]
)
def test_a_renamed_sheet_holds_the_same_measure(read: Any, name: str) -> None:
    found = read({name: figures(["Q4 2021/22"], [*ENGLAND, 0.505])})
    assert found.value("England", "2021/22 Q4")["value"] == 50.5
    assert found.part(name)["measure_id"] == "iapt_recovery_rate"


def test_a_sheet_without_a_measure_is_left_out(read: Any) -> None:
    found = read({"XY(i)_FINAL CALC": figures(["Q4 2021/22"], [*ENGLAND, 0.5]), RECOVERY: figures(["2021/22"])})
    part = found.part("XY(i)_FINAL CALC")
    assert (part["state"], part["measure_id"]) == ("left_out", None)
    assert part["reason"] == "no measure in raw/reference/measures.yml has the code 'XY(i)'"
    assert (part["left_out"], part["labels"], part["title"]) == (part["cells"], 0, "Quarter Recovery Rate")
    assert (found.values, found.rejected) == ([], [])


def test_a_sheet_that_is_no_data_is_left_out(read: Any) -> None:
    found = read({"Guide": [["How to use"], [1, "*"]], "Empty": [[]], RECOVERY: [["Org code", "Org name", "Q4"]]})
    for name, cells in (("Guide", 3), ("Empty", 0), (RECOVERY, 3)):
        part = found.part(name)
        assert (part["state"], part["cells"], part["left_out"]) == ("left_out", cells, cells)
        assert part["reason"] == "no row has the titles Org code, Org name, Org Type"


def test_sheets_do_not_mix(read: Any) -> None:
    found = read(
        {
            RECOVERY: figures(["Q3 2021/22"], [*ENGLAND, 0.1], [*SHEFFIELD, "?"]),
            EIP: figures(["Q4 2021/22"], [*SHEFFIELD, 0.42], [*ENGLAND, 0.6819], above=[]),
        }
    )
    assert [
        (row["measure_id"], row["org_code"], row["period"], row["value"], row["locator"]) for row in found.values
    ] == [
        ("iapt_recovery_rate", "England", "2021/22 Q3", 10.0, f"{RECOVERY}!F11"),
        ("eip_two_week_wait", "03N", "2021/22 Q4", 42.0, f"{EIP}!F3"),
        ("eip_two_week_wait", "England", "2021/22 Q4", 68.19, f"{EIP}!F4"),
    ]
    assert [locator for locator, *_ in found.rejected] == [f"{RECOVERY}!F12"]
    assert (found.part()["rejected"], found.part(EIP)["rejected"]) == (1, 0)


def test_a_workbook_without_sheets_of_figures_gives_nothing(read: Any) -> None:
    found = read({"Guide": [["x"]]})
    assert (found.values, found.rejected, found.reading.indicators) == ([], [], [])


# Catalogue

ENTRY = {
    "Code": "IAPT(ii.a)",
    "Indicator name": "IAPT recovery\n rate",
    "Description": "d",
    "Standard (if applicable)": "0.5",
    "Numerator": "those who recovered",
    "Denominator": "those who finished",
    "Reporting period": "Quarter",
    "Data source": "IAPT dataset",
}


def test_the_catalogue_is_kept_with_the_sheets_and_measures_of_each_entry(read: Any) -> None:
    sheets = {
        "Metadata": catalogue({"Code": "Adult mental health"}, ENTRY),
        "Dashboard": directions(("EIP(i)", "▼"), ("IAPT(ii.a)", "▲")),
        RECOVERY: figures(["Q4 2021/22"], [*ENGLAND, 0.505]),
    }
    found = read(sheets)
    assert found.reading.indicators == [
        {
            "locator": "Metadata!B6",
            "indicator_no": 1,
            "section": "Adult mental health",
            "code": "IAPT(ii.a)",
            "indicator_name": "IAPT recovery rate",
            "better_is": "higher",
            "better_is_published": "▲",
            "standard_published": "0.5",
            "numerator_published": "those who recovered",
            "denominator_published": "those who finished",
            "reporting_period_published": "Quarter",
            "data_source_published": "IAPT dataset",
            "parts": [RECOVERY],
            "measure_ids": ["iapt_recovery_rate"],
            "document_id": "an_edition",
        }
    ]
    part = found.part("Metadata")
    assert (part["state"], part["reason"], part["left_out"]) == ("catalogue", None, part["cells"])


def test_sections_hold_until_the_next_one_and_nothing_printed_is_null(read: Any) -> None:
    other = ENTRY | {"Code": "EIP(i)", "Standard (if applicable)": "N/A", "Numerator": "N/A", "Denominator": ""}
    found = read(
        {
            "Metadata": catalogue(
                ENTRY,
                {"Code": "First"},
                ENTRY | {"Code": "EIP (i.b)"},
                other,
                {"Code": "Second"},
                ENTRY | {"Code": "ZZ(i)"},
            ),
            "EIP(i)": figures(["2021/22"], [*ENGLAND, 0.5]),
        }
    )
    indicators = found.reading.indicators
    assert [(row["indicator_no"], row["section"], row["code"], row["measure_ids"]) for row in indicators] == [
        (1, None, "IAPT(ii.a)", ["iapt_recovery_rate"]),
        (2, "First", "EIP (i.b)", ["eip_services_nice_level_3"]),
        (3, "First", "EIP(i)", ["eip_two_week_wait"]),
        (4, "Second", "ZZ(i)", []),
    ]
    assert [row["parts"] for row in indicators] == [[], [], ["EIP(i)"], []]
    printed = ("standard_published", "numerator_published", "denominator_published")
    assert [indicators[2][name] for name in printed] == [None, None, None]
    assert {row["better_is"] for row in indicators} == {None}


def test_an_entry_of_two_codes_has_the_sheets_of_both(read: Any) -> None:
    found = read(
        {
            "Metadata": catalogue(ENTRY | {"Code": "MHF(ii.a) and\nMHF (ii.b)"}),
            "Dashboard": directions(("MHF(ii.a) and MHF (ii.b)", "N/A")),
            "MHF(ii_b)_FINAL CALC": figures(["2021/22"], [*ENGLAND, 1]),
            SPEND: figures(["2021/22"], [*ENGLAND, 1]),
        }
    )
    (row,) = found.reading.indicators
    assert row["code"] == "MHF(ii.a) and MHF (ii.b)"
    assert row["parts"] == [SPEND, "MHF(ii_b)_FINAL CALC"]
    assert row["measure_ids"] == ["mental_health_spend"]
    assert (row["better_is"], row["better_is_published"]) == ("none", "N/A")


@pytest.mark.parametrize(
    ("printed", "better_is"), [("▲", "higher"), ("▼", "lower"), ("N/A", "none"), (" ▼ ", "lower"), ("?", None)]
)
def test_the_direction_of_good_is_the_dashboards(read: Any, printed: str, better_is: str | None) -> None:
    found = read({"Metadata": catalogue(ENTRY), "Dashboard": directions(("IAPT (ii_a)", printed), ("IAPT(ii.a)", "x"))})
    (row,) = found.reading.indicators
    assert (row["better_is"], row["better_is_published"]) == (better_is, printed.strip())


def test_an_entry_without_a_code_is_reported(read: Any) -> None:
    nameless = {title: text for title, text in ENTRY.items() if title != "Code"}
    found = read({"Metadata": catalogue(ENTRY, nameless)})
    assert len(found.reading.indicators) == 1
    text = "IAPT recovery rate | d | 0.5 | those who recovered | those who finished | Quarter | IAPT dataset"
    assert found.rejected == [("Metadata!B6", text, 7, "looks like an indicator of the catalogue, and has no code")]
    assert found.part("Metadata")["rejected"] == 7


def test_a_direction_in_a_short_row_is_passed_over() -> None:
    sheets = [
        Sheet("Metadata", catalogue(ENTRY)),
        Sheet("Dashboard", [["Code", "Better is…"], ["IAPT(ii.a)"], ["IAPT(ii.a)", "▼"]]),
    ]
    plain = [
        Sheet(sheet.name, [["" if cell is None else cell for cell in row] for row in sheet.rows]) for sheet in sheets
    ]
    (row,) = read_rows(plain).reading.indicators
    assert row["better_is"] == "lower"


# Conservation

CELL = st.one_of(
    st.sampled_from(["", "", " ", "*", "N/A", "#N/A", "#REF!", "Y", "N", "text", True, 0.0, 0.5, 1.0, 1.5, -1.0]),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.text(max_size=5),
)
TITLE = st.sampled_from(
    ["Q1 2014/15", "Q1 2014/15 ", "2014/15", "2014/15 planned", "End of Q4 Position", "2018/2020", "To delete", "",
     "Org code", 2017.0, 1.0, True, date(2020, 4, 1), datetime(2020, 4, 1, 12)]
)  # fmt: skip
BODY = st.one_of(
    st.sampled_from([ENGLAND, NORTH_WEST, HUMBER, NORTH_LINCOLNSHIRE, ROTHERHAM, SHEFFIELD]),
    st.lists(CELL, min_size=5, max_size=5),
)
SHEET = st.tuples(
    st.sampled_from([RECOVERY, EIP, SPEND, ACHIEVED, "IAPT(ii.a)", "Metadata", "Dashboard", "Other"]),
    st.lists(st.lists(CELL, max_size=3), max_size=2),
    st.permutations(ORGANISATION),
    st.lists(TITLE, max_size=4),
    st.lists(st.tuples(BODY, st.lists(CELL, max_size=6)), max_size=5),
)


@given(st.lists(SHEET, max_size=3, unique_by=lambda sheet: sheet[0]))
def test_no_cell_is_lost_whatever_a_sheet_holds(given_sheets: list[Any]) -> None:
    sheets = []
    for name, above, titles, periods, rows in given_sheets:
        body = [
            [*(dict(zip(ORGANISATION, org, strict=True))[title] for title in titles), *cells] for org, cells in rows
        ]
        sheets.append(Sheet(name, [*above, [*titles, *periods], *body]))
    found = read_rows(sheets)
    assert found.reading.values.select(
        pl.struct("measure_id", "period", "org_type", "org_code").is_unique().all()
    ).item()
    value = found.reading.values["value"].drop_nulls()
    assert value.is_finite().all()
    places = [row["locator"] for row in found.values]
    assert len(set(places)) == len(places)


# -- titles that can be months and years ------------------------------------------------------------------------------


def test_titles_that_look_like_months_are_years_where_one_of_the_sheet_is(read: Any) -> None:
    found = read({RECOVERY: figures(["2010-11", "2011-12", "2012-13"], [*ENGLAND, 0.5, 0.51, 0.52])})
    assert [row["period"] for row in found.reading.values.rows(named=True)] == ["2010/11", "2011/12", "2012/13"]


def test_titles_that_leave_open_whether_they_are_months_or_years_are_a_question(read: Any) -> None:
    found = read({RECOVERY: figures(["2010-11", "2011-12"], [*ENGLAND, 0.5, 0.51])})
    assert found.reading.values.is_empty()
    reasons = [reject["reason"] for reject in found.reading.rejects]
    assert reasons
    assert all("a month or a financial year: say `period_form` in raw/sources.yml" in reason for reason in reasons)
    assert found.part()["rejected"] >= 2
