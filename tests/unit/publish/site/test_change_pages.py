"""The timeline: what arrived is an event, and due dates for which nothing came are one span."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from pipeline.publish.site.change_pages import Changes, timeline


def due(on: date, state: str, **more: Any) -> dict[str, Any]:
    row = {
        "product": "rating",
        "due_on": on,
        "state": state,
        "document_ids": None,
        "days_late": None,
        "note": "abolished",
    }
    return row | more


def test_gaps_are_one_span_each_and_the_latest_event_comes_first() -> None:
    calendar = [
        due(date(2017, 6, 1), "missing"),
        due(date(2018, 6, 1), "missing"),
        due(date(2019, 6, 1), "late", document_ids="briefing", days_late=240),
        due(date(2020, 6, 1), "missing"),
        due(date(2021, 6, 1), "due"),
        due(date(2023, 6, 1), "ended"),
        due(date(2024, 6, 1), "ended"),
    ]
    documents = {"briefing": {"title": "A briefing", "published_on": date(2020, 1, 27)}}
    content: Any = SimpleNamespace(calendar=calendar, documents=documents)
    events = timeline(content, Changes({}, []))
    assert [(event.kind, event.on, event.until, event.text) for event in events] == [
        ("gap", date(2023, 6, 1), None, "Abolished."),
        ("next", date(2021, 6, 1), None, "Due on 1 June 2021."),
        ("gap", date(2020, 6, 1), date(2020, 6, 1), "Nothing was read for 1 due date."),
        ("arrived", date(2020, 1, 27), None, "The annual ratings due on 1 June 2019, 240 days late."),
        ("gap", date(2017, 6, 1), date(2018, 6, 1), "Nothing was read for 2 due dates."),
    ]
