"""Whose a row is: one table of codes and names, asked of a feed, a workbook and a text, which must all agree."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from the_reference import REFERENCE

from pipeline.build.cells_to_rows import resolve_table
from pipeline.parse.csv.feed import read_feed
from pipeline.parse.sidecar.mapping import document_spec
from pipeline.parse.sidecar.sidecar import read_sidecar
from pipeline.parse.text.document import extract
from pipeline.parse.xlsx.cells import Sheet
from pipeline.parse.xlsx.workbook import read_workbook
from pipeline.reference.layout_parts import Group
from pipeline.reference.layouts import CsvLayout, WorkbookLayout
from pipeline.reference.organisation_of import Body, OrganisationOf
from pipeline.reference.organisations import Resolver
from pipeline.reference.sources import read_sources

RAW = Path(__file__).parents[3] / "raw"
RESOLVER = Resolver(REFERENCE.register)
ORGANISATIONS = OrganisationOf(RESOLVER)
FEED = CsvLayout(
    kind="csv",
    period="period",
    group="kind",
    groups={"CCG": Group(org_type="ccg", code="code", name="name"), "England": Group(org_type="national")},
    measure="measure",
    value=("value",),
)
WORKBOOK = read_sources(RAW)[0].by_id["mh_dashboard"].layout
assert isinstance(WORKBOOK, WorkbookLayout)
SIDECAR = """\
title: T
publisher: P
published_on: 2020
licence: L
text_kind: original
tables:
  - name: t
    columns:
      - {title: Code, organisation: code}
      - {title: Name, organisation: true}
      - {title: Value, measure: {measure_id: iapt_recovery_rate, period: 2017/18}}
