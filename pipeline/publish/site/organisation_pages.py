"""The pages of the organisations: their ratings and measures, before and after mergers, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.publish.site import addresses, words
from pipeline.publish.site.content import Content, Row
from pipeline.publish.site.pages import Page, Pages


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
                {**row, "own_names": _own_names(row), "known_as": _known_as(row, related.get(code, set()))}
                for code, row in content.organisations.items()
            ],
        },
    )
    # What other organisations of the same area were rated is shown by the sets that they are in.
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
                "over_time": [],
                "chart": None,
                "citations": citations(row, own, values, content.documents),
            },
        )


def _known_as(row: Row, related: set[str]) -> str:
    """Everything by which it may be looked for, its own names and codes first."""
    own = [*_own_names(row), row["icb_code"]]
    return " · ".join(dict.fromkeys([name for name in own if name] + sorted(related)))


def _own_names(row: Row) -> list[str]:
    """The names and codes that are its own and nobody else's, the present ones first."""
    codes = [row["org_code"], row["gss_code"], *(row["earlier_gss_codes"] or "").split("|")]
    return [name for name in [row["org_name"], *codes, *row["names"]] if name]


def citations(organisation: Row, ratings: list[Row], values: list[Row], documents: Mapping[str, Row]) -> list[str]:
    """A sentence to cite for each document: all that it says of the organisation, and where."""
    by_document: dict[str, list[str]] = {}
    for row in [*ratings, *values]:
        if row.get("measure_id"):
            number = words.number(row["value"], row["unit"], row["decimals"]) if row["value"] is not None else ""
            figure = f"{row['measure_name']} {row['period']}: {number or words.status(row['status'])}"
        else:
            figure = f"{words.label(row['area'])} {row['period']}: {words.band(row)}"
        place = f"line {row['line_no']}" if row["line_no"] is not None else row["locator"]
        by_document.setdefault(row["document_id"], []).append(f"{figure} ({place})")
    name = f"{organisation['org_name']} ({organisation['org_code']})"
    return [
        f"{name}. {'; '.join(figures)}. {_named(documents[document_id])}."
        for document_id, figures in by_document.items()
    ]


def _named(document: Row) -> str:
    # Its hash stands on its own page: here one new value would change the pages of all whom the document names.
    whose = " (lines of our transcript)" if document["text_kind"] == "abstract" else ""
    return f"{document['publisher']}, “{document['title']}”, {words.published(document)}{whose}"
