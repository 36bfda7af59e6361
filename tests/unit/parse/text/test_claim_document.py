"""A document about a part of the country: its figures are of that part unless a paragraph says otherwise."""

from __future__ import annotations

import pytest
from prose_samples import MENTAL_HEALTH, project_vocabulary

from pipeline.base.lines import split_lines
from pipeline.parse.text.claims.reading import find_claims

TEXT = "NHS England has rated every CCG.\n\nTwelve CCGs were good and 16 require improvement.\n"


def values(text: str, title: str = "") -> list[float]:
    found = find_claims(split_lines(text), project_vocabulary(), [MENTAL_HEALTH], MENTAL_HEALTH, title)
    return [claim.value for claim in found.claims]


@pytest.mark.parametrize("title", ["", "How CCGs were rated on mental health", "Ratings of CCGs in England"])
def test_a_document_about_england_states_national_figures(title: str) -> None:
    assert values(TEXT, title) == [12, 16]


@pytest.mark.parametrize(
    "title",
    [
        "Ratings of CCGs in the North West",
        "Cumbria's CCGs rated",
        "How our STP was rated",
        "Rural CCGs and their ratings",
        "Welsh Health Weekly",
    ],
)
def test_a_title_beside_the_text_limits_its_figures_to_a_part(title: str) -> None:
    assert values(TEXT, title) == []


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("These figures are for London only.", []),
        ("All data relate to the Midlands.", []),
        ("These figures are for England only.", [12, 16]),
        ("Figures are for the financial year 2017/18.", [12, 16]),
    ],
)
def test_a_note_at_the_end_limits_the_figures_before_it(note: str, expected: list[float]) -> None:
    assert values(f"{TEXT}\n{note}\n") == expected


@pytest.mark.parametrize(
    "national",
    ["Across England 95 CCGs were good.", "Of the 207 CCGs, 95 were good.", "95 of England's CCGs were good."],
)
def test_a_paragraph_that_says_so_is_about_england_all_the_same(national: str) -> None:
    assert values(f"Leeds and its ratings\n\n{national}\n") in ([95], [207, 95])


@pytest.mark.parametrize(
    "dateline",
    [
        "28 October 2018",
        "By Jane Hale | October 2018",
        "Published: Friday 28 October 2018, 9:30am",
        "Media release 28 October 2018",
    ],
)
def test_a_dateline_is_no_other_time(dateline: str) -> None:
    assert values(f"How CCGs were rated\n\n{dateline}\n\n{TEXT}") == [12, 16]


@pytest.mark.parametrize(
    "text",
    [
        "How CCGs were rated\n\n28 October 2014\n\nTwelve CCGs were good.",
        "How CCGs were rated\n\n28 October 2018\nTwelve CCGs were good.\n\n3 May 2019\nFourteen CCGs were good.",
        "How CCGs were rated\n\nThe ratings of 28 October 2018\n\nTwelve CCGs were good.",
    ],
)
def test_a_date_that_heads_what_stands_under_it_is_another_time(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Twelve CCGs were good.\n\nThe clinical ratings differ from the overall ones.", []),
        ("Twelve CCGs were good.\n\nFor mental health 16 were. The overall ratings follow.", []),
        ("Ratings of mental health\n\nTwelve CCGs were good.\n\nThe overall ratings follow.", [12]),
        ("Twelve CCGs were good.\n\nFor mental health 16 CCGs require improvement.", [16]),
        (
            "Ratings of mental health\n\nTwelve CCGs were good.\n\nFor mental health 16 CCGs require improvement.",
            [12, 16],
        ),
    ],
)
def test_a_document_that_speaks_of_overall_ratings_names_the_area_first(text: str, expected: list[float]) -> None:
    assert values(text) == expected
