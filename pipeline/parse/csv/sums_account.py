"""What became of the rows that a feed adds up, and of the sums that could not be made; the sums of each provider."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.base.problems import ValidationFailed
from pipeline.base.sql_text import quoted
from pipeline.parse.csv.columns import KEEPS, refused
from pipeline.parse.csv.reasons import NO_MEASURE, READ
from pipeline.parse.csv.row_outcomes import FeedRows
from pipeline.parse.csv.sums import DECIMALS, Sums
from pipeline.parse.csv.table import MOST_LISTED, OtherPart
from pipeline.schema.frames import schema_of

_REFUSED = "a sum that could not be made"


def refused_sums(sums: Sums) -> dict[str, list[tuple[str, str, str]]]:
    """For each code of a measure the sums that were not made: where their rows stand, what they are of, and why."""
    found_of: dict[str, list[tuple[str, str, str]]] = {code: [] for code in sums.measured}
    first_rows = {(code, label): row for code, label, row in sums.query(
        "SELECT code, trim(label), min(row_no) FROM added GROUP BY ALL"
    )}  # fmt: skip
    for code, found in found_of.items():
        for period, labels in sums.periods[code].incomplete if code in sums.periods else ():
            row = min(first_rows[code, label] for label in labels)
            reason = f"not added up: of the months of {period} the file has {', '.join(labels)} only"
            found.append((f"row {row}, {period}", period, reason))
    for code, locator, org_code, period, fault in sums.query("""
        SELECT code, locator, CASE org_code WHEN '' THEN 'no code' ELSE org_code END, period, fault
        FROM total JOIN total_place USING (total) WHERE fault IS NOT NULL ORDER BY total
    """):
        found_of[code].append((locator, f"{org_code} | {period}", f"not added up for {org_code}: {fault}"))
    return found_of


def nothing_added(sums: Sums) -> ValidationFailed | None:
    """The refusal of a file of whose rows no sum could be made, with the first reason; None where none was wanted."""
    faults = [(locator, why) for found in refused_sums(sums).values() for locator, _, why in found]
    # A row that is wrong says more than the sums that are not made because of it.
    faults = sums.query("SELECT 'row ' || row_no, fault FROM added WHERE fault IS NOT NULL ORDER BY row_no") or faults
    if not faults:
        return None
    rows = sum(rows for code, rows in sums.rows_of.items() if code in sums.measured)
    message = f"of its {rows:,} rows of a known measure no sum could be made; of {len(faults):,} the first is of"
    remedy = f"Ask its publisher, or correct `add_up` of its layout in raw/sources.yml; {KEEPS}"
    return refused(sums.path, None, f"{message} {faults[0][0]}: {faults[0][1]}", remedy)


def account_for_sums(sums: Sums, document_id: str, parts: list[dict[str, Any]], rejects: list[dict[str, Any]]) -> int:
    """Adds the rows of the file to the parts, and what was not added up to the rejects.

    Gives how many more sums the parts count than there are rows of the file.
    """
    not_made = refused_sums(sums)
    beyond: int = sum(part["cells"] for part in parts) + sum(map(len, not_made.values()))
    part_of = {part["part"]: part for part in parts}
    counts = {code: tuple(found) for code, *found in sums.query("""
        SELECT code, count(*) FILTER (fault IS NULL AND repeats IS NULL), count(*) FROM added GROUP BY code
    """)}  # fmt: skip
    for code, rows in sums.rows_of.items():
        if code not in sums.measured:
            sums.lines.parts.append(OtherPart(code, rows, NO_MEASURE))
            continue
        if code not in part_of:
            part_of[code] = empty_part(document_id, code, len(parts) + 1, sums.measured[code].measure_id)
            parts.append(part_of[code])
        added, wanted = counts.get(code, (0, 0))
        part = part_of[code]
        part["cells"] += rows + len(not_made[code])
        part["labels"] += added
        part["rejected"] += wanted - added + len(not_made[code])
        part["left_out"] += rows - wanted
    rejects += _faulty_rows(sums, document_id)
    rejects += _listed(document_id, [one for found in not_made.values() for one in found], _REFUSED)
    return beyond


def empty_part(document_id: str, code: str, number: int, measure_id: str) -> dict[str, Any]:
    """A row of core.document_part of which no cell has been counted yet."""
    counts = dict.fromkeys(("cells", "labels", "published", "without_value", "rejected", "left_out"), 0)
    known = {"document_id": document_id, "part": code, "part_no": number, "state": "read", "measure_id": measure_id}
    return dict.fromkeys(schema_of("document_part")) | known | counts


def _faulty_rows(sums: Sums, document_id: str) -> list[dict[str, Any]]:
    """The rows that were not added: those at fault, and those that repeat another."""
    found = sums.query("""
        SELECT row_no, concat_ws(' | ', code, label, org, org_name, provider, provider_name),
            CASE WHEN fault IS NULL THEN 'repeats row ' || repeats || '; nothing is to be done'
                ELSE fault || '; no sum with this row is made, ask its publisher' END
        FROM added WHERE fault IS NOT NULL OR repeats IS NOT NULL ORDER BY row_no""")
    rows = [(f"row {row}", text, reason) for row, text, reason in found]
    return _listed(document_id, rows, "a row that could not be added")


def _listed(document_id: str, found: list[tuple[str, str, str]], what: str) -> list[dict[str, Any]]:
    listed = found[:MOST_LISTED]
    if more := len(found) - len(listed):
        listed = [*listed, (what, f"… and {more:,} more", what)]
    return [
        dict.fromkeys(schema_of("rejected_row"))
        | {"document_id": document_id, "locator": locator, "text": text, "stage": "feed", "reason": reason}
        for locator, text, reason in listed
    ]


def write_providers(sums: Sums, feed: FeedRows, document_id: str, target: Path, types: Mapping[Any, str]) -> None:
    """Writes the sums of each provider whose rows are in a sum that was taken, as rows of core.provider_value."""
    sums.con.execute(f"CREATE TABLE provider_place AS {sums.places_by('total, provider')}")
    values = {
        "document_id": quoted(document_id),
        "locator": "provider_place.locator",
        "provider_code": "trim(of_provider.provider)",
        "provider_name_published": "of_provider.provider_name",
        "org_type": "body.org_type",
        "org_code": "body.org_code",
        "measure_id": "part.measure_id",
        "period": "period.period",
        "period_start": "period.period_start",
        "period_end": "period.period_end",
        "value": "CASE WHEN of_provider.denominator > 0 THEN"
        f" round(100 * of_provider.numerator / of_provider.denominator, {DECIMALS}) END",
        "numerator": "of_provider.numerator",
        "denominator": "of_provider.denominator",
    }
    selected = ", ".join(
        f"CAST({values[name]} AS {types[kind]}) AS {name}" for name, kind in schema_of("provider_value").items()
    )
    sums.con.execute(f"""
        COPY (
            SELECT {selected} FROM (
                SELECT total, provider, arg_max(provider_name, row_no) AS provider_name, sum(numerator) AS numerator,
                    sum(denominator) AS denominator
                FROM member GROUP BY total, provider
            ) AS of_provider
            JOIN place ON of_provider.total = place.total
            JOIN kept ON place.row = kept.row
            JOIN provider_place ON of_provider.total = provider_place.total
                AND of_provider.provider = provider_place.provider
            JOIN (SELECT DISTINCT ON (id) * FROM part) AS part ON kept.part = part.id
            JOIN period ON kept.period = period.id
            JOIN body ON kept.body = body.id
            WHERE kept.outcome = {READ} ORDER BY of_provider.total, of_provider.provider
        ) TO {quoted(str(target))} (FORMAT parquet)""")
