"""Names of organisations over several lines: joined where the whole is one, in doubt where it may be another's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from the_reference import REFERENCE

from pipeline.build.core_tables import build_core
from pipeline.build.document_facts import DocumentFacts, read_facts
from pipeline.build.inputs import Document, Inputs
from pipeline.parse.sidecar.sidecar import read_sidecar
from pipeline.reference.organisations import Resolver

HEAD = "title: T\npublisher: P\npublished_on: 2022\nlicence: L\ntext_kind: original\n"

Value = tuple[int, str, str, float]


def facts(text: str, period: str = "2018/19", rest: str = "", *, heading: str = "CCG   Rate") -> DocumentFacts:
    """What rows under a heading, which is line 1, come to with a sidecar for them."""
    columns = "[{title: CCG, organisation: true}, {title: Rate, measure: {measure_id: iapt_recovery_rate, "
    mapping = f"{HEAD}tables: [{{name: t, columns: {columns}period: {period}}}}}]}}]\n{rest}"
    sidecar, problems, line_of = read_sidecar(mapping, "t.yml", REFERENCE)
    assert sidecar and not problems, problems
    document = Document("t", "t.txt", f"{heading}\n{text}", "0" * 64, "original", sidecar, "t.yml", "0" * 64, line_of)
    build = build_core(Inputs(REFERENCE, [document]))
    found, parsed, rejected = build.tables["document"].select("rows_found", "rows_parsed", "rows_rejected").row(0)
    assert found == parsed + rejected
    return read_facts(document, REFERENCE, Resolver(REFERENCE.register))


def values(found: DocumentFacts) -> list[Value]:
    table = build_core(Inputs(REFERENCE, [found.document])).tables["measure_value"]
    return table.select("line_no", "org_code", "org_name_published", "value").rows()


def told(found: DocumentFacts) -> list[tuple[int, str]]:
    return [(reject.line_no, reject.reason) for reject in found.rejects if reject.mapped]


BNSSG = "NHS Bristol, North Somerset and South Gloucestershire CCG"


@pytest.mark.parametrize(
    "text",
    [
        "NHS Bristol, North Somerset and South\nGloucestershire CCG   58.8%\n",
        "NHS Bristol, North\n  Somerset and South\n  Gloucestershire CCG   58.8%\n",
        "NHS Bristol, North Somerset\n  and South   58.8%\nGloucestershire CCG\n",
        "NHS Bristol, North Somerset and South   58.8%\nGloucestershire CCG\n",
        "NHS Bristol, North Somerset and South\n\nGloucestershire CCG   58.8%\n",
        "NHS Bristol,\n\nNorth\n\nSomerset\n\nand South\n\nGloucestershire CCG   58.8%\n\n",
    ],
)
def test_a_name_over_several_lines_is_joined_where_the_whole_is_an_organisation(text: str) -> None:
    found = facts(f"NHS Hull CCG   50.0%\n{text}NHS Barnet CCG   60.0%\n")
    assert [(code, name, value) for _, code, name, value in values(found)] == [
        ("03F", "NHS Hull CCG", 50.0),
        ("15C", BNSSG, 58.8),
        ("07M", "NHS Barnet CCG", 60.0),
    ]
    assert told(found) == []
    (line_no,) = [line_no for line_no, code, *_ in values(found) if code == "15C"]
    assert "58.8" in found.extracted.lines.texts[line_no - 1]


@pytest.mark.parametrize("heading", ["CCG\tRate", "CCG|Rate", "CCG;Rate", "CCG,Rate"])
@pytest.mark.parametrize("first", ["NHS Bristol, North Somerset and South", "NHS Bath and North East"])
def test_the_same_in_cells_that_are_divided(heading: str, first: str) -> None:
    mark = heading[3]
    rest, code = ("Gloucestershire CCG", "15C") if "Bristol" in first else ("Somerset CCG", "11E")
    for empty in ("", mark) if mark in "\t|" else ("",):
        found = facts(f"{first}{empty}\n{rest}{mark}58.8%\nNHS Hull CCG{mark}50.0%\n", heading=heading)
        assert [(code, value) for _, code, _, value in values(found)] == [(code, 58.8), ("03F", 50.0)]
        assert told(found) == []


@pytest.mark.parametrize(
    "first",
    [
        "NHS Bristol, North Somerset and South\t-",
        "NHS Bristol, North Somerset and South\tn/a",
        "NHS Bristol, North Somerset and South (1)",
        "NHS Bristol, North Somerset and South¹\t",
        "NHS Bristol, North Somerset and South1",
    ],
)
def test_a_mark_beside_the_first_part_hides_no_name(first: str) -> None:
    found = facts(f"{first}\nGloucestershire CCG\t58.8%\nNHS Hull CCG\t-\n", heading="CCG\tRate")
    assert [(code, value) for _, code, _, value in values(found)] == [("15C", 58.8), ("03F", None)]
    assert told(found) == []


def test_a_quoted_cell_that_holds_a_line_end_is_joined() -> None:
    found = facts('"NHS Bristol, North Somerset and South\nGloucestershire CCG",58.8%\nNHS Hull CCG,50.0%\n',
                  heading="CCG,Rate")  # fmt: skip
    assert [(code, name) for _, code, name, _ in values(found)] == [("15C", BNSSG), ("03F", "NHS Hull CCG")]
    assert told(found) == []


@pytest.mark.parametrize(
    ("text", "period", "code"),
    [
        ("NHS Lincolnshire\nEast CCG   61.0%\n", "2018/19", "03T"),
        ("NHS Lincolnshire   61.0%\nEast CCG\n", "2018/19", "03T"),
        ("Leeds\nSouth and East CCG   61.0%\n", "2016/17", "03G"),
        ("NHS South\nGloucestershire CCG   61.0%\n", "2016/17", "12A"),
        ("NHS North East\nLincolnshire CCG   61.0%\n", "2020/21", "03H"),
        ("NHS Kent and\nMedway CCG   61.0%\n", "2018/19", None),
    ],
)
def test_a_part_that_is_another_organisation_never_gets_the_value(text: str, period: str, code: str | None) -> None:
    found = facts(f"NHS Hull CCG   50.0%\n{text}\n", period)
    others = [found_code for _, found_code, *_ in values(found) if found_code != "03F"]
    assert others == ([code] if code else [])
    assert bool(told(found)) == (code is None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # a misprint in the first part
        ("NHS Bristol, North Somerset and Suoth\nGloucestershire CCG   58.8%\n", "'Gloucestershire CCG' may be a part"),
        # a heading for a part of the country, or the beginning of a name
        ("South\nGloucestershire CCG   58.8%\n", "'Gloucestershire CCG' or 'South Gloucestershire CCG'"),
        ("Gloucestershire CCG)   58.8%\n", "has lost its beginning"),
    ],
)
def test_a_row_whose_name_is_in_doubt_is_rejected_with_both_readings(text: str, words: str) -> None:
    found = facts(f"NHS Hull CCG   50.0%\n{text}NHS Barnet CCG   60.0%\n", "2016/17")
    assert [code for _, code, *_ in values(found)] == ["03F", "07M"]
    assert any(words in reason for _, reason in told(found))


def test_accepting_the_first_line_does_not_give_its_value_to_another() -> None:
    accept = "accept: [{text: 'North Somerset and Suoth', reason: a heading}]\n"
    text = "NHS Bristol, North Somerset and Suoth\nGloucestershire CCG   58.8%\n"
    found = facts(text, rest=accept)
    assert values(found) == []
    assert [line_no for line_no, _ in told(found)] == [3]


def test_a_correction_of_the_name_settles_the_doubt() -> None:
    given = "{line: 3, printed: Gloucestershire CCG, right: NHS Gloucestershire CCG, reason: r, authority: a}"
    text = "NHS Bristol, North Somerset and Suoth\nGloucestershire CCG   58.8%\n"
    accept = "accept: [{text: 'North Somerset and Suoth', reason: a heading}]\n"
    found = facts(text, rest=f"{accept}corrections: [{given}]\n")
    assert [(code, value) for _, code, _, value in values(found)] == [("11M", 58.8)]


@pytest.mark.parametrize(
    "beside",
    ["London", "North of England", "Midlands and East", "Southern region"],
)
def test_a_heading_over_rows_leaves_their_names_as_they_are(beside: str) -> None:
    found = facts(f"NHS Hull CCG   50.0%\n{beside}\nNHS Barnet CCG   60.0%\n")
    assert [code for _, code, *_ in values(found)] == ["03F", "07M"]
    assert [line_no for line_no, _ in told(found)] == [3]


def test_a_row_without_values_beside_another_is_a_row_of_its_own() -> None:
    found = facts("Barnet\t61.0\nHull CCG\t-\nNHS Leeds\t-\nBury CCG\t62.0\n", heading="CCG\tRate")
    assert [(code, value) for _, code, _, value in values(found)] == [
        ("07M", 61.0), ("03F", None), ("15F", None), ("00V", 62.0)
    ]  # fmt: skip
    assert told(found) == []


def test_a_remark_in_brackets_under_a_name_belongs_to_it() -> None:
    found = facts("NHS West London CCG   61.0%\n(K&C & QPP)\nNHS Hull CCG   50.0%\n")
    assert [code for _, code, *_ in values(found)] == ["08Y", "03F"]
    assert told(found) == []


@pytest.mark.parametrize("remark", ["(April to September only)", "(includes NHS Bury CCG)", "(estimate)"])
def test_a_remark_in_brackets_that_may_be_of_the_figures_is_no_part_of_a_name(remark: str) -> None:
    found = facts(f"NHS West London CCG   61.0%\n{remark}\nNHS Hull CCG   50.0%\n")
    assert "03F" not in [code for _, code, *_ in values(found)]
    assert 3 in [line_no for line_no, _ in told(found)]


def test_a_line_that_two_rows_may_claim_leaves_both_out() -> None:
    """'East CCG' may end the first name or begin the second; neither reading is taken."""
    found = facts("NHS Lincolnshire   61.0%\nEast\nLeicestershire and Rutland CCG   62.0%\n")
    assert values(found) == []
    assert [line_no for line_no, _ in told(found)] == [2, 3, 4]


NAMES = [
    organisation.org_name
    for organisation in REFERENCE.register.organisations
    if organisation.was_open(date(2019, 3, 31)) and len(organisation.org_name.split()) > 3
]


@given(st.data())
def test_every_name_may_be_cut_between_any_of_its_words(data: st.DataObject) -> None:
    """Its value is given to the organisation of the whole name, or to none."""
    name = data.draw(st.sampled_from(NAMES))
    words = name.split()
    cut = data.draw(st.integers(1, len(words) - 1))
    first, last = " ".join(words[:cut]), " ".join(words[cut:])
    value_first = data.draw(st.booleans())
    text = f"{first}   58.8%\n{last}\n" if value_first else f"{first}\n{last}   58.8%\n"
    found = facts(f"NHS Hull CCG   50.0%\n{text}NHS Barnet CCG   60.0%\n")
    code = next(org.org_code for org in REFERENCE.register.organisations if org.org_name == name)
    if name not in ("NHS Hull CCG", "NHS Barnet CCG"):
        assert [(row[1], row[3]) for row in values(found)] == [("03F", 50.0), (code, 58.8), ("07M", 60.0)]
