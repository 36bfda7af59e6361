"""Prose in lines that a sentence runs over: an e-mail, minutes, text taken from a PDF."""

from __future__ import annotations

import re
import textwrap

import pytest
from effort import is_nightly
from prose_samples import MENTAL_HEALTH, project_vocabulary
from test_truth_sentences import claimed, false_claims, read, sentences

from pipeline.base.lines import split_lines
from pipeline.parse.text.claims.reading import find_claims
from pipeline.parse.text.claims.sentence.scene import subject_words
from pipeline.parse.text.lines.decoration import undecorated
from pipeline.parse.text.lines.wrapped_lines import read_prose


def claims(text: str) -> list[tuple[int, str]]:
    """The line and the words of each claim that is read."""
    found = find_claims(split_lines(text), project_vocabulary(), [MENTAL_HEALTH], MENTAL_HEALTH)
    assert all(text[claim.char_start : claim.char_end] == claim.quote for claim in found.claims)
    return [(claim.line_no, claim.quote) for claim in found.claims]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The first line alone would say that 99 were good, the third that seven were inadequate.
        ("The ratings are out. Nationally, 99 clinical commissioning groups were good\nor outstanding.", []),
        ("Ministers say that in the five years since the reform\nnearly 12 CCGs were inadequate.", []),
        ("Our newspaper reported last week, on its third page, that\nfour CCGs were outstanding. That is not so.", []),
        ("It was stated on the third page of the newspaper that four CCGs were outstanding.\nThat is not so.", []),
        # What stands on one line of a wrapped sentence is a claim, on that line.
        (
            "NHS England published its ratings, in which\n95 CCGs were rated good and\ntwo were rated inadequate.",
            [(2, "95 CCGs were rated good"), (3, "two were rated inadequate")],
        ),
        ("> Now out:\n> NHS England says that\n> 95 CCGs were rated good.", [(3, "95 CCGs were rated good")]),
        # Lines of a list stay apart.
        ("Outstanding: 4\nGood: 95\nInadequate: 2", [(1, "Outstanding: 4"), (2, "Good: 95"), (3, "Inadequate: 2")]),
        (
            "- 95 CCGs were rated good\n- two were rated inadequate",
            [(1, "95 CCGs were rated good"), (2, "two were rated inadequate")],
        ),
    ],
)  # fmt: skip
def test_a_sentence_over_lines_is_read_as_a_whole(text: str, expected: list[tuple[int, str]]) -> None:
    assert claims(text) == expected


LONG = (
    "NHS England has published ratings of clinical commissioning groups, and they show that most of those who pay for "
    "care have some way to go before patients notice."
)
COUNTS = "For mental health, 95 CCGs were rated good and two were inadequate."
WITHOUT_COUNTS = "Ratings of the Care Quality Commission come out next week, and hospitals in the north fear them."


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # A line longer than anybody wraps at: each is a paragraph, as it would be with blank lines between.
        ([LONG, WITHOUT_COUNTS, COUNTS], 2),
        ([LONG, WITHOUT_COUNTS, "", COUNTS], 2),
        # The same in wrapped lines may be one paragraph.
        ([*textwrap.wrap(LONG, 80), WITHOUT_COUNTS, COUNTS], 0),
        # Items belong to what leads to them.
        ([f"{LONG} {WITHOUT_COUNTS}", f"- {COUNTS}"], 0),
        # What stands next is held against a statement, whether in its paragraph or in the next.
        ([LONG, COUNTS, "That is not true."], 0),
    ],
)
def test_lines_of_a_text_that_is_not_wrapped_are_paragraphs(lines: list[str], expected: int) -> None:
    assert len(claims("\n".join(lines))) == expected


def test_offsets_hold_in_lines_put_together_and_without_decoration() -> None:
    text = "👉 One **line** of a text[3] that is\r\n<b>wrapped</b> here.\n\nAnother."
    prose = read_prose(split_lines(text))
    (first, last), (other, _) = prose.lines
    assert (first.text.strip(), last) == ("One line of a text that is wrapped here.", 2)
    for word in ("line", "text", "wrapped", "here."):
        at = first.start + first.text.index(word)
        assert text[slice(*prose.printed(at, at + len(word)))] == word
    assert text[slice(*prose.printed(other.start, other.end))] == "Another."


