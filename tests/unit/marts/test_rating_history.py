"""Histories of ratings: the mergers of 2018 and 2019 as the briefing prints them, and those of generated registers.

Here too: the rated registers that tests of other marts draw on. Not here: the lines themselves
(`test_organisation_lineage`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row, organisations, real_tables
from oracle.rating_history import rating_history
from test_organisation_lineage import DAYS, built, complete, in_order, registers, step

BASELINE, FOUR_POINT = "iaf_baseline_2016", "iaf_four_point"
BANDS = {
    BASELINE: ["Top performing", "Performing well", "Needs improvement", "Greatest need for improvement"],
    FOUR_POINT: ["Outstanding", "Good", "Requires improvement", "Inadequate"],
}
SETS = [
    ("ccg_iaf_baseline_2016", "mental_health", "2016/17", BASELINE),
    ("ccg_iaf", "mental_health", "2016/17", FOUR_POINT),
    ("ccg_iaf", "mental_health", "2018/19", FOUR_POINT),
    ("ccg_iaf", "leadership", "2019/20 Q1", FOUR_POINT),
]
DOCUMENTS: list[dict[str, Any]] = [
    {"document_id": "first", "publisher": "NHS", "published_on": date(2016, 10, 28)},
    {"document_id": "second", "publisher": "NHS", "published_on": date(2020, 1, 27)},
    {"document_id": "third", "publisher": "A paper", "published_on": date(2020, 1, 27)},
]
NO_BAND = {
    "insufficient_data": "insufficient data",
    "not_applicable": "not applicable",
    "not_published": "not published",
    "did not exist": "did not exist: it opened later",
}

# By hand: the rows of the briefing with leadership and no services, each with its first day, and below each those with
# services and no leadership that merged into it, with dementia, mental health and learning disabilities.
MERGERS_BY_HAND = """\
NHS Leeds CCG: O 2018
    NHS Leeds North CCG: O R R
    NHS Leeds South and East CCG: G R R
    NHS Leeds West CCG: G G R
NHS Derby and Derbyshire CCG: R 2019
    NHS Erewash CCG: O G R
    NHS Hardwick CCG: G G R
    NHS North Derbyshire CCG: G G R
    NHS Southern Derbyshire CCG: R G G
NHS Birmingham and Solihull CCG: G 2018
    NHS Birmingham CrossCity CCG: G G R
    NHS Birmingham South and Central CCG: O G R
    NHS Solihull CCG: R G R
NHS East Berkshire CCG: G 2018
    NHS Bracknell and Ascot CCG: G G R
    NHS Slough CCG: G R R
    NHS Windsor, Ascot and Maidenhead CCG: G G R
NHS Buckinghamshire CCG: R 2018
    NHS Aylesbury Vale CCG: - G G
    NHS Chiltern CCG: - R G
NHS Berkshire West CCG: G 2018
    NHS Newbury and District CCG: G G R
    NHS North and West Reading CCG: R G R
    NHS South Reading CCG: G R R
    NHS Wokingham CCG: R R R
NHS Bristol, North Somerset and South Gloucestershire CCG: G 2018
    NHS Bristol CCG: O R R
    NHS North Somerset CCG: I R R
    NHS South Gloucestershire CCG: I R R
NHS Devon CCG: R 2019
    NHS Northern, Eastern and Western Devon CCG: R R R
    NHS South Devon and Torbay CCG: R R R
"""
OUTSTANDING, GOOD, REQUIRES, INADEQUATE = BANDS[FOUR_POINT]
MEANING = {"O": OUTSTANDING, "G": GOOD, "R": REQUIRES, "I": INADEQUATE, "-": "insufficient_data"}
SERVICES = ("dementia", "mental_health", "learning_disabilities")


def mergers() -> dict[str, tuple[str, date, dict[str, list[str]]]]:
    """Each successor with its leadership, its first day, and its predecessors with their three services."""
    result: dict[str, tuple[str, date, dict[str, list[str]]]] = {}
    for line in MERGERS_BY_HAND.splitlines():
        name, words = line.strip().split(": ")
        letters = words.split()
        if line[0] != " ":
            before: dict[str, list[str]] = {}
            result[name] = (MEANING[letters[0]], date(int(letters[1]), 4, 1), before)
        else:
            before[name] = [MEANING[letter] for letter in letters]
    return result


MERGERS = mergers()


def rating(number: int, document: str, org_code: str, rated: tuple[str, str, str, str], cell: Any) -> Row:
    """A rating row: `cell` is a place in the scale from 0, or a word of NO_BAND."""
    framework, area, period, scale = rated
    has_band = isinstance(cell, int)
    return {
        "document_id": document,
        "line_no": number,
        "char_start": 10 * number,
        "org_code": org_code,
        "framework": framework,
        "area": area,
        "period": period,
        "scale": scale,
        "band": BANDS[scale][cell] if has_band else None,
        "status": "rated" if has_band else "not_applicable" if cell == "did not exist" else cell,
        "reason": None if has_band else NO_BAND[cell],
        "reason_code": None if has_band else "not_open" if cell == "did not exist" else "printed",
    }


def correction(row: Row, about: str) -> Row:
    """A correction of a row's rating, or of its organisation, whose name stands before it."""
    start = row["char_start"] - (5 if about == "organisation" else 0)
    place = {"document_id": row["document_id"], "line_no": row["line_no"], "char_start": start}
    words = {"printed": "this", "right_value": "that", "reason": "a slip", "authority": "the publisher"}
    return place | words | {"about": about}


