"""`ccg-ratings add`: copies a document into raw/documents with a first sidecar beside it, and shows what was found."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from pipeline.app.cli.add_figures import add_csv, add_workbook
from pipeline.app.cli.tables import print_table
from pipeline.app.cli.terminal import terminal
from pipeline.base import decoding
from pipeline.base.file_kind import Kind, OtherKind, kind_of_file
from pipeline.base.lines import LONGEST_LINE, damaged_lines, split_lines
from pipeline.base.os_errors import content_of
from pipeline.base.paths import shown
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings import read_settings
from pipeline.base.yaml_lines import yaml_with_lines
from pipeline.build.inputs import MOST_BYTES, ORIGINAL, SIDECAR_ENDING, TEXT_ENDINGS, decode, document_id_of, too_large
from pipeline.parse.scaffold.sidecar import Scaffold, scaffold, sidecar_text
from pipeline.parse.sidecar.sidecar import FILL_IN, left_to_fill_in
from pipeline.reference.reading import Reference, read_reference

MAX_NAMES = 10

_ID = re.compile(r"[a-z0-9][a-z0-9_]*")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


@click.command("add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--id", "document_id", help="The document's id, of a to z, 0 to 9 and _; from the file's name by default."
)
@click.option("--source", "source_id", help="The source in raw/sources.yml that a workbook or CSV is of.")
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    help="A day on which a workbook or CSV of a source was surely out; else the day on which it was last saved.",
)
def command(file: Path, document_id: str | None, source_id: str | None, published: datetime | None) -> None:
    """Put FILE where a refresh reads it: a text among the documents, a workbook or CSV of a source as its snapshot.

    For a text a first sidecar is written, which says which tables, lists and prose it holds, as far as the text shows
    it. What you have to say stands there as FILL IN. A workbook or CSV is known by the layouts in raw/sources.yml; one
    of no known source gets a first entry to put there. Nothing that is there already is written over.

    \b
    Examples:
      ccg-ratings add ~/Downloads/briefing.txt
      ccg-ratings add ratings.csv --id nhs_england_2017
      ccg-ratings add ~/Downloads/dashboard.xlsm --published 2022-08-11
    """
    settings = read_settings()
    documents = settings.raw_dir / "documents"
    day = published.date() if published else None
    is_workbook = _kind(file) == "workbook"
    reference = known_reference(settings.raw_dir)
    if is_workbook:
        add_workbook(settings.raw_dir, file, source_id, day, reference)
        return
    # Of a source it may be as large as its source says; what is no document of theirs is refused when it was none.
    content = readable(file) if file.stat().st_size <= MOST_BYTES else b""
    if not document_id and add_csv(settings.raw_dir, file, source_id, day, reference):
        return
    content = content or readable(file)
    # A document that lies where it belongs has only its sidecar to be written.
    is_in_place = file.resolve().parent == documents.resolve() and file.suffix in TEXT_ENDINGS
    document_id = _own_id(file, document_id) if is_in_place else document_id or id_from(file)
    if not _ID.fullmatch(document_id):
        raise ValidationFailed([Problem(document_id, None, "is no id", "Write it with a to z, 0 to 9 and _ only")])
    target = file if is_in_place else documents / f"{document_id}.txt"
    sidecar_path = documents / f"{document_id}{SIDECAR_ENDING}"
    _refuse_double([sidecar_path] if is_in_place else _files_of(document_id, documents))
    duplicates = list(_duplicates(content, documents, target))
    found = scaffold(decode(content), reference)
    described = sidecar_text(found.sidecar, document_id)
    if not is_in_place:
        _write_new(target, content)
    try:
        _write_new(sidecar_path, described.encode())
    except ValidationFailed:
        if not is_in_place:
            target.unlink()
        raise

    out = terminal()
    say(out, f"{shown(target)}: {'was there' if is_in_place else f'copied from {file}'}")
    say(out, f"{shown(sidecar_path)}: written")
    for note in duplicates:
        say(out, note)
    out.print()
    show_scaffold(found, out)
    data, line_of = yaml_with_lines(described)
    say(out, f"To be filled in, in {shown(sidecar_path)}:")
    left = [(line_of(place), str(place[-1]), wanted) for place, wanted in left_to_fill_in(data)]
    print_table(("line", "key", "what"), left, out)
    out.print()
    say(out, f"Then: ccg-ratings check {document_id}")


def _duplicates(content: bytes, documents: Path, target: Path) -> Iterator[str]:
    """Notes where the same text lies there already, so that its figures are not published twice."""
    digest = hashlib.sha256(content).hexdigest()
    for path in sorted(documents.iterdir()) if documents.is_dir() else ():
        if path == target or not path.is_file():
            continue
        size = path.stat().st_size
        if path.suffix in TEXT_ENDINGS and size == len(content) and content_of(path) == content:
            yield f"{shown(path)} holds the same text already: take one of the two away before a refresh"
        elif path.suffix == SIDECAR_ENDING and size <= MOST_BYTES and digest.encode() in content_of(path):
            beside = path.with_name(f"{path.stem}{ORIGINAL}.txt")
            yield f"It is the original that {shown(path)} describes: lay it there as {shown(beside)} instead"


def _kind(file: Path) -> Kind:
    try:
        return kind_of_file(file)
    except OtherKind as other:
        raise _refused(file, other.what, other.remedy) from None
    except OSError as error:
        raise _refused(file, f"cannot be read: {error.strerror}", "See whether you may read it") from None


def readable(file: Path) -> bytes:
    """The content of a text file; ValidationFailed where it is none, or too large for a document."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise ValidationFailed([too_large(file)])
        content = content_of(file)
    except OSError as error:
        raise _refused(file, f"cannot be read: {error.strerror}", "See whether you may read it") from None
    remedy = "Save it as a text file in UTF-8; out of a PDF or a web page, copy the text"
    if not content.strip():
        raise _refused(file, "is empty", "Give a file that holds the document's text")
    decoded = decoding.decode(content)
    if decoded.unread:
        raise _refused(file, decoded.unread, remedy, decoded.line_no)
    lines = split_lines(decoded.text)
    if damage := _CONTROL.search(decoded.text):
        line_no = len(split_lines(decoded.text[: damage.end()]))
        raise _refused(file, "holds control characters that no text has", remedy, line_no)
    for line_no, reason in damaged_lines(decoded.text, lines).items():
        if len(lines.texts[line_no - 1]) <= LONGEST_LINE:
            raise _refused(file, reason, remedy, line_no)
    return content


