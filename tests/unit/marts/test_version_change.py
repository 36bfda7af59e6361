"""What each version of a source brought: measures that are new, kept or lost, their parts, and what is restated."""

from __future__ import annotations

from datetime import date
from typing import Any

from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import AS_AT, Row, real_tables
from oracle.version_change import version_change
from test_release_calendar import checked
from test_restatement import Q1, Q2, cell, cells_unique

RECOVERY, WAIT = "iapt_recovery_rate", "eip_two_week_wait"


def version(document_id: str, published_on: date, source_id: str | None = "workbook") -> Row:
    return {"document_id": document_id, "published_on": published_on, "source_id": source_id, "product": None}


VERSIONS = [version(f"v{month}", date(2018, month, 1)) for month in (1, 4, 7)]


def part(document_id: str, name: str, measure_id: str | None, published: int = 10, **more: Any) -> Row:
    row = {"document_id": document_id, "part": name, "measure_id": measure_id, "published": published, "state": "read"}
    return row | more


def changed(parts: list[Row], values: list[Row] | None = None, versions: list[Row] | None = None) -> list[Row]:
    numbered = [{"part_no": number} | row for number, row in enumerate(parts, 1)]
    tables = {"document": versions or VERSIONS, "document_part": numbered, "measure_value": values or []}
    return checked("version_change", lambda given, _: version_change(given), tables, AS_AT)


def shown(rows: list[Row]) -> list[tuple[Any, ...]]:
    names = ("document_id", "measure_id", "state", "previous_part", "part", "previous_published", "published")
    return [tuple(row[name] for name in names) for row in rows]


def test_the_documents_are_versions_of_no_source() -> None:
    assert checked("version_change", lambda given, _: version_change(given), real_tables(), AS_AT) == []


def test_a_measure_is_new_kept_and_lost_and_new_again() -> None:
    parts = [part("v1", "A", RECOVERY), part("v4", "A", RECOVERY, 12), part("v4", "B", WAIT, 7), part("v7", "B", WAIT)]
    assert shown(changed(parts)) == [
        ("v1", RECOVERY, "new", None, "A", 0, 10),
        ("v4", WAIT, "new", None, "B", 0, 7),
        ("v4", RECOVERY, "kept", "A", "A", 10, 12),
        ("v7", WAIT, "kept", "B", "B", 7, 10),
        ("v7", RECOVERY, "lost", "A", None, 12, 0),
    ]
    assert shown(changed([part("v1", "A", RECOVERY), part("v7", "A", RECOVERY)])) == [
        ("v1", RECOVERY, "new", None, "A", 0, 10),
        ("v4", RECOVERY, "lost", "A", None, 10, 0),
        ("v7", RECOVERY, "new", None, "A", 0, 10),
    ]


def test_a_row_in_full() -> None:
    values = [cell("v1", 61.2), cell("v4", 60.4), cell("v4", 3.0, period=Q2), cell("v7", 60.4)]
    rows = changed([part(name, "A", RECOVERY) for name in ("v1", "v4", "v7")], values)
    assert rows[1] == {
        "source_id": "workbook",
        "document_id": "v4",
        "published_on": date(2018, 4, 1),
        "previous_document_id": "v1",
        "measure_id": RECOVERY,
        "state": "kept",
        "part": "A",
        "previous_part": "A",
        "published": 10,
        "previous_published": 10,
        "restated": 1,
        "organisations_lost": 0,
        "lost_of": None,
    }
    assert [(row["previous_document_id"], row["restated"]) for row in rows] == [(None, 0), ("v1", 1), ("v4", 0)]


def test_a_sheet_that_is_renamed_holds_the_same_measure() -> None:
    (_, row) = changed([part("v1", "Recovery rate", RECOVERY), part("v4", "Recovery", RECOVERY)], versions=VERSIONS[:2])
    assert (row["state"], row["previous_part"], row["part"]) == ("kept", "Recovery rate", "Recovery")


def test_several_sheets_of_a_measure_are_named_in_their_order_and_counted_together() -> None:
    parts = [part("v1", "Z", RECOVERY, 3), part("v1", "A", RECOVERY, 4)]
    assert shown(changed(parts, versions=VERSIONS[:1])) == [("v1", RECOVERY, "new", None, "Z, A", 0, 7)]


def test_parts_that_were_not_read_or_hold_no_measure_count_for_nothing() -> None:
    left_out = {"state": "left_out", "reason": "no such measure"}
    parts = [part("v1", "A", RECOVERY), part("v4", "A", RECOVERY, **left_out), part("v4", "B", None)]
    parts += [part("v1", "Indicators", None, 0, state="catalogue")]
    assert [row[:3] for row in shown(changed(parts, versions=VERSIONS[:2]))] == [
        ("v1", RECOVERY, "new"),
        ("v4", RECOVERY, "lost"),
    ]


