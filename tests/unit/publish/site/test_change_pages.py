"""The timeline: what arrived is an event, and due dates for which nothing came are one span."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from pipeline.publish.site.change_pages import Changes, restated, timeline

AWAITED = "due by the stated cadence; none is among the documents we read."


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
        due(date(2022, 6, 1), "not_yet_due"),
        due(date(2023, 6, 1), "ended"),
        due(date(2024, 6, 1), "ended"),
    ]
    documents = {"briefing": {"title": "A briefing", "published_on": date(2020, 1, 27)}}
    content: Any = SimpleNamespace(calendar=calendar, documents=documents, release={"as_at": date(2022, 3, 31)})
    events = timeline(content, Changes({}, []))
    assert [(event.kind, event.on, event.until, event.text) for event in events] == [
        ("gap", date(2023, 6, 1), None, "Abolished."),
        ("next", date(2022, 6, 1), None, "The next edition is due on 1 June 2022."),
        ("gap", date(2021, 6, 1), None, "An edition was due on 1 June 2021, and had not come by 31 March 2022."),
        ("gap", date(2020, 6, 1), date(2020, 6, 1), f"An edition was {AWAITED}"),
        ("arrived", date(2020, 1, 27), None, "The edition of the annual ratings that was due on 1 June 2019."),
        ("gap", date(2017, 6, 1), date(2018, 6, 1), f"2 editions were {AWAITED}"),
    ]


def area(name: str, **more: Any) -> dict[str, Any]:
    counts = {"gone": 0, "new": 0, "reason": 0, "little": 0, "more": 0, "kept": 0, "both": 2000, "reasons": None}
    return {"org_name": name, "measures": ["Rate"], "of_percent": True, "largest": None, "size": None, **counts, **more}


def test_what_is_gone_is_told_apart_from_what_differs_and_the_largest_difference_is_named() -> None:
    largest = {
        "measure_name": "Rate", "unit": "%", "period": "2019/20 Q1", "previous_value": 40.0, "previous_decimals": 0,
        "value": 55.5, "decimals": 1,
    }  # fmt: skip
    rows = [
        area("Hull", little=2, more=1, largest=largest, size=15.5),
        area("Bury", gone=1, reasons=["suppressed"]),
        area("Ayr", gone=4, kept=4, reason=1, reasons=["not_available"]),
    ]
    told = restated("before", rows)
    assert told.said == (
        "2,000 cells of Rate stand in this and the earlier document; of these 1 differs by 1 point or more, "
        "2 differ by less than 1 point, 5 have no figure any more (not available and suppressed (small numbers); "
        "4 earlier figures still stand here) and 1 is still not given, for another stated reason. "
        "The largest difference: Hull, 2019/20 Q1, 40% → 55.5%."
    )
    assert [row["org_name"] for row in told.changed] == ["Hull"]
    assert [row["org_name"] for row in told.gone] == ["Ayr", "Bury"]


def test_what_another_publisher_states_otherwise_is_no_revision() -> None:
    largest = {
        "measure_name": "Rate", "unit": "%", "period": "2015/16 Q4", "previous_value": 48.0, "previous_decimals": 0,
        "value": 62.5, "decimals": 1,
    }  # fmt: skip
    rows = [area("Hull", more=1, both=3, gone=1, reasons=["suppressed"], largest=largest, size=14.5)]
    assert restated("paper", rows, is_revision=False).said == (
        "Another publisher’s figures, which this document does not revise. 3 cells of Rate stand in this and the other "
        "document; of these 1 differs by 1 point or more and 1 has no figure here (suppressed (small numbers)). "
        "The largest difference: Hull, 2015/16 Q4, 48% there and 62.5% here."
    )


def test_where_all_are_gone_no_figure_was_revised() -> None:
    told = restated(
        "before",
        [
            area("Hull", gone=1120, kept=1120, reasons=["not_available"], both=1130),
            area("Bury", new=1, measures=["Share"], both=1130),
        ],
    )
    assert told.said == (
        "No figure was revised. 1,130 cells of 2 measures stand in this and the earlier document; "
        "of these 1,120 have no figure any more (not available; the earlier figures still stand here) and "
        "1 is given for the first time."
    )