def _refused(path: Path, message: str, remedy: str, line_no: int | None = None) -> ValidationFailed:
    return ValidationFailed([Problem(shown(path), line_no, message, remedy)])


def id_from(file: Path) -> str:
    """The document_id that a file's name makes; ValidationFailed where nothing of it is left."""
    document_id = re.sub(r"[^a-z0-9]+", "_", file.stem.casefold()).strip("_")
    if not document_id:
        raise _refused(file, "its name makes no id", "Give one with --id, such as --id briefing_2020")
    return document_id


def known_reference(raw_dir: Path) -> Reference:
    """The reference data of `raw_dir`; ValidationFailed while they have problems, since names would be missing."""
    reference = read_reference(raw_dir / "reference")
    if reference.problems:
        raise ValidationFailed(reference.problems)
    return reference


def _own_id(file: Path, wanted: str | None) -> str:
    """The id of a file that lies in raw/documents, which its name is."""
    document_id, is_original = document_id_of(file)
    if not _ID.fullmatch(document_id):
        raise _refused(file, "its name is no id", "Give it a name of a to z, 0 to 9 and _")
    if is_original:
        raise _refused(file, "is an original, which its abstract's sidecar describes", f"See {document_id}.yml")
    if wanted not in (None, document_id):
        raise _refused(file, "has its id from its name where it lies", "Leave --id out, or give the file that name")
    return document_id


def _files_of(document_id: str, documents: Path) -> list[Path]:
    stems = (document_id, f"{document_id}{ORIGINAL}")
    return [documents / f"{stem}{ending}" for stem in stems for ending in (SIDECAR_ENDING, *TEXT_ENDINGS)]


