"""Layouts with constants, columns of measures, counts in rows of their own and groups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from feed_samples import MEASURES, REGISTER, SERVICES, SERVICES_HEADING, refusal, service
from layout_samples import COUNTS, HEADING, LONG, WIDE, everything, layout, long, read_lines, row
from pydantic import ValidationError

from pipeline.parse.csv.feed import read_feed

REGISTER_TABLE = """
    kind: csv
    period_is: 2018/19
    group_is: CCG
    groups: {CCG: {org_type: ccg, code: CCG code, name: CCG name}}
    measures:
      Prevalence (%): {code: "848", numerator: Register, denominator: List size}
"""


def test_a_years_register_as_published(tmp_path: Path) -> None:
    """Titles, one period, one kind of organisation, a value in a column of its own with its counts, a note."""
    found = read_lines(
        tmp_path,
        layout(REGISTER_TABLE),
        "Depression 2018/19,,,,,",
        "",
        "CCG code,CCG name,List size,Register,Prevalence (%),Practices",
        '03K,NHS North Lincolnshire CCG,"141,000","17,000",12.06,19',
        "00L,NHS Northumberland CCG,250000,*,*,40",
        "ZZ9,NHS Nowhere CCG,1,1,100,1",
        "Source: QOF,,,,,",
    )
    assert found.values(
        "locator", "org_code", "measure_id", "period", "period_published", "value", "status", "numerator", "denominator"
    ) == [
        ("row 4, Prevalence (%)", "03K", "depression", "2018/19", "2018/19", 12.06, "published", 17000.0, 141000.0),
        ("row 5, Prevalence (%)", "00L", "depression", "2018/19", "2018/19", None, "suppressed", None, 250000.0),
    ]
    assert [(r["locator"], r["text"]) for r in found.rejected] == [
        ("row 6, Prevalence (%)", "ZZ9 | NHS Nowhere CCG | 1 | 1 | 100 | 1"),
        ("row 7", "Source: QOF"),
    ]
    practices = found.part("Practices")
    assert (practices["cells"], practices["left_out"]) == (3, 3)
    assert practices["reason"] == "the layout names no measure for this column"
    # A title, three cells of the measure, three of the other column, a note.
    assert everything(found) == 1 + 3 + 3 + 1


def test_each_of_several_columns_is_a_measure(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path,
        layout(WIDE),
        "Kind,Code,Name,Month,Recovery  rate,People",
        "England,,,Apr-19,50.25,1000",
        "CCG,03K,NHS A CCG,Apr-19,*,10",
        "CCG,00L,NHS B CCG,Apr-19,47,x",
        "CCG,00L,NHS B CCG,Apr-19,47,12",
        "Region,Y56,LONDON,Apr-19,1,2",
    )
    assert found.values("locator", "org_code", "measure_id", "value", "decimals", "status") == [
        ("row 2, Recovery  rate", "England", "recovery", 50.25, 2, "published"),
        ("row 2, People", "England", "people", 1000.0, 0, "published"),
        ("row 3, Recovery  rate", "03K", "recovery", None, None, "suppressed"),
        ("row 3, People", "03K", "people", 10.0, 0, "published"),
        ("row 4, Recovery  rate", "00L", "recovery", 47.0, 0, "published"),
        ("row 5, People", "00L", "people", 12.0, 0, "published"),
    ]
    assert found.rejects == [
        (
            "row 4, People",
            "'x' is neither a number nor a marker; name it under `markers` in raw/sources.yml if it is one",
        ),
        ("row 5, Recovery  rate", "repeats row 4; nothing is to be done"),
    ]
    assert [(part["part"], part["title"], part["cells"]) for part in found.reading.parts] == [
        ("M192", "Recovery  rate", 5),
        ("M001", "People", 5),
    ]
    assert everything(found) == 10
    (group,) = found.groups
    assert group[:2] == ("row 6", "Region")
    assert group[2].startswith("2 cells of 'Region' left out: its layout names no such group")


def test_a_wide_table_with_notes_and_empty_lines_keeps_its_rows_numbers(tmp_path: Path) -> None:
    lines = [
        "Title",
        "Kind,Code,Name,Month,Recovery rate,People",
        "CCG,03K,A,Apr-19,50,10",
        "",
        "CCG,00L,B,Apr-19,51,11",
    ]
    found = read_lines(tmp_path, layout(WIDE), *lines, "CCG,01K,C", "Source: NHS England")
    assert [locator for (locator,) in found.values("locator")] == [
        "row 3, Recovery rate",
        "row 3, People",
        "row 5, Recovery rate",
        "row 5, People",
    ]
    assert [locator for locator, _ in found.rejects] == ["row 6", "row 7"]
    assert everything(found) == 1 + 4 + 2


def test_codes_and_a_year_that_yaml_reads_as_numbers_are_texts(tmp_path: Path) -> None:
    form = layout(WIDE, period=None, period_form=None, period_is=2018, measures={"Depression": 848})
    found = read_lines(tmp_path, form, "Kind,Code,Name,Depression", "CCG,03K,A,50")
    assert found.values("measure_id", "period") == [("depression", "2018")]


def test_a_code_can_stand_in_several_columns(tmp_path: Path) -> None:
    form = layout(LONG, measure=["Measure", "Statistic"])
    measures = {"recovery percentage": MEASURES["M192"]}
    path, target = tmp_path / "feed.csv", tmp_path / "values.parquet"
    lines = [row("2017/18", "53,percentage", measure="recovery"), row("2017/18", "575,count", measure="recovery")]
    path.write_text("\n".join([f"{HEADING},Statistic", *lines]))
    reading = read_feed(path, form, "doc", measures, (), REGISTER, target)
    assert pl.read_parquet(target)["value"].to_list() == [53.0]
    assert [(part["part"], part["state"]) for part in reading.parts] == [
        ("recovery percentage", "read"),
        ("recovery count", "left_out"),
    ]


def test_counts_in_rows_of_their_own_are_joined_by_organisation_and_period(tmp_path: Path) -> None:
    found = long(
        tmp_path,
        row("2018/19", "47.2", measure="M192"),
        row("2018/19", "500", measure="N1"),
        row("2018/19", '"1,060"', measure="D1"),
        row("2017/18", "47.3", measure="M192"),
        row("2018/19", "51.1", code="00L", measure="M192"),
        row("2018/19", "*", code="00L", measure="N1"),
        row("2018/19", "90", code="E38000130", measure="D1"),
        counts=COUNTS,
    )
    assert found.values("period", "org_code", "value", "numerator", "denominator") == [
        ("2018/19", "03K", 47.2, 500.0, 1060.0),
        ("2017/18", "03K", 47.3, None, None),
        # by any code of the organisation; a marker is no count
        ("2018/19", "00L", 51.1, None, 90.0),
    ]
    described = {
        part["part"]: (part["state"], part["reason"], part["labels"], part["left_out"]) for part in found.reading.parts
    }
    assert described["N1"] == ("read", "read as the numerator of M192", 1, 1)
    assert described["D1"] == ("read", "read as the denominator of M192", 2, 0)
    assert everything(found) == 7


def test_counts_of_nothing_and_counts_that_disagree_are_listed(tmp_path: Path) -> None:
    found = long(
        tmp_path,
        row("2018/19", "47.2", measure="M192"),
        row("2018/19", "500", measure="N1"),
        row("2018/19", "501", measure="N1"),
        row("2018/19", "7", code="00L", measure="N1"),
        row("2018/19", "8", code="ZZ9", measure="N1"),
        row("2018/19", "some", measure="D1"),
        counts=COUNTS,
    )
    assert found.values("numerator", "denominator") == [(None, None)]
    disagree = "another row says another count for the organisation and period; ask its publisher which is right"
    assert found.rejects[:3] == [
        ("row 3", disagree),
        ("row 4", disagree),
        ("row 5", "a count of an organisation and period for which no value was taken; ask its publisher"),
    ]
    assert found.rejects[3][1].startswith("no organisation of the register has the code 'ZZ9'")
    assert found.rejects[4:] == [("row 7", "'some' is neither a number nor a marker; ask its publisher")]
    assert (found.part("N1")["rejected"], found.part("D1")["rejected"]) == (4, 1)
    assert everything(found) == 6


def test_a_share_that_the_counts_in_rows_of_their_own_contradict_is_rejected_with_them(tmp_path: Path) -> None:
    found = long(
        tmp_path,
        row("2018/19", "47.2", measure="M192"),
        row("2018/19", "500", measure="N1"),
        row("2018/19", '"1,060"', measure="D1"),
        row("2018/19", "62.1", code="00L", measure="M192"),
        row("2018/19", "500", code="00L", measure="N1"),
        row("2018/19", "1000", code="00L", measure="D1"),
        counts=COUNTS,
    )
    assert found.values("org_code", "value") == [("03K", 47.2)]
    assert found.rejects[0] == (
        "row 5",
        "'62.1' is not what its own counts give, 500 of 1000: say how its shares are printed under `percentages` in"
        " raw/sources.yml, as {'M192': fractions} or {'M192': percent}",
    )
    assert [locator for locator, _ in found.rejects[1:]] == ["row 6", "row 7"]
    assert everything(found) == 6


def test_counts_in_rows_of_their_own_that_are_all_rounded_to_fives_contradict_nothing_near(tmp_path: Path) -> None:
    rows = []
    for place, code in enumerate(("03K", "00L", "01K", "01H", "02P")):
        # 12 of 28 of persons, of which the counts are rounded: 10 of 30 would be 33.3.
        rows += [row("2018/19", "42.9" if place else "35.7", code=code, measure="M192")]
        rows += [row("2018/19", "10", code=code, measure="N1"), row("2018/19", "30", code=code, measure="D1")]
    assert long(tmp_path, *rows, counts=COUNTS).values("counts_rounded_to") == [(5,)] * 5
    (tmp_path / "once").mkdir()
    message = refusal(tmp_path / "once", layout(LONG, counts=COUNTS), "\n".join([HEADING, *rows[:3]]))
    assert "a share that its own counts contradict" in message


@pytest.mark.parametrize("in_rows", [True, False])
def test_where_all_counts_but_englands_are_rounded_only_englands_are_exact(tmp_path: Path, in_rows: bool) -> None:
    codes = ("03K", "00L", "01K", "01H", "02P")
    printed = [("CCG", code, "42.9", "10", "30") for code in codes] + [("England", "", "42.9", "51", "149")]
    # England's 51 of 149 are 34.2 for certain.
    if in_rows:
        rows = [
            f"2018/19,{kind},{code},,{measure},{text}"
            for kind, code, *texts in printed
            for measure, text in zip(("M192", "N1", "D1"), texts, strict=True)
        ]
        found = long(tmp_path, *rows, counts=COUNTS)
    else:
        rows = [f"2018/19,{kind},{code},,M192,{','.join(texts)}" for kind, code, *texts in printed]
        form = layout(LONG, numerator="N", denominator="D")
        found = read_lines(tmp_path, form, f"{HEADING},N,D", *rows)
    assert found.values("org_code", "counts_rounded_to") == [(code, 5) for code in codes]
    assert found.rejects[0][1].startswith("'42.9' is not what its own counts give, 51 of 149")


def test_why_a_count_in_a_row_of_its_own_is_none_stands_with_the_value(tmp_path: Path) -> None:
    rows = [
        row("2018/19", "47.2", measure="M192"),
        row("2018/19", "*", measure="N1"),
        row("2018/19", "9", measure="D1"),
    ]
    found = long(tmp_path, *rows, counts=COUNTS)
    names = ("numerator", "denominator", "counts_rounded_to", "count_note")
    assert found.values(*names) == [(None, 9.0, None, "numerator: printed as *")]


def test_a_count_that_is_a_measure_too_is_both(tmp_path: Path) -> None:
    found = long(
        tmp_path,
        row("2018/19", "50", measure="M192"),
        row("2018/19", "12", measure="M001"),
        counts={"M192": {"denominator": "M001"}},
    )
    assert found.values("measure_id", "value", "denominator") == [("recovery", 50.0, 12.0), ("people", 12.0, None)]
    assert everything(found) == 2


def test_a_file_without_the_rows_that_are_to_be_counts_is_refused(tmp_path: Path) -> None:
    content = "\n".join([HEADING, row("2018/19"), row("2018/19", measure="N1")])
    message = refusal(tmp_path, layout(LONG, counts=COUNTS), content)
    assert "has no row of D1, which `counts` in its layout names" in message


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"period_is": "2018/19"}, "give either period, or both period_start and period_end, or period_is"),
        ({"period": None, "period_is": "2018-19"}, "write '2018/19'"),
        (
            {"period": None, "period_is": "2018/19", "period_form": "month"},
            "period_form, period_within and period_days go with period",
        ),
        ({"period_within": "SMI"}, "period_within has one *"),
        ({"group_is": "CCG"}, "give either group, the column, or group_is"),
        ({"measures": ["A"]}, "give either measure and value, or measures"),
        ({"value": None}, "give either measure and value, or measures"),
        ({"counts": COUNTS, "numerator": "N"}, "counts stand in columns"),
        (
            {"measure": None, "value": None, "measures": {"A": "X", "B": "X"}},
            "several columns have the code X",
        ),
        ({"measure": None, "value": None, "measures": ["A"], "numerator": "N"}, "each names its own numerator"),
    ],
)
def test_keys_that_contradict_each_other_are_reported(more: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match="(?s)" + message.replace("*", r"\*")):
        layout(LONG, **more)


def test_each_group_that_the_layout_does_not_name_is_reported_by_name_and_count(tmp_path: Path) -> None:
    renamed = [service("5", code=code, group="Clin. Comm. Group") for code in ("00L", "01K")]
    found = read_lines(tmp_path, SERVICES, SERVICES_HEADING, service("5"), *renamed, service("7", group="Age"))
    assert found.values("org_code") == [("03K",)]
    assert found.groups == [
        (
            "row 3 to row 4",
            "Clin. Comm. Group",
            "2 rows of 'Clin. Comm. Group' left out: its layout names no such group; if it is wanted, add it to"
            " `groups` in raw/sources.yml",
        ),
        (
            "row 5",
            "Age",
            "1 row of 'Age' left out: its layout names no such group; if it is wanted, add it to `groups` in"
            " raw/sources.yml",
        ),
    ]
    assert (found.part("MHS01")["left_out"], found.rejects) == (3, [])


def test_a_file_whose_rows_are_all_of_one_group_has_none_to_tell(tmp_path: Path) -> None:
    found = read_lines(
        tmp_path, layout(REGISTER_TABLE), "CCG code,CCG name,List size,Register,Prevalence (%)", "03K,A,9,3,33.3"
    )
    assert found.groups == []


def test_values_under_a_title_in_thousands_are_listed_and_not_taken(tmp_path: Path) -> None:
    form = layout(WIDE.partition("measures:")[0] + "measures: {Days in thousands: M7, Recovery rate: M192}")
    found = read_lines(
        tmp_path,
        form,
        "Kind,Code,Name,Month,Days in thousands,Recovery rate",
        "CCG,03K,NHS North Lincolnshire CCG,APR2019,31.4,52",
    )
    assert found.values("measure_id", "value") == [("recovery", 52.0)]
    assert [reject["reason"] for reject in found.rejected] == [
        "'31.4' is no value in days: its numbers are in 'in thousands', while numbers are read as they stand; leave its"
        " column out of the layout"
    ]
