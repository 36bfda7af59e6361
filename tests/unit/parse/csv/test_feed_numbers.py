"""The cells of feeds: values, markers and shares."""

from __future__ import annotations

from pathlib import Path

import pytest
from feed_samples import (
    NORTH_LINCOLNSHIRE,
    SERVICES,
    SERVICES_HEADING,
    THERAPIES,
    THERAPIES_HEADING,
    read,
    service,
    services,
)

from pipeline.reference.layout_parts import Marker


@pytest.mark.parametrize(
    ("printed", "status", "reason", "lower", "upper"),
    [
        ("*", "suppressed", "suppressed as a count under 5", 0.0, 4.0),
        (" * ", "suppressed", "suppressed as a count under 5", 0.0, 4.0),
        ("NULL", "not_available", "printed as NULL", None, None),
        ("null", "not_available", "printed as NULL", None, None),
        ("-", "not_available", "printed as -", None, None),
        ("", "not_available", "the cell is empty", None, None),
        ("   ", "not_available", "the cell is empty", None, None),
        ("N/A", "not_available", "printed as N/A", None, None),
        ("n/a", "not_available", "printed as N/A", None, None),
        ("NONE", "not_available", "printed as NONE", None, None),
    ],
)
@pytest.mark.parametrize("layout", ["therapies", "services"])
def test_a_marker_gives_a_status(
    tmp_path: Path, printed: str, status: str, reason: str, lower: float | None, upper: float | None, layout: str
) -> None:
    if layout == "services":
        found = services(tmp_path, service(printed))
    else:
        row = f"01/07/2019,31/07/2019,CCG,{NORTH_LINCOLNSHIRE},,,M001,People,{printed}"
        found = read(tmp_path, THERAPIES, THERAPIES_HEADING, row)
    assert found.values("value", "decimals", "value_published", "status", "reason", "lower", "upper") == [
        (None, None, printed, status, reason, lower, upper)
    ]


def test_bounds_hold_for_what_is_counted_and_not_for_shares(tmp_path: Path) -> None:
    found = services(tmp_path, service("*"), service("*", measure="MHS86"))
    assert found.values("measure_id", "lower", "upper") == [("people", 0.0, 4.0), ("recovery", None, None)]


def test_a_marker_is_found_by_its_case_first(tmp_path: Path) -> None:
    markers = {
        "NA": Marker(status="not_applicable", reason="upper"),
        "na": Marker(status="not_available", reason="lower"),
        "9999": Marker(status="suppressed", reason="a number that is none"),
    }
    layout = SERVICES.model_copy(update={"markers": markers})
    rows = [service("na"), service("NA", code="00L"), service("Na", code="01K"), service("9999", code="01H")]
    found = read(tmp_path, layout, SERVICES_HEADING, *rows)
    assert [reason for (reason,) in found.values("reason")] == ["lower", "upper", "upper", "a number that is none"]


@pytest.mark.parametrize(
    ("printed", "value", "decimals"),
    [
        ("0", 0.0, 0),
        ("12", 12.0, 0),
        ("007", 7.0, 0),
        (" 12.50 ", 12.5, 2),
        ("+3.5", 3.5, 1),
        (".5", 0.5, 1),
        ("5.", 5.0, 0),
        ("-0", 0.0, 0),
        ("1,234", 1234.0, 0),
        ("1,234,567.8", 1234567.8, 1),
        ("1.5e3", 1500.0, 0),
        ("25E-1", 2.5, 1),
        ("1e+05", 100_000.0, 0),
        ("1.2E-3", 0.0012, 4),
        ("230 (r)", 230.0, 0),
        ("230 [1]", 230.0, 0),
        ("1\u00a0234", 1234.0, 0),
        ("1\u202f234.5", 1234.5, 1),
        ("12345678901234567890", 12345678901234567890.0, 0),
        ("0.30000000000000004", 0.30000000000000004, 17),
    ],
)
def test_a_number_is_read_as_printed(tmp_path: Path, printed: str, value: float, decimals: int) -> None:
    found = services(tmp_path, service(printed, measure="M7"))
    assert found.values("value", "decimals", "value_published", "status") == [(value, decimals, printed, "published")]


@pytest.mark.parametrize(
    "printed", ["nan", "inf", "-inf", "1e999", "12,34", "1.2.3", "5 to 7", "<5", "1_000", "٣", "0x1F"]
)
def test_what_is_neither_a_number_nor_a_marker_is_rejected(tmp_path: Path, printed: str) -> None:
    found = services(tmp_path, service("5"), service(printed, code="00L"))
    (reject,) = found.rejected
    assert reject == {
        "document_id": "doc",
        "line_no": None,
        "char_start": None,
        "char_end": None,
        "locator": "row 3",
        "text": "01/04/2019 | 30/04/2019 | Final | CCG - GP Practice or Residence | 00L | NHS NORTHUMBERLAND CCG"
        f" | NONE | NONE | MHS01 | Name of MHS01 | {printed}",
        "cells": 11,
        "stage": "feed",
        "reason": f"'{printed}' is neither a number nor a marker; name it under `markers` in raw/sources.yml if it is"
        " one",
    }
    assert (found.part("MHS01")["rejected"], found.part("MHS01")["published"]) == (1, 1)


def test_a_value_outside_of_its_measure_is_rejected(tmp_path: Path) -> None:
    rows = [service(value, code=code, measure="MHS86") for value, code in (("100", "03K"), ("100.1", "00L"))]
    found = services(tmp_path, *rows, service("-1", code="01K"))
    assert found.values("value") == [(100.0,)]
    assert found.rejects == [
        ("row 3", "'100.1' is no value of recovery, which is at least 0 and at most 100; ask its publisher"),
        ("row 4", "'-1' is no value of people, which is at least 0; ask its publisher"),
    ]


@pytest.mark.parametrize(
    ("printed", "value", "decimals"),
    [("0.57", 57.0, 0), ("0.945", 94.5, 1), ("1", 100.0, 0), ("0.9", 90.0, 0), (" 0.57 ", 57.0, 0), ("57%", 57.0, 0)],
)
def test_shares_printed_as_fractions_become_percent(tmp_path: Path, printed: str, value: float, decimals: int) -> None:
    layout = SERVICES.model_copy(update={"percentages": "fractions"})
    found = read(tmp_path, layout, SERVICES_HEADING, service(printed, measure="MHS86"), service("0.5", measure="M7"))
    assert found.values("measure_id", "value", "decimals", "value_published") == [
        ("recovery", value, decimals, printed),
        ("days", 0.5, 1, "0.5"),
    ]