"""
CLOSED = "NHS Newcastle North and East CCG closed on 31 March 2015; successor NHS Newcastle Gateshead CCG (13T)"
OTHER = "the code '00P' is NHS Sunderland CCG (00P), and the name"
CONTRADICTED = "the code '00P' is NHS Sunderland CCG (00P), and the name 'NHS BARNSLEY CCG' is NHS Barnsley CCG (02P)"

# Code and name as printed, in 2017/18, and whose the row is, or how the reason for nobody's begins.
TABLE: list[tuple[str, str, tuple[str, str] | str]] = [
    ("00P", "NHS Sunderland CCG", ("ccg", "00P")),
    (" 00p ", "NHS SUNDERLAND CCG", ("ccg", "00P")),
    # the ONS's codes, the latest and an earlier one
    ("E38000042", "NHS Darlington CCG", ("ccg", "00C")),
    ("E38000093", "NHS Morecambe Bay CCG", ("ccg", "01K")),
    # a former name, an abbreviation and a misprint contradict nothing
    ("01H", "NHS Cumbria CCG", ("ccg", "01H")),
    ("99P", "NHS NEW Devon CCG", ("ccg", "99P")),
    ("00P", "S'land", ("ccg", "00P")),
    ("00P", "Sunderlnd and Washington", ("ccg", "00P")),
    ("00P", "NHS Wearside Commissioning", ("ccg", "00P")),
    ("00P", "NHS Suburban Practices CCG", ("ccg", "00P")),
    # the name of a body of another kind does, and words that are not like its own
    ("00P", "THE VILLAGE SURGERY", f"{OTHER} 'THE VILLAGE SURGERY' is that of another kind of body"),
    ("00P", "Sunderland City Council", f"{OTHER} 'Sunderland City Council' is that of another kind of body"),
    ("00P", "City Hospitals Sunderland NHS Foundation Trust", OTHER),
    ("00P", "Pennine Care", f"{OTHER} 'Pennine Care' is not like it in any word"),
    # nor does what a name says in brackets, unless it is of more or less than the organisation
    ("00P", "NHS Sunderland CCG (City of Sunderland)", ("ccg", "00P")),
    (
        "00P",
        "NHS Sunderland CCG (part)",
        "the name 'NHS Sunderland CCG (part)' says that more or less",
    ),
    # that of another organisation does
    ("00P", "NHS BARNSLEY CCG", CONTRADICTED),
    ("00P", "Barnsley", "the code '00P' is NHS Sunderland CCG (00P), and the name 'Barnsley' is NHS Barnsley CCG"),
    ("E38000042", "NHS Durham Dales, Easington and Sedgefield CCG", "the code 'E38000042' is NHS Darlington CCG (00C)"),
    ("00P", "NHS SOUTH YORKSHIRE - 02P", "the code '00P' is NHS Sunderland CCG (00P), and the name"),
    ("00P", "England", "the code '00P' is NHS Sunderland CCG (00P), and the name 'England' is a country"),
    ("13Q", "NHS Barnsley CCG", "the code '13Q' is a commissioning hub, and the name 'NHS Barnsley CCG' is"),
    # bodies that are no CCG
    ("13Q", "National Commissioning Hub 1", ("commissioning_hub", "13Q")),
    ("14E", "A hub", ("commissioning_hub", "14E")),
    ("UNKNOWN", "UNKNOWN", ("unknown", "UNKNOWN")),
    ("Y62", "North West", "'Y62' is no CCG: a region"),
    ("ZZ9", "Nowhere", "no organisation of the register has the code 'ZZ9'"),
    # closed before, and not yet open
    ("00G", "NHS Newcastle North and East CCG", CLOSED),
    ("15F", "NHS Leeds CCG", "NHS Leeds CCG opened on 1 April 2018; predecessors NHS Leeds North CCG (02V)"),
]
HUBS_AND_UNKNOWN = ("commissioning_hub", "unknown")


def of_feed(folder: Path, code: str, name: str) -> tuple[str, str] | str:
    path, target = folder / "feed.csv", folder / "values.parquet"
    path.write_text(f'kind,code,name,period,measure,value\nEngland,,,2017/18,M,50\nCCG,{code},"{name}",2017/18,M,47\n')
    measures = {"M": REFERENCE.measures["iapt_recovery_rate"]}
    reading = read_feed(path, FEED, "doc", measures, (), REFERENCE.register, target)
    if reading.rejects:
        return str(reading.rejects[0]["reason"])
    found = pl.read_parquet(target).filter(pl.col("org_type") != "national").select("org_type", "org_code").row(0)
    return str(found[0]), str(found[1])


def of_workbook(_: Path, code: str, name: str) -> tuple[str, str] | str:
    rows: list[list[Any]] = [
        ["Org code", "Org name", "Org Type", "2017/18"],
        ["Eng", "ENGLAND", "National", 0.5],
        [code, name, "CCG", 0.47],
    ]
    assert isinstance(WORKBOOK, WorkbookLayout)
    measures = REFERENCE.measures_of("mh_dashboard")
    reading = read_workbook([Sheet("IAPT(ii_a)", rows)], WORKBOOK, "doc", measures, REFERENCE.register)
    if reading.rejects:
        return str(reading.rejects[0]["reason"])
    found = reading.values.filter(pl.col("org_type") != "national").select("org_type", "org_code").row(0)
    return str(found[0]), str(found[1])


def of_text(_: Path, code: str, name: str) -> tuple[str, str] | str:
    sidecar, problems, _line_of = read_sidecar(SIDECAR, "t.yml", REFERENCE)
    assert sidecar and not problems
    extracted = extract(
        f"Code|Name|Value\n{code}|{name}|47.5\n", document_spec(sidecar, REFERENCE), REFERENCE.vocabulary
    )
    assert not extracted.rejects
    found = resolve_table(extracted.tables[0], sidecar.tables[0], RESOLVER, {})
    if found.rejects:
        return found.rejects[0].reason
    (code,) = found.values[0]["org_code"]
    return "ccg", code


@pytest.mark.parametrize("ask", [of_feed, of_workbook, of_text])
@pytest.mark.parametrize(("code", "name", "whose"), TABLE)
def test_every_format_says_the_same_of_a_code_and_a_name(
    tmp_path: Path, ask: Any, code: str, name: str, whose: tuple[str, str] | str
) -> None:
    found = ask(tmp_path, code, name)
    if ask is of_text and whose[0] in HUBS_AND_UNKNOWN:
        # A table of a text holds CCGs alone, so the row is none, and is told for what it is.
        what = {"commissioning_hub": "a commissioning hub", "unknown": "an unknown organisation"}[whose[0]]
        assert found == f"'{code}' is no CCG: {what}"
    elif isinstance(whose, str):
        assert isinstance(found, str), found
        assert found.startswith(whose)
    else:
        assert found == whose


def test_a_row_without_a_code_is_whose_its_name_says_in_a_text_alone(tmp_path: Path) -> None:
    assert of_text(tmp_path, "", "NHS Sunderland CCG") == ("ccg", "00P")
    assert "has no code of an organisation" in of_feed(tmp_path, "", "NHS Sunderland CCG")
    assert "has no code of an organisation" in of_workbook(tmp_path, "", "NHS Sunderland CCG")


def test_other_kinds_keep_their_codes_but_for_what_goes_on_under_that_of_a_ccg() -> None:
    assert ORGANISATIONS.body("provider", "13Q", "A trust") == Body("provider", "13Q", "A trust")
    assert ORGANISATIONS.body("national", "", "") == Body("national", "England", "England")
    told = ORGANISATIONS.body("sub_icb", "00P", "NHS South Yorkshire ICB - 02P")
    assert isinstance(told, str)
    assert "ask its publisher which is right" in told
    assert ORGANISATIONS.body("sub_icb", "02P", "NHS South Yorkshire ICB - 02P") == Body(
        "sub_icb", "02P", "NHS South Yorkshire ICB - 02P"
    )


def test_a_name_that_stands_there_by_a_known_error_contradicts_nothing(tmp_path: Path) -> None:
    row = "CCG,00P,NHS BARNSLEY CCG,2017/18,M,47"
    assert feed_rows(tmp_path, FEED, row)[1][0].startswith(CONTRADICTED)
    known = FEED.model_copy(update={"misnamed": {"00P": "NHS Barnsley CCG"}})
    assert feed_rows(tmp_path, known, row) == ([("ccg", "00P", "2017/18")], [])
    other = "CCG,00P,NHS Bolton CCG,2017/18,M,47"
    assert feed_rows(tmp_path, known, other)[1][0].startswith(
        "the code '00P' is NHS Sunderland CCG (00P), and the name"
    )


def feed_rows(folder: Path, layout: CsvLayout, *rows: str) -> tuple[list[tuple[Any, ...]], list[str]]:
    path, target = folder / "feed.csv", folder / "values.parquet"
    path.write_text("\n".join(["kind,code,name,period,measure,value", "England,,,2017/18,M,50", *rows]) + "\n")
    measures = {"M": REFERENCE.measures["iapt_recovery_rate"]}
    reading = read_feed(path, layout, "doc", measures, (), REFERENCE.register, target)
    found = pl.read_parquet(target).filter(pl.col("org_type") != "national").sort("locator")
    return found.select("org_type", "org_code", "period").rows(), [str(row["reason"]) for row in reading.rejects]


def test_figures_mapped_to_the_organisations_of_a_day_are_theirs_in_every_period(tmp_path: Path) -> None:
    """NHS Leeds CCG opened in 2018: it has a figure for 2016/17 only where history is mapped to it."""
    rows = ["CCG,15F,NHS Leeds CCG,2016/17,M,47", "CCG,02V,NHS Leeds North CCG,2016/17,M,48"]
    taken, told = feed_rows(tmp_path, FEED, *rows)
    assert taken == [("ccg", "02V", "2016/17")]
    assert told[0].startswith("NHS Leeds CCG opened on 1 April 2018")
    assert "say `organisations_on` in raw/sources.yml" in told[0]
    taken, told = feed_rows(tmp_path, FEED.model_copy(update={"organisations_on": date(2021, 4, 1)}), *rows)
    assert taken == [("ccg", "15F", "2016/17")]
    assert told == ["NHS Leeds North CCG closed on 31 March 2018; successor NHS Leeds CCG (15F)"]


def test_ccgs_end_with_june_2022_and_what_goes_on_under_their_codes_is_of_another_kind(tmp_path: Path) -> None:
    """A year that only begins before the abolition is of the time after it, as its last day is."""
    rows = [
        f"CCG,00P,NHS Sunderland CCG,{period},M,47" for period in ("2022/23 Q1", "2022-06", "2022/23", "2022/23 Q2")
    ]
    taken, told = feed_rows(tmp_path, FEED, *rows)
    assert [period for *_, period in taken] == ["2022/23 Q1", "2022-06"]
    assert all(reason.startswith("NHS Sunderland CCG closed on 30 June 2022") for reason in told)
    assert len(told) == 2
    group = {"org_type": "sub_icb", "code": "code", "name": "name", "before": {"day": "2022-07-01", "org_type": "ccg"}}
    changing = FEED.model_copy(update={"groups": {**FEED.groups, "CCG": Group.model_validate(group)}})
    taken, told = feed_rows(tmp_path, changing, *rows)
    assert taken == [
        ("ccg", "00P", "2022/23 Q1"),
        ("ccg", "00P", "2022-06"),
        ("sub_icb", "00P", "2022/23"),
        ("sub_icb", "00P", "2022/23 Q2"),
    ]
    assert told == []


def test_a_closed_organisation_may_have_a_cell_that_says_nothing(tmp_path: Path) -> None:
    """A table that goes on listing it prints a marker there; a number would be somebody else's."""
    marked = FEED.model_copy(update={"markers": read_sources(RAW)[0].by_id["fingertips_depression"].layout.markers})
    rows = ["CCG,00G,NHS Newcastle North and East CCG,2017/18,M,-", "CCG,00G,,2018/19,M,*"]
    taken, told = feed_rows(tmp_path, marked, *rows)
    assert taken == [("ccg", "00G", "2017/18")]
    assert told[0].startswith(CLOSED)


