"""A code beside a name in a document's table: a row in which they are of two organisations is not taken."""

from __future__ import annotations

import pytest
from the_reference import REFERENCE

from pipeline.build.core_tables import CoreBuild, build_core
from pipeline.build.inputs import Document, Inputs
from pipeline.parse.sidecar.sidecar import read_sidecar

HEAD = "title: T\npublisher: P\npublished_on: 2019\nlicence: L\ntext_kind: original\n"


def build(text: str, left_out: str = "Code", organisation: str = "CCG", rest: str = "") -> CoreBuild:
    """What a table comes to whose organisation stands under one title, and what is left out under another."""
    columns = (
        f"[{{title: {left_out}, ignore: says it once more}}, {{title: {organisation}, organisation: true}}, "
        "{title: Rate, measure: {measure_id: iapt_recovery_rate, period: 2018/19}}]"
    )
    mapping = f"{HEAD}tables: [{{name: t, columns: {columns}}}]\n{rest}"
    sidecar, problems, line_of = read_sidecar(mapping, "t.yml", REFERENCE)
    assert sidecar and not problems, problems
    text = f"{left_out},{organisation},Rate\n{text}"
    document = Document("t", "t.txt", text, "0" * 64, "original", sidecar, "t.yml", "0" * 64, line_of)
    return build_core(Inputs(REFERENCE, [document]))


def taken(core: CoreBuild) -> list[str]:
    return core.tables["measure_value"]["org_code"].to_list()


def told(core: CoreBuild) -> list[tuple[int | None, str]]:
    return [(problem.line_no, problem.message) for problem in core.problems]


@pytest.mark.parametrize("row", ["00P,NHS BARNSLEY CCG,61.2\n", "E38000176,NHS BARNSLEY CCG,61.2\n"])
def test_a_code_that_contradicts_its_name_rejects_the_row_with_both_readings(row: str) -> None:
    core = build(f"03F,NHS Hull CCG,50.0\n{row}")
    assert taken(core) == ["03F"]
    ((line_no, message),) = told(core)
    assert line_no == 3
    assert message == (
        f"the code '{row.partition(',')[0]}' is NHS Sunderland CCG (00P), and the name 'NHS BARNSLEY CCG' is NHS "
        "Barnsley CCG (02P)"
    )


def test_one_row_is_enough_where_the_title_says_that_it_holds_codes() -> None:
    assert taken(build("00P,NHS BARNSLEY CCG,61.2\n", "ODS code")) == []


def test_codes_that_agree_are_taken_in_every_form() -> None:
    core = build("02P,NHS BARNSLEY CCG,61.2\nE38000006,NHS Barnsley CCG,61.2\n,NHS Hull CCG,50.0\nXXX,NHS Bury CCG,5\n")
    assert taken(core) == ["02P", "03F", "00V"]
    assert told(core) == [(3, "a second row for NHS Barnsley CCG (02P), which has one on line 2")]


def test_names_beside_codes_are_compared_as_well() -> None:
    core = build("NHS BARNSLEY CCG,00P,61.2\nNHS Hull CCG,03F,50.0\n", left_out="Name", organisation="CCG code")
    assert taken(core) == ["03F"]
    assert told(core)[0][1] == (
        "the name 'NHS BARNSLEY CCG' is NHS Barnsley CCG (02P), and the code '00P' is NHS Sunderland CCG (00P)"
    )


@pytest.mark.parametrize("name", ["NHS Barnsley CCG (00P)", "NHS Barnsley CCG [00P]", "Barnsley - 00P"])
def test_a_code_within_a_name_is_compared_with_the_rest_of_it(name: str) -> None:
    core = build(f"x,{name},61.2\nx,NHS Hull CCG (03F),50.0\nx,NHS West London (K&C & QPP) CCG,50.0\n", "Note")
    assert taken(core) == ["03F", "08Y"]


@pytest.mark.parametrize("title", ["Successor code", "Lead CCG code", "Local authority"])
def test_a_column_of_other_organisations_contradicts_nothing(title: str) -> None:
    core = build("15F,NHS Hull CCG,50.0\n15F,NHS Barnsley CCG,61.2\n03F,NHS Bury CCG,5\n", title)
    assert taken(core) == ["03F", "02P", "00V"]
    assert told(core) == []


def test_a_name_that_a_correction_gives_is_right() -> None:
    given = "{line: 2, printed: NHS BARNSLEY CCG, right: NHS Barnsley CCG, reason: the code is wrong, authority: a}"
    core = build("00P,NHS BARNSLEY CCG,61.2\n", rest=f"corrections: [{given}]\n")
    assert taken(core) == ["02P"]
    assert told(core) == []


def test_a_contradicted_row_may_be_accepted_as_left_out() -> None:
    core = build("00P,NHS BARNSLEY CCG,61.2\n03F,NHS Hull CCG,50.0\n", rest="accept: [{text: 00P, reason: r}]\n")
    assert taken(core) == ["03F"]
    assert told(core) == []
    assert core.tables["rejected_row"]["reason"].to_list() == ["accepted: r"]
