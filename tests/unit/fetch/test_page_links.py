"""Links of pages that are made to be looked through for ever."""

from __future__ import annotations

import pytest

from pipeline.fetch.links import PIECE, Links

PAGE = "http://127.0.0.1/page"


def links_of(text: str) -> list[str]:
    found = Links(PAGE)
    for start in range(0, len(text), PIECE):
        found.feed(text[start : start + PIECE])
    return found.found


@pytest.mark.parametrize("unit", ["<a ", "<a href=", "<a href='", "<a b=c ", "<a/", "<a '", "<!--", "<!", "</"])
def test_no_more_is_looked_through_again_than_a_piece(unit: str) -> None:
    found = Links(PAGE)
    for _ in range(30):
        found.feed(unit * (PIECE // len(unit)))
        assert len(found.rawdata) <= PIECE
    assert found.found == []


def test_a_comment_hides_links_until_it_ends() -> None:
    text = '<a href="/first">' + "<!--" + '<a href="/hidden"> -> ' * 10_000 + "--" + '><a href="/last">'
    for size in (7, PIECE):
        found = Links(PAGE)
        for start in range(0, len(text), size):
            found.feed(text[start : start + size])
        assert found.found == ["http://127.0.0.1/first", "http://127.0.0.1/last"]


def test_links_before_and_after_a_tag_without_an_end_are_found_unless_it_hides_them() -> None:
    text = '<a href="/first">' + "<a " * 50_000 + "x>" + " " * PIECE + '<a href="/last">'
    assert links_of(text) == ["http://127.0.0.1/first", "http://127.0.0.1/last"]


def test_an_address_that_no_server_takes_is_no_link() -> None:
    text = f'<a href="/{"x" * 1_998}"></a><a href="/{"x" * 1_999}y"></a><a href="/b"></a>'
    assert [len(link) for link in links_of(text)] == [len("http://127.0.0.1/") + 1_998, len("http://127.0.0.1/b")]
