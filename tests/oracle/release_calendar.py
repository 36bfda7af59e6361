"""What is due, late or missing, worked out in plain Python by going through the days and then through the arrivals.

Here: core rows in, the rows of the mart out. Not here: SQL, and what an edition shows.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from oracle.publication_order import came_out
from oracle.restatement import restated_by

Row = dict[str, Any]
Tables = dict[str, list[Row]]

MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "annual": 12}


def release_calendar(tables: Tables, as_at: date) -> list[Row]:
    """The rows of marts.release_calendar."""
    published = {row["document_id"]: row["published_on"] for row in tables["document"]}
    order = came_out(tables["document"])
    policies: dict[str, list[Row]] = {row["product"]: [] for row in tables["refresh_policy"]}
    for row in tables["refresh_policy"]:
        came = {"published_on": published[row["document_id"]], "order": order[row["document_id"]]}
        policies[row["product"]].append(row | came)
    for source in tables["source"]:
        policies[source["source_id"]] = _of_source(source, tables["document"])
    rows = []
    for product, policy in policies.items():
        stated = [row for row in policy if row["published_on"] <= as_at]
        if stated:
            brought = _brought(tables, product)
            in_order = sorted(brought, key=lambda name: order[name])
            arrivals = _arrivals(in_order, published, min(row["published_on"] for row in stated), as_at)
            judged = _judged(product, _due(stated, as_at), arrivals, as_at, _last_day_of_ccgs(tables))
            rows += [row | {"restated": _restated(tables, row)} for row in judged]
    return rows


def other_sources(tables: Tables) -> set[str]:
    """The documents that come from a source and are no release of the dashboard."""
    return {
        row["document_id"]
        for row in tables["document"]
        if row["source_id"] is not None and row["product"] != "dashboard"
    }


def _of_source(source: Row, documents: list[Row]) -> list[Row]:
    """The cadence of a source of measures, from one step after its first version."""
    versions = [row for row in documents if row["source_id"] == source["source_id"]]
    months = MONTHS.get(source["cadence"])
    if source["product"] is not None or months is None or not versions:
        return []
    order = came_out(versions)
    first = min(versions, key=lambda row: order[row["document_id"]])
    day: date = first["published_on"]
    years, month = divmod(day.month - 1 + months, 12)
    starts = date(day.year + years, month + 1, min(day.day, monthrange(day.year + years, month + 1)[1]))
    found = {"document_id": first["document_id"], "published_on": day, "starts": starts, "order": 0}
    return [found | {"cadence": source["cadence"], "line_no": None}]


def _brought(tables: Tables, product: str) -> set[str]:
    """The documents that are a release of a product."""
    declared = {row["document_id"] for row in tables["document"] if row["product"] == product}
    if product == "rating":
        return declared & {row["document_id"] for row in tables["rating"]}
    if product == "dashboard":
        return declared & {row["document_id"] for row in tables["measure_value"]}
    return {row["document_id"] for row in tables["document"] if (row["source_id"], row["product"]) == (product, None)}


def _restated(tables: Tables, row: Row) -> int | None:
    return restated_by(tables, row["document_ids"].split(", ")) if row["document_ids"] else None


def due_dates(tables: Tables, product: str, as_at: date) -> list[date]:
    """The due dates of a product up to a day: its editions."""
    return [
        row["due_on"] for row in release_calendar(tables, as_at) if row["product"] == product and row["due_on"] <= as_at
    ]


def _due(stated: list[Row], as_at: date) -> list[tuple[date, Row]]:
    """Each due date with the policy that holds on it, up to the second one after `as_at`."""
    found: list[tuple[date, Row]] = []
    day = min(row["starts"] for row in stated)
    while len([due for due, _ in found if due > as_at]) < 2:
        in_force: Row | None = None
        for row in stated:
            if max(row["starts"], row["published_on"]) <= day and (in_force is None or _stronger(row, in_force)):
                in_force = row
        if in_force is not None:
            starts = in_force["starts"]
            months = (day.year - starts.year) * 12 + day.month - starts.month
            if day.day == starts.day and months % MONTHS[in_force["cadence"]] == 0:
                found.append((day, in_force))
        day += timedelta(days=1)
    return found


def _stronger(one: Row, other: Row) -> bool:
    for name in ("published_on", "starts", "order"):
        if one[name] != other[name]:
            return bool(one[name] > other[name])
    names = ("line_no", "cadence")
    return [one[name] for name in names] < [other[name] for name in names]


def _arrivals(brought: list[str], published: dict[str, date], after: date, until: date) -> dict[date, list[str]]:
    found: dict[date, list[str]] = {}
    for document_id in brought:
        if after < published[document_id] <= until:
            found.setdefault(published[document_id], []).append(document_id)
    return found


def _last_day_of_ccgs(tables: Tables) -> date:
    """The last day on which any CCG was open; that of the calendar while one is not known to have closed."""
    return max((row["closed_on"] or date.max for row in tables["organisation"]), default=date.max)


def _judged(
    product: str, due: list[tuple[date, Row]], arrivals: dict[date, list[str]], as_at: date, last_day: date
) -> list[Row]:
    days = [day for day, _ in due]
    filled: dict[date, list[date]] = {day: [] for day in days}
    for day in sorted(arrivals):
        past = [known for known in days if known < day]
        coming = [known for known in days if known >= day]
        if coming[0] != day and past and not filled[past[-1]]:
            filled[past[-1]].append(day)
        else:
            filled[coming[0]].append(day)
    rows = []
    for (day, policy), next_day in zip(due[:-1], days[1:], strict=True):
        came = filled[day]
        state, days_late, note = _state(day, next_day, came[0] if came else None, as_at)
        if product == "rating" and not came and min(day, as_at) > last_day:
            abolished_on = last_day + timedelta(days=1)
            state, note = "ended", f"no CCG is left to be rated; they were abolished on {abolished_on}"
        rows.append(
            {
                "product": product,
                "due_on": day,
                "edition": day.isoformat(),
                "next_due_on": next_day,
                "cadence": policy["cadence"],
                "state": state,
                "arrived_on": came[0] if came else None,
                "days_late": days_late,
                "document_ids": ", ".join(name for one in came for name in arrivals[one]) or None,
                "policy_document_id": policy["document_id"],
                "policy_line_no": policy["line_no"],
                "note": note,
            }
        )
    return rows


def _state(day: date, next_day: date, came: date | None, as_at: date) -> tuple[str, int | None, str | None]:
    if came is not None:
        late = (came - day).days
        if late > 0:
            return "late", late, f"arrived on {came}, {late} days late"
        return "published", 0, f"arrived on {came}, {-late} days early" if late else "arrived on the due date"
    if as_at < day:
        return "not_yet_due", None, None
    if as_at < next_day:
        return "due", None, f"nothing has arrived yet; missing if nothing arrives before {next_day}"
    return "missing", None, f"nothing had arrived when the next was due, on {next_day}"
