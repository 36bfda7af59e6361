"""`ccg-ratings check`: what a document would give, and every problem in it, without a refresh.

Here: reading one document and telling what came of it, out of the very tables that a refresh would publish. Not here:
the reading itself (`pipeline.build.core_tables`).
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import starmap
from pathlib import Path
from typing import Any

import click
import polars as pl
from rich.console import Console

from pipeline.app.cli.add import known_reference, readable, say, tell
from pipeline.app.cli.tables import print_table
from pipeline.base.paths import shown
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings import read_settings
from pipeline.build.checks import as_declared, lines_conserved, numbers_conserved, rows_conserved
from pipeline.build.core_tables import ROW_STAGES, CoreBuild, DocumentFacts, build_core
from pipeline.build.inputs import SIDECAR_ENDING, TEXT_ENDINGS, Inputs, decode, document_id_of, read_document
from pipeline.build.line_account import account_of
from pipeline.build.number_account import numbers_of
from pipeline.parse.scaffold.sidecar import scaffold
from pipeline.parse.text.band_lists import BandListRows
from pipeline.parse.text.table_rows import TableRows
from pipeline.parse.text.value_lists import ValueListRows

ROWS_SHOWN = 5
ROW_KEYS = ("line_no", "org_code", "org_name_published")
# The tables that rows fill, with the column of what a cell says and those of what it is about.
ROW_TABLES = {"rating": ("band", ("area", "period")), "measure_value": ("value", ("measure_id", "period"))}
LISTINGS_SHOWN = 20
FIGURES_SHOWN = 20
SENTENCE_SHOWN = 70
REJECTS_SHOWN = 20
PROBLEMS_SHOWN = 40
# What a document has a part in; the others are made of reference data alone.
DOCUMENT_TABLES = (
    "document", "source_line", "rating", "measure_value", "mention", "claim", "figure", "publication",
    "measure_listing", "refresh_policy", "rejected_row",
)  # fmt: skip


@click.command("check")
@click.argument("document")
def command(document: str) -> None:
    """Show what DOCUMENT would give and every problem in it; nothing is published.

    DOCUMENT is a text file with its sidecar beside it, or the id of a document in raw/documents. Ends with 1 if there
    is a problem that would stop a refresh.

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
        raise ValidationFailed(
            [Problem(document[:100], None, message, "See whether it is there and you may read it")]
        ) from None
    reference = known_reference(raw_dir)
    sidecar_path = path.with_name(f"{document_id_of(path)[0]}{SIDECAR_ENDING}")
    if not sidecar_path.exists():
        say(out, f"{shown(path)} has no sidecar: {sidecar_path.name} is not beside it. The text shows:")
        out.print()
        tell(scaffold(decode(readable(path)), reference), out)
        say(out, f"To write a first sidecar: ccg-ratings add {shown(path)}")
        sys.exit(1)
    problems: list[Problem] = []
    read = read_document(path, sidecar_path, reference, problems)
    say(out, f"{shown(path)}, as {shown(sidecar_path)} maps it")
    out.print()
    if read is not None:
        build = build_core(Inputs(reference, [read]))
        tell_facts(build, out)
        problems += build.problems
        problems += _check_problems(build, read.path)
    tell_problems(problems, out)
    sys.exit(1 if problems else 0)


def _check_problems(build: CoreBuild, path: str) -> list[Problem]:
    """What the document's rows fail of the checks that every table has to pass."""
    tables = build.tables
    filled = [name for name in DOCUMENT_TABLES if not tables[name].is_empty()]
    outcomes = [
        *(as_declared(name, tables[name]) for name in filled),
        rows_conserved(tables["document"]),
        lines_conserved([account_of(fact) for fact in build.facts]),
        numbers_conserved([numbers_of(fact) for fact in build.facts]),
    ]
    return [
        Problem(
            path,
            None,
            f"core.{outcome.spec.table} fails {outcome.spec.name}: {outcome.outcome}",
            f"Correct the sidecar or the text: {'; '.join(outcome.sample)}",
        )
        for outcome in outcomes
        if not outcome.passed
    ]


