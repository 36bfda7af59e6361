"""Current ratings, and how many organisations have each band, worked out in plain Python.

Here: which document's rating counts, with what was corrected and what others say; bands with coverage. Not here: SQL.
"""

from __future__ import annotations

from datetime import date

from oracle.organisation_lineage import Row, Tables
from oracle.publication_order import came_out

Fact = tuple[str, str, str, str]


def in_force(tables: Tables) -> dict[Fact, Row]:
    """The rating that counts for each organisation, framework, area and period."""
    published = {row["document_id"]: row["published_on"] for row in tables["document"]}
    names = {row["org_code"]: row["org_name"] for row in tables["organisation"]}
    positions = {(row["scale"], row["band"]): row["position"] for row in tables["rating_scale"]}
    stated: dict[Fact, list[Row]] = {}
    place = came_out(tables["document"])
    for row in sorted(tables["rating"], key=lambda row: str(row["document_id"])):
        stated.setdefault((row["org_code"], row["framework"], row["area"], row["period"]), []).append(row)
    authority = Authority(tables)
    result = {}
    for fact, rows in stated.items():
        heard = authority.heard(rows)
        counts = max(heard, key=lambda row: place[row["document_id"]])
        others = [row for row in rows if _says(row) != _says(counts)]
        result[fact] = counts | {
            "org_name": names[counts["org_code"]],
            "band_complete": any(row["band_complete"] for row in heard if _says(row) == _says(counts)),
            "position": positions.get((counts["scale"], counts["band"])),
            "published_on": published[counts["document_id"]],
            "correction": "; ".join(_correction(counts, tables)) or None,
            "conflict": "; ".join(f"{row['document_id']} line {row['line_no']}: {_says(row)}" for row in others)
            or None,
        }
    return result


class Authority:
    """Who has the say on a rating: whoever listed all that were open, in the same document or a later one of theirs."""

    def __init__(self, tables: Tables) -> None:
        self._documents = {row["document_id"]: row for row in tables["document"]}
        self._organisations = tables["organisation"]
        self._lists: dict[tuple[str, str, str], dict[str, set[str]]] = {}
        for row in tables["rating"]:
            if row["stated_in"] != "sentence":
                of_documents = self._lists.setdefault(_set_of(row), {})
                of_documents.setdefault(row["document_id"], set()).add(row["org_code"])
        self._listed_all: dict[tuple[tuple[str, str, str], date], list[Row]] = {}

    def heard(self, rows: list[Row]) -> list[Row]:
        """Those of the statements of one rating that are heard: of whoever listed all, else of any list, else all."""
        about = _set_of(rows[0]), rows[0]["period_end"]
        if about not in self._listed_all:
            self._listed_all[about] = self._who_listed_all(*about)
        listed = [row for row in rows if row["stated_in"] != "sentence"]
        with_authority = [
            row
            for row in listed
            if any(
                self._documents[row["document_id"]]["publisher"] == other["publisher"]
                and self._documents[row["document_id"]]["published_on"] >= other["published_on"]
                for other in self._listed_all[about]
            )
        ]
        return with_authority or listed or rows

    def _who_listed_all(self, about: tuple[str, str, str], day: date) -> list[Row]:
        """The documents that list every organisation that was open on `day`, the last of the period."""
        were_open = {
            row["org_code"] for row in self._organisations if row["opened_on"] <= day <= (row["closed_on"] or day)
        }
        lists = self._lists.get(about, {})
        return [row for name, row in self._documents.items() if were_open and were_open <= lists.get(name, set())]


def _set_of(row: Row) -> tuple[str, str, str]:
    return row["framework"], row["area"], row["period"]


def _says(row: Row) -> str:
    return str(row["band"] or row["status"])


def _correction(rating: Row, tables: Tables) -> list[str]:
    return [
        f"printed {row['printed']}, corrected to {row['right_value']}: {row['reason']} ({row['authority']})"
        for row in sorted(tables["correction"], key=lambda row: int(row["char_start"]))
        if (row["document_id"], row["line_no"]) == (rating["document_id"], rating["line_no"])
        and (row["about"] == "organisation" or (row["about"] == "rating" and row["char_start"] == rating["char_start"]))
    ]


def rating_current(tables: Tables) -> list[Row]:
    """The rows of marts.rating_current, in no order."""
    statements: dict[Fact, int] = {}
    for row in tables["rating"]:
        fact = (row["org_code"], row["framework"], row["area"], row["period"])
        statements[fact] = statements.get(fact, 0) + 1
    return [row | {"documents": statements[fact]} for fact, row in in_force(tables).items()]


def rating_distribution(tables: Tables) -> dict[tuple[str, str, str, str], Row]:
    """What marts.rating_distribution counts, by framework, area, period and band."""
    sets: dict[tuple[str, str, str], list[Row]] = {}
    for row in in_force(tables).values():
        sets.setdefault((row["framework"], row["area"], row["period"]), []).append(row)
    result = {}
    for key, rows in sets.items():
        day, scale = rows[0]["period_end"], rows[0]["scale"]
        were_open = {
            row["org_code"] for row in tables["organisation"] if row["opened_on"] <= day <= (row["closed_on"] or day)
        }
        told = {row["org_code"] for row in rows if row["status"] in ("rated", "insufficient_data")}
        rated = [row for row in rows if row["status"] == "rated"]
        missing = len(were_open - told)
        is_covered = bool(were_open) and not missing
        note = f"{len(were_open) - missing} of the {len(were_open)} organisations open then have a row"
        if not were_open:
            note = "no organisation was open on the last day of the period"
        for band in (row["band"] for row in tables["rating_scale"] if row["scale"] == scale):
            listed = [row for row in rated if row["band"] == band]
            is_known = is_covered or (listed != [] and all(row["band_complete"] for row in listed))
            result[*key, band] = {
                "organisations_listed": len(listed),
                "organisations": len(listed) if is_known else None,
                "share": len(listed) / len(rated) if rated and is_covered else None,
                "organisations_rated": len(rated),
                "organisations_without_band": sum(row["status"] == "insufficient_data" for row in rows),
                "organisations_open": len(were_open),
                "coverage": (len(were_open) - missing) / len(were_open) if were_open else None,
                "coverage_note": None if is_covered else note,
            }
    return result