def test_sources_are_held_against_themselves_and_documents_against_nothing() -> None:
    versions = [*VERSIONS[:2], version("feed", date(2018, 2, 1), "feed"), version("text", date(2018, 3, 1), None)]
    parts = [part("v1", "A", RECOVERY), part("v4", "B", WAIT), part("feed", "M1", WAIT), part("text", "A", WAIT)]
    assert [(row["source_id"], row["document_id"], row["measure_id"], row["state"]) for row in changed(
        parts, versions=versions
    )] == [
        ("feed", "feed", WAIT, "new"),
        ("workbook", "v1", RECOVERY, "new"),
        ("workbook", "v4", WAIT, "new"),
        ("workbook", "v4", RECOVERY, "lost"),
    ]  # fmt: skip


def test_a_value_that_another_document_stated_first_is_restated_by_the_version() -> None:
    """As the header says: otherwise than the document before it, whatever that is."""
    versions = [version("text", date(2017, 1, 1), None), *VERSIONS]
    (row, *_) = changed([part("v1", "A", RECOVERY)], [cell("text", 50.0), cell("v1", 51.0)], versions)
    assert (row["document_id"], row["state"], row["restated"]) == ("v1", "new", 1)


def test_organisations_that_had_a_value_and_have_no_row_are_told_by_their_kind() -> None:
    """Rows of a kind that the new version calls by another word are not read; a marker is a row all the same."""
    before = [cell("v1", 50.0, f"A!B{number}", org_code=code) for number, code in enumerate(("03K", "00L", "01K"))]
    before += [
        cell("v1", 50.0, "A!C1", org_type="national", org_code="England"),
        cell("v1", "suppressed", "A!C2", org_code="02P"),
    ]
    now = [cell("v4", "suppressed", "A!B1"), cell("v4", 50.0, "A!B2", org_type="national", org_code="England")]
    parts = [part("v1", "A", RECOVERY), part("v4", "A", RECOVERY)]
    (first, second) = changed(parts, [*before, *now], VERSIONS[:2])
    assert (first["organisations_lost"], first["lost_of"]) == (0, None)
    assert (second["state"], second["organisations_lost"], second["lost_of"]) == ("kept", 2, "ccg: 2 of 3")


def test_a_kind_that_had_values_and_has_no_row_any_more_is_told() -> None:
    values = [cell("v1", 50.0), cell("v1", 50.0, "A!C1", org_type="provider", org_code="RV3"), cell("v4", 51.0)]
    (_, second) = changed([part("v1", "A", RECOVERY), part("v4", "A", RECOVERY)], values, VERSIONS[:2])
    assert second["lost_of"] == "provider: 1 of 1"


@st.composite
def sources(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Versions of two sources, some of one day, their parts, and values of theirs."""
    versions = [
        version(
            f"v{number}", date(2018, draw(st.integers(1, 4)), 1), draw(st.sampled_from(["one", "one", "two", None]))
        )
        for number in range(draw(st.integers(1, 6)))
    ]
    parts = [
        part(
            one["document_id"],
            name,
            draw(st.sampled_from([RECOVERY, WAIT, WAIT, None])),
            draw(st.integers(0, 3)),
            state=draw(st.sampled_from(["read", "read", "read", "left_out", "catalogue"])),
            part_no=number,
        )
        for one in versions
        for number, name in enumerate(draw(st.permutations("ABC"))[: draw(st.integers(0, 3))], 1)
    ]
    values = [
        cell(
            draw(st.sampled_from(versions))["document_id"],
            draw(st.sampled_from([50.0, 51.0, "suppressed"])),
            f"A!B{number}",
            measure_id=draw(st.sampled_from([RECOVERY, WAIT])),
            period=draw(st.sampled_from([Q1, Q2])),
            org_type=draw(st.sampled_from(["ccg", "national"])),
            org_code=draw(st.sampled_from(["03K", "00L"])),
        )
        for number in range(draw(st.integers(0, 8)))
    ]
    return {"versions": versions, "parts": parts, "values": cells_unique(values)}


@given(drawn=sources())
@worlds()
def test_any_versions_by_the_oracle(drawn: dict[str, list[Row]]) -> None:
    for row in changed(**drawn):
        assert (row["state"] == "new") == (row["previous_part"] is None)
        assert (row["state"] == "lost") == (row["part"] is None)
        assert row["state"] == "new" or row["previous_document_id"] is not None
