"""What a set of ratings shows, in a sentence: whole bands, listed parts of bands, nothing."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.publish.site.rating_pages import band_finding


def bands(note: str | None, *given: tuple[str, int | None, int]) -> list[dict[str, Any]]:
    """The rows of a set: band, organisations where the band is whole, organisations listed."""
    rated = sum(listed for _, _, listed in given)
    return [
        {
            "period": "2018/19",
            "band": band,
            "organisations": whole,
            "organisations_listed": listed,
            "organisations_rated": rated,
            "organisations_open": 195,
            "coverage_note": note,
        }
        for band, whole, listed in given
    ]


SOME = "lists of some bands"


@pytest.mark.parametrize(
    ("rows", "finding"),
    [
        (
            bands(None, ("Good", 150, 150), ("Inadequate", 45, 45)),
            "150 Good and 45 Inadequate, of 195 rated organisations",
        ),
        (
            bands(SOME, ("Good", None, 0), ("Inadequate", 45, 45)),
            "45 Inadequate, of 195 organisations; the other bands are not listed",
        ),
        (
            bands(SOME, ("Good", None, 3), ("Inadequate", 45, 45)),
            "45 Inadequate, of 195 organisations; the other bands are not listed whole",
        ),
        (
            bands(SOME, ("Good", None, 2), ("Inadequate", None, 1)),
            "3 of 195 organisations listed: 2 Good and 1 Inadequate",
        ),
        (bands(SOME, ("Good", None, 0)), "0 of 195 organisations listed"),
    ],
)
def test_a_set_is_told_by_its_whole_bands_or_by_what_is_listed(rows: list[dict[str, Any]], finding: str) -> None:
    assert band_finding("overall", rows) == f"Overall 2018/19: {finding}"
