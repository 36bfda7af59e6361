"""What the overview says of releases: what came, what did not, and what is due next."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipeline.publish.site.overview_pages import latest_due


def due(year: int, state: str, **more: Any) -> dict[str, Any]:
    row = {"product": "rating", "due_on": date(year, 6, 1), "state": state, "arrived_on": None, "note": None}
    return row | more


def test_due_dates_are_counted_until_they_have_come() -> None:
    arrived = due(2019, "late", arrived_on=date(2020, 1, 27))
    (found,) = latest_due([due(2022, "not_yet_due"), due(2021, "due"), due(2020, "missing"), arrived])
    assert found == {
        "product": "rating",
        "arrived": arrived,
        "late": 1,
        "missing": 1,
        "dates": 3,
        "next": due(2022, "not_yet_due"),
        "ended": None,
    }


def test_what_has_ended_is_neither_counted_nor_awaited() -> None:
    ended = [due(2024, "ended", note="abolished"), due(2023, "ended", note="abolished")]
    (found,) = latest_due([*ended, due(2022, "missing")])
    assert (found["missing"], found["dates"], found["next"], found["ended"]) == (1, 1, None, "abolished")
