"""The kinds of pages that the site has, and the windows in which they are read.

Here: a page of each kind. Not here: what is asked of it.
"""

from __future__ import annotations

# A page of each kind: where it is, or the query whose first row says so.
KINDS = {
    "home": "index.html",
    "areas": "areas/index.html",
    "area, rated and merged": "areas/01r.html",
    "area, open": "areas/15f.html",
    "country": "areas/england.html",
    "region": "areas/y63.html",
    "board": "areas/qwo.html",
    "area without data": """
        SELECT 'areas/' || lower(org_code) || '.html' FROM core.organisation
        ANTI JOIN core.rating USING (org_code) ANTI JOIN core.measure_value USING (org_code)
        WHERE closed_on IS NOT NULL ORDER BY org_code""",
    "ratings": "ratings/mental_health.html",
    "list of ratings": "ratings/index.html",
    "measures": "measures/index.html",
    "measure": "measures/iapt_recovery_rate.html",
    "measure without values": """
        SELECT 'measures/' || measure_id || '.html' FROM core.measure
        ANTI JOIN core.measure_value USING (measure_id) ORDER BY measure_id""",
    "claims": "claims/index.html",
    "sources": "sources/index.html",
    "source": "sources/rcpsych_2020.html",
    "source with long tables": "sources/nursing_times_2016.html",
    "editions": "changes/index.html",
    "methods": "about.html",
    "dictionary": "dictionary.html",
    "data": "data.html",
    "cited": "cited.html",
    "corrections": "corrections.html",
    "search": "search.html",
    "compare": "compare.html",
    "map": "map.html",
}

WITH_CHARTS = ["ratings"]

DESK, TELEPHONE = 1280, 360
# A window of 1280 pixels at a zoom of 400 % has as many of its own.
ZOOMED = DESK // 4