def test_the_dashboards_two_misnamed_rows_are_those_of_their_codes() -> None:
    assert isinstance(WORKBOOK, WorkbookLayout)
    rows = [["15A", "NHS East Berkshire CCG", "CCG", "", 0.4], ["15A", "NHS Leeds CCG", "CCG", "", 0.5]]
    taken, told = of_sheet(WORKBOOK, *rows)
    assert taken == {("15A", "2021/22")}
    assert len(told) == 1


def sheet(*rows: list[Any], periods: tuple[str, ...] = ("2016/17", "2021/22")) -> Sheet:
    return Sheet(
        "IAPT(ii_a)", [["Org code", "Org name", "Org Type", *periods], ["Eng", "E", "National", 0.4, 0.5], *rows]
    )


def of_sheet(layout: WorkbookLayout, *rows: list[Any]) -> tuple[set[tuple[str, str]], list[str]]:
    measures = REFERENCE.measures_of("mh_dashboard")
    reading = read_workbook([sheet(*rows)], layout, "doc", measures, REFERENCE.register)
    taken = reading.values.filter(pl.col("org_type") == "ccg").select("org_code", "period").rows()
    return set(taken), [str(row["reason"]) for row in reading.rejects]


def test_a_sheet_is_mapped_to_the_latest_organisations_that_all_have_a_row() -> None:
    """Of all CCGs of 2021, whose history before they opened is mapped to them, and one that had closed by then."""
    assert isinstance(WORKBOOK, WorkbookLayout)
    of_2021 = [[code, "", "CCG", 0.3, 0.4] for code in sorted(REFERENCE.register.open_on(date(2021, 4, 1)))]
    taken, told = of_sheet(WORKBOOK, *of_2021, ["00G", "", "CCG", 0.3, 0.4], ["02V", "", "CCG", 0.3, 0.4])
    assert len(taken) == 2 * 106 + 1
    assert ("02V", "2016/17") in taken
    assert [reason.split(";")[0] for reason in told] == [
        "NHS Newcastle North and East CCG closed on 31 March 2015",
        "NHS Newcastle North and East CCG closed on 31 March 2015",
        "NHS Leeds North CCG closed on 31 March 2018",
    ]


