"""The values that a dashboard shows, worked out in plain Python: at each due date take what was known, and choose.

Here: core rows in, the rows of the mart out, and what each edition shows. Not here: SQL, measures without a value
(`oracle.dashboard`), and the due dates (`oracle.release_calendar`).
"""

from __future__ import annotations

from datetime import date

from oracle.annual_ratings import correction
from oracle.publication_order import came_out
from oracle.release_calendar import Row, Tables, due_dates, other_sources

SPEAKING = ("published", "suppressed", "insufficient_data")

# A measure, an organisation by its kind and code, and whether the period was inferred.
Series = tuple[str, str, str, bool]


def dashboard_value(tables: Tables, as_at: date) -> list[Row]:
    """The rows of marts.dashboard_value."""
    rows: list[Row] = []
    open_rows: dict[Series, Row] = {}
    before: dict[Series, Row] = {}
    for due in due_dates(tables, "dashboard", as_at):
        now = shown_values(tables, due)
        for series, cell in now.items():
            if cell is not before.get(series):
                open_rows[series] = _row(tables, series, cell, before.get(series)) | {"first_edition": due}
                rows.append(open_rows[series])
            open_rows[series]["last_edition"] = due
        before = now
    return rows


def shown_values(tables: Tables, due: date) -> dict[Series, Row]:
    """What is shown of each series on a day: one of the rows of core.measure_value."""
    published = {row["document_id"]: row["published_on"] for row in tables["document"]}
    order = came_out(tables["document"])
    elsewhere = other_sources(tables)
    in_force: dict[Series, dict[str, Row]] = {}
    for row in tables["measure_value"]:
        if published[row["document_id"]] > due or row["document_id"] in elsewhere:
            continue
        series = (row["measure_id"], row["org_type"], row["org_code"], row["period_note"] is not None)
        facts = in_force.setdefault(series, {})
        other = facts.get(row["period"])
        if other is None or order[row["document_id"]] > order[other["document_id"]]:
            facts[row["period"]] = row
    shown = {}
    for series, facts in in_force.items():
        cells = [row for row in facts.values() if row["status"] in SPEAKING] or list(facts.values())
        last = max(row["period_end"] for row in cells)
        best: Row | None = None
        for row in cells:
            if row["period_end"] == last and (best is None or _first_choice(row, best, order)):
                best = row
        assert best is not None
        shown[series] = best
    return shown


def _first_choice(one: Row, other: Row, order: dict[str, int]) -> bool:
    if one["document_id"] != other["document_id"]:
        return order[one["document_id"]] > order[other["document_id"]]
    return bool(one["period_start"] > other["period_start"])


def _row(tables: Tables, series: Series, cell: Row, previous: Row | None) -> Row:
    change, note = value_change(cell, previous)
    names = ("org_name_published", "period", "period_start", "period_end", "value", "decimals", "status", "reason")
    names += ("document_id", "line_no", "locator")
    return (
        dict(zip(("measure_id", "org_type", "org_code", "period_inferred"), series, strict=True))
        | {name: cell[name] for name in names}
        | {"correction": correction(tables, cell, "measure_value"), "change": change, "change_note": note}
        | previous_cell(previous)
    )


def previous_cell(previous: Row | None) -> Row:
    """What a row tells of the edition before."""
    names = ("value", "status", "period", "document_id")
    return {f"previous_{name}": previous[name] if previous else None for name in names}


def value_change(cell: Row, previous: Row | None) -> tuple[str, str | None]:
    """What is new about a cell, as a word and for people."""
    if previous is None:
        return "new", "nothing known at the edition before"
    says, said = (row["status"] if row["value"] is None else repr(row["value"]) for row in (cell, previous))
    if cell["period"] == previous["period"]:
        if (cell["value"], cell["status"]) == (previous["value"], previous["status"]):
            return "unchanged", None
        return "revised", f"was {said} ({previous['document_id']}), is {says} ({cell['document_id']})"
    if previous["status"] in SPEAKING and (
        cell["status"] not in SPEAKING or cell["period_end"] < previous["period_end"]
    ):
        return (
            "withdrawn",
            f"was {said} for {previous['period']}, no longer stated; is {says} for {cell['period']}",
        )
    return "new period", f"was {said} for {previous['period']}, is {says} for {cell['period']}"
