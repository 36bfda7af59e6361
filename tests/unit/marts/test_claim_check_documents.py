"""What documents say of themselves and of each other, by hand.

Here: arithmetic, other documents, corrections and the register. Not here: what rows decide (`test_claim_check_rules`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from effort import sampled
from mart_samples import Row, organisations, run

BANDS = ("High", "Middle", "Low")
SCALES = [
    *({"scale": "s", "band": band, "position": place} for place, band in enumerate(BANDS, 1)),
    *({"scale": "t", "band": band, "position": place} for place, band in enumerate(("Yes", "No"), 1)),
    {"scale": "u", "band": "High", "position": 1},
]
DOCUMENTS = [
    {"document_id": name, "publisher": publisher, "published_on": date(2018, 7, day)}
    for day, name, publisher in ((1, "d", "NHS"), (3, "e", "NHS"), (2, "f", "A paper"))
]
SUBJECT = {"framework": "f", "area": "a", "period": "2017/18", "scale": "s"}
OTHER = {"document_id": "e"}
Verdicts = list[tuple[str, float | None, str | None]]
NOT_CHECKABLE = ("not_checkable", None, None)


def claim(value: float, *bands: str, **values: Any) -> Row:
    statistic = "band_count" if bands else "assessed_total"
    stated = {"document_id": "d", "statistic": statistic, "comparator": "=", "bands": list(bands), "value": value}
    return stated | SUBJECT | values


def share(value: float, *bands: str, **values: Any) -> Row:
    return claim(value, *bands, statistic="share", **values)


def numbered(claims: Sequence[Row]) -> list[Row]:
    return [
        {"claim_id": f"c{place}", "line_no": place, "char_start": place, **row} for place, row in enumerate(claims, 1)
    ]


def check(folder: Path, claims: Sequence[Row], **tables: Any) -> list[Row]:
    """What is said of `claims`, each on a line of its own; every stored query is run over the built tables."""
    given = {"document": DOCUMENTS, "organisation": organisations(10), "rating_scale": SCALES, "rating": []}
    found = run(folder, "claim_check", {**given, "claim": numbered(claims), **tables})
    with duckdb.connect() as con:
        for table in ("core.claim", "marts.rating_current"):
            schema, name = table.split(".")
            con.execute(f"CREATE SCHEMA {schema}")
            con.execute(f"CREATE VIEW {table} AS FROM '{folder}/{schema}/{name}.parquet'")
        for row in found:
            assert (row["found"] is None) == (row["verdict"] == "not_checkable") == (row["query"] is None)
            assert row["query"] is None or con.execute(row["query"]).fetchall() == [(row["found"],)]
    return sorted(found, key=lambda row: int(row["claim_id"][1:]))


def verdicts(rows: Sequence[Row]) -> Verdicts:
    return [(row["verdict"], row["found"], row["decided_by"]) for row in rows]


def test_the_parts_of_a_total_bear_each_other_out(tmp_path: Path) -> None:
    found = check(
        tmp_path, [claim(9), claim(4, "High"), claim(3, "Middle"), claim(2, "Low"), claim(5, "Middle", "Low")]
    )
    assert verdicts(found) == [("corroborated", value, "arithmetic") for value in (9, 4, 3, 2, 5)]
    assert found[1]["evidence"].startswith(
        "the document's own figures give 9 (line 1) - 3 (line 3) - 2 (line 4) = 4, which agrees with the claim of 4; "
    )


def test_words_for_one_band_or_several_are_borne_out_in_either_reading(tmp_path: Path) -> None:
    """The parts come to 5; that 5 'are middling' is no count of Middle, of which the document says 3."""
    both: Row = {"bands_together": ["Middle", "Low"]}
    found = check(
        tmp_path, [claim(5, "Middle", **both), claim(3, "Middle"), claim(2, "Low"), claim(4, "High"), claim(9)]
    )
    assert verdicts(found) == [("corroborated", value, "arithmetic") for value in (5, 3, 2, 4, 9)]
    assert found[0]["bands"] == ["Middle", "Low"]
    # Another document's lower figure for the one band does not disagree, a higher one does.
    lower, higher = claim(3, "Middle", **OTHER), claim(6, "Middle", **OTHER)
    said = check(tmp_path, [claim(5, "Middle", **both), lower])
    assert [row["disagrees_with"] for row in said] == [None, None]
    said = check(tmp_path, [claim(5, "Middle", **both), higher])
    assert [row["disagrees_with"] for row in said] == ["e line 2: 6", "d line 1: 5"]


def test_arithmetic_that_does_not_come_out_is_told_and_decides_nothing(tmp_path: Path) -> None:
    found = check(tmp_path, [claim(10), claim(4, "High"), claim(3, "Middle"), claim(2, "Low")])
    assert verdicts(found) == [NOT_CHECKABLE] * 4
    assert found[0]["evidence"] == (
        "there are no rows of this framework, area and period; "
        "the document's own figures give 4 (line 2) + 3 (line 3) + 2 (line 4) = 9, which does not agree; "
        "the register has 10 organisations open on 2018-03-31, which agrees"
    )
    assert found[1]["evidence"].endswith("10 (line 1) - 3 (line 3) - 2 (line 4) = 5, which does not agree")


@pytest.mark.parametrize(
    ("claims", "expected"),
    sampled(
        [
            # A count of two bands out of the total and the third.
            ([claim(7, "High", "Middle"), claim(9), claim(2, "Low")], ("corroborated", 7, "arithmetic")),
            # A band is missing: neither the sum nor what is left over is known.
            ([claim(9), claim(4, "High"), claim(3, "Middle")], NOT_CHECKABLE),
            ([claim(4, "High"), claim(9), claim(3, "Middle")], NOT_CHECKABLE),
            # To say it again is no arithmetic, and two figures for one thing are none.
            ([claim(4, "High"), claim(4, "High")], NOT_CHECKABLE),
            ([claim(9), claim(4, "High"), claim(3, "Middle"), claim(2, "Low"), claim(1, "Low")], NOT_CHECKABLE),
            # Figures of another area, period, framework or document are no part of it, nor are inexact ones.
            ([claim(7, "High", "Low"), claim(4, "High"), claim(3, "Low", area="b")], NOT_CHECKABLE),
            ([claim(7, "High", "Low"), claim(4, "High"), claim(3, "Low", period="2016/17")], NOT_CHECKABLE),
            ([claim(7, "High", "Low"), claim(4, "High"), claim(3, "Low", framework="g")], NOT_CHECKABLE),
            ([claim(7, "High", "Low"), claim(4, "High"), claim(3, "Low", **OTHER)], NOT_CHECKABLE),
            ([claim(7, "High", "Low"), claim(4, "High"), claim(3, "Low", comparator="about")], NOT_CHECKABLE),
            # An exact figure decides what is said less exactly.
            ([claim(3, "High", comparator="more than"), claim(4, "High")], ("corroborated", 4, "arithmetic")),
            ([claim(4, "High", comparator="more than"), claim(4, "High")], NOT_CHECKABLE),
            ([claim(9, comparator="about"), claim(9)], ("corroborated", 9, "arithmetic")),
            (
                [claim(6, "High", "Low", comparator="more than"), claim(4, "High"), claim(3, "Low")],
                ("corroborated", 7, "arithmetic"),
            ),
            # A share is a count of the total, which must be stated.
            (
                [share(0.5, "High", comparator="fewer than"), claim(4, "High"), claim(9)],
                ("corroborated", 4 / 9, "arithmetic"),
            ),
            # As exact as it is printed: 4 of 9 are 44%, and not 45%.
            ([share(0.44, "High", last_place=0.01), claim(4, "High"), claim(9)], ("corroborated", 4 / 9, "arithmetic")),
            ([share(0.45, "High", last_place=0.01), claim(4, "High"), claim(9)], NOT_CHECKABLE),
            (
                [share(0.78, "High", "Low"), claim(4, "High"), claim(3, "Low"), claim(9)],
                ("corroborated", 7 / 9, "arithmetic"),
            ),
            ([share(0.78, "High", "Low"), claim(2, "Middle"), claim(9)], ("corroborated", 7 / 9, "arithmetic")),
            ([share(0.78, "High", "Low"), claim(7, "High", "Low")], NOT_CHECKABLE),
            ([share(0.5, "High", comparator="more than"), claim(4, "High")], NOT_CHECKABLE),
            ([share(0.5, "High"), claim(0, "High"), claim(0)], NOT_CHECKABLE),
            # Another document that says the same, in whatever order it names the bands.
            ([claim(7, "High", "Low"), claim(7, "Low", "High", **OTHER)], ("corroborated", 7, "document")),
            ([claim(9), claim(9, **OTHER, scale="t")], ("corroborated", 9, "document")),
            ([share(1 / 3, "High"), share(0.33, "High", **OTHER)], ("corroborated", 0.33, "document")),
            ([claim(6, "High", comparator="at least"), claim(7, "High", **OTHER)], ("corroborated", 7, "document")),
            ([claim(7, "High"), claim(7, "High", "Low", **OTHER)], NOT_CHECKABLE),
            ([claim(7, "High"), claim(7, "High", **OTHER, scale="u")], NOT_CHECKABLE),
            ([claim(7, "High"), share(7, "High", **OTHER)], NOT_CHECKABLE),
            ([claim(7, "High"), claim(7, "High", **OTHER, comparator="about")], NOT_CHECKABLE),
            ([claim(7, "High", comparator="about"), claim(7, "High", **OTHER, comparator="about")], NOT_CHECKABLE),
        ],
        3,
    ),
)
def test_the_first_claim_is_decided_by(
    tmp_path: Path, claims: list[Row], expected: tuple[str, float | None, str | None]
) -> None:
    assert verdicts(check(tmp_path, claims))[0] == expected


def test_documents_are_shown_against_each_other_both_ways(tmp_path: Path) -> None:
    claims = [
        claim(7, "High"),
        claim(8, "High", **OTHER),
        claim(7, "High", document_id="f"),
        claim(7, "High", comparator="fewer than", **OTHER),
        share(0.5, "High", comparator="more than"),
        share(0.5, "High", comparator="fewer than", **OTHER),
        share(0.5, "High", document_id="f"),
    ]
    found = check(tmp_path, claims)
    assert [(row["agrees_with"], row["disagrees_with"]) for row in found] == [
        ("f line 3: 7", "e line 2: 8, e line 4: fewer than 7"),
        (None, "d line 1: 7, f line 3: 7"),
        ("d line 1: 7", "e line 2: 8, e line 4: fewer than 7"),
        (None, "d line 1: 7, f line 3: 7"),
        (None, "e line 6: fewer than 50%"),
        (None, "d line 5: more than 50%"),
        (None, None),
    ]
    assert verdicts(found)[:4] == [
        ("corroborated", 7, "document"),
        NOT_CHECKABLE,
        ("corroborated", 7, "document"),
        NOT_CHECKABLE,
    ]
    assert "the document differs from itself: e line 4: fewer than 7" in found[1]["evidence"]
    assert "other documents differ: d line 1: 7, f line 3: 7" in found[1]["evidence"]


def test_one_and_the_same_mislabelled_statement_is_shown_and_decides_nothing(tmp_path: Path) -> None:
    claims = [
        claim(1, "Yes", scale="t"),
        claim(1, "Yes", scale="t", **OTHER),
        claim(2, "No", scale="t"),
        claim(3, scale="t"),
    ]
    rating = [{"document_id": "d", "org_code": "A00", **SUBJECT, "band": "High", "status": "rated"}]
    found = check(tmp_path, claims, rating=rating)
    assert verdicts(found) == [NOT_CHECKABLE] * 4
    assert found[0]["agrees_with"] == "e line 2: 1"


@pytest.mark.parametrize(
    ("period", "published_on", "day"),
    [
        ("2017/18", date(2018, 7, 1), "2018-03-31"),
        ("2017/18", date(2017, 12, 5), "2017-12-05"),
        ("2017/18 Q2", date(2018, 7, 1), "2017-09-30"),
        ("2017/18 Q4", date(2018, 7, 1), "2018-03-31"),
        ("2017/18 H2", date(2018, 7, 1), "2018-03-31"),
        ("2017", date(2018, 7, 1), "2017-12-31"),
        ("2018-02", date(2018, 7, 1), "2018-02-28"),
        ("2016-12 to 2017-02", date(2018, 7, 1), "2017-02-28"),
    ],
)
def test_the_register_of_the_claims_day_is_evidence_and_no_verdict(
    tmp_path: Path, period: str, published_on: date, day: str
) -> None:
    document = [{"document_id": "d", "published_on": published_on}]
    later = [*organisations(3), {**organisations(4)[3], "opened_on": date(2018, 4, 1)}]
    found = check(tmp_path, [claim(3, period=period), claim(4, period=period)], document=document, organisation=later)
    assert verdicts(found) == [NOT_CHECKABLE] * 2
    assert found[0]["evidence"].endswith(f"the register has 3 organisations open on {day}, which agrees")
    assert found[1]["evidence"].endswith(f"the register has 3 organisations open on {day}, which does not agree")


PLACES = {"char_start": 5, "char_end": 9}


def test_a_correction_is_shown_at_its_own_claim(tmp_path: Path) -> None:
    correction: Row = {"document_id": "d", "about": "claim", "printed": "31", "right_value": "13", "reason": "swapped"}
    other = {**correction, "about": "rating", "printed": "14", "authority": "a"}
    rows = [{**correction, **PLACES, "authority": "the table"}, {**other, **PLACES}]
    found = check(tmp_path, [claim(13, **PLACES), claim(13, char_start=6, char_end=9)], correction=rows)
    assert [row["correction"] for row in found] == ["printed 31, corrected to 13: swapped (the table)", None]
