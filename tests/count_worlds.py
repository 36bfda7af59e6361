"""Generated worlds of counts: organisations that merge and move, sources with several documents, rows that lack counts.

Here: the core rows. Not here: what should come out, which tests/oracle works out.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st
from mart_samples import Row, organisations, rows_of

PERIODS = ["2015/16 Q4", "2016/17 Q4", "2016/17", "2017/18 Q1", "2018/19 Q4", "2019/20 Q1"]
MEASURES = [
    {"measure_id": name, "measure_name": name, "area": "mental_health", "unit": unit}
    | {"of_any_size": unit == "%", "polarity": polarity}
    for name, unit, polarity in (("up", "%", "higher"), ("down", "%", "lower"), ("seen", "people", "none"))
]
# Two documents of one source, one of another, and one that is of none.
DOCUMENTS = [
    {"document_id": "series.1", "source_id": "series", "published_on": date(2020, 1, 1)},
    {"document_id": "series.2", "source_id": "series", "published_on": date(2020, 6, 1)},
    {"document_id": "sheet.1", "source_id": "sheet", "published_on": date(2020, 3, 1)},
    {"document_id": "article", "source_id": None, "published_on": date(2020, 2, 1)},
]
MERGED_ON = date(2018, 4, 1)


@st.composite
def count_worlds(draw: st.DrawFn) -> dict[str, list[Row]]:
    """The core tables that differ from the reference's."""
    register = _register(draw)
    codes = [row["org_code"] for row in register]
    closed = [row["org_code"] for row in register if row["closed_on"] is not None]
    values: dict[tuple[Any, ...], Row] = {}
    sets = st.tuples(
        st.sampled_from(DOCUMENTS), st.sampled_from(["up", "up", "down", "seen"]), st.sampled_from(PERIODS)
    )
    for document, measure_id, period in draw(st.lists(sets, min_size=1, max_size=6)):
        sparse = draw(st.integers(0, 3)) == 0
        counted = draw(st.integers(0, 3)) > 0
        # Some publishers print a later organisation's value for a period before it opened.
        listed = [code for code in codes if code != "B00" or draw(st.integers(0, 2)) == 0]
        others = [("national", "England"), ("unknown", "X24")] if draw(st.booleans()) else []
        body = draw(st.sampled_from(["ccg", "ccg", "ccg", "sub_icb"]))
        for kind, code in [*((body, code) for code in listed), *others]:
            if not (sparse and draw(st.integers(0, 3)) == 0):
                key = (document["document_id"], measure_id, period, kind, code)
                names = ("document_id", "measure_id", "period", "org_type", "org_code")
                values[key] = dict(zip(names, key, strict=True)) | draw(_cells(counted))
    return {
        "organisation": register,
        "organisation_succession": [
            {"predecessor_org_code": code, "successor_org_code": "B00", "effective_on": MERGED_ON} for code in closed
        ],
        "organisation_boundary": _boundaries(draw, codes),
        "similar_organisation": _similar(draw, codes),
        "count_rule": [
            {"source_id": source, "measure_id": "up", "least_coverage": least, "rounded_to": to, "reason": "as said"}
            for source, least, to in draw(st.sampled_from([[], [("series", 0.5, None)], [("series", 1.0, 5)]]))
        ],
        "document": DOCUMENTS,
        "measure": MEASURES,
        "measure_value": list(values.values()),
    }


def _register(draw: st.DrawFn) -> list[Row]:
    register = [
        row | {"region_code": region, "icb_code": draw(st.sampled_from(["QAA", "QBB"])), "closed_on": None}
        for row, region in zip(organisations(6), ["Y01", "Y01", "Y01", "Y02", "Y02", None], strict=True)
    ]
    closing = draw(st.integers(0, 3))
    for row in register[:closing]:
        row["closed_on"] = date(2018, 3, 31)
    if closing:
        register += organisations(1, MERGED_ON, org_code="B00", org_name="NHS Merged CCG", closed_on=None)
    return register


def _boundaries(draw: st.DrawFn, codes: list[str]) -> list[Row]:
    moved = draw(st.lists(st.sampled_from(codes), max_size=2, unique=True))
    days = st.sampled_from([None, date(2017, 4, 1), date(2018, 4, 1)])
    return [
        {"org_code": code, "gss_code": f"E3800000{number}{part}", "valid_from": day}
        for number, code in enumerate(moved)
        for part, day in enumerate((date(2013, 4, 1), draw(days)))
    ]


def _similar(draw: st.DrawFn, codes: list[str]) -> list[Row]:
    rows = []
    for code in draw(st.lists(st.sampled_from(codes), max_size=3, unique=True)):
        peers = draw(st.permutations([other for other in codes if other != code]))[:3]
        rows += [
            {"list": "similar in 2016", "org_code": code, "rank": rank, "similar_org_code": peer}
            | {"valid_from": date(2016, 4, 1)}
            for rank, peer in enumerate(peers, 1)
        ]
    return rows


@st.composite
def _cells(draw: st.DrawFn, counted: bool) -> Row:
    if draw(st.integers(0, 7)) == 0:
        return draw(
            st.sampled_from(
                [
                    {"status": "suppressed", "reason": "suppressed as *"},
                    {"status": "suppressed", "reason": "suppressed as *", "denominator": 20.0},
                    {"status": "suppressed", "reason": "x", "denominator": 40.0, "lower": 2.5, "upper": 12.5},
                    {"status": "published", "value": 40.0, "numerator": 9.0, "denominator": 4.0},
                    {"status": "not_applicable", "numerator": 0.0, "denominator": 0.0},
                ]
            )
        )
    whole = draw(st.integers(1, 40))
    part = draw(st.integers(0, whole))
    cell: Row = {"status": "published", "value": 100 * part / whole}
    if counted:
        cell |= {"numerator": float(part), "denominator": float(whole)}
    if draw(st.integers(0, 9)) == 0:
        cell["period_note"] = "concluded"
    return cell


def complete(given: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The rows with all their columns: what an oracle reads."""
    return {name: rows_of(name, rows).to_dicts() for name, rows in given.items()}
