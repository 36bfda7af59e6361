"""A page of the site: its address, its template, and what the template is given; and the list of all pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """A page: `path` in the site, `template` in templates/, and the template's own names.

    `files` are the path and text of what belongs to it, such as the rows of its charts.
    """

    path: str
    template: str
    context: dict[str, Any]
    files: Sequence[tuple[str, str]] = ()

    @property
    def root(self) -> str:
        """The way from the page to the site's folder."""
        return "../" * self.path.count("/")


Pages = Iterator[Page]
