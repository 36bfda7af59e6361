"""First sidecars of tables as people paste them: wrapped names, footnote marks, totals, short forms, years, trusts."""

from __future__ import annotations

import pytest
from the_reference import REFERENCE

from pipeline.parse.scaffold.sidecar import scaffold


def mapped(*lines: str) -> list[dict[str, object]]:
    """The columns of the one table that the scaffold finds."""
    (table,) = scaffold("\n".join(["Dementia ratings 2017/18", "", *lines]), REFERENCE).sidecar["tables"]
    columns: list[dict[str, object]] = table["columns"]
    return columns


def kinds(columns: list[dict[str, object]]) -> list[tuple[object, str]]:
    return [(column["title"], next(key for key in column if key != "title")) for column in columns]


def test_a_table_whose_first_name_is_wrapped_is_found() -> None:
    columns = mapped(
        "CCG                             Rating        Rate (%)",
        "",
        "NHS Dartford, Gravesham and     Good              66.8",
        "Swanley CCG",
        "NHS Medway CCG                  Inadequate        59.1",
        "NHS Swale CCG                   Good              61.0",
    )
    assert kinds(columns) == [("CCG", "organisation"), ("Rating", "rating"), ("Rate (%)", "measure")]


def test_footnote_marks_hide_neither_names_nor_bands() -> None:
    columns = mapped("CCG\tRating", "NHS Dudley CCG*\tGood*", "NHS Walsall CCG¹\tGood†", "Solihull [3]\tInadequate²")
    assert kinds(columns) == [("CCG", "organisation"), ("Rating", "rating")]


def test_regions_and_totals_between_the_rows_hide_no_table() -> None:
    columns = mapped(
        "CCG,Rating,Staff",
        "North East,,",
        "NHS Sunderland CCG,Good,112",
        "Subtotal North East,,207",
        "North West,,",
        "NHS Bolton CCG,Outstanding,140",
        "Subtotal North West,,228",
        "Total,,435",
    )
    assert kinds(columns) == [("CCG", "organisation"), ("Rating", "rating"), ("Staff", "measure")]


def test_name_of_ccg_is_a_title_and_no_name() -> None:
    columns = mapped("NAME OF CCG\tRATING", "HULL CCG\tGood", "NEW DEVON CCG\tInadequate")
    assert kinds(columns) == [("NAME OF CCG", "organisation"), ("RATING", "rating")]


def test_short_forms_of_bands_are_asked_for() -> None:
    columns = mapped("CCG (code) | Dementia", "--- | ---", "NHS Corby CCG (03V) | O/S", "NHS Nene CCG (04G) | Good",
                     "NHS Rushcliffe CCG (04N) | RI", "NHS Hull CCG (03F) | Req. Imp.")  # fmt: skip
    assert kinds(columns) == [("CCG (code)", "organisation"), ("Dementia", "rating")]
    rating = columns[1]["rating"]
    assert isinstance(rating, dict)
    assert (rating["framework"], rating["area"]) == ("ccg_iaf", "dementia")
    assert rating["labels"] == {
        text: f"FILL IN: the band that {text} stands for" for text in ("O/S", "RI", "Req. Imp.")
    }


def test_the_period_of_a_previous_rating_is_asked_for() -> None:
    columns = mapped("CCG\tPrevious rating\tCurrent rating", "NHS Bury CCG\tGood\tInadequate")
    asked = [column["rating"]["period"].startswith("FILL IN") for column in columns[1:]]  # type: ignore[index]
    assert asked == [True, False]


def test_a_column_of_years_says_what_becomes_of_its_rows() -> None:
    columns = mapped("CCG,Year,Rating", "NHS Bury CCG,2017/18,Good", "NHS Hull CCG,2016/17,Good")
    assert str(columns[1]["ignore"]).startswith("says of which period each row is")