@pytest.mark.nightly
def test_the_truth_wrapped_gives_no_false_claim() -> None:
    for entry in sentences()[::3]:
        if {"|", "\t"}.isdisjoint(entry["text"]):
            paragraphs = entry["text"].split("\n\n")
            wrapped = ["\n".join(textwrap.fill(line, 60) for line in each.split("\n")) for each in paragraphs]
            false = [
                each for each in false_claims({**entry, "text": "\n\n".join(wrapped)}) if each[0] != "assessed_total"
            ]
            assert not false, entry["text"]


DECORATED = {
    "html": lambda text: f"<p>{text}</p>",
    "chat": lambda text: f"[12:04] Sam: {text}",
    "emoji": lambda text: f"👉 {text} 🎉",
    "footnotes": lambda text: re.sub(r"\.(?= |$)", ".[3]", text),
    "bold": lambda text: re.sub(r"(?<![\d.,/])(\d+)(?![\d/%]|[.,]\d)", r"**\1**", text),
    "hashtags": lambda text: text.replace("CCGs", "#CCGs"),
}


@pytest.mark.nightly
@pytest.mark.parametrize("decoration", DECORATED)
def test_decoration_changes_nothing_that_is_read(decoration: str) -> None:
    first = list(DECORATED).index(decoration)
    for entry in sentences()[first :: 4 * len(DECORATED)]:
        text = "\n\n".join(map(DECORATED[decoration], entry["text"].split("\n\n")))
        if {"|", "\t", "\n"}.isdisjoint(entry["text"]):
            assert [*map(claimed, read({**entry, "text": text})[0])] == [*map(claimed, read(entry)[0])], text


LEAD_INS = {
    "quoted": lambda text: f"“{text}”",
    "speaker": lambda text: f"Mr Hale: {text}",
    "but": lambda text: f"But {text[0].lower()}{text[1:]}",
    "indeed": lambda text: f"Indeed, {text[0].lower()}{text[1:]}",
    "bracketed": lambda text: f"({text})",
    "said": lambda text: f"Dr Ann Lee, its chief executive, said: “{text}”",
    "said that": lambda text: f"NHS England said that {text[0].lower()}{text[1:]}",
}
# Past what was reported, 'had been' is the past of 'has been'; small letters make a name none; '>' that does not begin
# a line is no mark of a quotation, a number that does not, none of a paragraph, and '[//]:' none of a comment.
NOT_THE_SAME_AFTER_THEM = {
    *("t072", "t200", "t205", "g115", "f007", "ws001", "ws003", "ad005", "ad051", "pn01", "pn02", "pn03", "pn04"),
    "tl102",
}


@pytest.mark.parametrize("lead_in", LEAD_INS)
def test_what_leads_into_a_sentence_makes_no_false_claim(lead_in: str) -> None:
    """Each sentence is tried with one of them, and with all in the night."""
    first, step = (0, 1) if is_nightly() else (list(LEAD_INS).index(lead_in), len(LEAD_INS))
    for entry in sentences()[first::step]:
        if {"|", "\t", "\n"}.isdisjoint(entry["text"]) and entry["id"] not in NOT_THE_SAME_AFTER_THEM:
            assert not false_claims({**entry, "text": LEAD_INS[lead_in](entry["text"])}), entry["text"]


def test_a_time_before_an_area_is_no_time_before_a_name() -> None:
    words = subject_words(project_vocabulary())
    for subject in ("Dementia", "Cancer", "Manchester", "Midlands", "East Midlands"):
        assert undecorated(f"10:15 {subject}: 57 CCGs", words)[0] == f"10:15 {subject}: 57 CCGs"
    assert undecorated("10:15 Sam: 57 CCGs", words)[0] == "57 CCGs"
