"""`ccg-ratings add` for a file of figures: it is stored as a snapshot of its source, or a first entry is proposed."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

from pipeline.app.cli.tables import print_table
from pipeline.app.cli.terminal import terminal
from pipeline.base.budget import budget_of
from pipeline.base.decoding import decode
from pipeline.base.os_errors import opened, sha256_of
from pipeline.base.paths import shown
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.build.inputs import MOST_BYTES
from pipeline.build.snapshot_reading import READERS, reader
from pipeline.fetch.snapshots import Snapshot, keep, snapshots_of
from pipeline.fetch.stored_files import FOLDER_NAME
from pipeline.parse.csv.sheets import cell_text
from pipeline.parse.recognised import Match, near_misses, sources_of_sheets, sources_of_text
from pipeline.parse.scaffold.source_entry import SourceEntry, propose_entry
from pipeline.parse.xlsx.cells import Sheet, read_sheets
from pipeline.reference.reading import Reference
from pipeline.reference.sources import Source, read_sources

_ROWS_LOOKED_AT = 5_000
_CORE = "docProps/core.xml"
# Bytes of what a workbook says of itself.
_MOST_CORE = 100_000
_MODIFIED = "{http://purl.org/dc/terms/}modified"


def add_workbook(
    raw_dir: Path, file: Path, source_id: str | None, published: date | None, reference: Reference
) -> None:
    """Stores a workbook of a source, or proposes an entry; ValidationFailed where it cannot be read."""
    # First where it can do no harm.
    looked = reader().run(f"{READERS}:look_through", file.absolute(), budget=budget_of(file.stat().st_size))
    if looked.reason:
        raise _refused(file, looked.reason, "Ask its publisher for the plain table")
    sheets = read_sheets(file)
    sources = _sources(raw_dir, source_id)
    measures = {source.source_id: reference.measures_of(source.source_id) for source in sources}
    matches = sources_of_sheets(sheets, sources, measures)
    if matches:
        _store(raw_dir, file, matches, published or _saved_on(file), _GIVEN if published else _SAVED)
    else:
        _propose(file, [(sheet.name, _texts(sheet)) for sheet in sheets], source_id, reference, sources)


def add_csv(raw_dir: Path, file: Path, source_id: str | None, published: date | None, reference: Reference) -> bool:
    """Stores a CSV of a source; whether it was one. With `source_id` it must be, or ValidationFailed."""
    sources = _sources(raw_dir, source_id)
    measures = {source.source_id: reference.measures_of(source.source_id) for source in sources}
    megabytes = file.stat().st_size / 1_000_000
    if source_id and megabytes > sources[0].max_megabytes:
        message = f"has {megabytes:,.0f} MB, and files of {source_id} have {sources[0].max_megabytes:g} at most"
        raise _refused(file, message, "Raise max_megabytes in raw/sources.yml if that is right")
    matches = sources_of_text(file, [one for one in sources if megabytes <= one.max_megabytes], measures)
    if matches:
        _store(raw_dir, file, matches, published, _GIVEN if published else "")
        return True
    rows = _rows(file)
    near = near_misses([("", rows)], sources)
    if source_id:
        raise _not_of(file, source_id, near)
    # A table of one period is a document; one with codes and a column of periods is a source's file.
    entry = (
        propose_entry(file.stem, rows, None, reference.register) if file.suffix.lower() in (".csv", ".tsv") else None
    )
    if entry and entry.has_periods:
        _show(file, entry, near)
        return True
    for note in near:
        terminal().print(f"{file}: {note}", soft_wrap=True, markup=False)
    return False


_GIVEN = "as given when the file was added"
_ADDED = "the day on which the file was added; --published gives another"
_SAVED = "the day on which the file was last saved; it came out on that day or later"
_CORRECT = "Name another source, or correct its layout"


def _sources(raw_dir: Path, source_id: str | None) -> list[Source]:
    sources, problems = read_sources(raw_dir)
    if problems:
        raise ValidationFailed(problems)
    if source_id and source_id not in sources.by_id:
        known = ", ".join(sources.by_id)
        raise _refused(Path("raw/sources.yml"), f"has no source '{source_id}'", f"Known are: {known}")
    return [sources.by_id[source_id]] if source_id else list(sources.sources)


def _store(raw_dir: Path, file: Path, matches: Sequence[Match], published: date | None, note: str) -> None:
    best, *others = matches
    if not best.measures:
        names = ", ".join(match.source.source_id for match in matches)
        message = f"is laid out as files of {names}, and raw/reference/measures.yml knows no code that is in it"
        raise _refused(file, message, "Give its measures' codes there, then add it again")
    if others and others[0].measures == best.measures:
        names = ", ".join(match.source.source_id for match in matches)
        raise _refused(file, f"fits the layouts of several sources: {names}", "Say which with --source")
    out = terminal()
    source, digest = best.source, sha256_of(file)
    out.print(f"{file}: taken for a file of {source.source_id} ({source.title}): {best.why}", soft_wrap=True)
    for snapshot in snapshots_of(raw_dir, source.source_id):
        if snapshot.sha256 == digest and not snapshot.grids:
            out.print(f"It is stored already, as {snapshot.document_id}: nothing was done.", soft_wrap=True)
            return
        if snapshot.sha256 == digest:
            out.print(
                f"It takes the place of the figures that are carried from it, {snapshot.document_id}.", soft_wrap=True
            )
            if note != _GIVEN:
                published, note = snapshot.published_on, snapshot.published_note or _GIVEN
    # Files of one day are versions of one another only where they have one name.
    url = f"{source.address}#{quote(file.name)}"
    stored = _keep(raw_dir, file, source.source_id, url, digest, published, note)
    out.print(
        f"{shown(stored.folder)}: stored, published on {stored.published_on} ({stored.published_note})", soft_wrap=True
    )
    out.print("Then: ccg-ratings refresh")


def _keep(
    raw_dir: Path, file: Path, source_id: str, url: str, digest: str, published: date | None, note: str
) -> Snapshot:
    folder = raw_dir / FOLDER_NAME
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / f".given-{digest[:16]}"
    try:
        shutil.copyfile(file, copy)
        day = (published, note) if published else (date.today(), _ADDED)
        stored = keep(raw_dir, source_id, copy, url, datetime.now(UTC), None, None, digest, file.name, day)
    finally:
        copy.unlink(missing_ok=True)
    assert stored is not None
    return stored


def _saved_on(file: Path) -> date | None:
    """The day on which a workbook says that it was last saved."""
    with suppress(zipfile.BadZipFile, KeyError, ElementTree.ParseError, ValueError, OSError):
        with zipfile.ZipFile(file) as package:
            if package.getinfo(_CORE).file_size > _MOST_CORE:
                return None
            modified = ElementTree.fromstring(package.read(_CORE)).findtext(_MODIFIED) or ""
        return min(date.fromisoformat(modified[:10]), date.today())
    return None


def _texts(sheet: Sheet) -> list[list[str]]:
    return [[cell_text(cell) for cell in row] for row in sheet.rows[:_ROWS_LOOKED_AT]]


def _rows(file: Path) -> list[list[str]]:
    with opened(file) as read:
        content = read.read(MOST_BYTES)
    if len(content) == MOST_BYTES:
        content = content[: content.rfind(b"\n") + 1]
    text = decode(content).text
    delimiter = max(",;\t|", key=text[:2_000].count)
    with suppress(csv.Error):
        # A title over two lines keeps its line end, by which a layout finds it again.
        return list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _ROWS_LOOKED_AT))
    return []


def _propose(
    file: Path,
    tables: Sequence[tuple[str, list[list[str]]]],
    source_id: str | None,
    reference: Reference,
    sources: Sequence[Source],
) -> None:
    near = near_misses(tables, sources)
    if source_id:
        raise _not_of(file, source_id, near)
    found = [propose_entry(file.stem, rows, sheet, reference.register) for sheet, rows in tables]
    best = max((entry for entry in found if entry), key=lambda entry: len(entry.columns), default=None)
    if best is None:
        message = "is a workbook of no known source, and no sheet has codes of CCGs beside columns of measures"
        message = "; ".join([message, *near])
        remedy = (
            "If it has a column for each period, ratings or a heading of two rows, save the sheet as CSV and add that, "
            "which is then read as a document; or describe it in raw/sources.yml"
        )
        raise _refused(file, message, remedy)
    _show(file, best, near)


def _not_of(file: Path, source_id: str, near: Sequence[str]) -> ValidationFailed:
    message = "; ".join([f"does not fit the layout of {source_id} in raw/sources.yml", *near])
    return _refused(file, message, _CORRECT)


def _show(file: Path, found: SourceEntry, near: Sequence[str]) -> None:
    out = terminal()
    for note in near:
        out.print(f"{file}: {note}", soft_wrap=True, markup=False)
    out.print(f"{file}: of no known source; nothing was stored. Its columns seem to hold:", soft_wrap=True)
    print_table(("column", "holds"), found.columns, out)
    out.print("\nAn entry for `sources` in raw/sources.yml, to be completed where it says FILL IN:\n", soft_wrap=True)
    out.print(re.sub(r"^", "  ", found.text, flags=re.MULTILINE).rstrip(), markup=False, soft_wrap=True)
    out.print(
        "\nGive its measures' codes in raw/reference/measures.yml too (codes: {<source_id>: [...]}). "
        f"Then: ccg-ratings add {file}",
        soft_wrap=True,
        markup=False,
    )


def _refused(path: Path, message: str, remedy: str) -> ValidationFailed:
    return ValidationFailed([Problem(shown(path), None, message, remedy)])
