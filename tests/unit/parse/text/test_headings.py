"""Headings of tables: known by their titles wherever these stand, and told from sentences that name them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.base.lines import Line, split_lines
from pipeline.parse.text.tables.headings import Heading, HeadingReader, squash

AREAS = ("Organisation", "Leadership", "Dementia", "Mental Health", "Learning Disabilities")
MEASURES = ("CCG Name", "Overall Rating", "IAPT Recovery Rate", "EIP 2 Week Wait")


def heading(text: str, titles: tuple[str, ...] = AREAS) -> Heading | None:
    return HeadingReader(titles, 0).read(Line(1, 0, text))


def found(text: str, titles: tuple[str, ...] = AREAS) -> Heading:
    it = heading(text, titles)
    assert it is not None
    return it


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Organisation\tLeadership\tDementia\tMental Health\tLearning Disabilities", "\t"),
        ("Organisation;Leadership;Dementia;Mental Health;Learning Disabilities", ";"),
        ("Organisation, Leadership, Dementia, Mental Health, Learning Disabilities", ","),
        ('"Organisation","Leadership","Dementia","Mental Health","Learning Disabilities"', ","),
        ("Organisation | Leadership | Dementia | Mental Health | Learning Disabilities", "|"),
        ("ORGANISATION\tleadership\tDementia\tMentalHealth\tLearning  Disabilities\r", "\t"),
        ("\ufeffOrganisation\tLeadership\tDementia\t Mental\xa0Health \tLearning Disabilities", "\t"),
        ("OrganisationLeadershipDementiaMental HealthLearning Disabilities", None),
        ("Organisation Leadership  Dementia   Mental Health Learning Disabilities \r", None),
        ("**Organisation** **Leadership** **Dementia** **Mental Health** **Learning Disabilities**", None),
    ],
)
def test_titles_are_read_whatever_divides_them(text: str, delimiter: str | None) -> None:
    it = found(text)
    assert (it.delimiter, it.order) == (delimiter, (0, 1, 2, 3, 4))
    assert (it.unknown, it.missing, it.twice, it.untitled) == ((), (), (), ())


def test_titles_stand_in_any_order() -> None:
    assert found("Dementia\tOrganisation\tLeadership\tLearning Disabilities\tMental Health").order == (2, 0, 1, 4, 3)
    assert found("EIP 2 Week WaitCCG NameIAPT Recovery RateOverall Rating", MEASURES).order == (3, 0, 2, 1)


def test_a_markdown_heading_has_an_untitled_column_at_each_end() -> None:
    it = found("| Organisation | Leadership | Dementia | Mental Health | Learning Disabilities |")
    assert (it.order, it.untitled) == ((None, 0, 1, 2, 3, 4, None), (0, 6))


@pytest.mark.parametrize(
    ("text", "titles", "unknown", "missing"),
    [
        ("Organisation\tLeadership\tDementia\tCancer\tMental Health\tLearning Disabilities", AREAS, ("Cancer",), ()),
        ("Organisation\tLeadership\tDementia\tMental Health", AREAS, (), ("Learning Disabilities",)),
        ("Organisation\tLeadership\tDementia\tHealth\tLearning Disabilities", AREAS, ("Health",), ("Mental Health",)),
        ("CCG NameOverall RatingIAPT Recovery RateSpendEIP 2 Week Wait", MEASURES, ("Spend",), ()),
        ("CCG NameOverall RatingIAPT Recovery RateEIP 2 Week Wait £m", MEASURES, ("£m",), ()),
        ("CCG NameOverall RatingIAPT Recovery Rate", MEASURES, (), ("EIP 2 Week Wait",)),
        ("TrustCCG NameOverall RatingIAPT Recovery RateEIP 2 Week Wait", MEASURES, ("Trust",), ()),
    ],
)
def test_titles_that_are_not_mapped_and_titles_that_are_not_printed_are_reported(
    text: str, titles: tuple[str, ...], unknown: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    it = found(text, titles)
    assert (it.unknown, it.missing) == (unknown, missing)


@pytest.mark.parametrize("text", ["Organisation\tDementia\tDementia", "OrganisationDementiaDementia"])
def test_a_title_printed_twice_is_reported(text: str) -> None:
    assert found(text).twice == ("Dementia",)


def test_a_delimiter_within_titles_divides_nothing() -> None:
    titles = ("Name, town", "Rating | band")
    assert found("Name, town\tRating | band", titles).delimiter == "\t"
    assert found('"Name, town","Rating | band"', titles).delimiter == ","
    assert found("Name, townRating | band", titles).order == (0, 1)


@pytest.mark.parametrize(
    "sentence",
    [
        "The table gives CCG Name, Overall Rating, IAPT Recovery Rate and EIP 2 Week Wait.",
        "CCG Name, Overall Rating, IAPT Recovery Rate and EIP 2 Week Wait",
        "CCG Name, Overall Rating and the rest",
        "CCG Name and Overall Rating",
        "CCG Name Overall Ratings",
        "The CCG Name stands first and the Overall Rating is the second column of the table",
        "CCG Name Overall Rating:",
        "CCG Name",
        "Overall Rating\tIAPT Recovery Rate",
        "NHS NORTH LINCOLNSHIRE CCG Top performing 67.60% 100.00%",
        "",
    ],
)
def test_a_sentence_that_names_titles_is_no_heading(sentence: str) -> None:
    assert heading(sentence, MEASURES) is None


def test_lines_that_cannot_be_headings_are_not_read_as_such() -> None:
    """The organisation's title and another must stand in the line, in whatever case."""
    text = "Organisation\nLeadership\nORGANISATION and LEADERSHIP\nx\nOrganisation\tDementia\n"
    lines = split_lines(text)
    assert HeadingReader(AREAS, 0).candidates(text.casefold(), lines.starts) == {2, 4}


def test_squashing_takes_away_what_a_broken_line_or_a_joined_file_leaves_in_a_title() -> None:
    assert squash("\ufeff Mental\n\xa0 HEALTH\u200b") == "mentalhealth"


@pytest.mark.parametrize("text", ["OrganısationDementia", "Organisation\tDementİa", "OrganisationDementıaLeadership"])
def test_letters_that_only_look_alike_make_no_title(text: str) -> None:
    it = heading(text)
    assert it is None or "Dementia" in it.missing


@given(st.permutations(range(5)), st.sampled_from(["\t", "|", ";", ",", "", " ", "  "]))
def test_every_order_of_the_titles_is_read_back(order: list[int], between: str) -> None:
    it = found(between.join(AREAS[index] for index in order))
    assert it.order == tuple(order)
    assert not (it.unknown or it.missing or it.twice)


@given(st.text() | st.lists(st.sampled_from([*AREAS, "\t", ",", " ", "and", "ı", "İ", "ſ"]), max_size=20).map("".join))
def test_no_text_makes_reading_a_heading_fail(text: str) -> None:
    heading(text.replace("\n", " "), (*AREAS, "Kiss"))
