"""Values of a feed that are none: shares in another form than the layout says, counts that are no whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pydantic import ValidationError
from the_reference import REFERENCE

from pipeline.base.problems import ValidationFailed
from pipeline.parse.csv.feed import FeedReading, read_feed
from pipeline.reference.entries import Measure
from pipeline.reference.layout_parts import Marker
from pipeline.reference.layouts import CsvLayout

REGISTER = REFERENCE.register
CODES = ("00P", "03K", "03L", "03N", "00L", "00N")


def measure(measure_id: str, unit: str, **more: Any) -> Measure:
    named = {"measure_name": measure_id, "area": "mental_health", "polarity": "none", "description": "d"}
    return Measure(measure_id=measure_id, unit=unit, minimum=0, maximum=100 if unit == "%" else None, **named, **more)


MEASURES = {
    "RATE": measure("rate", "%"),
    "OTHER": measure("other_rate", "%"),
    "PEOPLE": measure("people", "people"),
    "AIM": measure("aim", "people", whole=False),
    "SPEND": measure("spend", "£"),
}
COUNTED = {"people", "aim"}
LAYOUT = CsvLayout.model_validate(
    {
        "kind": "csv",
        "period": "period",
        "group": "kind",
        "groups": {"CCG": {"org_type": "ccg", "code": "code"}},
        "measure": "measure",
        "value": ["value"],
        "numerator": ["numerator"],
        "denominator": ["denominator"],
        "markers": {"*": Marker(status="suppressed", reason="suppressed as a count under 5", lower=0, upper=4)},
    }
)


def reading(folder: Path, rows: Sequence[str], layout: CsvLayout = LAYOUT) -> tuple[FeedReading, pl.DataFrame]:
    """Rows of measure, value, numerator and denominator, of a CCG each, all of one quarter."""
    path, target = folder / "feed.csv", folder / "values.parquet"
    lines = [
        f"CCG,{CODES[place % len(CODES)]},2016/17 Q{1 + place // len(CODES)},{row}" for place, row in enumerate(rows)
    ]
    path.write_text("\n".join(["kind,code,period,measure,value,numerator,denominator", *lines]), encoding="utf-8")
    found = read_feed(path, layout, "doc", MEASURES, COUNTED, REGISTER, target)
    return found, pl.read_parquet(target).sort(pl.col("locator").str.extract(r"row (\d+)").cast(pl.Int64))


def values(folder: Path, *rows: str, layout: CsvLayout = LAYOUT) -> tuple[list[float | None], list[str]]:
    try:
        found, frame = reading(folder, rows, layout)
    except ValidationFailed as refused:
        return [], [str(refused)]
    return frame["value"].to_list(), [str(reject["reason"]) for reject in found.rejects]


def with_percentages(percentages: Any) -> CsvLayout:
    return LAYOUT.model_copy(update={"percentages": percentages})


# -- shares that are printed otherwise -------------------------------------------------------------------------------


def test_a_share_that_its_own_counts_contradict_is_refused(tmp_path: Path) -> None:
    """22 of 50 are 44 %, and 0.44 is that as a fraction."""
    accepted, reasons = values(tmp_path, "RATE,44,22,50", "RATE,0.44,22,50", "RATE,45,22,50", "RATE,33.3,1,3")
    assert accepted == [44.0, 33.3]
    assert reasons == [
        f"'{printed}' is not what its own counts give, 22 of 50: say how its shares are printed under `percentages` in"
        " raw/sources.yml, as {'RATE': fractions} or {'RATE': percent}"
        for printed in ("0.44", "45")
    ]


def test_under_fractions_a_percentage_is_contradicted_by_its_counts_too(tmp_path: Path) -> None:
    accepted, reasons = values(tmp_path, "RATE,0.44,22,50", "RATE,0.9,9,1000", layout=with_percentages("fractions"))
    assert accepted == [44.0]
    assert reasons[0].startswith("'0.9' is not what its own counts give, 9 of 1000")


def test_counts_rounded_to_fives_do_not_contradict_a_share_that_was_not(tmp_path: Path) -> None:
    """Of 22 and 48 both are printed as 20 and 50; five rows of such counts are no chance."""
    rows = [
        "RATE,45.8,20,50",
        *(f"RATE,{share},{part},100" for share, part in ((51.5, 50), (61, 60), (70, 70), (80, 80))),
    ]
    accepted, reasons = values(tmp_path, *rows, "RATE,10,50,100")
    assert accepted == [45.8, 51.5, 61.0, 70.0, 80.0]
    assert len(reasons) == 1
    _, reasons = values(tmp_path, "RATE,45.8,20,50", "RATE,44,22,50")
    assert reasons[0].startswith("'45.8' is not what its own counts give")


def test_fractions_among_percentages_are_refused_alone_unless_a_sign_or_counts_say_what_they_are(
    tmp_path: Path,
) -> None:
    others = ("RATE,61.3,,", "RATE,71.4,,")
    accepted, reasons = values(tmp_path, "RATE,0.54,,", *others)
    assert accepted == [61.3, 71.4]
    assert reasons == [
        "'0.54' is far below its column's other percentages, and a hundred times as much is like them, so it may be a"
        " fraction; if it is none, say {'RATE': percent} under `percentages`"
    ]
    assert values(tmp_path, "RATE,0.54%,,", "RATE,0.5,1,200", *others) == ([0.54, 0.5, 61.3, 71.4], [])


@pytest.mark.parametrize("printed", [("0.61", "0.58", "0.66"), ("0.8", "1", "0"), ("1.49", "0.02", "0.3")])
def test_a_column_that_may_be_of_fractions_is_refused_and_asked_about(tmp_path: Path, printed: tuple[str, ...]) -> None:
    accepted, reasons = values(tmp_path, *(f"RATE,{value},," for value in printed), "SPEND,12,,")
    assert accepted == [12.0]
    assert len(reasons) == 3
    assert set(reasons) == {
        "its measure is in %, and every number lies below 1.5, so these may be fractions: 0.44 for 44 %; say how its"
        " shares are printed under `percentages` in raw/sources.yml, as {'RATE': fractions} or {'RATE': percent}"
    }


@pytest.mark.parametrize(
    "rows",
    [
        # one number that is no fraction
        ["RATE,0.61,,", "RATE,0.58,,", "RATE,1.5,,"],
        # one that says what it is, by its sign or by its counts
        ["RATE,0.61,,", "RATE,0.58%,,"],
        ["RATE,0.61,,", "RATE,0.5,1,200"],
        # zeros are the same either way, and markers say nothing
        ["RATE,0,,", "RATE,0.0,,", "RATE,*,,"],
        # another unit
        ["SPEND,0.61,,", "SPEND,0.58,,"],
    ],
)
def test_a_column_that_shows_its_form_is_taken_as_printed(tmp_path: Path, rows: list[str]) -> None:
    accepted, reasons = values(tmp_path, *rows)
    assert (len(accepted), reasons) == (len(rows), [])


def test_a_measure_of_small_percentages_is_confirmed_by_its_code(tmp_path: Path) -> None:
    rows = ["RATE,0.61,,", "RATE,0.3,,", "OTHER,0.5,,"]
    accepted, reasons = values(tmp_path, *rows, layout=with_percentages({"RATE": "percent"}))
    assert accepted == [0.61, 0.3]
    assert "{'OTHER': fractions}" in reasons[0]
    accepted, reasons = values(tmp_path, *rows, layout=with_percentages({"RATE": "percent", "others": "fractions"}))
    assert (accepted, reasons) == ([0.61, 0.3, 50.0], [])


def test_each_period_of_a_measure_is_a_column_of_its_own(tmp_path: Path) -> None:
    """Publishers change the form from one edition to the next; six of a quarter, then two of the next."""
    rows = [*(f"RATE,{value},," for value in (41, 42, 43, 44, 45, 46)), "RATE,0.61,,", "RATE,0.58,,"]
    accepted, reasons = values(tmp_path, *rows)
    assert (len(accepted), len(reasons)) == (6, 2)


def test_fractions_among_which_a_percentage_stands_are_all_refused(tmp_path: Path) -> None:
    """0.8 and 1 beside 47 may be 0.8 % and 1 %, and nobody knows."""
    accepted, reasons = values(
        tmp_path, "RATE,0.8,,", "RATE,1,,", "RATE,47,,", "SPEND,5,,", layout=with_percentages("fractions")
    )
    assert accepted == [5.0]
    assert len([reason for reason in reasons if "so nobody knows which are fractions" in reason]) == 2
    assert len([reason for reason in reasons if reason.startswith("'47' is no value of rate")]) == 1


def test_a_percentage_under_fractions_is_refused_also_where_its_measure_has_no_end(tmp_path: Path) -> None:
    endless = {**MEASURES, "RATE": MEASURES["RATE"].model_copy(update={"maximum": None, "minimum": None})}
    path, target = tmp_path / "feed.csv", tmp_path / "values.parquet"
    path.write_text("kind,code,period,measure,value\nCCG,00P,2016/17,RATE,47\nCCG,03K,2016/17,SPEND,5\n")
    layout = with_percentages("fractions").model_copy(update={"numerator": (), "denominator": ()})
    found = read_feed(path, layout, "doc", endless, COUNTED, REGISTER, target)
    assert pl.read_parquet(target)["value"].to_list() == [5.0]
    assert found.rejects[0]["reason"].startswith("'47' is no share as a fraction; say how its shares are printed")


# -- counts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("printed", ["1.237", "1.000", "12.5", "0.5", "-0.5", "1.2E-3"])
def test_a_count_of_people_that_is_no_whole_number_is_refused(tmp_path: Path, printed: str) -> None:
    accepted, reasons = values(tmp_path, "PEOPLE,12,,", f"PEOPLE,{printed},,")
    assert accepted == [12.0]
    assert printed in reasons[0]


@pytest.mark.parametrize(
    ("printed", "value"), [("1,237", 1237.0), ("12.0", 12.0), ("1e+05", 100000.0), ("230 (r)", 230.0)]
)
def test_a_count_of_people_may_be_printed_in_any_form_of_a_whole_number(
    tmp_path: Path, printed: str, value: float
) -> None:
    assert values(tmp_path, f'PEOPLE,"{printed}",,') == ([value], [])


def test_an_aim_that_was_worked_out_and_not_counted_has_decimals(tmp_path: Path) -> None:
    assert values(tmp_path, "AIM,418008.3,,", "AIM,1.237,,") == ([418008.3, 1.237], [])


@pytest.mark.parametrize(
    ("code", "printed"), [("PEOPLE", "45%"), ("SPEND", "45 %"), ("RATE", "£45"), ("PEOPLE", "£45")]
)
def test_a_number_in_another_unit_is_refused(tmp_path: Path, code: str, printed: str) -> None:
    accepted, reasons = values(tmp_path, "OTHER,50,,", f"{code},{printed},,")
    assert accepted == [50.0]
    assert reasons[0].startswith(f"'{printed}' is in {'£' if '£' in printed else '%'}, and the measure is in ")


# -- numerators and denominators -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("12345", 12345.0),
        ("12,345", 12345.0),
        ("1e+05", 100000.0),
        ("1.2E+04", 12000.0),
        ("£1,200", 1200.0),
        ("230 (r)", 230.0),
        ("230 [1]", 230.0),
        ("1\u00a0234", 1234.0),
        ("1\u202f234", 1234.0),
        (" 17 ", 17.0),
        ("12.5", 12.5),
    ],
)
def test_a_numerator_is_read_as_values_are(tmp_path: Path, printed: str, number: float) -> None:
    _, frame = reading(tmp_path, [f'SPEND,5,"{printed}",', f'SPEND,5,,"{printed}"'])
    assert frame.select("numerator", "denominator", "count_note").rows() == [(number, None, None), (None, number, None)]


def test_a_numerator_that_is_withheld_is_reported_beside_the_value(tmp_path: Path) -> None:
    found, frame = reading(tmp_path, ["RATE,44,*,50", "RATE,44,,50", "RATE,*,*,*"])
    assert not found.rejects
    assert frame.select("value", "numerator", "denominator", "count_note").rows() == [
        (44.0, None, 50.0, "numerator: suppressed as a count under 5"),
        (44.0, None, 50.0, None),
        (None, None, None, "numerator: suppressed as a count under 5; denominator: suppressed as a count under 5"),
    ]


@pytest.mark.parametrize("printed", ["12x", "<5", "n/a", "-3", "44%", "1.237", "1 234"])
def test_a_numerator_that_does_not_read_rejects_its_row(tmp_path: Path, printed: str) -> None:
    accepted, reasons = values(tmp_path, "RATE,44,22,50", f"RATE,44,{printed},50", f"RATE,44,22,{printed}")
    assert accepted == [44.0]
    assert len(reasons) == 2
    assert all(printed in reason and "`markers` in raw/sources.yml" in reason for reason in reasons)


# -- what a layout can say -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["percents", {"RATE": "per cent"}, {}, 100, ["percent"]])
def test_a_slip_in_percentages_is_one_problem(given: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        CsvLayout.model_validate(LAYOUT.model_dump() | {"percentages": given})
    (problem,) = caught.value.errors()
    assert problem["loc"] == ("percentages",)
    assert "write percent or fractions, or either for codes of measures and `others`" in problem["msg"]


def test_a_code_of_digits_needs_no_quotes() -> None:
    layout = CsvLayout.model_validate(LAYOUT.model_dump() | {"percentages": {848: "fractions"}})
    assert layout.prints_as_fraction("%", "848")
    assert not layout.prints_as_fraction("%", "849")
    assert not layout.prints_as_fraction("people", "848")
    assert layout.confirms("848")
