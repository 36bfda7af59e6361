"""The catalogue of indicators that a workbook carries."""

from __future__ import annotations

from typing import Any

import pytest
from workbook_reading import RECOVERY, SPEND, read_rows
from workbooks import ENGLAND, catalogue, directions, figures

from pipeline.parse.xlsx.cells import Sheet

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
