"""`ccg-ratings check`: what a document would give, and every fault in it, without a refresh.

Here: reading one document and telling what came of it. Not here: the reading itself (`pipeline.core_tables`).
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import polars as pl
from rich.console import Console

from pipeline.cells_to_rows import Columns, Resolved
from pipeline.checks import as_declared, rows_conserved
from pipeline.cli.add import known_reference, readable, say, tell
from pipeline.cli.tables import print_table
from pipeline.cli.tables import shown as shown_value
from pipeline.core_tables import ROW_STAGES, DocumentFacts, build_core
from pipeline.extract.band_lists import BandListRows
from pipeline.extract.facts import Claim, Reject
from pipeline.extract.table_rows import TableRows
from pipeline.extract.value_lists import ValueListRows
from pipeline.faults import Fault, Refused
from pipeline.inputs import SIDECAR_ENDING, TEXT_ENDINGS, Inputs, decode, document_id_of, read_document, shown
from pipeline.reference import Reference
from pipeline.scaffold.sidecar import scaffold
from pipeline.settings import read_settings

ROWS_SHOWN = 5
ROW_KEYS = ("line_no", "org_code", "org_name_published")
LISTINGS_SHOWN = 20
REJECTS_SHOWN = 20
FAULTS_SHOWN = 40
# What a document has a part in; the others are made of reference data alone.
DOCUMENT_TABLES = (
    "document", "source_line", "rating", "measure_value", "mention", "claim", "figure", "publication",
    "measure_listing", "refresh_policy", "rejected_row",
)  # fmt: skip


@click.command("check")
@click.argument("document")
def command(document: str) -> None:
    """Show what DOCUMENT would give and every fault in it; nothing is published.

    DOCUMENT is a text file with its sidecar beside it, or the id of a document in raw/documents. Ends with 1 if there
    is a fault that would stop a refresh.

    \b
    Examples:
      ccg-ratings check rcpsych_2020
      ccg-ratings check ~/Downloads/briefing.txt
    """
    out = Console(highlight=False)
    raw_dir = read_settings().raw_dir
    try:
        path = find_document(document, raw_dir / "documents")
        with path.open("rb"):
            pass
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise Refused([Fault(document[:100], None, message, "See whether it is there and you may read it")]) from None
    reference = known_reference(raw_dir)
    sidecar_path = path.with_name(f"{document_id_of(path)[0]}{SIDECAR_ENDING}")
    if not sidecar_path.exists():
        say(out, f"{shown(path)} has no sidecar: {sidecar_path.name} is not beside it. The text shows:")
        out.print()
        tell(scaffold(decode(readable(path)), reference), out)
        say(out, f"To write a first sidecar: ccg-ratings add {shown(path)}")
        sys.exit(1)
    faults: list[Fault] = []
    read = read_document(path, sidecar_path, reference, faults)
    say(out, f"{shown(path)}, as {shown(sidecar_path)} maps it")
    out.print()
    if read is not None:
        build = build_core(Inputs(reference, [read]))
        tell_facts(build.facts[0], reference, out)
        faults += build.faults
        faults += _check_faults(build.tables, read.path)
    tell_faults(faults, out)
    sys.exit(1 if faults else 0)


def _check_faults(tables: Mapping[str, pl.DataFrame], path: str) -> list[Fault]:
    """What the document's rows fail of the checks that every table has to pass."""
    filled = [name for name in DOCUMENT_TABLES if not tables[name].is_empty()]
    outcomes = [*(as_declared(name, tables[name]) for name in filled), rows_conserved(tables["document"])]
    return [
        Fault(
            path,
            None,
            f"core.{outcome.spec.table} fails {outcome.spec.name}: {outcome.outcome}",
            f"Correct the sidecar or the text: {'; '.join(outcome.sample)}",
        )
        for outcome in outcomes
        if not outcome.passed
    ]


def find_document(name: str, documents: Path) -> Path:
    """The text that `name` means: a file, or the document of that id as a refresh would choose it; else Refused."""
    path = Path(name)
    if path.is_file() and path.suffix != SIDECAR_ENDING:
        return path
    folder, document_id = (path.parent, path.stem) if path.is_file() else (documents, name)
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    texts = [file for file in found if file.suffix in TEXT_ENDINGS and document_id_of(file)[0] == document_id]
    if texts:
        return max(texts, key=lambda file: document_id_of(file)[1])
    if path.is_file():
        raise Refused([Fault(shown(path), 1, "a sidecar without its document", f"Put {document_id}.txt beside it")])
    ids = sorted({document_id_of(file)[0] for file in found if file.suffix in TEXT_ENDINGS})
    remedy = f"The documents there are {', '.join(ids)}" if ids else "Add one: ccg-ratings add FILE"
    raise Refused([Fault(name, None, f"is no file, and no document in {shown(documents)}", remedy)])


