"""Publications: the items that a bulletin lists, and lines with a bar that are none."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prose_samples import CPU_SECONDS, LONG, PROVOKING, prose_lines, truth

from pipeline.base.lines import Line, split_lines
from pipeline.parse.text.facts import Publication, Reject
from pipeline.parse.text.publications import find_publications

TITLE = "Mental health bulletin"


def read(text: str) -> tuple[list[Publication], list[Reject]]:
    return find_publications(split_lines(text), TITLE)


def items(text: str) -> list[tuple[str, str]]:
    return [(publication.title, publication.publisher) for publication in read(text)[0]]


@pytest.mark.parametrize(
    ("text", "title", "publisher"),
    [
        # the line before the attribution
        ("Care in England\n\nIt says that care is bad | The King’s Fund", "Care in England", "The King’s Fund"),
        ("Care in England\nHealth Institute, July 2017", "Care in England", "Health Institute"),
        ("More staff for the NHS?\n\nHe said so | BBC News", "More staff for the NHS?", "BBC News"),
        ("Care: a report\n\nBy A. Smith | Health Institute | via OnMedica", "Care: a report", "Health Institute"),
        ("## Care in England\n\nIt is bad| Health Institute (HI) ", "Care in England", "Health Institute (HI)"),
        # the part before the first bar
        (f"{TITLE}\n\nCare in England | Health Institute", "Care in England", "Health Institute"),
        ("It is bad.\n\nCare in England | Health Institute", "Care in England", "Health Institute"),
        ("Key findings:\n\nCare in England | Health Institute", "Care in England", "Health Institute"),
        ("Full report available here\n\nCare in England | Health Institute", "Care in England", "Health Institute"),
        ("Image source: epi.org.uk\nCare in England | Health Institute", "Care in England", "Health Institute"),
        ("coins-1523383_1920\nCare in England | Health Institute", "Care in England", "Health Institute"),
        ("mental health\nCare in England | Health Institute", "Care in England", "Health Institute"),
        (f"{'Long ' * 31}\nCare in England | Health Institute", "Care in England", "Health Institute"),
        ("Care in England | Health Institute", "Care in England", "Health Institute"),
        ("  • Care in England | Health Institute", "Care in England", "Health Institute"),
    ],
)
def test_an_item_has_its_title_and_publisher(text: str, title: str, publisher: str) -> None:
    assert items(text) == [(title, publisher)]


@pytest.mark.parametrize(
    "text",
    [
        "Bury CCG | Good\nBolton Clinical Commissioning Group | Outstanding",
        "CCG | Rating 2017/18\nBury | Good",
        "> CCG | Rating\n> NHS Bury CCG | Requires improvement",
        "Organisation name | Status\nBury | Amber",
        "00V NHS Bury CCG* | Greater Manchester",
        "- Heywood, Middleton and Rochdale CCG | Oldham",
        "Title | Rating\nBury | *Needs improvement*",
    ],
)
def test_the_rows_of_a_table_are_no_items(text: str) -> None:
    bands = {"good", "outstanding", "requires improvement", "needs improvement"}
    publications, rejects = find_publications(split_lines(text), TITLE, bands)
    assert publications == []
    assert [reject.line_no for reject in rejects] == list(range(1, text.count("\n") + 2))


def test_an_item_may_end_in_the_name_of_an_organisation() -> None:
    text = "A guide to the ratings of Bury CCG | NHS England\nGood | The King's Fund"
    found = [("A guide to the ratings of Bury CCG", "NHS England"), ("Good", "The King's Fund")]
    assert items(text) == found


def test_an_attribution_is_no_title_of_the_next_item() -> None:
    assert items("A report | Health Institute\nB report | Care Institute") == [
        ("A report", "Health Institute"),
        ("B report", "Care Institute"),
    ]


@pytest.mark.parametrize(
    ("attribution", "publisher", "published_on", "precision"),
    [
        ("Health Institute, July 2017", "Health Institute", date(2017, 7, 31), "month"),
        ("Health Institute, 2016", "Health Institute", date(2016, 12, 31), "year"),
        ("Health Institute, 12 July 2017", "Health Institute", date(2017, 7, 12), "day"),
        ("It is bad | Health Institute, February 2016", "Health Institute", date(2016, 2, 29), "month"),
        ("It is bad | Health Institute (2016)", "Health Institute", date(2016, 12, 31), "year"),
        ("It was bad in July 2017 | Health Institute", "Health Institute", None, None),
        ("It is bad | Health Institute | July 2017", "Health Institute", None, None),
        ("It is bad | Health Institute, 31 June 2017", "Health Institute, 31 June 2017", None, None),
    ],
)
def test_a_date_is_read_from_the_publishers_part_as_its_last_possible_day(
    attribution: str, publisher: str, published_on: date | None, precision: str | None
) -> None:
    [publication], _ = read(f"Care in England\n\n{attribution}")
    assert (publication.publisher, publication.published_on, publication.published_precision) == (
        publisher,
        published_on,
        precision,
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Additional links: press release | Health Institute", "lists links"),
        ("Links: a | b", "lists links"),
        ("See also: a | b", "lists links"),
        ("Image source: a | b", "lists links"),
        ("| Health Institute", "nothing before"),
        ("Care in England |", "no publisher"),
        ("Care in England | | via OnMedica", "no publisher"),
    ],
)
def test_a_line_with_a_bar_that_is_no_item_is_a_reject(line: str, reason: str) -> None:
    publications, [reject] = read(f"It is bad.\n{line}")
    assert publications == []
    assert (reject.line_no, reject.text, reject.stage, reject.mapped) == (2, line, "publication", False)
    assert reason in reject.reason


def test_a_dated_publisher_without_a_title_is_a_reject() -> None:
    publications, [reject] = read("It is bad.\n\nHealth Institute, July 2017")
    assert (publications, reject.line_no) == ([], 3)


@pytest.mark.parametrize(
    "text",
    ["It fell in July 2017", "By then, in July 2017, it fell", "It fell. In Leeds, July 2017", "a, b, July 2017"],
)
def test_a_line_that_only_ends_in_a_date_names_no_publisher(text: str) -> None:
    assert read(f"Care in England\n{text}") == ([], [])


def test_items_are_numbered_and_stand_where_their_titles_stand() -> None:
    text = "# First report\n\nIt is bad | A\n\nWords.\n\n  Second report | B"
    first, second = read(text)[0]
    assert [(item.item_no, item.line_no, item.title) for item in (first, second)] == [
        (1, 1, "First report"),
        (2, 7, "Second report"),
    ]
    assert [text[item.char_start : item.char_end] for item in (first, second)] == ["First report", "Second report"]


@pytest.mark.parametrize("kind", ["original", "abstract"])
def test_the_bulletin_lists_the_publications_found_in_it_by_hand(kind: str) -> None:
    text, lines = prose_lines("commissioning_bulletin_2017", kind)
    publications, rejects = find_publications(lines, "Mental health commissioning")
    assert [
        {
            "item_no": str(publication.item_no),
            "line_no": str(publication.line_no),
            "title": publication.title,
            "publisher": publication.publisher,
            "published_on": str(publication.published_on or ""),
            "published_precision": publication.published_precision or "",
        }
        for publication in publications
    ] == list(truth("publications", "commissioning_bulletin_2017"))
    assert [text[item.char_start : item.char_end] for item in publications] == [item.title for item in publications]
    assert [reject.line_no for reject in rejects] == [88]


@pytest.mark.parametrize("beginning", PROVOKING)
def test_a_line_as_long_as_lines_may_be_is_read_in_linear_time(beginning: str) -> None:
    line = (beginning * LONG)[: LONG - 3]
    before = time.process_time()
    find_publications([Line(1, 0, line), Line(2, LONG, f"{line} | "), Line(3, 2 * LONG, f"a | {line}")], TITLE)
    assert time.process_time() - before < CPU_SECONDS


_PIECES = st.lists(
    st.sampled_from(
        ["Care", "a", "|", " ", ",", ":", ".", "\n", "July 2017", "2016", "31 June 2017", "Links", "#", "•", "*"]
    )
)


@given(st.one_of(st.text(), _PIECES.map("".join)), st.text())
def test_publications_of_any_text_quote_it_and_are_numbered_from_one(text: str, title: str) -> None:
    publications, rejects = find_publications(split_lines(text), title)
    assert [publication.item_no for publication in publications] == list(range(1, len(publications) + 1))
    for publication in publications:
        assert publication.title == text[publication.char_start : publication.char_end] != ""
        assert publication.publisher in text
        assert (publication.published_on is None) == (publication.published_precision is None)
    for reject in rejects:
        assert reject.text == text[reject.char_start : reject.char_end]


@pytest.mark.parametrize(
    "cell", ["66.9", "66.9†", "67.1%", "*", "n/a", "[c]", "1,204", "00V", "1 234", "c. 2,000", "52.3% ▲ 3"]
)
def test_a_row_with_a_figure_between_bars_is_no_item(cell: str) -> None:
    publications, rejects = read(f"NHS Bury CCG | {cell}")
    assert publications == []
    assert [reject.reason for reject in rejects] == ["has a figure or a marker where an item has its publisher"]


def test_a_table_between_bars_is_no_list_of_items() -> None:
    heading = "CCG | Contacts | Change | Spend (£000s)"
    publications, rejects = read(f"{heading}\nNHS Bury CCG | some | (12) | 31,450\nNHS Hull CCG | Good | none\n")
    assert publications == []
    assert [reject.line_no for reject in rejects] == [1, 2, 3]


def test_a_day_after_the_publisher_is_no_figure_of_a_row() -> None:
    publications, _ = read("Waiting for care | Health Institute | 12/07/2017\n")
    assert [item.publisher for item in publications] == ["Health Institute"]