def test_a_table_of_trusts_is_not_mapped_whatever_their_names() -> None:
    text = "Ratings of 2017/18\n\nProvider trust\tDementia\nSomerset\tOutstanding\nBarnet\tGood\n"
    found = scaffold(text, REFERENCE)
    assert "tables" not in found.sidecar
    assert found.notes[0] == "line 3: a table by 'Provider trust', which are no CCGs, whatever their names"


def notes(*lines: str) -> tuple[list[object], list[str]]:
    found = scaffold("\n".join(["Dementia diagnosis in CCGs, 2018/19", "", *lines]), REFERENCE)
    return found.sidecar.get("tables", []), found.notes


@pytest.mark.parametrize(
    "titles", ["Practice code | Practice", "Code | Practice name", "Code | Hospital", "Code | Constituency"]
)
def test_figures_of_practices_are_not_those_of_the_ccg_beside_them(titles: str) -> None:
    tables, told = notes(
        f"{titles} | CCG | Dementia diagnosis rate",
        "P83001 | Fairfax | NHS Bury CCG | 71.2",
        "P82002 | Swan Lane | NHS Bolton CCG | 66.0",
        "P85003 | Royton | NHS Oldham CCG | 80.4",
    )
    assert (tables, len(told)) == ([], 1)
    assert "not those of the CCG that stands beside each" in told[0]


def test_a_practice_that_stands_after_its_ccg_has_the_figures_all_the_same() -> None:
    rows = ("NHS Bury CCG,Fairfax,71.2", "NHS Bolton CCG,Swan Lane,66.0")
    tables, told = notes("CCG,Practice,Dementia diagnosis rate", *rows)
    assert (tables, "a table by 'Practice'" in told[0]) == ([], True)


@pytest.mark.parametrize("title", ["Main provider", "Local authority", "Practices"])
def test_what_is_said_of_a_ccg_leaves_its_figures_its_own(title: str) -> None:
    said = "21" if title == "Practices" else "Bury"
    tables, told = notes(
        f"CCG,{title},Dementia diagnosis rate", f"NHS Bury CCG,{said},71.2", f"NHS Hull CCG,{said},66.0"
    )
    assert (len(tables), told) == (1, [])


def test_a_wide_gap_between_two_titles_is_read_in_no_time() -> None:
    """Blanks that can be divided in many ways were tried in all of them."""
    gap = " " * 60
    rows = [f"   {name}{gap}69.1" for name in ("Lincolnshire East", "Lincolnshire West", "South Lincolnshire")]
    assert scaffold("\n".join(["Dementia", "", f"STP / CCG{gap}Dementia diagnosis rate", *rows]), REFERENCE)


@pytest.mark.parametrize("title", ["STP / CCG", "Region and CCG", "Trust or CCG", "Sub-region, CCG"])
def test_a_title_of_several_kinds_of_body_is_a_title(title: str) -> None:
    (found, _) = mapped(f"{title}\tRating", "Lincolnshire West\tGood", "NHS Hull CCG\tInadequate")
    assert found == {"title": title, "organisation": True}


@pytest.mark.parametrize("title", ["Ward", "Neighbourhood", "Cluster of places"])
def test_names_that_tell_rows_of_one_ccg_apart_have_the_figures(title: str) -> None:
    tables, told = notes(
        f"{title} | CCG | Dementia diagnosis rate",
        "Avenue | NHS Hull CCG | 70.1",
        "Newland | NHS Hull CCG | 66.2",
        "Swanland | NHS North Lincolnshire CCG | 61.8",
    )
    assert (tables, told) == (
        [],
        [f"line 3: a table by '{title}': its figures are not those of the CCG that stands beside each"],
    )


def test_figures_of_some_people_are_not_those_of_the_ccg() -> None:
    rows = ("NHS Hull CCG | 18-64 | 50.1", "NHS Bury CCG | 18-64 | 52.3", "NHS Bolton CCG | 18-64 | 49.0")
    tables, told = notes("CCG | Age band | IAPT recovery rate", *rows)
    assert (tables, len(told), "'Age band'" in told[0]) == ([], 1, True)
    assert notes("CCG | Age band | IAPT recovery rate", *(row.replace("18-64", "All ages") for row in rows))[0]


