"""What a source says last of each organisation, measure and period; and which of a list of similar ones may be used.

Here: plain Python that the oracles of sums, lineage, segments and similar groups share. Not here: SQL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from oracle.publication_order import came_out

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]
# Source, measure and period.
Set = tuple[str, str, str]


def source_values(tables: Tables) -> dict[Set, dict[tuple[str, str], Row]]:
    """For each set its cells by kind and code: the latest document's, one whose period is printed before all others."""
    documents = {row["document_id"]: row for row in tables["document"]}
    place = came_out(list(tables["document"]))
    found: dict[Set, dict[tuple[str, str], Row]] = {}

    def standing(cell: Row) -> tuple[Any, ...]:
        return (cell["period_note"] is None, place[cell["document_id"]])

    for cell in sorted(tables["measure_value"], key=standing):
        document = documents[cell["document_id"]]
        key = (document["source_id"] or cell["document_id"], cell["measure_id"], cell["period"])
        found.setdefault(key, {})[cell["org_type"], cell["org_code"]] = cell
    return found


def was_open(organisation: Row, day: date) -> bool:
    return organisation["opened_on"] <= day and (organisation["closed_on"] is None or day <= organisation["closed_on"])


def counts(cell: Row | None) -> tuple[float, float] | None:
    """Numerator and denominator of a cell; None unless it has both and the one is part of the other."""
    if cell is None or cell["numerator"] is None or cell["denominator"] is None:
        return None
    part, whole = cell["numerator"], cell["denominator"]
    return (part, whole) if 0 <= part <= whole else None


def moved_organisations(tables: Tables) -> set[str]:
    codes = [row["org_code"] for row in tables["organisation_boundary"]]
    return {code for code in codes if codes.count(code) > 1}


def why_no_list(tables: Tables, code: str, day: date) -> str | None:
    """Why the list of 2016 says nothing of an organisation on a day; None where it may be used."""
    peers = [row for row in tables["similar_organisation"] if row["org_code"] == code]
    if not peers:
        return f"not one of the {len({row['org_code'] for row in tables['similar_organisation']})} of 2016"
    if day < date(2016, 3, 31):
        return "the list is of a later time than the period"
    if day >= date(2019, 4, 1):
        return "the list is more than two years older than the period"
    if day <= date(2017, 3, 31):
        return None
    register = {row["org_code"]: row for row in tables["organisation"]}
    group = {code, *(row["similar_org_code"] for row in peers)}
    if any(register[one]["closed_on"] is not None and register[one]["closed_on"] < day for one in group):
        return "one of the organisation and its ten is no longer open, and the list is of an earlier year"
    if group & moved_organisations(tables):
        return "the area of one of the organisation and its ten is another, or may be, than that of the list"
    return None
