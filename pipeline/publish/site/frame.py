"""What stands around every page: where the header leads, what a page may load, and what describes the site."""

from __future__ import annotations

from pipeline.publish.site import addresses

PAGES = (
    (addresses.HOME, "Home"),
    (addresses.AREAS, "Areas"),
    (addresses.MEASURES, "Measures"),
    (addresses.RATINGS, "Ratings"),
    (addresses.MAP, "Map"),
    (addresses.COMPARE, "Compare"),
    (addresses.CLAIMS, "Claims"),
    (addresses.CHANGES, "Changes"),
    (addresses.DATA, "Data"),
    (addresses.ABOUT, "About"),
)
DESCRIPTION = (
    "How NHS England rated clinical commissioning groups, and how areas of England stood on mental health measures; "
    "every figure leads to its source."
)
# A page loads its own files alone, from a folder as from a server, and runs nothing that is written into it.
OWN = "'self' file:"
POLICY = (
    f"default-src 'none'; script-src {OWN}; style-src {OWN}; img-src {OWN} data:; form-action {OWN}; base-uri 'none'"
)
