"""A benchmark prints its ratio with the bound, goes on, and fails at its end where it was over one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import timing


@pytest.fixture(autouse=True)
def _nothing_over() -> Iterator[None]:
    timing._over.clear()
    yield
    timing._over.clear()


def test_a_ratio_is_the_median_pair_by_pair(capsys: pytest.CaptureFixture[str]) -> None:
    timing.print_ratio("ours / theirs", [2.0, 6.0, 9.0], [2.0, 2.0, 2.0], bound=3)
    shown = "ours / theirs: 3.00 x (1.00 to 4.50), within the bound of 3 x; medians 6.000 s against 2.000 s\n"
    assert capsys.readouterr().out == shown
    timing.finish()


def test_what_is_over_its_bound_fails_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    timing.print_ratio("a", [4.0], [1.0], bound=3)
    timing.print_ratio("b", [1.0], [1.0], bound=3)
    timing.print_ratio("c", [9.0], [1.0], bound=None)
    assert "a: 4.00 x (4.00 to 4.00), OVER the bound of 3 x" in capsys.readouterr().out
    timing.held("a page", False)
    with pytest.raises(SystemExit, match=r"^over the bound: a; a page$"):
        timing.finish()


def test_the_first_turn_counts_for_nothing() -> None:
    ours, theirs = iter([100.0, 1.0, 2.0]), iter([200.0, 3.0, 4.0])
    assert timing.in_turn(lambda: next(ours), lambda: next(theirs), runs=2) == ([1.0, 2.0], [3.0, 4.0])
