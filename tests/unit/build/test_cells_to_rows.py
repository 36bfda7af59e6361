"""Rows to facts: whose they are at their date, why a cell has none, and two rows for one organisation."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from the_reference import REFERENCE

from pipeline.build.cells_to_rows import Resolved, resolve_band_list, resolve_table
from pipeline.parse.sidecar.mapping import document_spec
from pipeline.parse.sidecar.sidecar import read_sidecar
from pipeline.parse.text.document import extract
from pipeline.reference.organisations import Resolver

RESOLVER = Resolver(REFERENCE.register)
SCALE_OF = {name: framework.scale for name, framework in REFERENCE.frameworks.items()}

LEADERSHIP = "{framework: ccg_iaf, area: leadership, period: 2019/20 Q1, period_published: Q1 2019/20}"
DEMENTIA = "{framework: ccg_iaf, area: dementia, period: 2017/18}"
IAPT = "{measure_id: iapt_recovery_rate, period: 2015/16 Q4, period_inferred: as the article says}"
HEAD = "title: T\npublisher: P\npublished_on: 2020\nlicence: L\ntext_kind: original\n"


def resolved(text: str, *columns: str, rest: str = "", accept: str = "[]") -> Resolved:
    """What rows under `Organisation` and a column for each of `columns`, A, B and so on, come to."""
    titled = [f"{{title: {chr(65 + place)}, {column}}}" for place, column in enumerate(columns)]
    mapped = ", ".join(["{title: Organisation, organisation: true}", *titled])
    described = f"{HEAD}tables: [{{name: t, columns: [{mapped}]{rest}}}]\naccept: {accept}\n"
    sidecar, problems, _ = read_sidecar(described, "t.yml", REFERENCE)
    assert sidecar and not problems, problems
    heading = "\t".join(["Organisation", *"ABCDEF"[: len(columns)]])
    extracted = extract(f"{heading}\n{text}", document_spec(sidecar, REFERENCE), REFERENCE.vocabulary)
    assert not extracted.rejects, extracted.rejects
    return resolve_table(extracted.tables[0], sidecar.tables[0], RESOLVER, SCALE_OF)


def cells(block: dict[str, Any], *names: str) -> list[tuple[Any, ...]]:
    """Columns of a block side by side; one value for all rows stands in each."""
    height = len(block["org_code"])
    return list(zip(*(block[n] if isinstance(block[n], list) else [block[n]] * height for n in names), strict=True))


def column(block: dict[str, Any], name: str) -> list[Any]:
    return [value for (value,) in cells(block, name)]


BOTH = (f"rating: {LEADERSHIP}", f"rating: {DEMENTIA}")


def test_each_cell_becomes_a_rating_of_its_organisation_and_period() -> None:
    found = resolved("NHS Ashford CCG\tInadequate\tGood\n", *BOTH)
    leadership, dementia = found.ratings
    assert cells(leadership, "line_no", "org_code", "org_name_published", "text", "band", "status", "reason") == [
        (2, "09C", "NHS Ashford CCG", "Inadequate", "Inadequate", "rated", None)
    ]
    assert cells(leadership, "framework", "area", "scale", "period", "period_published") == [
        ("ccg_iaf", "leadership", "iaf_four_point", "2019/20 Q1", "Q1 2019/20")
    ]
    assert cells(dementia, "period_published", "period_start", "period_end", "band") == [
        ("2017/18", date(2017, 4, 1), date(2018, 3, 31), "Good")
    ]
    assert (found.rows_accepted, found.rejects) == (1, [])


def test_every_blank_cell_has_its_status_and_reason() -> None:
    found = resolved(
        "NHS Berkshire West CCG\tGood\t\n"  # opened on 1 April 2018
        "NHS Aylesbury Vale CCG\t\tINSUFFICIENT DATA\n"  # closed on 31 March 2018
        "NHS Ashford CCG\t\tGood\n"  # open on both days
        "NHS Bury CCG\tN/A\tGood\n"
        "NHS Devon CCG\tGood\tN/A\n"  # opened on 1 April 2019
        "NHS Hull CCG\t\t\n",
        *BOTH,
    )
    leadership, dementia = (cells(block, "org_code", "status", "reason") for block in found.ratings)
    assert leadership == [
        ("15A", "rated", None),
        ("10Y", "not_applicable", "did not exist: NHS Aylesbury Vale CCG closed on 31 March 2018, succeeded by "
                                  "NHS Buckinghamshire CCG (14Y)"),
        ("09C", "not_published", "not published"),
        ("00V", "not_applicable", "not applicable"),
        ("15N", "rated", None),
        ("03F", "not_published", "not published"),
    ]  # fmt: skip
    codes = [[code for _, code in cells(block, "org_code", "reason_code")] for block in found.ratings]
    assert codes == [
        [None, "not_open", "left_blank", "printed", None, "left_blank"],
        ["not_open", "printed", None, None, "not_open", "left_blank"],
    ]
    assert [row[:2] for row in dementia] == [
        ("15A", "not_applicable"),
        ("10Y", "insufficient_data"),
        ("09C", "rated"),
        ("00V", "rated"),
        ("15N", "not_applicable"),
        ("03F", "not_published"),
    ]
    assert dementia[0][2].startswith("did not exist: NHS Berkshire West CCG opened on 1 April 2018, succeeding ")
    assert "NHS South Reading CCG" in dementia[0][2]
    assert dementia[1][2] == "insufficient data"
    assert dementia[4][2].startswith("did not exist: NHS Devon CCG opened on 1 April 2019, succeeding ")
    assert found.rows_accepted == 6


def test_a_blank_row_is_of_an_organisation_that_was_open_on_either_day() -> None:
    found = resolved("NHS Aylesbury Vale CCG\t\t\nNHS Devon CCG\t\t\nNHS Leeds North CCG\t\t\n", *BOTH)
    assert [column(block, "org_code") for block in found.ratings] == [["10Y", "15N", "02V"]] * 2
    assert [column(block, "status") for block in found.ratings] == [
        ["not_applicable", "not_published", "not_applicable"],
        ["not_published", "not_applicable", "not_published"],
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("NHS Nowhere CCG\tGood\tGood", "no CCG is called 'NHS Nowhere CCG'; nearest: "),
        ("NHS Devon CCG\tGood\tGood", "NHS Devon CCG opened on 1 April 2019; predecessors "),
        ("NHS Aylesbury Vale CCG\tGood\t", "NHS Aylesbury Vale CCG closed on 31 March 2018; successor "),
        ("England\tGood\tGood", "'England' is no CCG: a country"),
    ],
)
def test_a_row_whose_organisation_is_not_known_or_not_open_is_told_at_its_name(row: str, reason: str) -> None:
    found = resolved(f"NHS Ashford CCG\tGood\tGood\n{row}\n", *BOTH)
    (reject,) = found.rejects
    assert reject.reason.startswith(reason)
    assert (reject.line_no, reject.text, reject.stage) == (3, row.partition("\t")[0], "organisation")
    assert reject.mapped and reject.remedy
    assert found.rows_accepted == 1
    assert [column(block, "org_code") for block in found.ratings] == [["09C"], ["09C"]]


def test_figures_mapped_to_another_days_organisations_are_resolved_on_that_day() -> None:
    text = "NHS Devon CCG\tGood\n"
    assert resolved(text, f"rating: {DEMENTIA}").rows_accepted == 0
    later = resolved(text, f"rating: {DEMENTIA}", rest=", organisations_on: 2019-06-01")
    assert (later.rows_accepted, column(later.ratings[0], "period")) == (1, ["2017/18"])


def test_a_second_row_of_an_organisation_is_told_under_whatever_name() -> None:
    found = resolved("NHS West London CCG\tGood\nNHS Hull CCG\tGood\nNHS WEST LONDON (K&C & QPP) CCG\tgood\n", BOTH[0])
    (reject,) = found.rejects
    assert reject.reason == "a second row for NHS West London CCG (08Y), which has one on line 2"
    assert (reject.line_no, reject.mapped) == (4, True)
    assert column(found.ratings[0], "band") == ["Good", "Good"]
    assert found.rows_accepted == 2


OF_THREE = "NHS Hull CCG\tGood\nNHS Bury CCG\tGood\nNHS Kingston upon Hull CCG\tInadequate\n"


def test_of_rows_that_say_otherwise_of_one_organisation_none_is_taken() -> None:
    found = resolved(OF_THREE, BOTH[0])
    assert cells(found.ratings[0], "line_no", "org_code") == [(3, "00V")]
    assert [(reject.line_no, reject.reason, reject.mapped) for reject in found.rejects] == [
        (2, "says otherwise of NHS Hull CCG (03F) than line 4 does, so neither is taken", True),
        (4, "says otherwise of NHS Hull CCG (03F) than line 2 does, so neither is taken", True),
    ]


@pytest.mark.parametrize(("accepted", "kept"), [("NHS Hull", (4, "Inadequate")), ("upon Hull", (2, "Good"))])
def test_the_one_row_of_an_organisation_that_is_not_accepted_as_a_reject_is_taken(
    accepted: str, kept: tuple[int, str]
) -> None:
    found = resolved(OF_THREE, BOTH[0], accept=f'[{{text: "{accepted}", reason: a footprint}}]')
    assert kept in cells(found.ratings[0], "line_no", "band")
    assert [(reject.reason, reject.mapped) for reject in found.rejects] == [("accepted: a footprint", False)]


PLACES = "NHS Hull CCG\tGood\nNHS Manchester CCG\tGood\nBury\tInadequate\nManchester\tInadequate\n"


def test_a_place_among_names_of_ccgs_is_none_where_no_title_says_so() -> None:
    found = resolved(PLACES, BOTH[0])
    assert cells(found.ratings[0], "line_no", "org_code") == [(2, "03F"), (3, "14L")]
    assert [(reject.line_no, reject.reason) for reject in found.rejects] == [
        (4, "'Bury' has neither NHS nor CCG, as others under 'Organisation' have: it may be a place"),
        (5, "'Manchester' has neither NHS nor CCG, as others under 'Organisation' have: it may be a place"),
    ]


@pytest.mark.parametrize("name", ["nhs bury ccg", "Bury Clinical Commissioning Group", "Bury Ccg"])
def test_a_name_in_any_letters_that_says_it_is_a_ccgs_is_no_place(name: str) -> None:
    assert resolved(f"NHS Hull CCG\tGood\nNHS Bolton CCG\tGood\n{name}\tGood\n", BOTH[0]).rows_accepted == 3


def test_bare_names_among_themselves_and_a_single_whole_one_part_no_places() -> None:
    assert resolved("Hull\tGood\nBury\tGood\nNHS Bolton CCG\tGood\n", BOTH[0]).rows_accepted == 3


def test_a_row_that_the_sidecar_accepts_as_a_reject_stops_nothing() -> None:
    columns = f"[{{title: CCG, organisation: true}}, {{title: A, rating: {DEMENTIA}}}]"
    accepted = "accept: [{text: England, reason: a total}]"
    described = f"{HEAD}tables: [{{name: t, columns: {columns}}}]\n{accepted}\n"
    sidecar, problems, _ = read_sidecar(described, "t.yml", REFERENCE)
    assert sidecar and not problems
    spec = document_spec(sidecar, REFERENCE)
    extracted = extract("CCG\tA\nNHS Hull CCG\tGood\nEngland\tGood\n", spec, REFERENCE.vocabulary)
    (reject,) = resolve_table(extracted.tables[0], sidecar.tables[0], RESOLVER, SCALE_OF).rejects
    assert (reject.line_no, reject.reason, reject.mapped) == (3, "accepted: a total", False)


def test_values_carry_their_number_and_the_decimals_printed() -> None:
    text = "NHS Bury CCG\t47.50%\nNHS Hull CCG\t5 %\nNHS Corby CCG\t*\nNHS Barnet CCG\t\nNHS Ashford CCG\t-\n"
    (block,) = resolved(text, f"measure: {IAPT}").values
    assert cells(block, "measure_id", "text", "value", "decimals", "status", "reason") == [
        ("iapt_recovery_rate", "47.50%", 47.5, 2, "published", None),
        ("iapt_recovery_rate", "5 %", 5.0, 0, "published", None),
        ("iapt_recovery_rate", "*", None, None, "suppressed", "suppressed"),
        ("iapt_recovery_rate", "", None, None, "not_published", "not published"),
        ("iapt_recovery_rate", "-", None, None, "not_available", "not available"),
    ]
    assert set(column(block, "period_note")) == {"as the article says"}


def test_the_true_decimals_are_those_of_the_sidecar() -> None:
    exact = IAPT.replace("}", ", decimals: 1}")
    (block,) = resolved("NHS Bury CCG\t47.50\xa0%\n", f"measure: {exact}").values
    assert column(block, "decimals") == [1]
    (block,) = resolved("NHS Bury CCG\t47.50\xa0%\n", f"measure: {IAPT}").values
    assert column(block, "decimals") == [2]


def test_a_table_of_which_everything_is_left_out_gives_nothing_and_stops_nothing() -> None:
    found = resolved("NHS Bury CCG\t7\nNowhere\t9\n", "ignore: of no use")
    assert (found.ratings, found.values, found.rejects, found.rows_accepted) == ([], [], [], 2)


def test_past_a_hundred_unknown_names_the_nearest_are_not_looked_for() -> None:
    found = resolved("".join(f"NHS Nowhere {n} CCG\tGood\n" for n in range(102)), BOTH[0])
    assert ["nearest" in reject.reason for reject in found.rejects] == [True] * 100 + [False] * 2
    assert len({reject.line_no for reject in found.rejects}) == 102


def test_organisations_in_lists_are_rated_by_the_band_above_them() -> None:
    rating = "{framework: ccg_iaf_baseline_2016, area: mental_health, period: 2016/17}"
    described = f"{HEAD}band_lists: [{{name: best, rating: {rating}}}]\n"
    sidecar, problems, _ = read_sidecar(described, "t.yml", REFERENCE)
    assert sidecar and not problems
    text = "Top performing\n• NHS Hull CCG\n• NHS Nowhere CCG\n\nPerforming well\n• NHS Bury CCG\n• NHS HULL CCG\n"
    extracted = extract(text, document_spec(sidecar, REFERENCE), REFERENCE.vocabulary)
    found = resolve_band_list(extracted.band_lists[0], sidecar.band_lists[0], RESOLVER, "iaf_baseline_2016")
    assert cells(found.ratings[0], "line_no", "org_code", "text", "band", "status", "scale") == [
        (6, "00V", "NHS Bury CCG", "Performing well", "rated", "iaf_baseline_2016"),
    ]
    assert [(reject.line_no, reject.reason.partition(";")[0]) for reject in found.rejects] == [
        (3, "no CCG is called 'NHS Nowhere CCG'"),
        (2, "says otherwise of NHS Hull CCG (03F) than line 7 does, so neither is taken"),
        (7, "says otherwise of NHS Hull CCG (03F) than line 2 does, so neither is taken"),
    ]


# -- shares, counts and codes ----------------------------------------------------------------------------------------


def read_table(text: str, *columns: str) -> tuple[Resolved | None, list[str]]:
    """The same with the reasons of what extraction rejects, and nothing resolved where a table gave no rows."""
    titled = [f"{{title: {chr(65 + place)}, {column}}}" for place, column in enumerate(columns)]
    mapped = ", ".join(["{title: Organisation, organisation: true}", *titled])
    sidecar, problems, _ = read_sidecar(f"{HEAD}tables: [{{name: t, columns: [{mapped}]}}]\n", "t.yml", REFERENCE)
    assert sidecar and not problems, problems
    heading = "\t".join(["Organisation", *"ABCDEF"[: len(columns)]])
    extracted = extract(f"{heading}\n{text}", document_spec(sidecar, REFERENCE), REFERENCE.vocabulary)
    told = [f"{reject.line_no}: {reject.reason}. {reject.remedy}" for reject in extracted.rejects]
    return resolve_table(extracted.tables[0], sidecar.tables[0], RESOLVER, SCALE_OF), told


def share(percentages: str = "") -> str:
    return f"measure: {{measure_id: iapt_recovery_rate, period: 2017/18{percentages}}}"


THREE = "NHS Bolton CCG\t{}\nNHS Bury CCG\t{}\nNHS Salford CCG\t{}\n"


def test_a_column_that_may_be_of_fractions_is_not_taken_and_asked_about_once() -> None:
    found, told = read_table(THREE.format("0.61", "0.58", "0.66"), share())
    assert found is not None
    assert (found.values, found.rows_accepted) == ([], 3)
    assert told == [
        "1: A: its measure is in %, and every number lies below 1.5, so these may be fractions: 0.44 for"
        " 44 %. say `percentages: fractions` or `percentages: percent` under the `measure` in the sidecar"
    ]


@pytest.mark.parametrize(
    ("percentages", "printed", "values"),
    [
        (", percentages: fractions", ("0.61", "0.585", "1"), [(61.0, 0), (58.5, 1), (100.0, 0)]),
        (", percentages: percent", ("0.61", "0.58", "0.6"), [(0.61, 2), (0.58, 2), (0.6, 1)]),
        ("", ("0.61%", "0.58%", "0.66%"), [(0.61, 2), (0.58, 2), (0.66, 2)]),
        ("", ("0.61", "0.58", "1.5"), [(0.61, 2), (0.58, 2), (1.5, 1)]),
        ("", ("0", "0", "*"), [(0.0, 0), (0.0, 0), (None, None)]),
    ],
)
def test_the_sidecar_a_sign_or_a_number_above_fractions_says_how_shares_are_printed(
    percentages: str, printed: tuple[str, ...], values: list[tuple[float | None, int | None]]
) -> None:
    found, told = read_table(THREE.format(*printed), share(percentages))
    assert found is not None
    assert told == []
    assert cells(found.values[0], "value", "decimals") == values


def test_a_percentage_among_fractions_is_out_of_range() -> None:
    _, told = read_table(THREE.format("0.61", "0.58", "47"), share(", percentages: fractions"))
    assert told[0].startswith("4: A: 47, which is 4700 %, is above 100, the most that this measure can be")


@pytest.mark.parametrize("printed", ["1.237", "12.5"])
def test_a_count_that_is_no_whole_number_is_told(printed: str) -> None:
    people = "measure: {measure_id: iapt_people_entering_treatment, period: 2017/18}"
    _, told = read_table(THREE.format("12", printed, "1,237"), people)
    assert len(told) == 1
    assert told[0].startswith(f"3: A: '{printed}' is no ")
    found, told = read_table(THREE.format("12", "230 (r)", "1\u00a0237"), people)
    assert found is not None
    assert (told, column(found.values[0], "value")) == ([], [12.0, 230.0, 1237.0])


def test_a_code_beside_a_name_that_is_anothers_rejects_the_row_alone() -> None:
    """00P is Sunderland; the row of Bolton has its own code and the one of Bury none."""
    text = "NHS BARNSLEY CCG\t00P\t50\nNHS Bolton CCG\t00T\t51\nNHS Bury CCG\t\t52\nSalford (City)\t01G\t53\n"
    found, told = read_table(text, "organisation: code", share())
    assert found is not None
    assert told == []
    assert cells(found.values[0], "org_code", "value") == [("00T", 51.0), ("00V", 52.0), ("01G", 53.0)]
    (reject,) = found.rejects
    assert (reject.line_no, reject.text) == (2, "NHS BARNSLEY CCG")
    assert reject.reason.startswith("the code '00P' is NHS Sunderland CCG (00P), and the name 'NHS BARNSLEY CCG' is")


def test_a_code_that_is_known_to_be_wrong_is_put_right_as_a_name_is() -> None:
    mapped = f"{{title: Code, organisation: code}}, {{title: Name, organisation: true}}, {{title: A, {share()}}}"
    given = "{line: 2, printed: 00P, right: 02P, reason: r, authority: a}"
    text = f"{HEAD}tables: [{{name: t, columns: [{mapped}]}}]\ncorrections: [{given}]\n"
    sidecar, problems, _ = read_sidecar(text, "t.yml", REFERENCE)
    assert sidecar and not problems, problems
    printed = "Code\tName\tA\n00P\tNHS Barnsley CCG\t50\n"
    extracted = extract(printed, document_spec(sidecar, REFERENCE), REFERENCE.vocabulary)
    found = resolve_table(extracted.tables[0], sidecar.tables[0], RESOLVER, SCALE_OF)
    assert (found.values[0]["org_code"], found.rejects) == (["02P"], [])
    assert [(made.quote, made.about) for made in extracted.corrected] == [("00P", "organisation")]


def test_no_ccg_has_figures_of_a_time_after_the_last_had_closed() -> None:
    text = "NHS Bolton CCG\t50\n"
    period = "measure: {{measure_id: iapt_recovery_rate, period: {}}}"
    found = resolved(text, period.format("2022/23 Q1"))
    assert (found.values[0]["org_code"], found.rejects) == (["00T"], [])
    for later in ("2022/23", "2022/23 Q2", "2023/24"):
        (reject,) = resolved(text, period.format(later)).rejects
        assert reject.reason == "NHS Bolton CCG closed on 30 June 2022"


@pytest.mark.parametrize(
    ("framework", "period", "words"),
    [
        ("ccg_iaf_baseline_2016", "2015/16 Q4", "has been used since 2016/17"),
        ("ccg_iaf_baseline_2016", "2017/18", "was used until 2016/17"),
        ("ccg_iaf", "2015/16", "has been used since 2016/17"),
    ],
)
def test_a_rating_of_a_period_in_which_its_scale_was_not_used_is_refused(
    framework: str, period: str, words: str
) -> None:
    columns = f"{{title: Rating, rating: {{framework: {framework}, area: dementia, period: {period}}}}}"
    tables = f"tables:\n  - {{name: t, columns: [{{title: CCG, organisation: true}}, {columns}]}}\n"

    sidecar, (problem,), _ = read_sidecar(HEAD + tables, "d.yml", REFERENCE)
    assert sidecar is None
    assert words in problem.message


SPEND = "measure: {measure_id: planned_mental_health_spend, period: 2019/20}"


@pytest.mark.parametrize(
    ("above", "title"),
    [("", "Spend (£000s)"), ("", "Spend £m"), ("Planned spend by CCG, 2019/20 (£000)", "Spend")],
)
def test_numbers_in_thousands_are_no_pounds(above: str, title: str) -> None:
    described = (
        f"{HEAD}tables: [{{name: t, columns: [{{title: CCG, organisation: true}}, {{title: '{title}', {SPEND}}}]}}]\n"
    )
    sidecar, problems, _ = read_sidecar(described, "t.yml", REFERENCE)
    assert sidecar and not problems
    text = f"{above}\n\nCCG\t{title}\nNHS Bury CCG\t31,450\n"
    extracted = extract(text, document_spec(sidecar, REFERENCE), REFERENCE.vocabulary)
    assert extracted.tables[0].columns[1] is None
    (reject,) = extracted.rejects
    assert reject.line_no == 3 and reject.mapped
    assert "while numbers are read as they stand" in reject.reason
    a_cell_a_line = f"{above}\n\nCCG\n{title}\nNHS Bury CCG\n31,450\nNHS Hull CCG\n41,200\n"
    extracted = extract(a_cell_a_line, document_spec(sidecar, REFERENCE), REFERENCE.vocabulary)
    assert [table.line_nos for table in extracted.tables] == [[]] and extracted.rejects
