"""Links of pages that are made to be looked through for ever."""

from __future__ import annotations

import time

import pytest

from pipeline.fetch.links import PIECE, Links

PAGE = "http://127.0.0.1/page"


def links_of(text: str) -> list[str]:
    found = Links(PAGE)
    for start in range(0, len(text), PIECE):
        found.feed(text[start : start + PIECE])
    return found.found


@pytest.mark.parametrize("unit", ["<a ", "<a href=", "<a href='", "<a b=c ", "<a/", "<a '", "<!--", "</"])
def test_the_time_grows_with_the_page_and_not_with_its_square(unit: str) -> None:
    def seconds(size: int) -> float:
        begun = time.process_time()
        links_of(unit * (size // len(unit)))
        return time.process_time() - begun

    small = min(seconds(250_000) for _ in range(2))
    # Eight times the page took 64 times as long.
    assert seconds(2_000_000) < 24 * max(small, 0.005)


def test_links_before_and_after_a_tag_without_an_end_are_found_unless_it_hides_them() -> None:
    text = '<a href="/first">' + "<a " * 50_000 + "x>" + " " * PIECE + '<a href="/last">'
    assert links_of(text) == ["http://127.0.0.1/first", "http://127.0.0.1/last"]


def test_an_address_that_no_server_takes_is_no_link() -> None:
    text = f'<a href="/{"x" * 1_998}"></a><a href="/{"x" * 1_999}y"></a><a href="/b"></a>'
    assert [len(link) for link in links_of(text)] == [len("http://127.0.0.1/") + 1_998, len("http://127.0.0.1/b")]
