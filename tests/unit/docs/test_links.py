"""Links in every Markdown page of the project lead to a file, and to a heading, that exist."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from pipeline.base.settings import PROJECT_DIR

PAGES = sorted(
    page
    for page in PROJECT_DIR.rglob("*.md")
    if not any(
        part.startswith(".") or part in ("warehouse", "mutants") for part in page.relative_to(PROJECT_DIR).parts[:-1]
    )
)
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^(?: {4}|\t).*$", re.MULTILINE)
_CODE = re.compile(r"`+[^`]*`+")
_LINK = re.compile(r"\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|^\[[^\]]+\]:\s*(\S+)", re.MULTILINE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def problems_of(page: Path) -> list[str]:
    """The links of `page` that lead nowhere, as written."""
    return [link for link in _links(page) if not _leads_somewhere(page, link)]


def _links(page: Path) -> list[str]:
    text = _CODE.sub("", _INDENTED.sub("", _FENCED.sub("", page.read_text(encoding="utf-8"))))
    return [link for found in _LINK.findall(text) for link in found if link and not _ELSEWHERE.match(link)]


def _leads_somewhere(page: Path, link: str) -> bool:
    path, _, heading = unquote(link).partition("#")
    target = page.parent / path if path else page
    return target.exists() and (not heading or (target.suffix == ".md" and heading in _anchors(target)))


def _anchors(page: Path) -> set[str]:
    """What the headings are linked by: small letters, digits, hyphens; the second of a name ends in -1."""
    anchors: set[str] = set()
    for title in re.findall(r"^#{1,6} +(.+?)\s*#*$", _FENCED.sub("", page.read_text(encoding="utf-8")), re.MULTILINE):
        name = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        number = 0
        while (anchor := f"{name}-{number}" if number else name) in anchors:
            number += 1
        anchors.add(anchor)
    return anchors


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT_DIR)))
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    assert not problems_of(page)


def test_links_that_lead_nowhere_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    (tmp_path / "other.md").write_text("# A `name`, and more\n## Twice\n## Twice\n```\n# no heading\n```\n")
    page.write_text(
        "# Here\n[1](#here) [2](other.md#a-name-and-more) [3](other.md#twice-1) [4](https://example.org/no.md)\n"
        "[5](gone.md) [6](#there) [7](other.md#no-heading) ![8](no.png) `[9](in-code.md)`\n\n"
        "    [10](in-code.md)\n\n[11]: lost.md\n"
    )
    assert problems_of(page) == ["gone.md", "#there", "other.md#no-heading", "no.png", "lost.md"]


def test_every_page_in_docs_is_reached_from_an_index() -> None:
    docs = PROJECT_DIR / "docs"
    reached, waiting = set(), [docs / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page not in reached:
            reached.add(page)
            links = [unquote(link).partition("#")[0] for link in _links(page)]
            waiting += [page.parent / link for link in links if link.endswith(".md") and "docs" in str(page)]
    assert {page.resolve() for page in docs.rglob("*.md")} <= reached
