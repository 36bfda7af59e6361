"""The dashboard beyond CCGs and texts: national, region and STP rows, standards, parts, and versions of its workbook.

Here too: versions of a source of measures, which are never shown. Not here: which value is shown
(`test_dashboard_value`), listings in texts alone (`test_dashboard`).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row
from oracle.dashboard import dashboard
from oracle.dashboard_value import dashboard_value
from test_dashboard import SPEND, listing
from test_dashboard_value import OLD, Q3, Q4, publications, tables_of, value
from test_release_calendar import APRIL, JANUARY, JULY, NEXT_JANUARY, OCTOBER, all_checked, checked

LISTED = "access_and_waiting_standards"
RECOVERY, WAIT = "iapt_recovery_rate", "eip_two_week_wait"
DASHBOARD = {"source_id": "mh_dashboard", "product": "dashboard"}
MONTHLY = {"source_id": "talking_therapies_monthly", "product": None}
IN_SHEET: Row = {"line_no": None, "char_start": None, "char_end": None}


def in_sheet(document_id: str, said: float | str, locator: str = "Sheet!A1", **more: Any) -> Row:
    """A value in a cell of a workbook."""
    return value(document_id, said, **IN_SHEET, locator=locator) | more


def sourced(tables: dict[str, Any], **sources: Row) -> dict[str, Any]:
    """The tables with the documents of these names as versions of a source."""
    documents = [row | sources.get(row["document_id"], {}) for row in tables["document"]]
    return tables | {"document": documents}


def shown_by(tables: dict[str, Any], as_at: date = OCTOBER) -> list[Row]:
    """The rows of the dashboard; and the values it shows are those of the oracle."""
    return all_checked({"dashboard_value": dashboard_value, "dashboard": dashboard}, tables, as_at)["dashboard"]


def said_of(rows: list[Row], measure_id: str = LISTED) -> list[tuple[int, str, str, str]]:
    """The rows of a measure as a whole."""
    return [
        (row["edition"].month, row["status"], row["reason"], row["change"])
        for row in rows
        if row["measure_id"] == measure_id and row["org_code"] is None
    ]


def test_rows_of_other_kinds_stand_beside_the_ccg_of_the_same_code() -> None:
    kinds = [("ccg", "03K"), ("stp", "03K"), ("region", "03K"), ("national", "England")]
    values = [
        in_sheet("a", number, f"Recovery!D{number}", org_type=kind, org_code=code, org_name_published=f"Name {kind}")
        for number, (kind, code) in enumerate(kinds, 50)
    ]
    rows = shown_by(sourced(tables_of({"a": JANUARY}, values, measure_listing=[]), a=DASHBOARD), JANUARY)
    names = ("org_type", "org_code", "org_name", "organisation_open", "value", "line_no", "locator", "change")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("ccg", "03K", "NHS North Lincolnshire CCG", True, 50.0, None, "Recovery!D50", "new"),
        ("national", "England", "Name national", None, 53.0, None, "Recovery!D53", "new"),
        ("region", "03K", "Name region", None, 52.0, None, "Recovery!D52", "new"),
        ("stp", "03K", "Name stp", None, 51.0, None, "Recovery!D51", "new"),
    ]


def test_a_revision_for_one_kind_is_none_for_another() -> None:
    values = [value(name, 50.0, org_type=kind) for name in "ab" for kind in ("ccg", "stp")]
    values[3]["value"] = 51.0
    rows = shown_by(tables_of(OLD, values, measure_listing=[]), APRIL)
    assert [(row["edition"].month, row["org_type"], row["value"], row["change"]) for row in rows] == [
        (1, "ccg", 50.0, "new"),
        (1, "stp", 50.0, "new"),
        (4, "ccg", 50.0, "unchanged"),
        (4, "stp", 51.0, "revised"),
    ]
    # A later document that says nothing of the STP withdraws nothing of the CCG.
    values = [value("a", said, period, org_type=kind) for kind in ("ccg", "stp") for said, period in ((1, Q3), (2, Q4))]
    silent = value("b", "not_published", Q4, org_type="stp")
    rows = shown_by(tables_of(OLD, [*values, silent], measure_listing=[]), APRIL)
    assert [(row["org_type"], row["value"], row["change"]) for row in rows if row["edition"] == APRIL] == [
        ("ccg", 2.0, "unchanged"),
        ("stp", 1.0, "withdrawn"),
    ]


STANDARDS = [
    {"measure_id": RECOVERY, "standard": 50.0, "comparator": "at least", "from_period": "2015/16"},
    {"measure_id": RECOVERY, "standard": 53.3, "comparator": "at least", "from_period": "2016/17 Q4"},
]


def test_the_distance_to_the_standard_of_the_period_whatever_the_kind_of_organisation() -> None:
    values = [
        value("a", 50.0),
        value("a", 49.9, org_type="stp"),
        value("a", "suppressed", org_code="05W"),
        value("b", 54.4, Q4),
        value("b", 12.5, measure_id=WAIT),
    ]
    tables = tables_of(OLD, values, measure_standard=STANDARDS, measure_listing=[])
    names = ("org_type", "org_code", "value", "standard", "comparator", "distance_to_standard", "standard_met")
    rows = [
        (row["edition"].month, row["measure_id"], *(row[name] for name in names)) for row in shown_by(tables, APRIL)
    ]
    first = [
        (1, RECOVERY, "ccg", "03K", 50.0, 50.0, "at least", 0.0, True),
        (1, RECOVERY, "ccg", "05W", None, 50.0, "at least", None, None),
        (1, RECOVERY, "stp", "03K", 49.9, 50.0, "at least", -0.1, False),
    ]
    assert rows == [
        *first,
        (4, WAIT, "ccg", "03K", 12.5, None, None, None, None),
        (4, RECOVERY, "ccg", "03K", 54.4, 53.3, "at least", 1.1, True),
        *((4, *row[1:]) for row in first[1:]),
    ]


def test_a_standard_of_england_as_a_whole_stands_beside_england_alone() -> None:
    kinds = ["ccg", "stp", "region", "national"]
    values = [value("a", 60.0, org_type=kind) for kind in kinds]
    (standard, *_) = STANDARDS
    for applies_to, met in (("England", ["national"]), ("each", kinds)):
        tables = tables_of(OLD, values, measure_standard=[standard | {"applies_to": applies_to}], measure_listing=[])
        rows = shown_by(tables, JANUARY)
        names = ("standard", "comparator", "distance_to_standard", "standard_met")
        found = {row["org_type"]: tuple(row[name] for name in names) for row in rows}
        assert {kind: row for kind, row in found.items() if row != (None,) * 4} == dict.fromkeys(
            met, (50.0, "at least", 10.0, True)
        )


@pytest.mark.parametrize(
    ("period", "as_at", "days", "is_stale"),
    [
        # A quarter that ended on 30 September: two quarters later it is 31 March.
        ("2016/17 Q2", JANUARY, 93, False),
        ("2016/17 Q2", APRIL, 183, True),
        ("2016-09", APRIL, 183, True),
        ("2015/16", OCTOBER, 549, False),
        ("2015/16", date(2018, 4, 1), 731, True),
        # Three years that are published every year.
        ("2013-04 to 2016-03", date(2018, 4, 1), 731, True),
    ],
)
def test_how_old_a_value_is_at_an_edition(period: str, as_at: date, days: int, is_stale: bool) -> None:
    rows = shown_by(tables_of(OLD, [value("a", 50.0, period)], measure_listing=[]), as_at)
    assert [(row["age_days"], row["is_stale"]) for row in rows if row["edition"] == as_at] == [(days, is_stale)]


@pytest.mark.parametrize(
    ("comparator", "met"),
    [
        ("at least", [False, True, True]),
        ("more than", [False, False, True]),
        ("at most", [True, True, False]),
        ("fewer than", [True, False, False]),
        ("=", [False, True, False]),
        ("about", [None, None, None]),
    ],
)
def test_each_comparator_by_the_values_as_printed(comparator: str, met: list[bool | None]) -> None:
    values = [value("a", said, org_code=code) for said, code in ((66.6, "03K"), (66.7, "05W"), (66.8, "08Q"))]
    tables = tables_of(OLD, values, measure_standard=[STANDARDS[0] | {"standard": 66.7, "comparator": comparator}])
    rows = shown_by(tables | {"measure_listing": []}, JANUARY)
    assert [(row["standard_met"], row["distance_to_standard"]) for row in rows] == list(
        zip(met, (-0.1, 0.0, 0.1), strict=True)
    )


def test_a_listed_measure_is_in_its_parts_once_one_of_them_is_shown() -> None:
    values = [value("b", 50.0), value("c", "suppressed", measure_id=WAIT)]
    tables = tables_of(OLD, values, measure_listing=[listing("a", measure_id=LISTED), listing("a")])
    rows = shown_by(tables, OCTOBER)
    assert said_of(rows) == [
        (1, "no_value", "listed, and no value known at this edition", "new"),
        (4, "in_parts", f"its figures are those of {RECOVERY}", "new status"),
        (7, "in_parts", f"its figures are those of {WAIT}, {RECOVERY}", "unchanged"),
        (10, "in_parts", f"its figures are those of {WAIT}, {RECOVERY}", "unchanged"),
    ]
    assert {row["change_note"] for row in rows if row["measure_id"] == LISTED} == {
        "not listed at the edition before",
        "was no_value (a), is in_parts (a)",
        None,
    }
    # A measure without parts has none.
    assert {status for _, status, _, _ in said_of(rows, SPEND)} == {"no_value"}


def test_a_planned_measure_is_in_its_parts_too() -> None:
    values = [value("b", 50.0, measure_id="smi_physical_health_checks")]
    planned = listing("a", "planned", measure_id="smi_physical_health")
    rows = shown_by(tables_of(OLD, values, measure_listing=[planned]), APRIL)
    assert [(month, status) for month, status, _, _ in said_of(rows, "smi_physical_health")] == [
        (1, "planned"),
        (4, "in_parts"),
    ]


def test_a_measure_is_in_no_part_that_only_another_source_brings() -> None:
    tables = tables_of(OLD, [value("b", 50.0)], measure_listing=[listing("a", measure_id=LISTED)])
    assert {status for _, status, _, _ in said_of(shown_by(sourced(tables, b=MONTHLY)))} == {"no_value"}


def test_once_a_version_of_the_dashboard_is_known_a_listed_measure_is_not_in_it() -> None:
    listings = [listing("a"), listing("a", "planned", measure_id="out_of_area_placements")]
    values = [in_sheet(name, 50.0) for name in "bc"]
    rows = shown_by(sourced(tables_of(OLD, values, measure_listing=listings), b=DASHBOARD, c=DASHBOARD), JULY)
    for measure_id, before in ((SPEND, "no_value"), ("out_of_area_placements", "planned")):
        said = said_of(rows, measure_id)
        assert [(month, status, change) for month, status, _, change in said] == [
            (1, before, "new"),
            (4, "not_in_this_edition", "new status"),
            (7, "not_in_this_edition", "unchanged"),
        ]
        assert [reason for _, _, reason, _ in said[1:]] == [
            "listed, and b has no figures for it",
            "listed, and c has no figures for it",
        ]


def test_a_part_that_is_shown_goes_before_a_version_without_the_measure() -> None:
    listings = [listing("a", measure_id=LISTED), listing("a")]
    rows = shown_by(sourced(tables_of(OLD, [in_sheet("b", 50.0)], measure_listing=listings), b=DASHBOARD), APRIL)
    assert [said_of(rows, name)[1][1] for name in (LISTED, SPEND)] == ["in_parts", "not_in_this_edition"]


def test_a_version_of_another_source_says_nothing_of_what_is_listed() -> None:
    rows = shown_by(sourced(tables_of(OLD, [in_sheet("b", 50.0)], measure_listing=[listing("a")]), b=MONTHLY), APRIL)
    assert [status for _, status, _, _ in said_of(rows, SPEND)] == ["no_value", "no_value"]


def test_a_document_of_a_monthly_source_is_never_shown() -> None:
    values = [value("a", 61.2), in_sheet("b", 60.4), in_sheet("b", 99.0, period=Q4), value("c", "not_published")]
    shown = shown_by(sourced(tables_of(OLD, values[:3], measure_listing=[]), b=MONTHLY))
    assert {(row["document_id"], row["value"], row["period"]) for row in shown} == {("a", 61.2, Q3)}
    assert [row["change"] for row in shown] == ["new"] + ["unchanged"] * 3
    # Nor does it withdraw anything, and without it there would be something to show.
    silent = shown_by(sourced(tables_of(OLD, [values[0], values[3]], measure_listing=[]), c=MONTHLY))
    assert {row["status"] for row in silent} == {"published"}
    only = tables_of({"b": APRIL}, [values[1]], measure_listing=[])
    assert shown_by(sourced(only, b=MONTHLY)) == []
    assert len(shown_by(sourced(only, b=DASHBOARD))) == len(shown_by(only)) == 3


def test_a_version_restates_what_a_text_said() -> None:
    values = [value("a", 61.2, line_no=43), in_sheet("b", 60.4, "Recovery!D12")]
    rows = shown_by(sourced(tables_of(OLD, values, measure_listing=[]), b=DASHBOARD), APRIL)
    assert [(row["value"], row["line_no"], row["locator"], row["change"]) for row in rows] == [
        (61.2, 43, None, "new"),
        (60.4, None, "Recovery!D12", "revised"),
    ]
    assert rows[1]["change_note"] == "was 61.2 (a), is 60.4 (b)"


@st.composite
def releases(draw: st.DrawFn) -> dict[str, Any]:
    """Documents and versions with values of several kinds of organisations, listings and standards."""
    tables = draw(publications())
    kinds = st.sampled_from([{}, {}, {"org_type": "stp"}, {"org_type": "national", "org_code": "England"}])
    names = ("document_id", "measure_id", "period", "org_type", "org_code")
    values = [
        row | draw(kinds) | draw(st.sampled_from([{}, IN_SHEET | {"locator": "A!B7"}]))
        for row in tables["measure_value"]
    ]
    sources = st.sampled_from([{}, {}, DASHBOARD, MONTHLY])
    documents = [row["document_id"] for row in tables["document"] if row["document_id"] != "policy"]
    listings = st.builds(
        listing,
        st.sampled_from(documents),
        st.sampled_from(["in_use", "planned"]),
        st.sampled_from(["dashboard", "dashboard", "rating"]),
        measure_id=st.sampled_from([SPEND, LISTED, RECOVERY]),
    )
    tables |= {
        "measure_value": list({tuple(row.get(name) for name in names): row for row in values}.values()),
        "measure_listing": draw(st.lists(listings, max_size=4)),
        "measure_standard": draw(st.lists(st.sampled_from(STANDARDS), max_size=2, unique_by=str)),
    }
    return sourced(tables, **{name: draw(sources) for name in documents})


@given(tables=releases(), as_at=st.sampled_from([JANUARY, APRIL, JULY, OCTOBER - timedelta(1)]))
@worlds()
def test_any_releases_by_the_oracle_and_the_same_on_an_earlier_day(tables: dict[str, Any], as_at: date) -> None:
    rows = shown_by(tables, NEXT_JANUARY)
    monthly = {row["document_id"] for row in tables["document"] if row.get("source_id") == MONTHLY["source_id"]}
    assert monthly.isdisjoint(row["document_id"] for row in rows if row["org_code"] is not None)
    assert checked("dashboard", dashboard, tables, as_at) == [row for row in rows if row["edition"] <= as_at]
