"""The pages from which a reader goes on: the search, the comparison of areas, and the list of ratings."""

from __future__ import annotations

from itertools import groupby

from pipeline.publish.site import addresses
from pipeline.publish.site.content import Content
from pipeline.publish.site.measure_figures import MeasureFigures
from pipeline.publish.site.pages import Page, Pages
from pipeline.publish.site.rating_pages import rating_sets


def search_pages(content: Content, figures: MeasureFigures) -> Pages:
    """The page of hits, the comparison with every measure that has figures, and every set of ratings."""
    yield Page(addresses.SEARCH, "search.html", {"title": "Search"})
    measures = [content.measures[measure_id] for measure_id in figures.periods]
    measures.sort(key=lambda one: (one["topic_no"], one["measure_name"]))
    topics = [(topic, list(found)) for topic, found in groupby(measures, key=lambda one: one["topic"])]
    yield Page(addresses.COMPARE, "compare.html", {"title": "Compare areas", "topics": topics})
    sets = {area: rating_sets(content, area) for area in content.ratings}
    yield Page(addresses.RATINGS, "ratings.html", {"title": "Ratings of CCGs", "sets": sets})
