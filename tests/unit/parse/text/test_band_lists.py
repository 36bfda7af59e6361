"""Lists of organisations under the headings of bands, as articles print them in bullets."""

from __future__ import annotations

from typing import Any

import pytest
from effort import sampled
from hypothesis import given
from hypothesis import strategies as st
from table_samples import BASELINE, VOCABULARY, assert_places, assert_rows_conserved, document, reported, unmapped

from pipeline.parse.text.document import Extracted, extract
from pipeline.parse.text.lists.band_headings import HeadingSubject
from pipeline.parse.text.lists.band_lists import BandListSpec

ABOUT = HeadingSubject(("mental health",), ("2016/17",), ("dementia", "cancer"))
SPEC = BandListSpec("best and worst", BASELINE, about=ABOUT)
TOP, GREATEST = "Top performing", "Greatest need for improvement"


def read(text: str, spec: BandListSpec = SPEC, **rest: Any) -> Extracted:
    extracted = extract(text, document(band_lists=(spec,), **rest), VOCABULARY)
    assert_places(text, extracted)
    assert_rows_conserved(extracted)
    return extracted


def listed(extracted: Extracted) -> list[tuple[int, str, str]]:
    """The line, name and band of each organisation."""
    rows = extracted.band_lists[0]
    return list(zip(rows.line_nos, rows.names, rows.bands, strict=True))


@pytest.mark.parametrize(
    "mark", ["• ", "•", "  • ", "\t●\xa0", "- ", "– ", "* ", "1. ", "12) ", "(3) ", "a) ", "▪ ", "\uf0b7\t", "➢ "]
)
def test_bullets_of_every_kind_are_items(mark: str) -> None:
    text = f"Top performing\n\n{mark}NHS Bury CCG\n{mark}NHS Hull CCG, \r\n"
    assert listed(read(text)) == [(3, "NHS Bury CCG", TOP), (4, "NHS Hull CCG", TOP)]


@pytest.mark.parametrize(
    "heading",
    [
        "Top performing",
        "TOP PERFORMING:",
        "**Top performing**",
        "## Top performing ##",
        "“Top performing” (2)",
        "Top performing – 2",
        "Top performing (2 CCGs):",
        "**Top performing** [2]",
        "Top performing CCGs",
        "Top performers",
        "  Top  performing \r",
        "Rated top performing:",
        "Top performing, in alphabetical order",
        "Top performing (in alphabetical order)",
        "Top performing (2), listed alphabetically:",
        "Top performing (the best band)",
        "CCGs rated as top performing",
        "The two CCGs rated top performing:",
        "The following CCGs were rated top performing:",
        "Rated “top performing” for mental health in 2016/17 (2 CCGs)",
        "Band: Top performing",
    ],
)
def test_a_band_heads_a_list_whatever_stands_around_it(heading: str) -> None:
    extracted = read(f"Prose.\n{heading}\n• NHS Bury CCG\n• NHS Hull CCG\n")
    assert listed(extracted) == [(3, "NHS Bury CCG", TOP), (4, "NHS Hull CCG", TOP)]
    assert reported(extracted) == []


@pytest.mark.parametrize(
    "heading",
    [
        "Not top performing",
        "No longer top performing:",
        "Top performing last year",
        "Top performing (last year)",
        "Top performing (up from needs improvement)",
        "Top performing for dementia",
        "Top performing (dementia)",
        "Top performing in 2015/16",
        "Top performing (2015/16)",
        "Close to top performing",
        "Expected to be top performing:",
        "Top performing but one",
        "Also commended",
        "Others:",
    ],
)
@pytest.mark.parametrize("gap", ["", "\n"])
def test_names_under_a_heading_that_is_not_understood_are_listed_and_under_no_band(heading: str, gap: str) -> None:
    text = f"Greatest need\n• NHS Bury CCG\n{gap}{heading}\n• Hull\n• NHS Corby CCG\n• Atlantis\n"
    extracted = read(text)
    assert listed(extracted) == [(2, "NHS Bury CCG", GREATEST)]
    first = text.split("\n").index("• Hull") + 1
    assert [line for line in unlisted(extracted) if line >= first] == [first, first + 1, first + 2]


def unlisted(extracted: Extracted) -> list[int]:
    return [reject.line_no for reject in extracted.rejects]


def test_a_heading_right_before_another_has_no_organisations() -> None:
    extracted = read("Top performing\nNot rated:\n• NHS Bury CCG\n")
    assert listed(extracted) == []
    assert unmapped(extracted) == [3]


