"""No line of a text is dropped unseen, whatever it is mixed with."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from the_reference import REFERENCE

from pipeline.build.checks import rows_conserved
from pipeline.build.core_tables import CoreBuild, build_core
from pipeline.build.document_facts import read_facts
from pipeline.build.inputs import Document, Inputs
from pipeline.build.line_account import account_of
from pipeline.parse.sidecar.sidecar import read_sidecar
from pipeline.reference.organisations import Resolver

SIDECAR = """
title: T
publisher: P
published_on: 2019
licence: L
text_kind: original
context: {framework: ccg_iaf, area: mental_health, period: 2018/19}
tables:
  - name: rates
    columns:
      - {title: CCG, organisation: true}
      - {title: Rate, measure: {measure_id: iapt_recovery_rate, period: 2018/19}}
      - {title: Rating, rating: {framework: ccg_iaf, area: dementia, period: 2018/19}}
  - name: run together
    columns:
      - {title: CCG Name, organisation: true}
      - {title: Recovery, measure: {measure_id: iapt_recovery_rate, period: 2017/18}}
band_lists:
  - name: lists
    rating: {framework: ccg_iaf, area: cancer, period: 2018/19}
listings:
  - {after: these count, product: dashboard, area: mental_health, status: in_use}
"""

HEADINGS = ("CCG\tRate\tRating", "CCG NameRecovery", "Rate\tCCG\tRating")
# Each row with the organisation and the value that it may give, and no other.
ROWS = {
    "NHS Hull CCG\t50.1\tGood": ("03F", 50.1),
    "NHS Barnet CCG\t*\tGood": ("07M", None),
    "NHS Brent CCG\t50.3\tGoo": ("07P", 50.3),
    "NHS Bury CCG\t50.4": ("00V", 50.4),
    "NHS Ealing CCG\t\t": ("07W", None),
    "NHS Harrow CCG\t150\tGood": ("08E", None),
    "NHS Nowhere CCG\t50.5\tGood": (None, None),
    "Gloucestershire CCG\t50.6\tGood": ("11M", 50.6),
    "East CCG\t50.7\tGood": (None, None),
    "NHS Lincolnshire\t50.8\tGood": (None, None),
    "NHS Hounslow CCG   51.1%": ("07Y", 51.1),
    "NHS Camden CCG   51.2": ("07R", 51.2),
    "NHS Croydon CCG   n/a": ("07V", None),
    "Gloucestershire CCG   51.3%": ("11M", 51.3),
}
PARTS = (
    "NHS Bristol, North Somerset and South",
    "NHS Lincolnshire",
    "NHS Bristol, North Somerset and South\t\t",
    "East CCG",
)
UNMAPPED = (
    "Y56,London,52.1,33",
    "| NHS Merton CCG | 52.2 |",
    "Region\tRate\t2018/19",
    "Y54\tMidlands\t52.3",
    "NHS Wigan Borough CCG (2)\tGood\t<8",
)
PROSE = (
    "",
    "Four CCGs were rated outstanding for dementia, and £5m was spent.",
    "Notes: * is a number under 5; rates are of 2018/19.",
    "London",
    "Page 3 of 7",
    "|---|---|",
    "these count:",
    "• IAPT recovery rate",
    "Good",
    "• NHS Sutton CCG",
    "Outstanding (2)",
    "1.\tNotes on 13 of the 195 CCGs follow in the next part.",
    "Broken \x00 line",
    "caf\xc3\xa9 52.4",
    "\f",
    '"',
    "Source: NHS England",
)
PIECES = (*HEADINGS, *ROWS, *PARTS, *UNMAPPED, *PROSE)


@st.composite
def mixtures(draw: st.DrawFn) -> tuple[list[str], str]:
    """Lines, and the text that they make with line ends of any kind."""
    lines = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=16))
    if draw(st.booleans()):
        lines.insert(0, draw(st.sampled_from(HEADINGS)))
    text = ""
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        between = line.strip() and after.strip()
        ends = ("\n", "\r\n", "\r", "\u2028", "\x85", "\x0b") if between else ("\r\n",)
        text += line + draw(st.sampled_from(ends))
    return lines, text


def build(text: str) -> CoreBuild:
    return build_core(Inputs(REFERENCE, [document_of(text)]))


def document_of(text: str) -> Document:
    sidecar, problems, line_of = read_sidecar(SIDECAR, "t.yml", REFERENCE)
    assert sidecar and not problems, problems
    return Document("t", "t.txt", text, "0" * 64, "original", sidecar, "t.yml", "0" * 64, line_of)


@given(mixtures())
def test_every_line_of_any_mixture_is_in_exactly_one_count(mixture: tuple[list[str], str]) -> None:
    lines, text = mixture
    core = build(text)
    account = core.documents[0].lines
    assert account.lost == ()
    assert sum(account.counts.values()) == account.lines == sum(map(bool, map(str.strip, lines)))
    assert rows_conserved(core.tables["document"]).passed


@given(mixtures())
def test_every_fact_quotes_its_line_and_no_row_gives_another_ones_value(mixture: tuple[list[str], str]) -> None:
    lines, text = mixture
    tables = build(text).tables
    rejected = set(tables["rejected_row"]["line_no"])
    columns = ("line_no", "char_start", "char_end")
    for table, words in (("measure_value", "value_published"), ("rating", "quote"), ("rejected_row", "text")):
        for line_no, start, end, quote in tables[table].select(*columns, words).iter_rows():
            assert text[start:end] == quote
            assert quote in lines[line_no - 1]
    taken: dict[int, tuple[str, float | None]] = {}
    for line_no, code, value in tables["measure_value"].select("line_no", "org_code", "value").iter_rows():
        taken[line_no] = (code, value)
    for number, line in enumerate(lines, 1):
        if line not in ROWS:
            assert number not in taken or line in PARTS
            continue
        code, value = ROWS[line]
        beside = lines[number - 2 : number - 1] + lines[number : number + 1] if number > 1 else lines[1:2]
        # A name with nothing beside it is no row where it stands in no table.
        assert number in taken or number in rejected or line.endswith("CCG\t\t")
        if number in taken and not any(part in PARTS for part in beside):
            assert taken[number] == (code, value)
        elif number in taken:
            # Beside a part of a name it is a row of the joined name, or of its own where that says no other.
            assert taken[number][1] == value or code is None
            assert line.startswith("NHS ") or taken[number][0] in ("15C", "03T", code)
    figures = set(tables["figure"]["line_no"]) | set(tables["claim"]["line_no"])
    assert not figures & {number for number, line in enumerate(lines, 1) if line in ROWS or line in UNMAPPED}
    assert {number for number, line in enumerate(lines, 1) if line in UNMAPPED} <= rejected


def test_a_name_over_two_lines_never_gives_a_part_of_it_the_value() -> None:
    tables = build("CCG\tRate\tRating\nNHS Bristol, North Somerset and South\nGloucestershire CCG\t50.6\tGood\n").tables
    assert tables["measure_value"].select("line_no", "org_code").rows() == [(3, "15C")]


def test_a_line_that_nothing_took_is_lost() -> None:
    document = document_of("CCG\tRate\tRating\nNHS Hull CCG\t50.1\tGood\n\nProse.\n")
    facts = read_facts(document, REFERENCE, Resolver(REFERENCE.register))
    assert account_of(facts).lost == ()
    facts.extracted.prose_lines.clear()
    facts.resolved[0].values.clear()
    facts.resolved[0].ratings.clear()
    assert account_of(facts).lost == (2, 4)
