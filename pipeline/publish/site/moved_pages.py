"""Pages at the addresses of earlier releases, each of which leads on to where its content is now."""

from __future__ import annotations

from pipeline.publish.site import addresses
from pipeline.publish.site.content import Content
from pipeline.publish.site.pages import Page, Pages


def moved_pages(content: Content) -> Pages:
    """A page for each earlier address."""
    moved = {
        "organisations/index.html": addresses.AREAS,
        "editions/index.html": addresses.CHANGES,
        "methods.html": addresses.ABOUT,
    }
    for code in content.organisations:
        moved[f"organisations/{addresses.file_name(code.lower())}.html"] = addresses.area(code)
    for area in content.ratings:
        moved[f"areas/{addresses.file_name(area)}.html"] = addresses.rating(area)
    for product, editions in (("rating", content.rating_editions), ("dashboard", content.dashboard_editions)):
        for due_on in editions:
            moved[f"editions/{addresses.file_name(product)}-{due_on}.html"] = addresses.CHANGES
    for path, to in moved.items():
        yield Page(path, "moved.html", {"to": to})
