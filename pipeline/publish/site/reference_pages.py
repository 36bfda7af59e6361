"""The pages on what the figures are and how to download them."""

from __future__ import annotations

from pipeline.publish.site import addresses
from pipeline.publish.site.content import Content
from pipeline.publish.site.pages import Page, Pages


def reference_pages(content: Content) -> Pages:
    """The pages that are about the whole of a release."""
    yield Page(
        addresses.DATA,
        "data.html",
        {
            "title": "Data",
            "description": "The whole warehouse to download: DuckDB, CSV, Parquet and Excel.",
            "release": content.release,
            "tables": content.tables,
        },
    )
    yield Page(
        addresses.ABOUT,
        "about.html",
        {
            "title": "About",
            "description": "How we got the figures: reading, checking, ranks, intervals, scales and rules.",
            "scales": content.scales,
            "rules": content.rules,
            "rule_tests": content.rule_tests,
            "checks": content.checks,
        },
    )
    yield Page(
        addresses.DICTIONARY,
        "dictionary.html",
        {
            "title": "Data dictionary",
            "crumbs": [(addresses.ABOUT, "About")],
            "tables": content.tables,
            "columns": content.columns,
        },
    )
