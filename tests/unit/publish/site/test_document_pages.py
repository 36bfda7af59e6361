"""Lines are cut where facts begin and end, so that exactly the words of each can be marked."""

from __future__ import annotations

from pipeline.publish.site.document_pages import Spans, pieces


def spans(*offsets: tuple[int, int]) -> Spans:
    return Spans([{"char_start": start, "char_end": end} for start, end in offsets])


def test_the_words_of_a_fact_are_a_piece_of_their_own() -> None:
    # "NHS Barnet CCG 48.4%" from offset 100 on; the value is at 115 to 120.
    cut = pieces("NHS Barnet CCG 48.4%", 100, spans((115, 120)))
    assert [(piece.text, piece.stated, piece.begins) for piece in cut] == [
        ("NHS Barnet CCG ", False, []),
        ("48.4%", True, ["115-120"]),
    ]


def test_facts_that_lie_in_each_other_are_cut_at_all_their_ends() -> None:
    cut = pieces("127 of 209", 0, spans((0, 10), (7, 10)))
    assert [(piece.text, piece.stated, piece.begins) for piece in cut] == [
        ("127 of ", True, ["0-10"]),
        ("209", True, ["7-10"]),
    ]


def test_facts_of_other_lines_and_a_fact_over_several_lines() -> None:
    cut = pieces("second line", 11, spans((0, 5), (6, 17), (30, 40)))
    assert [(piece.text, piece.stated, piece.begins) for piece in cut] == [("second", True, []), (" line", False, [])]


def test_a_line_without_facts_is_one_piece() -> None:
    assert [(piece.text, piece.stated) for piece in pieces("nothing here", 5, spans())] == [("nothing here", False)]
