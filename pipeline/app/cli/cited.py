"""What `ccg-ratings trace --cite KEY` prints: a cited figure as it was and as it is, and how to cite it."""

from __future__ import annotations

from pathlib import Path

import duckdb
from rich.console import Console

from pipeline.app.cli.lines import entry, marked
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.publish.cited_figure import CitedFigure, Row, look_up, said
from pipeline.publish.figure_keys import CLAIM, RATING, SUM, FigureKey, NotAKey, organisation_of, parse_key
from pipeline.publish.site import words
from pipeline.publish.site.areas.sums import parts_query
from pipeline.publish.site.citing import Citation, cite
from pipeline.publish.site.released_rows import rows_of

_COUNTED_IN = """
FROM core.document WHERE document_id IN (
    SELECT document_id FROM marts.area_part
    WHERE measure_id = $measure_id AND period = $period AND source_id = $source_id
) ORDER BY document_id"""
REPORT = "Report an error with this key, what you found, and where"


def print_cited(con: duckdb.DuckDBPyConnection, text: str, releases: Path, out: Console) -> None:
    """Looks a key up and prints what became of its figure; ValidationFailed for what is no key."""
    try:
        key = parse_key(text)
    except NotAKey as error:
        remedy = "Copy it whole from the citation; the pages and the macro figure_key give the keys"
        raise ValidationFailed([Problem(f"'{text}'", None, str(error), remedy)]) from None
    found = look_up(con, key, releases)
    release = _release(con)
    out.print(_about(key, found), style="bold", markup=False, soft_wrap=True)
    entry("cited", f"{_in_words(key.said, found)}{_when(found)}", out)
    row = found.current or found.own
    now = _in_words(said(row), found) if row else "nothing"
    entry("now", f"{now}, in release {release['release_id']} of {words.day(release['as_at'])}", out)
    entry("", found.outcome, out)
    _print_source(con, found, release, out)


def _print_source(con: duckdb.DuckDBPyConnection, found: CitedFigure, release: Row, out: Console) -> None:
    """Where what is said now stands, and how to cite it; where it was restated, that of the later document."""
    row = found.current if found.current and found.changed else found.own or found.current
    if row is None:
        return
    if found.key.kind == SUM:
        _print_parts(con, row, release, out)
        return
    of_own = found.own is not None and row["document_id"] == found.own["document_id"]
    shown = {**row, **(found.own or {})} if of_own else {**found.names, **row}
    document = found.document if of_own else _document(con, row["document_id"])
    assert document
    if of_own and shown.get("line") is not None:
        place = f"{row['document_id']} line {row['line_no']}: "
        entry("source", marked(place, shown["line"], shown["first"], shown["last"], out).plain, out)
    else:
        place = f"line {row['line_no']}" if row.get("line_no") is not None else str(row.get("locator"))
        entry("source", f"{row['document_id']} {place}", out)
        if "value_published" in shown:
            # The cell with its headings, as the document prints them.
            cell = f"{shown['org_name_published']} | {shown['period_published']} | »{shown['value_published']}«"
            entry("", cell, out)
    _print_citation(cite(shown, document, release, shown.get("org_name") or found.names.get("org_name")), out)


def _print_parts(con: duckdb.DuckDBPyConnection, row: Row, release: Row, out: Console) -> None:
    """What a sum is made of, and how to cite it: with each document that states its counts."""
    if row["percent"] is not None:
        entry("counts", f"{words.counts(row)}, {words.summed(row)}", out)
    entry("parts", f'ccg-ratings sql "{parts_query(row["measure_id"], row["period"], row["area_code"])}"', out)
    subject = {name: row[name] for name in ("measure_id", "period", "source_id")}
    for document in rows_of(con, _COUNTED_IN, **subject):
        _print_citation(cite(row, document, release), out)


def _print_citation(citation: Citation, out: Console) -> None:
    entry("short", citation.short, out)
    entry("full", citation.full.rpartition(" Key: ")[0], out)
    entry("key", citation.key, out)
    entry("", f"{REPORT}.", out)


def _about(key: FigureKey, found: CitedFigure) -> str:
    if key.kind == CLAIM:
        quote = f": {found.own['quote']}" if found.own else ""
        return f"Claim of {key.subject['document_id']}, {key.subject['place']}{quote}"
    org_type, code = organisation_of(key.subject["organisation"])
    row = found.own or found.current or {}
    name = found.names.get("org_name") or row.get("org_name") or row.get("org_name_published") or words.label(org_type)
    what = words.label(key.subject["area"]) if key.kind == RATING else found.names.get("measure_name")
    return f"{what or key.subject['measure_id']}, {key.subject['period']}, {name} ({code})"


def _in_words(text: str, found: CitedFigure) -> str:
    """What a key says, with its unit; a status in words."""
    if found.key.kind == CLAIM:
        figure, _, verdict = text.partition(" ")
        return f"{figure}, {words.VERDICTS[verdict].lower()}" if verdict in words.VERDICTS else text
    if found.key.kind == RATING:
        return words.STATUSES.get(text, text)
    unit = found.names.get("unit") or ""
    try:
        float(text)
    except ValueError:
        return words.status(text)
    return f"{text}%" if unit == "%" else f"{text} {unit}".strip()


def _when(found: CitedFigure) -> str:
    if found.key.release_id is None:
        return ", in a release that the key does not name"
    day = f" of {words.day(found.cited_on)}" if found.cited_on else ""
    if found.kept is None:
        state = "it is not kept any more"
    elif found.kept == found.key.said:
        state = "it is kept, and says so"
    else:
        state = f"it is kept, and says {found.kept}: the key is not of that release"
    return f", in release {found.key.release_id}{day} ({state})"


def _release(con: duckdb.DuckDBPyConnection) -> Row:
    release_id, as_at = con.execute("SELECT release_id, as_at FROM meta.release").fetchall()[0]
    return {"release_id": release_id, "as_at": as_at}


def _document(con: duckdb.DuckDBPyConnection, document_id: str) -> Row | None:
    cursor = con.execute("FROM core.document WHERE document_id = ?", [document_id])
    row = cursor.fetchone()
    return dict(zip([column[0] for column in cursor.description or ()], row, strict=True)) if row else None
