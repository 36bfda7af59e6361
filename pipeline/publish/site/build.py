"""Builds a release's site from its own DuckDB file: pages, charts, data to download, feed.

Only what differs from the site before is written anew.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import duckdb

from pipeline.base.problems import Problem, ValidationFailed
from pipeline.publish.file_sums import sums_of, write_sums
from pipeline.publish.release import EXPORTS
from pipeline.publish.release_files import FILE_NAME, SITE
from pipeline.publish.site import addresses, measure_figures, words
from pipeline.publish.site.areas.pages import area_pages
from pipeline.publish.site.areas.register import Area, read_register
from pipeline.publish.site.areas.rows import Rows
from pipeline.publish.site.areas.series import AreaSeries, read_series
from pipeline.publish.site.areas.sums import sum_scripts
from pipeline.publish.site.cell_tables import cell_pages, first_pages, read_cell_tables
from pipeline.publish.site.change_pages import Changes, change_pages, read_changes
from pipeline.publish.site.cited_pages import Cited, cited_pages, read_cited
from pipeline.publish.site.citing import in_release
from pipeline.publish.site.claim_pages import cards, claim_pages
from pipeline.publish.site.content import Content, read
from pipeline.publish.site.document_pages import document_pages
from pipeline.publish.site.drawings import palette
from pipeline.publish.site.feed import feed
from pipeline.publish.site.home_page import home_page
from pipeline.publish.site.map_page import map_page
from pipeline.publish.site.measure_data import data_scripts, registered
from pipeline.publish.site.measure_figures import MeasureFigures
from pipeline.publish.site.measure_pages import measure_pages
from pipeline.publish.site.moved_pages import moved_pages
from pipeline.publish.site.package import data_package
from pipeline.publish.site.pages import Page
from pipeline.publish.site.rating_pages import rating_pages
from pipeline.publish.site.reference_pages import reference_pages
from pipeline.publish.site.released_rows import Row
from pipeline.publish.site.search_index import search_index
from pipeline.publish.site.search_pages import search_pages
from pipeline.publish.site.subject_feeds import subject_feeds
from pipeline.publish.site.templating import environment
from pipeline.publish.site.workbooks import write_workbooks

STATIC_DIR = Path(__file__).parent / "static"
# Pages have one style sheet and one script of these: each file that a page asks for makes it later.
STYLE_SHEETS = ("site.css", "drawings.css", "find.css")
SCRIPTS = ("site.js", "search.js")


def build_site(release: Path, previous: Path | None = None) -> Path:
    """Writes the site of the release in folder `release`, and gives its folder.

    Files that are as they were in the site `previous` are links to those, so that a small change writes little.
    """
    site = release / SITE
    unfinished = release / f".{SITE}"
    old = release / f".{SITE}-old"
    if old.exists() and not site.exists():
        # What a build that was killed had put aside.
        old.rename(site)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    try:
        _write_all(release, unfinished, previous)
    except BaseException:
        # The release is as it was, and nothing was added to it.
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    if site.exists():
        site.rename(old)
        unfinished.rename(site)
        shutil.rmtree(old)
    else:
        unfinished.rename(site)
    return site


def _write_all(release: Path, unfinished: Path, previous: Path | None) -> None:
    with duckdb.connect(str(release / FILE_NAME), read_only=True) as con:
        content, figures = read(con), measure_figures.read(con)
        areas, series = read_register(con, content.organisations), read_series(con)
        found = Read(content, figures, areas, series, read_changes(con), read_cell_tables(con), read_cited(con))
        write_workbooks(con, unfinished, previous, _link)
        texts = {
            addresses.FEED: feed(con),
            addresses.PACKAGE: data_package(con, release),
            addresses.STYLE: "".join([palette.style_sheet(), *map(_static, STYLE_SHEETS)]),
            addresses.SCRIPT: "".join(map(_static, SCRIPTS)),
        }
        released = {"id": content.release["release_id"], "words": in_release(content.release)}
        named = {
            name: f"{document['publisher']}, {words.published(document)}"
            for name, document in content.documents.items()
        }
        texts[addresses.RELEASE] = registered("release", json.dumps(released)) + registered(
            "documents", json.dumps(named, ensure_ascii=False, separators=(",", ":"))
        )
        texts |= data_scripts(con, figures, content.measures)
        texts |= sum_scripts(series.totals)
        texts[addresses.SEARCH_INDEX] = search_index(
            areas, content.lineage, content.measures.values(), content.ratings, cards(content)
        )
        names = {code: area.name for code, area in areas.items()}
        measures = {name: measure["measure_name"] for name, measure in content.measures.items()}
        texts |= subject_feeds(con, names, measures)
    used = {path.lower() for path in texts}
    for path, text in chain(texts.items(), rendered(found, release, texts.keys())):
        if path in texts or path.lower() not in used:
            used.add(path.lower())
        else:
            message = f"two pages of the site would be {path}"
            raise ValidationFailed(
                [Problem(str(release), None, message, "Rename the document or the measure of that name")]
            )
        _write(unfinished / path, text.encode(), previous / path if previous else None)
    for source in STATIC_DIR.glob("*.js"):
        if source.name in SCRIPTS:
            continue
        _write(unfinished / "assets" / source.name, source.read_bytes(), previous and previous / "assets" / source.name)
    for kind in EXPORTS:
        for export in (release / kind).rglob(f"*.{kind}"):
            _link(export, unfinished / "data" / kind / export.relative_to(release / kind))
    _link(release / FILE_NAME, unfinished / "data" / FILE_NAME)
    write_sums(unfinished, sums_of(unfinished))


def _static(name: str) -> str:
    return (STATIC_DIR / name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Read:
    """All that was read from the release for the pages."""

    content: Content
    figures: MeasureFigures
    areas: dict[str, Area]
    series: AreaSeries
    changes: Changes
    cells: list[Row]
    cited: Cited


def rendered(found: Read, release: Path, feeds: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """The path and the text of each page; links to tables lead to the exports in `release`, and to `feeds`."""
    content = found.content
    makes = Rows(found.series, content.measures, content.documents)
    templates = environment()
    templates.globals["feeds"] = feeds
    templates.globals["publishers"] = {name: document["publisher"] for name, document in content.documents.items()}
    templates.globals["first_cells"] = first_pages(found.cells)
    templates.globals["export"] = partial(addresses.export, release)
    pages: Iterator[Page] = chain(
        home_page(content, found.figures, makes, found.areas, found.changes),
        area_pages(content, found.areas, makes),
        reference_pages(content),
        rating_pages(content, found.figures),
        change_pages(content, found.changes),
        measure_pages(content, found.figures),
        map_page(content, found.figures),
        claim_pages(content, cards(content)),
        search_pages(content, found.figures),
        document_pages(content),
        cell_pages(found.cells, content.measures, content.documents),
        cited_pages(found.cited, content.documents, content.scales),
        moved_pages(content),
    )
    for page in pages:
        template = templates.get_template(page.template)
        yield page.path, template.render(page.context, root=page.root, path=page.path)
        yield from page.files


def _write(target: Path, content: bytes, before: Path | None) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if before and before.is_file() and before.stat().st_size == len(content) and before.read_bytes() == content:
        _link(before, target)
    else:
        target.write_bytes(content)


def _link(source: Path, target: Path) -> None:
    """The same file at another place; a copy where the file systems differ."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
