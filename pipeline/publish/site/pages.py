"""A page of the site: its address, its template, and what the template is given; and the list of all pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """A page: `path` in the site, `template` in templates/, and the template's own names."""

    path: str
    template: str
    context: dict[str, Any]

    @property
    def root(self) -> str:
        """The way from the page to the site's folder."""
        return "../" * self.path.count("/")


Pages = Iterator[Page]