def _refuse_double(files: Iterable[Path]) -> None:
    remedy = "Give the new document another id with --id, or take that file away first"
    problems = [Problem(shown(path), None, "is there already", remedy) for path in files if path.exists()]
    if problems:
        raise ValidationFailed(problems)


def _write_new(path: Path, content: bytes) -> None:
    """Writes a file that was not there; half of it is none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            try:
                file.write(content)
                file.flush()
            except OSError:
                path.unlink()
                raise
    except OSError as error:
        raise _refused(path, f"cannot be written: {error.strerror}", "Correct that, then add again") from None


def say(out: Console, text: str, indent: int = 0) -> None:
    """Prints `text` as it is, folded where the terminal ends and indented."""
    out.print(Padding(Text(text), (0, 0, 0, indent), expand=False) if indent else Text(text))


def show_scaffold(found: Scaffold, out: Console) -> None:
    """What a scaffold holds, for people, and an empty line."""
    for table in found.tables:
        headings = ", ".join(map(str, table.heading_lines))
        known = len(table.names) - len(table.unknown)
        of = "line" if len(table.heading_lines) == 1 else "lines"
        say(
            out,
            f"A table with its heading on {of} {headings}: {len(table.names)} rows, {known} with a known organisation",
        )
        print_table(("column", "holds", "of", "period"), [_meaning(column) for column in table.mapping["columns"]], out)
        _show_unknown(table.unknown, out)
        out.print()
    for listed, unknown in found.band_lists:
        bands = ", ".join(f"{count} {band}" for band, count in listed.counts.items())
        say(out, f"Lists by band from line {listed.first_line} on: {bands}")
        print_table(("holds", "of", "period"), [_meaning(listed.mapping)[1:]], out)
        _show_unknown(unknown, out)
        out.print()
    for said, unknown in found.value_lists:
        say(out, f"A list from line {said.line_numbers[0]} on: {len(said.names)} names with what is said of each")
        print_table(("holds", "of", "period"), [_meaning(said.mapping)[1:]], out)
        _show_unknown(unknown, out)
        out.print()
    lines = [*_in_lines(found), *(f"Not mapped: {note}" for note in found.notes)]
    if not (found.tables or found.band_lists or found.value_lists or lines):
        lines.append("No table, list or statement on ratings was found; numbers in the prose are read all the same.")
    for line in lines:
        say(out, line)
    if lines:
        out.print()


def _in_lines(found: Scaffold) -> Iterator[str]:
    """Listings, publications and contexts, a line each."""
    sidecar = found.sidecar
    for listing in sidecar.get("listings", ()):
        named = f", {len(listing['items'])} within a sentence" if "items" in listing else ""
        yield f"Indicators of the {_known(listing['product'])} are listed after '{listing['after']}'{named}"
    if found.publications:
        yield f"Publications with their publishers: {found.publications}"
    contexts = [sidecar[key] for key in ("context",) if key in sidecar] + list(sidecar.get("other_contexts", ()))
    for context in contexts:
        yield f"Prose on ratings: {', '.join(_known(context[key]) for key in ('framework', 'area', 'period'))}"


def _meaning(mapping: dict[str, Any]) -> tuple[str, str, str, str]:
    title = mapping.get("title", "")
    if subject := mapping.get("rating"):
        return title, "ratings", f"{_known(subject['area'])}, {_known(subject['framework'])}", _known(subject["period"])
    if subject := mapping.get("measure"):
        return title, "values", _known(subject["measure_id"]), _known(subject["period"])
    if "ignore" in mapping:
        return title, "left out", mapping["ignore"], ""
    if "notes" in mapping:
        return title, "notes", "rows with a note are taken only where it changes nothing", ""
    return title, "organisations", "", ""


def _known(value: str) -> str:
    return "?" if value.startswith(FILL_IN) else value


def _show_unknown(unknown: Iterable[tuple[str, str]], out: Console) -> None:
    reasons = list(dict.fromkeys(reason for _, reason in unknown))
    for reason in reasons[:MAX_NAMES]:
        say(out, reason, indent=2)
    if len(reasons) > MAX_NAMES:
        say(out, f"… and {len(reasons) - MAX_NAMES} more names that no CCG has", indent=2)
