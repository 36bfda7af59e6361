"""First sidecars of tables as people paste them: wrapped names, footnote marks, totals, short forms, years, trusts."""

from __future__ import annotations

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