@st.composite
def rated_registers(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Registers whose organisations several documents rate: some not, some without a band, some corrected."""
    tables = draw(registers())
    codes = [row["org_code"] for row in tables["organisation"]]
    cell = st.sampled_from([None, 0, 0, 1, 2, 3, *NO_BAND])
    ratings: list[Row] = []
    for document in DOCUMENTS:
        for rated in draw(st.lists(st.sampled_from(SETS), unique=True, max_size=3)):
            cells = draw(st.lists(cell, min_size=len(codes), max_size=len(codes)))
            complete_list = draw(st.booleans())
            stated_in = draw(st.sampled_from(["list", "list", "sentence"]))
            ratings += [
                rating(len(codes) * len(ratings) + place + 1, document["document_id"], code, rated, printed)
                | {"band_complete": complete_list, "stated_in": stated_in}
                for place, (code, printed) in enumerate(zip(codes, cells, strict=True))
                if printed is not None
            ]
    about = st.sampled_from(["rating", "organisation", "measure_value"])
    wrong = draw(st.lists(st.tuples(st.sampled_from(ratings), about), max_size=4)) if ratings else []
    corrections = {(row["line_no"], about): correction(row, about) for row, about in wrong}
    return tables | {"document": DOCUMENTS, "rating": ratings, "correction": list(corrections.values())}


@pytest.fixture(scope="module")
def real() -> list[Row]:
    return built("rating_history", real_tables())


def test_the_mergers_are_24_organisations_into_8() -> None:
    assert (sum(len(before) for _, _, before in MERGERS.values()), len(MERGERS)) == (24, 8)


@pytest.mark.parametrize("successor", MERGERS)
def test_a_successor_shows_its_predecessors_services_and_its_own_leadership(real: list[Row], successor: str) -> None:
    leadership, joined_on, before = MERGERS[successor]
    rows = [row for row in real if row["org_name"] == successor and row["framework"] == "ccg_iaf"]
    rows = [row for row in rows if row["relation"] != "successor"]
    told = [
        (row["rated_org_name"], row["area"], row["band"] or row["status"], row["relation"], row["joined_on"])
        for row in rows
    ]
    services = [
        (name, area, band, "predecessor", joined_on)
        for name, bands in before.items()
        for area, band in zip(SERVICES, bands, strict=True)
    ]
    assert set(told) == {(successor, "leadership", leadership, "itself", None), *services}
    assert len(told) == 1 + len(services)
    assert {row["period"] for row in rows if row["area"] in SERVICES} == {"2017/18"}


@pytest.mark.parametrize(("successor", "name"), [(after, name) for after in MERGERS for name in MERGERS[after][2]])
def test_a_predecessor_shows_its_own_services_and_its_successors_leadership(
    real: list[Row], successor: str, name: str
) -> None:
    leadership, joined_on, before = MERGERS[successor]
    rows = [row for row in real if row["org_name"] == name and row["framework"] == "ccg_iaf"]
    told = [(row["rated_org_name"], row["area"], row["band"] or row["status"], row["joined_on"]) for row in rows]
    own = [(name, area, band, None) for area, band in zip(SERVICES, before[name], strict=True)]
    assert sorted(told) == sorted([*own, (successor, "leadership", leadership, joined_on)])
    assert [row["note"] for row in rows if row["relation"] == "successor"] == [
        f"rating of a successor, joined 1 April {joined_on.year}, which covers other areas too: not carried back"
    ]


def test_each_row_says_where_it_stands_and_how_it_is_to_be_read(real: list[Row]) -> None:
    (row,) = [
        row for row in real if (row["org_code"], row["rated_org_code"], row["area"]) == ("15F", "02V", "mental_health")
    ]
    assert row == {
        "org_code": "15F",
        "org_name": "NHS Leeds CCG",
        "area": "mental_health",
        "framework": "ccg_iaf",
        "period": "2017/18",
        "period_start": date(2017, 4, 1),
        "period_end": date(2018, 3, 31),
        "rated_org_code": "02V",
        "rated_org_name": "NHS Leeds North CCG",
        "relation": "predecessor",
        "steps": 1,
        "joined_on": date(2018, 4, 1),
        "path": "NHS Leeds North CCG → NHS Leeds CCG",
        "scale": "iaf_four_point",
        "band": "Requires improvement",
        "status": "rated",
        "reason": None,
        "published_on": date(2020, 1, 27),
        "document_id": "rcpsych_2020",
        "line_no": 140,
        "correction": None,
        "conflict": None,
        "note": "rating of a predecessor, joined 1 April 2018: not carried forward",
    }


def test_an_organisation_that_was_never_rated_shows_its_lines_ratings(real: list[Row]) -> None:
    frimley = [row for row in real if row["org_code"] == "D4U1Y"]
    assert {row["relation"] for row in frimley} == {"predecessor"}
    mental_health = {
        row["rated_org_name"]: (row["band"], row["steps"]) for row in frimley if row["area"] == SERVICES[1]
    }
    assert mental_health == {
        "NHS Slough CCG": (REQUIRES, 2),
        "NHS Bracknell and Ascot CCG": (GOOD, 2),
        "NHS Windsor, Ascot and Maidenhead CCG": (GOOD, 2),
        "NHS Surrey Heath CCG": (GOOD, 1),
        "NHS North East Hampshire and Farnham CCG": (GOOD, 1),
    }
    leadership = {row["rated_org_code"]: row["band"] for row in frimley if row["area"] == "leadership"}
    assert leadership == {"15D": GOOD, "10C": OUTSTANDING, "99M": OUTSTANDING}
    (path,) = {row["path"] for row in frimley if row["rated_org_code"] == "10T"}
    assert path == "NHS Slough CCG → NHS East Berkshire CCG → NHS Frimley CCG"


def test_what_is_missing_has_its_reason_unless_the_organisation_did_not_exist() -> None:
    cells = [0, *NO_BAND]
    ratings = [rating(place + 1, "first", f"A{place:02}", SETS[3], cell) for place, cell in enumerate(cells)]
    rows = built("rating_history", {"organisation": organisations(5), "document": DOCUMENTS, "rating": ratings})
    assert sorted((row["org_code"], row["band"], row["reason"]) for row in rows) == [
        ("A00", "Outstanding", None),
        ("A01", None, "insufficient data"),
        ("A02", None, "not applicable"),
        ("A03", None, "not published"),
    ]


def test_a_reason_of_a_documents_own_words_is_never_taken_for_a_ccg_that_was_not_open() -> None:
    printed = rating(1, "first", "A00", SETS[3], "not_applicable") | {"reason": "did not exist: the service"}
    rows = built("rating_history", {"organisation": organisations(1), "document": DOCUMENTS, "rating": [printed]})
    assert [(row["org_code"], row["reason"]) for row in rows] == [("A00", "did not exist: the service")]


def test_corrections_and_conflicts_are_shown_to_the_whole_line() -> None:
    ratings = [rating(1, "first", "A00", SETS[0], 1), rating(2, "second", "A00", SETS[0], 3)]
    rows = built(
        "rating_history",
        {
            "organisation": organisations(2),
            "organisation_succession": [step("A00", "A01", DAYS[2])],
            "document": DOCUMENTS,
            "rating": ratings,
            "correction": [correction(ratings[1], "rating"), correction(ratings[1], "organisation")],
        },
    )
    assert sorted(row["org_code"] for row in rows) == ["A00", "A01"]
    for row in rows:
        assert (row["band"], row["document_id"]) == ("Greatest need for improvement", "second")
        assert row["conflict"] == "first line 1: Performing well"
        slip = "printed this, corrected to that: a slip (the publisher)"
        assert row["correction"] == f"{slip}; {slip}"


def test_the_rating_of_a_predecessor_that_was_split_says_so() -> None:
    rows = built(
        "rating_history",
        {
            "organisation": organisations(3),
            "organisation_succession": [step("A00", "A01", DAYS[2]), step("A00", "A02", DAYS[2])],
            "document": DOCUMENTS,
            "rating": [rating(1, "first", "A00", SETS[0], 1)],
        },
    )
    assert {row["org_code"]: row["note"] for row in rows if row["org_code"] != "A00"} == dict.fromkeys(
        ["A01", "A02"],
        "rating of a predecessor, joined 1 April 2018, a part of whose area went elsewhere: not carried forward",
    )


def test_the_documents_histories_by_the_oracle(real: list[Row]) -> None:
    tables = {name: frame.to_dicts() for name, frame in real_tables().items()}
    assert real == in_order(rating_history(tables))


@given(tables=rated_registers())
@worlds()
def test_any_histories_by_the_oracle(tables: dict[str, list[Row]]) -> None:
    assert built("rating_history", tables) == in_order(rating_history(complete(tables)))
