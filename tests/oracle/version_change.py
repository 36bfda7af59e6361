"""What each version of a source brought of each measure, worked out in plain Python, version after version.

Here: core rows in, the rows of the mart out. Not here: SQL, and which values are restated (`oracle.restatement`).
"""

from __future__ import annotations

from typing import Any

from oracle.publication_order import came_out
from oracle.restatement import Row, Tables, restatement

State = {(False, True): "new", (True, False): "lost", (True, True): "kept"}


def version_change(tables: Tables) -> list[Row]:
    """The rows of marts.version_change."""
    revised = [(row["document_id"], row["measure_id"]) for row in restatement(tables)]
    order = came_out(tables["document"])
    rows = []
    for source_id in {row["source_id"] for row in tables["document"]} - {None}:
        versions = [row for row in tables["document"] if row["source_id"] == source_id]
        before: Row | None = None
        for version in sorted(versions, key=lambda row: order[row["document_id"]]):
            held, held_before = (_held(tables, one["document_id"] if one else None) for one in (version, before))
            for measure_id in {*held, *held_before}:
                now, earlier = held.get(measure_id), held_before.get(measure_id)
                gone = _gone(tables, version, before, measure_id)
                rows.append(
                    {
                        "source_id": source_id,
                        "document_id": version["document_id"],
                        "published_on": version["published_on"],
                        "previous_document_id": before["document_id"] if before else None,
                        "measure_id": measure_id,
                        "state": State[earlier is not None, now is not None],
                        "part": _names(now),
                        "previous_part": _names(earlier),
                        "published": sum(part["published"] for part in now or []),
                        "previous_published": sum(part["published"] for part in earlier or []),
                        "restated": revised.count((version["document_id"], measure_id)),
                        "organisations_lost": sum(lost for lost, _ in gone.values()),
                        "lost_of": ", ".join(f"{kind}: {lost} of {had}" for kind, (lost, had) in sorted(gone.items()))
                        or None,
                    }
                )
            before = version
    return rows


def _held(tables: Tables, document_id: Any) -> dict[str, list[Row]]:
    """The parts of a version that hold each measure."""
    held: dict[str, list[Row]] = {}
    for part in sorted(tables["document_part"], key=lambda part: int(part["part_no"])):
        if part["document_id"] == document_id and part["state"] == "read" and part["measure_id"] is not None:
            held.setdefault(part["measure_id"], []).append(part)
    return held


def _gone(tables: Tables, version: Row, before: Row | None, measure_id: str) -> dict[str, tuple[int, int]]:
    """Of each kind of organisation that lost some: how many, and how many had a value in the version before."""
    if before is None or measure_id not in _held(tables, before["document_id"]):
        return {}
    rows = [row for row in tables["measure_value"] if row["measure_id"] == measure_id]
    named = {
        (row["org_type"], row["org_code"])
        for row in rows
        if row["document_id"] == version["document_id"] and measure_id in _held(tables, version["document_id"])
    }
    gone: dict[str, tuple[int, int]] = {}
    for kind in {row["org_type"] for row in rows}:
        had = {
            row["org_code"]
            for row in rows
            if (row["document_id"], row["org_type"]) == (before["document_id"], kind) and row["value"] is not None
        }
        if lost := {code for code in had if (kind, code) not in named}:
            gone[kind] = (len(lost), len(had))
    return gone


def _names(parts: list[Row] | None) -> str | None:
    return None if parts is None else ", ".join(part["part"] for part in parts)
