"""The pages of the organisations: what each was rated and measured, before and after its mergers, and what is missing.

Here: what these pages show. Not here: how (templates/organisation.html).
"""

from __future__ import annotations

from typing import Any

from pipeline.site import addresses, charts, words
from pipeline.site.content import Content, Row
from pipeline.site.pages import Page, Pages


def organisation_pages(content: Content) -> Pages:
    """The list by which an organisation is found, and a page for each."""
    related = {
        code: {row["related_org_name"] for row in rows} | {row["related_org_code"] for row in rows}
        for code, rows in content.lineage.items()
    }
    yield Page(
        addresses.ORGANISATIONS,
        "organisations.html",
        {
            "title": "Organisations",
            "organisations": [
                {**row, "known_as": _known_as(row, related.get(code, set()))}
                for code, row in content.organisations.items()
            ],
        },
    )
    # What other organisations of the same area were rated is told by the sets that they are in.
    ratings: dict[str, list[Row]] = {}
    for rows in content.ratings.values():
        for row in rows:
            ratings.setdefault(row["org_code"], []).append(row)
    for code, row in content.organisations.items():
        own, values = ratings.get(code, []), content.values_of_organisation.get(code, [])
        yield Page(
            addresses.organisation(code),
            "organisation.html",
            {
                "title": row["org_name"],
                "organisation": row,
                "lineage": content.lineage.get(code, []),
                "ratings": own,
                "history": [rating for rating in content.history.get(code, []) if rating["relation"] != "itself"],
                "values": values,
                "chart": _standing(own, values),
                "documents": content.documents,
            },
        )


def _known_as(row: Row, related: set[str]) -> str:
    """Everything by which it may be looked for, its own names and codes first."""
    own = [
        row["org_name"],
        row["org_code"],
        row["gss_code"],
        *(row["earlier_gss_codes"] or "").split("|"),
        *row["names"],
        row["icb_code"],
    ]
    return " · ".join(dict.fromkeys([name for name in own if name] + sorted(related)))


def _standing(ratings: list[Row], values: list[Row]) -> Any:
    rows = [
        {
            "what": f"{words.label(row['area'])} {row['period']}",
            "at": 100 * row["relative_position"],
            "low": 100 * row["relative_position_lower"],
            "high": 100 * row["relative_position_upper"],
        }
        for row in ratings
        if row["relative_position"] is not None
    ]
    rows += [
        {
            "what": f"{row['measure_name']} {row['period']}",
            "at": row["percentile"],
            "low": row["percentile_lower"],
            "high": row["percentile_upper"],
        }
        for row in values
        if row["percentile"] is not None and row["unit"] in words.OF_ANY_SIZE
    ]
    if not rows:
        return None
    finding = f"Its place among its peers in {words.count(len(rows), 'rating or measure', 'ratings and measures')}"
    return charts.standing(rows, finding, "marts.rating_benchmark", "marts.measure_benchmark")
