"""What a page does not show makes no claim and names nobody, and its numbers are listed."""

from __future__ import annotations

import pytest
from test_truth_sentences import found_in

from pipeline.base.lines import split_lines
from pipeline.parse.text.lines.hidden import shown

CONTEXT = ("mental_health 2017/18",)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a <!-- b --> c", "a            c"),
        ("a <!-- b\nc --> d", "a       \n      d"),
        ("a <!-- never ended", "a                 "),
        ("a ~~b~~ c", "a       c"),
        ("about ~~ 12", "about ~~ 12"),
        ("a <DEL class='x'>b</DEL> c", "a                        c"),
        ("a <del>b", "a <del>b"),
        ("<p style='display: none'>b</p>c", "                              c"),
        ("// B", "    "),
        ("% of CCGs: 12", "% of CCGs: 12"),
        ("[//]: # (B)", "           "),
        ("{# a #}{{!-- b --}}/* c */d", "                          d"),
    ],
)
def test_what_is_not_shown_is_blank_and_all_else_keeps_its_place(text: str, seen: str) -> None:
    assert "\n".join(line.text for line in shown(split_lines(text))) == seen


def test_a_text_without_such_is_left_as_it_is() -> None:
    lines = split_lines("95 CCGs were good.\nTwo were inadequate.")
    assert shown(lines) is lines


def test_its_numbers_are_listed_as_no_claim() -> None:
    found, figures = found_in("<!-- 12 CCGs were good. --> 95 CCGs were good.", CONTEXT)
    assert [claim.value for claim in found.claims] == [95]
    assert [(figure.value, figure.no_claim_reason) for figure in figures] == [(12, "denial")]


def test_what_never_ends_is_looked_for_once() -> None:
    text = "<s>" * 20_000 + "~~a " * 20_000
    assert len(shown(split_lines(text))) == 1
