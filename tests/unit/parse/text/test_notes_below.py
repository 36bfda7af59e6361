"""Notes below a table: a row with the mark of one, or whose CCG one names, is not taken where it may be of another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from table_samples import ONE_RATE, VOCABULARY, document, read, reported, rows

from pipeline.parse.text.document import extract
from pipeline.parse.text.tables.cells import IgnoredColumn, OrganisationColumn
from pipeline.parse.text.tables.section_rows import Sections

OF_Q4 = replace(ONE_RATE, sections=Sections(periods=("2018/19 Q4",)))
HEADING = "Organisation\tLeadership\tIAPT rate"


def taken(*lines: str) -> list[int]:
    extracted = read("\n".join([HEADING, *lines, ""]), OF_Q4)
    assert {line for line, _ in reported(extracted)}.isdisjoint(row[0] for row in rows(extracted))
    return [row[0] for row in rows(extracted)]


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ("*", "* The figure is for Q3 2018/19, as Q4 was not returned."),
        ("*", "*Q3 2018/19"),
        ("¹", "1. Value for 2017/18."),
        ("¹", "¹ Value for 2017/18."),
        (" [2]", "[2] Value for 2017/18."),
        ("[note 2]", "Note 2: Value for 2017/18."),
        ("†", "† 2017/18 Q4"),
        ("†", "† Measured in 2017/18; that of Q4 2018/19 is awaited."),
        ("[r]", "[r] revised in 2017/18"),
        ("*", "* Figure for March 2018, as later ones were not sent."),
        ("*", "* October to December 2018"),
        ("*", "* Estimated from the register."),
        ("†", "† Includes two practices of NHS C CCG"),
        ("‡", "‡ Register incomplete"),
        ("¹", "1 Excludes one provider."),
        ("§", "§ Based on the previous estimate of prevalence"),
        ("*", "* Rating of the predecessor of NHS B CCG."),
        ("†", "† Rating under review."),
        ("¹", "1. See the technical annex."),
        ("‡", "‡ Above the standard. Denominator of the old boundary"),
    ],
)
def test_a_row_with_the_mark_of_a_note_on_another_period_is_not_taken(mark: str, note: str) -> None:
    table = ("NHS A CCG\tGood\t51.2", f"NHS B CCG\tGood\t50.5{mark}", "NHS C CCG\tGood\t49.0")
    assert taken(*table, note) == taken(*table, "", "Some prose.", note) == [2, 4]


def test_it_is_said_which_note_it_is() -> None:
    text = f"{HEADING}\nNHS A CCG\tGood\t51.2*\nNHS B CCG\tGood\t50.5\n\n* For 2017/18.\n"
    ((line, reason),) = reported(read(text, OF_Q4))
    assert line == 2
    assert reason.startswith(
        "its mark is that of line 5, '* For 2017/18.', and so it may be of something else than the other rows"
    )


@pytest.mark.parametrize(
    "note",
    [
        "* Figure for Q4 2018/19",
        "* Q4 2018/19 was better than Q3 2018/19.",
        "* Provisional.",
        "* Formed in 2013.",
        "* Significantly better than the England average.",
        "* Did not meet the standard; formerly NHS E CCG.",
        "Source: * a plan",
        "* Open since 1 April 2013.",
        "* January to March 2019",
        "** Figure for 2017/18",
        "† Figure for 2017/18",
        "Figures for 2017/18 were higher.",
    ],
)
def test_other_notes_leave_the_row_as_it_is(note: str) -> None:
    assert taken("NHS A CCG\tGood\t51.2*", "NHS B CCG\tGood\t50.5", "", note) == [2, 3]


def test_a_number_that_may_be_no_mark_has_only_the_notes_that_change_something() -> None:
    text = f"{HEADING}\tName\n00A\tGood\t51.2\tRegion 2\n00B\tGood\t50.5\tRegion 3\n\n2. Introduction\n"
    assert [row[0] for row in rows(read(text, CODED))] == [2, 3]


def test_a_letter_in_brackets_after_a_name_may_be_a_mark() -> None:
    rows_ = ("NHS A CCG (a)\tGood\t51.2", "NHS B CCG (b)\tGood\t50.5", "NHS C CCG\tGood\t50.5")
    assert taken(*rows_, "", "(a) Part of the year only", "(b) Formed in 2013") == [3, 4]


def test_the_mark_of_a_name_or_a_band_has_a_note_too() -> None:
    rows_ = ("NHS A CCG*\tGood\t51.2", "NHS B CCG\tGood†\t50.5", "NHS C CCG\tGood\t50.5")
    assert taken(*rows_, "", "* 2017/18 only", "† Rated for 2016/17") == [4]


def test_a_note_that_is_said_to_change_nothing_leaves_the_row() -> None:
    spec = replace(OF_Q4, notes=("* Includes*",))
    text = f"{HEADING}\nNHS A CCG\tGood\t51.2*\nNHS B CCG\tGood\t50.5\n\n* Includes the island.\n"
    assert [row[0] for row in rows(read(text, spec))] == [2, 3]


CODED = replace(
    OF_Q4, columns=(*OF_Q4.columns, IgnoredColumn("Name", "names the organisation once more")), name="with names"
)


@pytest.mark.parametrize(
    ("mark", "note"), [("*", "* 2017/18"), ("2", "2 For 2017/18"), (" 2", "2. 2017/18"), (" (2)", "(2) Estimated")]
)
def test_a_mark_on_a_name_that_is_left_out_counts_too(mark: str, note: str) -> None:
    text = f"{HEADING}\tName\n00A\tGood\t51.2\tNHS A CCG{mark}\n00B\tGood\t50.5\tNHS B CCG\n\n{note}\n"
    assert [row[0] for row in rows(read(text, CODED))] == [3]


def left(*below: str, notes: tuple[str, ...] = ()) -> list[str]:
    table = "\n".join(f"NHS {name} CCG\tGood\t51.2" for name in ("Hull", "Bury", "Leeds", "Leeds North"))
    spec = replace(OF_Q4, notes=notes)
    extracted = read("\n".join([HEADING, table, "", *below, ""]), spec)
    return [row[1] for row in rows(extracted)]


@pytest.mark.parametrize(
    "lines",
    [
        ["Note: the figure for NHS Leeds North CCG is for 2017/18."],
        ["Notes", "1. NHS Leeds North CCG: Q3 2018/19."],
        ["Notes:", "Leeds North excludes one provider."],
        ["NHS Leeds North CCG's rate includes that of NHS York CCG."],
        ["Data for NHS Leeds North CCG were estimated."],
        ["All are of Q4. The value of Leeds North relates to March 2018."],
    ],
)
def test_a_row_whose_ccg_a_note_names_is_not_taken(lines: list[str]) -> None:
    assert left(*lines) == ["NHS Hull CCG", "NHS Bury CCG", "NHS Leeds CCG"]
    assert left(*lines, notes=("*Leeds North*",)) == left()


def test_a_sentence_above_the_table_counts_too() -> None:
    above = "All figures are for Q4 except that for NHS Hull CCG, which is for 2017/18."
    text = f"{above}\n\n{HEADING}\nNHS Hull CCG\tGood\t51.2\nNHS Bury CCG\tGood\t50.5\n"
    assert [row[1] for row in rows(read(text, OF_Q4))] == ["NHS Bury CCG"]


@pytest.mark.parametrize(
    "line",
    [
        "Note: the figures shown are for March 2018, as those of 2019 are not yet published.",
        "Data in this table are for the year to March 2018.",
        "These rates relate to 2017/18.",
        "1. All values are as at 31 March 2018.",
        "The figures above are those for Q3 2018/19.",
    ],
)
def test_no_row_is_taken_where_a_note_says_that_all_are_of_another_period(line: str) -> None:
    assert left(line) == []
    assert left(line, notes=("*",)) == left()


@pytest.mark.parametrize(
    "line",
    [
        "The figures shown are for Q4 2018/19.",
        "These rates are higher than in 2017/18.",
        "Values are as at 31 March 2019.",
        "The figures were published in July 2019.",
        "The rates for 2017/18 were lower.",
    ],
)
def test_what_else_is_said_of_periods_leaves_the_rows(line: str) -> None:
    assert left(line) == left()


@pytest.mark.parametrize(("value", "is_taken"), [("50.51", False), ("50.52", True), ("50.5", True)])
def test_a_decimal_too_many_may_be_the_mark_of_a_note(value: str, is_taken: bool) -> None:
    table = ("NHS A CCG\tGood\t51.2", f"NHS B CCG\tGood\t{value}", "NHS C CCG\tGood\t49.0")
    assert (3 in taken(*table, "", "1 Figure for 2017/18.")) is is_taken


def test_of_rows_on_one_line_only_those_that_a_note_is_on_are_not_taken() -> None:
    text = (
        "Measure\tNHS Hull CCG\tNHS Bury CCG*\tNHS Leeds CCG\nLeadership\tGood\tGood\tGood\n"
        "IAPT rate\t50.0\t51.0\t52.0\n\n* Q3 2018/19.\nNote: data for NHS Leeds CCG exclude one provider.\n"
    )
    spec = replace(OF_Q4, columns=(OrganisationColumn("Measure"), *OF_Q4.columns[1:]))
    extracted = extract(text, document(spec), VOCABULARY)
    assert [row[1] for row in rows(extracted)] == ["NHS Hull CCG"]
    assert {reject.text for reject in extracted.rejects if reject.mapped} == {"NHS Bury CCG*", "NHS Leeds CCG"}


@pytest.mark.parametrize(
    "line",
    [
        "NHS Hull CCG had the lowest rate.",
        "Rates of five CCGs, including NHS Hull CCG, rose.",
        "Notes: NHS Hull CCG was formed in 2013.",
        "Note: NHS Hull CCG returned its Q4 2018/19 figure late.",
        "The figures are for Q4. NHS Hull CCG is in Yorkshire.",
    ],
)
def test_what_else_is_said_of_a_ccg_leaves_its_row(line: str) -> None:
    assert left(line) == left()