def test_a_sheet_that_is_not_mapped_holds_each_period_to_its_own_organisations() -> None:
    assert isinstance(WORKBOOK, WorkbookLayout)
    rows = [["15F", "", "CCG", 0.3, 0.4], ["02V", "", "CCG", 0.3, 0.4]]
    plain = WORKBOOK.model_copy(update={"organisations_on": None})
    taken, told = of_sheet(plain, *rows)
    assert taken == {("15F", "2021/22"), ("02V", "2016/17")}
    assert len(told) == 2
    dated = WORKBOOK.model_copy(update={"organisations_on": date(2021, 4, 1)})
    taken, told = of_sheet(dated, *rows)
    assert taken == {("15F", "2016/17"), ("15F", "2021/22")}
    assert told == ["NHS Leeds North CCG closed on 31 March 2018; successor NHS Leeds CCG (15F)"]


@pytest.mark.parametrize("code", ["03n", "03N", "E38000146"])
def test_a_sub_icb_location_has_the_code_of_its_ccg_however_it_is_printed(code: str) -> None:
    assert ORGANISATIONS.body("sub_icb", code, "") == Body("sub_icb", "03N", code)


@pytest.mark.parametrize(
    ("org_type", "code", "name", "what"),
    [
        ("sub_icb", "England", "", "a country"),
        ("sub_icb", "Total", "", "a figure of several organisations"),
        ("sub_icb", "Y63", "NORTH EAST AND YORKSHIRE", "a region"),
        ("icb", "ENG", "England", "a country"),
        ("provider", "", "", ""),
        ("provider", "All", "All organisations", "a figure of several organisations"),
    ],
)
def test_a_row_of_several_organisations_is_of_none_of_its_kind(org_type: str, code: str, name: str, what: str) -> None:
    body = ORGANISATIONS.body(org_type, code, name)
    assert isinstance(body, str)
    assert what in body


def test_an_icb_and_a_region_keep_their_codes() -> None:
    assert ORGANISATIONS.body("icb", "QF7", "NHS South Yorkshire ICB") == Body("icb", "QF7", "NHS South Yorkshire ICB")
    assert ORGANISATIONS.body("region", "Y63", "North East") == Body("region", "Y63", "North East")
