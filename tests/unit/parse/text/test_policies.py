"""Policies: the wordings in which a document says how often a product is refreshed."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prose_samples import CPU_SECONDS, DOCUMENTS, LONG, PROVOKING, prose_lines, truth

from pipeline.base.lines import Line, split_lines
from pipeline.parse.text.facts import Policy
from pipeline.parse.text.policies import find_policies

PUBLISHED_ON = date(2016, 10, 28)


def policies(text: str, published_on: date = PUBLISHED_ON) -> list[Policy]:
    return find_policies(split_lines(text), published_on)


def policies_in(text: str) -> list[tuple[str, str, int | None, str]]:
    return [(policy.product, policy.cadence, policy.month, str(policy.starts)) for policy in policies(text)]


@pytest.mark.parametrize(
    ("text", "cadence", "month", "starts"),
    [
        ("The dashboard is updated monthly", "monthly", None, "2016-11-01"),
        ("Each month the dashboard is refreshed", "monthly", None, "2016-11-01"),
        ("The dashboard is published quarterly", "quarterly", None, "2017-01-01"),
        ("A dashboard will be released each quarter", "quarterly", None, "2017-01-01"),
        ("The dashboard is renewed every three months", "quarterly", None, "2017-01-01"),
        ("The dashboard is revised four times a year", "quarterly", None, "2017-01-01"),
        ("The dashboard will be updated every quarter from January", "quarterly", 1, "2017-01-01"),
        ("Starting in April, the dashboard is updated quarterly", "quarterly", 4, "2017-04-01"),
        ("The dashboard is updated quarterly from April 2018", "quarterly", 4, "2018-04-01"),
        ("The dashboard is issued twice a year", "half-yearly", None, "2017-01-01"),
        ("The dashboard is updated every six months", "half-yearly", None, "2017-01-01"),
        ("The half-yearly dashboard was published", "half-yearly", None, "2017-01-01"),
        ("The dashboard is updated every May and November", "half-yearly", 5, "2017-05-01"),
        ("The dashboard is updated once a year", "annual", None, "2017-01-01"),
        ("The dashboard is updated yearly", "annual", None, "2017-01-01"),
        ("The dashboard is updated annually every June", "annual", 6, "2017-06-01"),
        ("The dashboard is updated every year in December", "annual", 12, "2016-12-01"),
        ("The dashboard is updated every October", "annual", 10, "2017-10-01"),
        ("The dashboard is to be updated each quarter, on 1 April first", "quarterly", 4, "2017-04-01"),
    ],
)
def test_a_cadence_is_read_with_its_first_month(text: str, cadence: str, month: int | None, starts: str) -> None:
    assert policies_in(text) == [("dashboard", cadence, month, starts)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The dashboard will be updated every quarter from January, while ratings are refreshed annually every June",
            [("dashboard", "quarterly", 1, "2017-01-01"), ("rating", "annual", 6, "2017-06-01")],
        ),
        (
            "The dashboard is updated quarterly and the ratings annually in June",
            [("dashboard", "quarterly", None, "2017-01-01"), ("rating", "annual", 6, "2017-06-01")],
        ),
        (
            "Every quarter the dashboard is updated and every June the ratings",
            [("dashboard", "quarterly", None, "2017-01-01"), ("rating", "annual", 6, "2017-06-01")],
        ),
        (
            "The dashboard and the ratings are refreshed monthly",
            [("dashboard", "monthly", None, "2016-11-01"), ("rating", "monthly", None, "2016-11-01")],
        ),
        ("The ratings dashboard is refreshed monthly", [("dashboard", "monthly", None, "2016-11-01")]),
        ("In July she said that ratings would be updated annually", [("rating", "annual", None, "2017-01-01")]),
    ],
)
def test_each_product_has_the_cadence_that_is_stated_of_it(
    text: str, expected: list[tuple[str, str, int | None, str]]
) -> None:
    assert policies_in(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The dashboard is subject to regular updates",
        "The dashboard is large, and the survey is annual",
        "The dashboard is not updated quarterly",
        "The dashboard will no longer be published annually",
        "The survey is published annually",
        "CCGs are rated every year",
        "In the first quarter the dashboard was updated",
        "The dashboard is updated bi-monthly",
        "The dashboard was updated last June",
        "The dashboard is out. The survey is updated yearly.",
    ],
)
def test_no_cadence_is_read_where_none_is_stated(text: str) -> None:
    assert policies_in(text) == []


@pytest.mark.parametrize(
    ("published_on", "starts"),
    [
        (date(2016, 5, 31), date(2016, 6, 1)),
        (date(2016, 6, 1), date(2017, 6, 1)),
        (date(2016, 12, 31), date(2017, 6, 1)),
    ],
)
def test_a_policy_starts_at_its_first_due_date_after_publication(published_on: date, starts: date) -> None:
    [policy] = policies("Ratings are refreshed every June", published_on)
    assert policy.starts == starts


def test_the_quote_reaches_from_product_or_month_to_the_end_of_the_cadence() -> None:
    text = "It says:\nFrom January, we hope, the dashboard is renewed each quarter, they say."
    [policy] = policies(text)
    assert policy.quote == "From January, we hope, the dashboard is renewed each quarter"
    assert (policy.line_no, text[policy.char_start : policy.char_end]) == (2, policy.quote)


@pytest.mark.parametrize("kind", ["original", "abstract"])
@pytest.mark.parametrize("document_id", DOCUMENTS)
def test_a_document_states_the_policies_found_in_it_by_hand(document_id: str, kind: str) -> None:
    text, lines = prose_lines(document_id, kind)
    found = find_policies(lines, PUBLISHED_ON)
    assert [
        {
            "line_no": str(policy.line_no),
            "product": policy.product,
            "cadence": policy.cadence,
            "month": str(policy.month or ""),
            "starts": str(policy.starts),
        }
        for policy in found
    ] == list(truth("policies", document_id))
    assert [text[policy.char_start : policy.char_end] for policy in found] == [policy.quote for policy in found]


@pytest.mark.parametrize("beginning", PROVOKING)
def test_a_line_as_long_as_lines_may_be_is_read_in_linear_time(beginning: str) -> None:
    line = Line(1, 0, (beginning * LONG)[:LONG])
    before = time.process_time()
    find_policies([line], PUBLISHED_ON)
    assert time.process_time() - before < CPU_SECONDS


_WORDS = """
    dashboard ratings rating updated refreshed not every each quarter month year June January from in 2017 annually
    quarterly twice a , while and . ; May
"""
_PIECES = st.lists(st.sampled_from(_WORDS.split()))


@given(st.one_of(st.text(), _PIECES.map(" ".join)), st.dates(max_value=date(9998, 12, 31)))
def test_policies_of_any_text_quote_it_and_start_on_the_first_of_a_month(text: str, published_on: date) -> None:
    for policy in find_policies(split_lines(text), published_on):
        assert policy.quote == text[policy.char_start : policy.char_end] != ""
        assert policy.product in ("dashboard", "rating")
        assert policy.cadence in ("monthly", "quarterly", "half-yearly", "annual")
        assert policy.starts.day == 1
        assert policy.month in (None, policy.starts.month)