def test_a_page_number_within_a_list_parts_nothing() -> None:
    extracted = read("Top performing\n• NHS Bury CCG\nPage 3 of 9\n• NHS Hull CCG\n")
    assert [row[0] for row in listed(extracted)] == [2, 4]


def test_two_lists_stand_under_their_own_bands() -> None:
    text = "Top performing\n• NHS Bury CCG\n\n• NHS Hull CCG\n\nGreatest need for improvement\n• NHS Leeds North CCG\n"
    assert listed(read(text)) == [
        (2, "NHS Bury CCG", TOP),
        (4, "NHS Hull CCG", TOP),
        (7, "NHS Leeds North CCG", GREATEST),
    ]


def test_bands_that_are_bullets_themselves_head_the_items_below_them() -> None:
    text = "• Top performing\n  – NHS Bury CCG\n  – NHS Hull CCG\n• Greatest need\n  – NHS Corby CCG\n• Comment\n"
    extracted = read(text)
    assert [row[1:] for row in listed(extracted)] == [
        ("NHS Bury CCG", TOP),
        ("NHS Hull CCG", TOP),
        ("NHS Corby CCG", GREATEST),
    ]
    assert reported(extracted) == []


def test_the_words_before_the_lists_tell_them_from_others() -> None:
    text = "Top performing\n• Comment\n\nThe ratings’ best:\n\nTop performing\n• NHS Bury CCG; and\n• NHS Hull CCG.\n"
    spec = BandListSpec("best", BASELINE, after="The ratings' best")
    assert listed(read(text, spec)) == [(7, "NHS Bury CCG", TOP), (8, "NHS Hull CCG", TOP)]
    assert read("• NHS Bury CCG\n", spec).not_found[0].place == ("band_lists", 0)


def test_prose_ends_a_list() -> None:
    extracted = read("Top performing\n• NHS Bury CCG\n\nMore on this story:\n\n• Comment\n• Share\n")
    assert listed(extracted) == [(2, "NHS Bury CCG", TOP)]
    assert reported(extracted) == []


def test_prose_between_a_heading_and_bullets_parts_them_unless_it_introduces_them() -> None:
    assert listed(read("Top performing\nThirteen CCGs reached it.\n\n• Comment\n")) == []
    introduced = "Top performing\nThese reached it:\n\n• NHS Bury CCG\n\nRead on:\n\n• Comment\n"
    assert listed(read(introduced)) == [(4, "NHS Bury CCG", TOP)]


def test_a_list_of_ccgs_under_another_heading_is_listed_as_not_mapped() -> None:
    extracted = read("Top performing\n• NHS Bury CCG\n\nWho has not answered\n• NHS Hull CCG\n")
    assert listed(extracted) == [(2, "NHS Bury CCG", TOP)]
    assert (reported(extracted), unmapped(extracted)) == ([], [5])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("• NHS B\x00ury CCG", "holds bytes that are no UTF-8 text"),
        ("\ufffd\ufffd NHS Bury CCG", "holds bytes that are no UTF-8 text"),
        ("•", "an item with nothing in it"),
        ("  - ", "an item with nothing in it"),
        ("NHS Bury CCG", "stands among the items of a list and is none"),
        ("Bury", "stands among the items of a list and is none"),
    ],
)
def test_a_damaged_item_is_reported_and_the_list_goes_on(line: str, reason: str) -> None:
    extracted = read(f"Top performing\n• NHS Hull CCG\n{line}\n• NHS Corby CCG\n")
    assert reported(extracted) == [(3, reason)]
    assert [row[0] for row in listed(extracted)] == [2, 4]
    assert extracted.rows_seen == 3


def test_a_damaged_last_item_is_reported() -> None:
    assert [line for line, _ in reported(read("Top performing\n• NHS Hull CCG\nNHS Bury CCG\n\nProse.\n"))] == [3]
    assert [line for line, _ in reported(read("Top performing\n• NHS Hull CCG\n•\n\nProse.\n"))] == [3]


@pytest.mark.parametrize(
    "heading", ["G", "Greatest", "Greatest need for improv", "Gratest need for improvement", "Gr\x00test"]
)
def test_a_damaged_heading_is_reported(heading: str) -> None:
    extracted = read(f"Top performing\n• NHS Hull CCG\n\n{heading}\n• NHS Bury CCG\n")
    assert [line for line, _ in reported(extracted)] == [4]
    assert listed(extracted) == [(2, "NHS Hull CCG", TOP)]