def tell_facts(facts: DocumentFacts, reference: Reference, out: Console) -> None:
    """What a document gave, for people: tables and lists with their first rows, claims, counts, rejects."""
    extracted = facts.extracted
    parts: list[TableRows | BandListRows | ValueListRows] = [*extracted.tables, *extracted.band_lists]
    names = [rows.spec.name for rows in [*parts, *extracted.value_lists]]
    rejected = _rejected_by_part(facts)
    for index, (name, resolved) in enumerate(zip(names, facts.resolved, strict=True)):
        say(out, f"{name}: {resolved.rows_taken} rows taken, {rejected[index]} rejected")
        _tell_rows(resolved, out)
        out.print()
    if extracted.claims:
        say(out, f"Claims: {len(extracted.claims)}")
        print_table(("line", "words", "reading"), [(c.line_no, c.quote, reading(c)) for c in extracted.claims], out)
        out.print()
    _tell_named(facts, out)
    if extracted.corrected:
        given = facts.document.sidecar.corrections
        say(out, f"Put right: {len(extracted.corrected)}")
        put_right = [(c.line_no, c.about, given[c.place].printed, given[c.place].right) for c in extracted.corrected]
        print_table(("line", "of", "printed", "put right to"), put_right, out)
        out.print()
    counts: dict[str, Sequence[Any]] = {
        "claims": extracted.claims,
        "figures": extracted.figures,
        "publications": extracted.publications,
        "indicators listed": extracted.listings,
        "stated cadences": extracted.policies,
    }
    say(out, ", ".join(f"{len(found)} {what}" for what, found in counts.items()))
    if extracted.listings:
        listed = [(each.line_no, each.name_published, each.measure_id, each.status) for each in extracted.listings]
        print_table(("line", "indicator listed", "is the measure", "status"), listed[:LISTINGS_SHOWN], out)
    _tell_left([reject for reject in facts.rejects if not reject.mapped], out)


def _tell_named(facts: DocumentFacts, out: Console) -> None:
    mentions = facts.named.mentions
    if not mentions:
        return
    say(out, f"Named in prose: {len(mentions)}")
    rows = [
        (row["line_no"], row["org_name_published"], row["org_code"] or "?", row["band"] or "", row["reason"] or "")
        for row in mentions[:LISTINGS_SHOWN]
    ]
    print_table(("line", "name", "code", "band", "why no code"), rows, out)
    if len(mentions) > LISTINGS_SHOWN:
        say(out, f"… and {len(mentions) - LISTINGS_SHOWN} more")
    out.print()


def _rejected_by_part(facts: DocumentFacts) -> Counter[int]:
    """The rejected rows of each table and list: those after its first row, and before the first of the next."""
    found = facts.extracted
    parts: list[TableRows | BandListRows | ValueListRows] = [*found.tables, *found.band_lists, *found.value_lists]
    firsts = sorted((min(rows.line_nos), index) for index, rows in enumerate(parts) if rows.line_nos)
    starts = [first for first, _ in firsts]
    numbers = {reject.line_no for reject in facts.rejects if reject.stage in ROW_STAGES} - facts.extracted.heading_lines
    counts: Counter[int] = Counter()
    for number in numbers:
        counts[firsts[max(0, bisect_right(starts, number) - 1)][1] if firsts else 0] += 1
    return counts


def _tell_rows(resolved: Resolved, out: Console) -> None:
    blocks = [(f"{block['area']} {block['period']}".replace("_", " "), block, "band") for block in resolved.ratings]
    blocks += [
        (f"{block['measure_id']} {block['period']}".replace("_", " "), block, "value") for block in resolved.values
    ]
    if not blocks or not blocks[0][1]["line_no"]:
        return
    first = blocks[0][1]

    def cell(block: Columns, key: str, row: int) -> str:
        value = block[key][row]
        return f"({block['status'][row].replace('_', ' ')})" if value is None else shown_value(value)

    shown_rows = range(min(ROWS_SHOWN, len(first["line_no"])))
    rows = [
        (*(first[key][row] for key in ROW_KEYS), *(cell(block, key, row) for _, block, key in blocks))
        for row in shown_rows
    ]
    print_table(("line", "code", "organisation", *(title for title, _, _ in blocks)), rows, out)
    if len(first["line_no"]) > ROWS_SHOWN:
        say(out, f"… and {len(first['line_no']) - ROWS_SHOWN} more rows")


def reading(claim: Claim) -> str:
    """What a claim was read to say."""
    figure = f"{claim.value:.0%}" if claim.statistic == "share" else f"{claim.value:g}"
    comparator = "" if claim.comparator == "=" else f"{claim.comparator} "
    of = f" of {claim.whole:g}" if claim.whole is not None else ""
    bands = " or ".join(claim.bands) or "assessed"
    return f"{comparator}{figure}{of}: {bands} ({claim.area}, {claim.period})"


def _tell_left(rejects: Sequence[Reject], out: Console) -> None:
    out.print()
    if not rejects:
        return
    say(out, f"Not taken, which stops nothing: {len(rejects)}")
    rows: list[tuple[Any, ...]] = [
        (reject.line_no, reject.text[:60], reject.reason) for reject in rejects[:REJECTS_SHOWN]
    ]
    print_table(("line", "text", "why"), rows, out)
    if len(rejects) > REJECTS_SHOWN:
        say(out, f"… and {len(rejects) - REJECTS_SHOWN} more")
    out.print()


def tell_faults(faults: Sequence[Fault], out: Console) -> None:
    """Each fault with its place on a line of its own, or that there is none."""
    if not faults:
        say(out, "No fault. To publish it: ccg-ratings refresh")
        return
    say(out, f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}; a refresh would be refused.")
    for fault in faults[:FAULTS_SHOWN]:
        place = fault.path if fault.line_no is None else f"{fault.path}:{fault.line_no}"
        out.print(place, markup=False, soft_wrap=True)
        say(out, f"{fault.message}. {fault.remedy}", indent=2)
    if len(faults) > FAULTS_SHOWN:
        say(out, f"… and {len(faults) - FAULTS_SHOWN} more")
