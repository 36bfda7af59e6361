"""`ccg-ratings trace`: cited figures, and areas that are no CCG."""

from __future__ import annotations

import pytest
from installation import Installation

from pipeline.publish.figure_keys import key_of

RATING = """SELECT *, rating_key(area, period, org_code, framework, document_id, band, status) AS key
    FROM marts.rating_current"""
CLAIM = "SELECT *, claim_key(claim_id, claimed, verdict) AS key FROM marts.claim_check"
VALUE = """SELECT *, value_key(measure_id, period, org_type, org_code, document_id, value, status) AS key
    FROM marts.measure_current"""


@pytest.mark.parametrize("query", [RATING, CLAIM, VALUE])
def test_the_macros_make_the_same_keys_and_each_figure_has_its_own(published: Installation, query: str) -> None:
    with published.warehouse.connect() as con:
        cursor = con.execute(query)
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    assert rows
    assert [key_of(row) for row in rows] == [row["key"] for row in rows]
    assert len({row["key"] for row in rows}) == len(rows)


def test_a_cited_claim_is_shown_with_its_line_and_its_citations(published: Installation) -> None:
    current = published.warehouse.current()
    assert current
    key = f"claim:mailonline_2016:3.2=106+corroborated~d902@{current.release_id}"
    told = published.command("trace", "--cite", key)
    words = " ".join(told.out.split())
    assert told.exit_code == 0
    assert "Claim of mailonline_2016, 3.2: 106 need improvement" in words
    verdict = "adds up with other statements; there is no list to check it against"
    assert f"cited 106, {verdict}, in release {current.release_id} of " in words
    assert "(it is kept, and says so)" in words
    assert "unchanged" in words
    assert "source mailonline_2016 line 3: " in words
    assert "»106 need improvement«" in words
    # The key can be copied whole.
    assert key in told.out


def test_a_claim_whose_verdict_was_another_is_told_with_the_evidence(published: Installation) -> None:
    # Its last four characters were worked out with sha256sum.
    told = published.command("trace", "--cite", "claim:mailonline_2016:3.2=106+not_checkable~971b")
    words = " ".join(told.out.split())
    assert "cited 106, cannot be checked, in a release that the key does not name" in words
    assert "checked anew: " in words


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--cite", "claim:mailonline_2016:3.2=107+corroborated~d902"], 1, "a character is missing or another one"),
        (["--cite", "03F"], 1, "is no key of a figure"),
        ([], 2, "Give a name or code, or --cite with a key."),
        (["03F", "--cite", "03F"], 2, "Give a name or code, or --cite with a key."),
        ([""], 2, "The name or code has neither a letter nor a digit."),
        (["%"], 2, "The name or code has neither a letter nor a digit."),
    ],
)
def test_what_is_no_key_is_refused(published: Installation, arguments: list[str], code: int, words: str) -> None:
    told = published.command("trace", *arguments)
    assert told.exit_code == code
    assert words in told.err


def test_an_area_without_values_is_shown_with_its_ccgs(published: Installation) -> None:
    told = " ".join(published.command("trace", "qwo").out.split())
    assert told == (
        "NHS WEST YORKSHIRE INTEGRATED CARE BOARD (QWO), integrated care board its CCGs until 2022-06-30: "
        "NHS Bradford District and Craven CCG (36J); NHS Calderdale CCG (02T); NHS Kirklees CCG (X2C4Y); "
        "NHS Leeds CCG (15F); NHS Wakefield CCG (03R) no document states anything on it "
        "WEST YORKSHIRE AND HARROGATE (HEALTH & CARE PARTNERSHIP) STP (QWO), "
        "sustainability and transformation partnership no document states anything on it"
    )
