"""Which words of prose name an organisation: names are found whole, against the names that the register knows."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_samples import NAMES, REFERENCE

from pipeline.parse.text.mentions.name_lists import names_alone
from pipeline.parse.text.mentions.names import OF_AN_AREA, TWO_NAMES, find_names
from pipeline.reference.known_names import words_of
from pipeline.reference.organisations import normalise_name


def named(text: str) -> list[str]:
    """The names found in `text` of which nothing is in doubt; the text between the offsets is the name."""
    found = find_names(text, NAMES)
    assert all(text[one.start : one.end] == one.name for one in found)
    return [one.name for one in found if not one.doubt]


def doubted(text: str) -> list[str]:
    return [one.name for one in find_names(text, NAMES) if one.doubt]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("NHS Bury CCG has replied.", ["NHS Bury CCG"]),
        ("Bury CCG’s plan, and Bolton CCG's.", ["Bury CCG", "Bolton CCG"]),
        ("It was Bury Clinical Commissioning Group that replied.", ["Bury Clinical Commissioning Group"]),
        ("Heywood, Middleton and Rochdale CCG", ["Heywood, Middleton and Rochdale CCG"]),
        ("NHS Dartford, Gravesham and Swanley CCG", ["NHS Dartford, Gravesham and Swanley CCG"]),
        ("Bath and North East Somerset CCG and Bury CCG", ["Bath and North East Somerset CCG", "Bury CCG"]),
        ("Mansfield & Ashfield CCG", ["Mansfield & Ashfield CCG"]),
        ("NHS West London (K&C & QPP) CCG", ["NHS West London (K&C & QPP) CCG"]),
        ("St. Helens CCG, and NHS St Helens CCG", ["St. Helens CCG", "NHS St Helens CCG"]),
        ("Bury, Bolton and Leeds West CCGs", ["Bury", "Bolton", "Leeds West"]),
        (
            "Oldham, Heywood, Middleton and Rochdale, Cambridgeshire and Peterborough and Bury CCGs",
            ["Oldham", "Heywood, Middleton and Rochdale", "Cambridgeshire and Peterborough", "Bury"],
        ),
        ("Hull and East Riding of Yorkshire clinical commissioning groups", ["Hull", "East Riding of Yorkshire"]),
        ("NHS Bury and NHS Bolton CCGs", ["NHS Bury", "NHS Bolton"]),
        ("Three CCGs (Bury, Bolton and Oldham) replied.", ["Bury", "Bolton", "Oldham"]),
        ("CCGs such as Bury and Barking and Dagenham replied.", ["Bury", "Barking and Dagenham"]),
        ("Meanwhile Bury CCG (and Bolton CCG) replied.", ["Bury CCG", "Bolton CCG"]),
        ("THE RATING OF NHS BURY CCG", ["NHS BURY CCG"]),
        ("It happened in Bury. Bolton CCG replied.", ["Bolton CCG"]),
    ],
)
def test_a_name_is_found_whole(text: str, names: list[str]) -> None:
    assert named(text) == names
    assert doubted(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Every CCG, all CCGs and the CCGs of London",
        "A CCG in Bury, and the town of Bolton",
        "London CCGs and Kent's CCGs",
        "NHS England's CCG framework and the NHS England CCG framework",
        "Central and North West London NHS Foundation Trust",
        "Bury Hospice and Sheffield Hospitals",
        "Lead CCGs; GP CCG members; Local CCGs; CCG by CCG",
        "ALL LOCAL CCGS MUST REPLY",
        "Since 2013 CCGs have replied.",
        "CCGs: who they are (and what they do)",
    ],
)
def test_what_names_no_ccg_is_no_mention(text: str) -> None:
    assert find_names(text, NAMES) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # a part of a longer name is not that name
        ("Greater Hull CCG replied.", ["Greater Hull CCG"]),
        ("The board of north Hull CCG", ["north Hull CCG"]),
        ("NHS Atlantis and Lyonesse CCG", ["NHS Atlantis and Lyonesse CCG"]),
        ("NHS Foo, Bar and Baz CCG", ["NHS Foo, Bar and Baz CCG"]),
        ("Plymouth Sound CCG", ["Plymouth Sound CCG"]),
    ],
)
def test_an_unknown_name_is_found_and_left_in_doubt(text: str, names: list[str]) -> None:
    assert (named(text), doubted(text)) == ([], names)


def test_an_unknown_name_within_a_list_costs_no_other() -> None:
    text = "Bury, Atlantis and Bolton CCGs"
    assert (named(text), doubted(text)) == (["Bury", "Bolton"], ["Atlantis"])


def test_two_names_before_one_ccg_may_be_one_name() -> None:
    (found,) = find_names("Bolton and Bury CCG merged.", NAMES)
    assert (found.name, found.doubt) == ("Bolton and Bury CCG", TWO_NAMES)


def test_one_name_before_ccgs_may_be_that_of_an_area() -> None:
    (found,) = find_names("Leeds CCGs replied.", NAMES)
    assert (found.name, found.doubt) == ("Leeds", OF_AN_AREA)


@pytest.mark.parametrize("name", [organisation.org_name for organisation in REFERENCE.register.organisations])
def test_every_name_of_the_register_is_found_in_a_sentence_and_in_a_list(name: str) -> None:
    bare = name.removeprefix("NHS ").removesuffix(" CCG")
    assert named(f"The board of {name} met.") == [name]
    assert named(f"The board of {bare} CCG met.") == [f"{bare} CCG"]
    if "(" not in name:
        assert named(f"Bury, {bare} and Oldham CCGs replied.")[-2] == bare
        assert [word.plain for word in words_of(bare)] == normalise_name(name).split()


def test_names_that_stand_alone_are_reported_from_prose() -> None:
    grid = "Bury   Heywood, Middleton and Rochdale    NHS Leeds West CCG"
    assert [one.name for one in names_alone(grid, NAMES)] == [
        "Bury",
        "Heywood, Middleton and Rochdale",
        "NHS Leeds West CCG",
    ]
    assert names_alone("Bury, Bolton and the others", NAMES) == []


WORDS = ["Bury", "Bolton", "and", ",", "CCG", "CCGs", "NHS", "(", ")", ":", "the", "Leeds West", "Foo", "&", "."]


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=30))
def test_every_name_lies_in_the_text_and_none_overlaps(words: list[str]) -> None:
    text = " ".join(words)
    found = find_names(text, NAMES)
    assert all(text[one.start : one.end] == one.name for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.nightly
@pytest.mark.parametrize(
    "unit", ["Bury, ", "Bury and ", "(", "A ", "CCG ", "Bury CCG, ", "CCGs (Bury) ", "NHS ", "Bury CCGs: "]
)
def test_a_long_line_is_read_in_time(unit: str) -> None:
    find_names(unit * (90_000 // len(unit)) + "CCGs", NAMES)
