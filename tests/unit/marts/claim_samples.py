"""Claims and ratings of a few organisations, and what the mart says of them.

Here: the rows that tests of the mart of claims write. Not here: what should come out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from mart_samples import Row, organisations, run

NOT_CHECKABLE = ("not_checkable", None, None)
BANDS = ("High", "Middle", "Low")
SCALES = [{"scale": "s", "band": band, "position": place} for place, band in enumerate(BANDS, 1)]
OTHER_SCALE = [{"scale": "t", "band": band, "position": place} for place, band in enumerate(("Yes", "No"), 1)]
SUBJECT = {"framework": "f", "area": "a", "period": "2017/18"}


def ratings(bands: str, **values: Any) -> list[Row]:
    """Ratings of A00, A01 and so on: H, M or L is a band, i insufficient data, n not applicable, - no row."""
    statuses = {"i": "insufficient_data", "n": "not_applicable"}
    return [
        {
            "document_id": "d",
            "org_code": f"A{number:02}",
            "scale": "s",
            "band": next((band for band in BANDS if band[0] == letter), None),
            "status": statuses.get(letter, "rated"),
            **SUBJECT,
            **values,
        }
        for number, letter in enumerate(bands)
        if letter != "-"
    ]


def claim(value: float, *bands: str, **values: Any) -> Row:
    """A claim of document d: a total where no bands are given."""
    statistic = "band_count" if bands else "assessed_total"
    return {"document_id": "d", "scale": "s", "statistic": statistic, "comparator": "=", "bands": list(bands)} | {
        "value": value,
        **SUBJECT,
        **values,
    }


def share(value: float, *bands: str, **values: Any) -> Row:
    return claim(value, *bands, statistic="share", **values)


def check(
    folder: Path, claims: Sequence[Row], rows: Sequence[Row] = (), **tables: Sequence[Mapping[str, Any]]
) -> list[Row]:
    """What is said of `claims`, c1 and so on unless named, of which each stands on a line of its own."""
    named = [
        {"claim_id": f"c{place}", "line_no": place, "char_start": place, **row} for place, row in enumerate(claims, 1)
    ]
    documents = [{"document_id": name, "published_on": date(2018, 7, 1)} for name in ("d", "e", "o'")]
    given = {"document": documents, "organisation": organisations(10), "rating_scale": SCALES + OTHER_SCALE}
    found = run(folder, "claim_check", {**given, "rating": rows, "claim": named, **tables})
    with duckdb.connect() as con:
        con.execute("CREATE SCHEMA core")
        con.execute("CREATE SCHEMA marts")
        con.execute(f"CREATE VIEW core.claim AS FROM '{folder}/core/claim.parquet'")
        con.execute(f"CREATE VIEW marts.rating_current AS FROM '{folder}/marts/rating_current.parquet'")
        for row in found:
            assert (row["found"] is None) == (row["verdict"] == "not_checkable") == (row["query"] is None)
            assert row["query"] is None or con.execute(row["query"]).fetchall() == [(row["found"],)]
    by_id = {row["claim_id"]: row for row in found}
    return [by_id[row["claim_id"]] for row in named]


def verdicts(rows: Sequence[Row]) -> list[tuple[str, float | None, str | None]]:
    return [(row["verdict"], row["found"], row["decided_by"]) for row in rows]
