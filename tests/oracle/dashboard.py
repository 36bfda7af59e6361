"""The dashboard known at each due date, worked out in plain Python: values edition by edition, then what has none.

Here: core rows in, the rows of the mart out. Not here: SQL, which value is shown (`oracle.dashboard_value`), and the
due dates (`oracle.release_calendar`).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from oracle.annual_ratings import correction
from oracle.dashboard_value import Series, previous_cell, shown_values, value_change
from oracle.measure_benchmark import against_standard
from oracle.publication_order import came_out
from oracle.release_calendar import MONTHS, Row, Tables, due_dates, release_calendar


def dashboard(tables: Tables, as_at: date) -> list[Row]:
    """The rows of marts.dashboard."""
    rows = []
    values_before: dict[Series, Row] = {}
    listed_before: dict[str, Row] = {}
    for due in due_dates(tables, "dashboard", as_at):
        values = shown_values(tables, due)
        valued = {series[0] for series in values}
        listed = {
            name: row | _without_value(tables, due, row, valued)
            for name, row in _listed(tables, due).items()
            if name not in valued
        }
        rows += [_of_value(tables, due, series, cell, values_before.get(series)) for series, cell in values.items()]
        rows += [_of_measure(tables, due, row, listed_before.get(name)) for name, row in listed.items()]
        values_before, listed_before = values, listed
    return rows


def _common(tables: Tables, due: date, cell: Row) -> Row:
    measure = next(row for row in tables["measure"] if row["measure_id"] == cell["measure_id"])
    document = next(row for row in tables["document"] if row["document_id"] == cell["document_id"])
    return {
        "edition": due,
        "measure_id": measure["measure_id"],
        "measure_name": measure["measure_name"],
        "unit": measure["unit"],
        "published_on": document["published_on"],
        "document_id": document["document_id"],
        "line_no": cell["line_no"],
    }


def _of_value(tables: Tables, due: date, series: Series, cell: Row, previous: Row | None) -> Row:
    _, org_type, org_code, period_inferred = series
    change, note = value_change(cell, previous)
    names = ("period", "period_start", "period_end", "value", "decimals", "status", "reason")
    every = max(_months_between_editions(tables, due), min(12, _months(cell["period_start"], cell["period_end"]) + 1))
    return (
        _common(tables, due, cell)
        | {
            "org_type": org_type,
            "org_code": org_code,
            "org_name": cell["org_name_published"],
            "organisation_open": None,
            "period_inferred": period_inferred,
            "age_days": (due - cell["period_end"]).days,
            "is_stale": _months_later(cell["period_end"], 2 * every) < due,
            "locator": cell["locator"],
            "correction": correction(tables, cell, "measure_value"),
            "change": change,
            "change_note": note,
        }
        | {name: cell[name] for name in names}
        | (_in_register(tables, due, org_code) if org_type == "ccg" else {})
        | _against_standard(tables, cell)
        | previous_cell(previous)
    )


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def _months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def _months_between_editions(tables: Tables, due: date) -> int:
    (cadence,) = {
        row["cadence"]
        for row in release_calendar(tables, due)
        if row["product"] == "dashboard" and row["due_on"] == due
    }
    return MONTHS[cadence]


def _in_register(tables: Tables, due: date, org_code: str) -> Row:
    organisation = next(row for row in tables["organisation"] if row["org_code"] == org_code)
    is_open = organisation["opened_on"] <= due <= (organisation["closed_on"] or date.max)
    return {"org_name": organisation["org_name"], "organisation_open": is_open}


def _against_standard(tables: Tables, cell: Row) -> Row:
    measure = next(row for row in tables["measure"] if row["measure_id"] == cell["measure_id"])
    standards = [row for row in tables["measure_standard"] if row["measure_id"] == cell["measure_id"]]
    judged = against_standard(cell, measure, standards)
    found = {name: judged.get(name) for name in ("standard", "comparator", "standard_met")}
    distance = judged["distance_to_standard"]
    # To as many places as are printed.
    return found | {"distance_to_standard": None if distance is None else round(distance, 6)}


def _of_measure(tables: Tables, due: date, listing: Row, previous: Row | None) -> Row:
    names = ["org_type", "org_code", "org_name", "organisation_open", "period_inferred", "period", "period_start"]
    names += ["period_end", "age_days", "is_stale"]
    names += ["value", "decimals", "standard", "comparator", "distance_to_standard", "standard_met"]
    names += ["locator", "correction", "previous_value", "previous_period"]
    row: Row = dict.fromkeys(names) | _common(tables, due, listing)
    row |= {name: listing[name] for name in ("status", "reason")}
    row |= {"previous_status": None, "previous_document_id": None, "change_note": None}
    if previous is None:
        return row | {"change": "new", "change_note": "not listed at the edition before"}
    said = previous["status"]
    row |= {"previous_status": said, "previous_document_id": previous["document_id"]}
    if row["status"] == said:
        return row | {"change": "unchanged"}
    note = f"was {said} ({previous['document_id']}), is {row['status']} ({row['document_id']})"
    return row | {"change": "new status", "change_note": note}


def _without_value(tables: Tables, due: date, listing: Row, valued: set[str]) -> Row:
    """What is said of a measure that has no value of its own at an edition."""
    (parts,) = [row["parts"] for row in tables["measure"] if row["measure_id"] == listing["measure_id"]]
    if shown := valued.intersection(parts):
        return {"status": "in_parts", "reason": f"its figures are those of {', '.join(sorted(shown))}"}
    order = came_out(tables["document"])
    versions = [
        row["document_id"] for row in tables["document"] if row["product"] == "dashboard" and row["published_on"] <= due
    ]
    if versions:
        latest = max(versions, key=lambda document_id: order[document_id])
        return {"status": "not_in_this_edition", "reason": f"listed, and {latest} has no figures for it"}
    if listing["status"] == "planned":
        return {"status": "planned", "reason": "listed as planned, and no value known at this edition"}
    return {"status": "no_value", "reason": "listed, and no value known at this edition"}


def _listed(tables: Tables, due: date) -> dict[str, Row]:
    """The listing that counts of each measure that is expected on the dashboard on a day."""
    published = {row["document_id"]: row["published_on"] for row in tables["document"]}
    order = came_out(tables["document"])
    by_measure: dict[str, list[Row]] = {}
    for row in tables["measure_listing"]:
        if published[row["document_id"]] <= due:
            by_measure.setdefault(row["measure_id"], []).append(row)
    found = {}
    for measure_id, rows in by_measure.items():
        for_dashboard = [row for row in rows if row["product"] == "dashboard"]
        if for_dashboard or any(row["status"] == "planned" for row in rows):
            found[measure_id] = _latest(for_dashboard or rows, order)
    return found


def _latest(listings: list[Row], order: dict[str, int]) -> Row:
    names = ("status", "line_no", "char_start")
    return min(listings, key=lambda row: [-order[row["document_id"]], *(row[name] for name in names)])