def find_document(name: str, documents: Path) -> Path:
    """The text that `name` means: a file, or a document_id, of which a refresh reads it; else ValidationFailed."""
    path = Path(name)
    if path.is_file() and path.suffix != SIDECAR_ENDING:
        return path
    folder, document_id = (path.parent, path.stem) if path.is_file() else (documents, name)
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    texts = [file for file in found if file.suffix in TEXT_ENDINGS and document_id_of(file)[0] == document_id]
    if texts:
        return max(texts, key=lambda file: document_id_of(file)[1])
    if path.is_file():
        raise ValidationFailed(
            [Problem(shown(path), 1, "a sidecar without its document", f"Put {document_id}.txt beside it")]
        )
    ids = sorted({document_id_of(file)[0] for file in found if file.suffix in TEXT_ENDINGS})
    remedy = f"The documents there are {', '.join(ids)}" if ids else "Add one: ccg-ratings add FILE"
    raise ValidationFailed([Problem(name, None, f"is no file, and no document in {shown(documents)}", remedy)])


def tell_facts(build: CoreBuild, out: Console) -> None:
    """What the one document of `build` gives, for people: tables and lists with their first rows, claims, rejects."""
    (facts,) = build.facts
    tables = build.tables
    extracted = facts.extracted
    parts: list[TableRows | BandListRows | ValueListRows] = [*extracted.tables, *extracted.band_lists]
    names = [rows.spec.name for rows in [*parts, *extracted.value_lists]]
    rejected = _rejected_by_part(facts)
    stating = {index for index, rows in enumerate(extracted.tables) if rows.spec.states_anything}
    for index, (name, resolved, stored) in enumerate(zip(names, facts.resolved, stored_rows(build), strict=True)):
        # Of a table whose columns are all refused nothing is stored.
        taken = 0 if index in stating and not stored else resolved.rows_taken
        say(out, f"{name}: {taken} rows taken, {rejected[index]} rejected")
        _tell_rows(stored, out)
        out.print()
    claims = tables["claim"].to_dicts()
    if claims:
        say(out, f"Claims: {len(claims)}")
        told = [(claim["line_no"], claim["quote"], reading(claim)) for claim in claims]
        print_table(("line", "words", "reading"), told, out)
        out.print()
    _tell_no_claims(tables["figure"], out)
    _tell_named(facts, out)
    if (corrected := tables["correction"]).height:
        say(out, f"Corrected: {corrected.height}")
        rows = corrected.select("line_no", "about", "printed", "right_value").rows()
        print_table(("line", "of", "printed", "corrected to"), rows, out)
        out.print()
    counts = {
        "claims": "claim",
        "figures": "figure",
        "publications": "publication",
        "indicators listed": "measure_listing",
        "stated cadences": "refresh_policy",
    }
    say(out, ", ".join(f"{tables[table].height} {what}" for what, table in counts.items()))
    if (listings := tables["measure_listing"]).height:
        listed = listings.head(LISTINGS_SHOWN).select("line_no", "name_published", "measure_id", "status").rows()
        print_table(("line", "indicator listed", "is the measure", "status"), listed, out)
    invalid = {(reject.char_start, reject.stage, reject.reason) for reject in facts.rejects if reject.mapped}
    left = tables["rejected_row"].select("line_no", "text", "reason", "char_start", "stage").rows()
    _tell_left([row[:3] for row in left if (row[3], row[4], row[2]) not in invalid], out)


def _tell_no_claims(figures: pl.DataFrame, out: Console) -> None:
    """The numbers of organisations and bands that were not read as claims, with the reason."""
    counted = figures.filter(pl.col("no_claim_reason").is_not_null())
    if counted.is_empty():
        return
    say(out, f"Numbers of organisations that are no claims: {counted.height}")
    rows = counted.head(FIGURES_SHOWN).select("line_no", "text", "no_claim_reason", "sentence").rows()
    print_table(("line", "number", "why", "sentence"), [(*row[:3], shortened(row[3])) for row in rows], out)
    if counted.height > FIGURES_SHOWN:
        say(out, f"… and {counted.height - FIGURES_SHOWN} more")
    out.print()


