"""Rows of feeds that repeat others, and rejects that are many."""

from __future__ import annotations

from pathlib import Path

import pytest
from feed_samples import service, services

from pipeline.parse.csv import row_outcomes


def test_of_rows_that_contradict_one_another_none_is_taken(tmp_path: Path) -> None:
    found = services(
        tmp_path,
        service("5"),
        service("6"),
        service("5", start="2019-04-01", end="2019-04-30"),
        service("7", code="E38000122"),
        service("x", code="00L"),
        service("8", code="00L"),
    )
    assert found.values("locator", "value") == [("row 7, MEASURE_VALUE", 8.0)]
    differs = "says otherwise of the same value, so neither is taken; ask its publisher which is right"
    assert found.rejects == [
        ("row 2", f"row 3 {differs}"),
        ("row 3", f"row 2 {differs}"),
        ("row 4", f"row 3 {differs}"),
        ("row 5", f"row 2 {differs}"),
        ("row 6", "'x' is neither a number nor a marker; name it under `markers` in raw/sources.yml if it is one"),
    ]
    assert found.part("MHS01")["rejected"] == 5


def test_of_rows_that_say_the_same_the_first_stays(tmp_path: Path) -> None:
    found = services(tmp_path, service("5"), service("5", start="2019-04-01", end="2019-04-30"))
    assert found.values("locator", "value") == [("row 2, MEASURE_VALUE", 5.0)]
    assert found.rejects == [("row 3", "repeats row 2; nothing is to be done")]


def test_repeated_rows_are_found_also_where_there_are_too_many_keys_for_bits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_outcomes, "_MOST_BITS", 0)
    found = services(tmp_path, service("5"), service("5"), service("6", code="00L"))
    assert found.values("value") == [(5.0,), (6.0,)]
    assert found.rejects == [("row 3", "repeats row 2; nothing is to be done")]


def test_two_codes_of_one_measure_are_one_measure(tmp_path: Path) -> None:
    found = services(tmp_path, service("5"), service("*", measure="M001"), service("5", measure="M001", code="00L"))
    differs = "says otherwise of the same value, so neither is taken; ask its publisher which is right"
    assert found.rejects == [("row 2", f"row 3 {differs}"), ("row 3", f"row 2 {differs}")]
    assert [(part["part"], part["published"], part["rejected"]) for part in found.reading.parts] == [
        ("MHS01", 0, 1),
        ("M001", 1, 1),
    ]


def test_several_unknown_organisations_are_one(tmp_path: Path) -> None:
    found = services(tmp_path, service("5", code="UNKNOWN"), service("6", code="Invalid"), service("8", code="00L"))
    assert found.values("org_code", "value") == [("00L", 8.0)]
    assert [locator for locator, _ in found.rejects] == ["row 2", "row 3"]


def test_past_a_thousand_rejects_each_reason_has_one_row(tmp_path: Path) -> None:
    rows = [service("x", code="00L") for _ in range(1_001)]
    rows += [service("5"), service("5"), service("7", start="x"), service("y")]
    found = services(tmp_path, *rows)
    assert len(found.rejected) == 1_003
    assert [(r["locator"], r["text"], r["cells"], r["reason"]) for r in found.reading.rejects[1_000:]] == [
        ("row 1005", "… and 1 more row", None, "a period that does not read"),
        ("row 1002 to row 1006", "… and 2 more rows", None, "a value that is neither a number nor a marker"),
        ("row 1004", "… and 1 more row", None, "one of several rows of one measure, period and organisation"),
    ]
    keys = {(r["locator"], r["stage"], r["reason"]) for r in found.reading.rejects}
    assert len(keys) == len(found.reading.rejects)
    assert found.part("MHS01")["rejected"] == 1_004