def test_a_change_with_its_sign_or_in_brackets_hides_no_table() -> None:
    columns = mapped(
        "CCG                    IAPT recovery rate    England    Change",
        "NHS Bury CCG           52.3%                 52.1%      +1.2",
        "NHS Bolton CCG         48.1%                 52.1%      (0.7)",
        "NHS Oldham CCG         50.5%                 52.1%      +0.3",
    )
    assert kinds(columns)[:3] == [("CCG", "organisation"), ("IAPT recovery rate", "measure"), ("England", "measure")]


def framework(*lines: str) -> str:
    rows = ("NHS Bury CCG | Good", "NHS Bolton CCG | Inadequate", "NHS Oldham CCG | Good")
    (table,) = scaffold("\n".join([*lines, "", "CCG | Dementia", *rows]), REFERENCE).sidecar["tables"]
    return str(table["columns"][1]["rating"]["framework"])


@pytest.mark.parametrize(
    "lines",
    [
        ("CQC ratings of dementia care, 2017/18",),
        ("Dementia care, 2017/18", "", "Healthwatch, July 2018"),
        ("Dementia care 2017/18: results of the patient survey",),
        ("NHS England's CCGs", "", "Self-assessment of dementia care, 2017/18"),
    ],
)
def test_ratings_under_the_name_of_other_raters_are_of_no_framework_for_certain(lines: tuple[str, ...]) -> None:
    assert framework(*lines).startswith("FILL IN")


@pytest.mark.parametrize(
    "lines",
    [
        ("Dementia ratings, 2017/18",),
        ("The CQC has other ratings.", "", "NHS England's ratings of dementia care, 2017/18"),
        ("Dementia, 2017/18", "", "See also the CQC's ratings", "", "CCG improvement and assessment framework"),
    ],
)
def test_ratings_are_nhs_englands_where_it_is_named_nearest_or_nobody_is(lines: tuple[str, ...]) -> None:
    assert framework(*lines) == "ccg_iaf"


@pytest.mark.parametrize(
    ("title", "is_asked"), [("Target", True), ("Dementia: planned rating", True), ("Draft", True), ("Dementia", False)]
)
def test_ratings_that_are_aims_by_their_title_are_of_no_framework_for_certain(title: str, is_asked: bool) -> None:
    rows = ("NHS Bury CCG | Good", "NHS Bolton CCG | Inadequate", "NHS Oldham CCG | Good")
    text = "\n".join(["Dementia ratings, 2017/18", "", f"CCG | {title}", *rows])
    (table,) = scaffold(text, REFERENCE).sidecar["tables"]
    assert table["columns"][1]["rating"]["framework"].startswith("FILL IN") is is_asked


@pytest.mark.parametrize("titles", ["New CCG (April 2020) | Former CCG", "CCG | Nearest CCG", "CCG | Most similar"])
def test_a_table_that_names_two_ccgs_a_row_is_of_neither_for_certain(titles: str) -> None:
    tables, told = notes(
        f"{titles} | Dementia diagnosis rate",
        "NHS Hull CCG | NHS Leeds CCG | 58.0",
        "NHS Bury CCG | NHS Oldham CCG | 55.3",
        "NHS Bolton CCG | NHS Bury CCG | 71.2",
    )
    assert (tables, len(told)) == ([], 1)
    assert "each row names two CCGs" in told[0]


def test_a_column_of_areas_or_bands_does_not_make_a_table_one_of_parts() -> None:
    columns = mapped(
        "CCG | Area | Rating",
        "NHS Bury CCG | Dementia | Good",
        "NHS Bury CCG | Mental health | Requires improvement",
        "NHS Hull CCG | Dementia | Inadequate",
    )
    assert kinds(columns)[::2] == [("CCG", "organisation"), ("Rating", "rating")]