def test_a_list_that_is_not_as_long_as_its_heading_says_is_reported() -> None:
    """A heading that is lost makes its items those of the band before."""
    extracted = read(
        "Top performing (1)\n• NHS Hull CCG\n\n\n• NHS Bury CCG\n\nPerforming well (1):\n• NHS Corby CCG\n"
    )
    assert reported(extracted) == [(1, "says 1, and 2 are listed under it")]
    assert reported(read("Top performing (2016)\n• NHS Hull CCG\n")) == []
    assert reported(read("• Top performing: 13\n• Performing well: 69\n")) == []


def test_lists_that_the_document_does_not_have_are_reported_by_their_place_in_the_sidecar() -> None:
    extracted = read("Top performing\n\nProse.\n")
    assert [missing.place for missing in extracted.not_found] == [("band_lists", 0)]


LINES = [
    "Top performing", "**Greatest need for improvement** (2)", "• Top performing", "• NHS Bury CCG", "  – NHS Hull CCG",
    "•", "NHS Corby CCG", "Top perf", "Prose:", "Prose.", "", "• NHS \x00", "\ufffd", "• Comment",
]  # fmt: skip


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=10), max_size=20))
def test_no_text_loses_an_item_or_makes_reading_fail(lines: list[str]) -> None:
    """Every bullet that is no heading is taken, told, or stands under no band."""
    read("\n".join(lines))


@pytest.mark.parametrize("unit", sampled([" ", "*", "(1) ", "#", "• ", "-", "Top performing ", "NHS ", "(", "1"]))
def test_lines_that_repeat_one_thing_are_read_in_time(unit: str) -> None:
    line = "x" + unit * (90_000 // len(unit))
    read(f"Top performing\n• NHS Bury CCG\n{line}\n• NHS Hull CCG\n\n{line}y\n• {line}\n")


# Lists that have lost their marks.


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_names_alone_under_a_band_are_items(gap: str) -> None:
    lines = ["Top performing", "NHS Bury CCG", "NHS Hull CCG*", "Greatest need for improvement (1):", "NHS Norwich CCG"]
    found = listed(read(gap.join(lines)))
    assert [fact[1:] for fact in found] == [
        ("NHS Bury CCG", TOP),
        ("NHS Hull CCG*", TOP),
        ("NHS Norwich CCG", GREATEST),
    ]


def test_a_band_that_nobody_has_and_words_between_end_no_list_but_their_own() -> None:
    text = "Top performing\nNone\n\nPerforming well\nBury\nHull\n\nNot rated\n\nNorwich\n"
    assert listed(read(text)) == [(5, "Bury", "Performing well"), (6, "Hull", "Performing well")]


@pytest.mark.parametrize(
    "text",
    [
        "NHS Bury CCG\nTop performing\nNHS Hull CCG\nNHS Norwich CCG\nPerforming well\n",
        "NHS Burry\nTop performing\nNHS Hull CCG\nNHS Norwich CCG\nPerforming well\nNHS Brent CCG\n",
        "A title\nTop performing\nNHS Hull CCG\nNHS Norwich CCG\nPerforming well\n",
        "Top performing\nNHS Hull CCG\nNHS Norwich CCG\nPerforming well\nNHS Bury CCG\nTop performing\nNHS Brent CCG\n",
        "Top performing\nNHS Hull CCG\nPerforming well\nNHS Norwich CCG\n",
        "Top performing\nBristol\nNHS Hull CCG\nNHS Norwich CCG\n",
    ],
    ids=["name first", "unknown name first", "band last", "band twice", "one each", "a place above names"],
)
def test_names_that_may_be_of_a_table_with_a_cell_a_line_are_no_items(text: str) -> None:
    extracted = extract(text, document(band_lists=(SPEC,)), VOCABULARY)
    assert listed(extracted) == []


def test_what_stands_among_names_alone_is_told_and_ends_the_list() -> None:
    text = "Top performing\nNHS Bury CCG\nNHS Hull CCG\nA trust of the North\nNHS Norwich CCG\n"
    extracted = read(text)
    assert [name for _, name, _ in listed(extracted)] == ["NHS Bury CCG", "NHS Hull CCG"]
    assert [line_no for line_no, _ in reported(extracted)] == [4]