def shortened(text: str) -> str:
    """The beginning of a sentence, for a table."""
    return text if len(text) <= SENTENCE_SHOWN else f"{text[: SENTENCE_SHOWN - 1]}…"


def stored_rows(build: CoreBuild) -> list[list[tuple[str, pl.DataFrame]]]:
    """For each table and list of the one document of `build`: the name and rows of each core table it has a part in.

    A column of a document's table is a run of rows there, in the order in which the columns were resolved.
    """
    (facts,) = build.facts
    at = dict.fromkeys(ROW_TABLES, 0)
    parts = []
    for resolved in facts.resolved:
        stored = []
        for table, blocks in zip(ROW_TABLES, (resolved.ratings, resolved.values), strict=True):
            for block in blocks:
                height = len(block["line_no"])
                stored.append((table, build.tables[table].slice(at[table], height)))
                at[table] += height
        parts.append(stored)
    return parts


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


def _tell_rows(stored: Sequence[tuple[str, pl.DataFrame]], out: Console) -> None:
    """The first rows of a table or list, each with what is stored of all its columns."""
    if not stored or stored[0][1].is_empty():
        return
    titles = []
    columns = []
    for table, rows in stored:
        says, about = ROW_TABLES[table]
        titles.append(" ".join(rows.select(about).row(0)).replace("_", " "))
        columns.append(list(starmap(_cell, rows.head(ROWS_SHOWN).select(says, "status").rows())))
    first = stored[0][1]
    keys = first.head(ROWS_SHOWN).select(ROW_KEYS).rows()
    rows_told = [(*key, *cells) for key, *cells in zip(keys, *columns, strict=True)]
    print_table(("line", "code", "organisation", *titles), rows_told, out)
    if first.height > ROWS_SHOWN:
        say(out, f"… and {first.height - ROWS_SHOWN} more rows")


def _cell(says: str | float | None, status: str) -> str:
    """A stored band or value with all its digits, or the status that stands for it."""
    if says is None:
        return f"({status.replace('_', ' ')})"
    return says if isinstance(says, str) else _exact(says)


def _exact(number: float) -> str:
    """A number with all the digits that are stored of it."""
    return repr(number).removesuffix(".0")


def reading(claim: Mapping[str, Any]) -> str:
    """What a claim was read to say."""
    is_share = claim["statistic"] == "share"
    # A hundred times a fraction is not always the printed percentage to the last digit of what a computer holds.
    figure = f"{_exact(round(claim['value'] * 100, 9))}%" if is_share else _exact(claim["value"])
    comparator = "" if claim["comparator"] == "=" else f"{claim['comparator']} "
    of = f" of {_exact(claim['whole'])}" if claim["whole"] is not None else ""
    bands = " or ".join(claim["bands"]) or "assessed"
    return f"{comparator}{figure}{of}: {bands} ({claim['area']}, {claim['period']})"


def _tell_left(left: Sequence[tuple[int, str, str]], out: Console) -> None:
    """The line, text and reason of what was not taken and stops nothing."""
    out.print()
    if not left:
        return
    say(out, f"Not taken, which stops nothing: {len(left)}")
    rows = [(line_no, text[:60], reason) for line_no, text, reason in left[:REJECTS_SHOWN]]
    print_table(("line", "text", "why"), rows, out)
    if len(left) > REJECTS_SHOWN:
        say(out, f"… and {len(left) - REJECTS_SHOWN} more")
    out.print()


def tell_problems(problems: Sequence[Problem], out: Console) -> None:
    """Each problem with its place on a line of its own, or that there is none."""
    if not problems:
        say(out, "No problem. To publish it: ccg-ratings refresh")
        return
    say(out, f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'}; a refresh would be refused.")
    for problem in problems[:PROBLEMS_SHOWN]:
        place = problem.path if problem.line_no is None else f"{problem.path}:{problem.line_no}"
        out.print(place, markup=False, soft_wrap=True)
        say(out, f"{problem.message}. {problem.remedy}", indent=2)
    if len(problems) > PROBLEMS_SHOWN:
        say(out, f"… and {len(problems) - PROBLEMS_SHOWN} more")
