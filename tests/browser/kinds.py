"""The kinds of pages that the site has, and the windows in which they are read.

Here: a page of each kind. Not here: what is asked of it.
"""

from __future__ import annotations

# A page of each kind: where it is, or the query whose first row says so.
KINDS = {
    "home": "index.html",
    "organisations": "organisations/index.html",
    "organisation, rated and merged": "organisations/01r.html",
    "organisation, open": "organisations/15f.html",
    "organisation without data": """
        SELECT 'organisations/' || lower(org_code) || '.html' FROM core.organisation
        ANTI JOIN core.rating USING (org_code) ANTI JOIN core.measure_value USING (org_code)
        WHERE closed_on IS NOT NULL ORDER BY org_code""",
    "area": "areas/mental_health.html",
    "measures": "measures/index.html",
    "measure": "measures/iapt_recovery_rate.html",
    "measure without values": """
        SELECT 'measures/' || measure_id || '.html' FROM core.measure
        ANTI JOIN core.measure_value USING (measure_id) ORDER BY measure_id""",
    "claims": "claims/index.html",
    "sources": "sources/index.html",
    "source": "sources/rcpsych_2020.html",
    "source with long tables": "sources/nursing_times_2016.html",
    "editions": "editions/index.html",
    "edition of the ratings": """
        SELECT 'editions/' || product || '-' || due_on || '.html' FROM marts.release_calendar
        WHERE product = 'rating' AND document_ids IS NOT NULL ORDER BY due_on DESC""",
    "methods": "methods.html",
    "dictionary": "dictionary.html",
    "data": "data.html",
}

WITH_CHARTS = ["home", "organisation, rated and merged", "area", "measure"]

DESK, TELEPHONE = 1280, 360
# A window of 1280 pixels at a zoom of 400 % has as many of its own.
ZOOMED = DESK // 4
