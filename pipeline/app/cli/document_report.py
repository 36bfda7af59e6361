"""What one document gives, for people to read: the first rows of its tables and lists, its claims, and its problems."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import starmap
from typing import Any

import polars as pl
from rich.console import Console

from pipeline.app.cli.add import say
from pipeline.app.cli.tables import print_table
from pipeline.base.problems import Problem
from pipeline.build.core_tables import CoreBuild
from pipeline.build.document_facts import ROW_STAGES, DocumentFacts
from pipeline.parse.scaffold.sidecar import as_yaml, scaffold
from pipeline.parse.text.lists.band_lists import BandListRows
from pipeline.parse.text.lists.value_lists import ValueListRows
from pipeline.parse.text.tables.rows import TableRows
from pipeline.reference.reading import Reference

ROWS_SHOWN = 5
ROW_KEYS = ("line_no", "org_code", "org_name_published")
# The tables that rows fill, with the column of what a cell says and those of what it is about.
ROW_TABLES = {"rating": ("band", ("area", "period")), "measure_value": ("value", ("measure_id", "period"))}
LISTINGS_SHOWN = 20
FIGURES_SHOWN = 20
SENTENCE_SHOWN = 70
REJECTS_SHOWN = 20
CONTEXT_KEYS = ("context", "other_contexts")
PROBLEMS_SHOWN = 40


def show_facts(facts: DocumentFacts, build: CoreBuild, out: Console) -> None:
    """What the one document of `build` gives, for people: tables and lists with their first rows, claims, rejects."""
    tables = build.tables
    extracted = facts.extracted
    parts: list[TableRows | BandListRows | ValueListRows] = [*extracted.tables, *extracted.band_lists]
    names = [rows.spec.name for rows in [*parts, *extracted.value_lists]]
    rejected = _rejected_by_part(facts)
    stating = {index for index, rows in enumerate(extracted.tables) if rows.spec.states_anything}
    parts_taken = zip(names, facts.resolved, stored_rows(facts, build), strict=True)
    for index, (name, resolved, stored) in enumerate(parts_taken):
        # Of a table whose columns are all refused nothing is stored.
        row_count = 0 if index in stating and not stored else resolved.rows_accepted
        say(out, f"{name}: {row_count} rows taken, {rejected[index]} rejected")
        _show_rows(stored, out)
        out.print()
    claims = tables["claim"].to_dicts()
    if claims:
        say(out, f"Claims: {len(claims)}")
        claim_rows = [(claim["line_no"], claim["quote"], reading(claim)) for claim in claims]
        print_table(("line", "words", "reading"), claim_rows, out)
        out.print()
    _show_no_claims(tables["figure"], out)
    _show_named(facts, out)
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
    _show_rejects([row[:3] for row in left if (row[3], row[4], row[2]) not in invalid], out)


def _show_no_claims(figures: pl.DataFrame, out: Console) -> None:
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


def show_missing_contexts(text: str, reference: Reference, out: Console) -> None:
    """Says that the sidecar has no context, and what it could say, where the prose of `text` speaks of ratings."""
    proposed = {key: value for key, value in scaffold(text, reference).sidecar.items() if key in CONTEXT_KEYS}
    if not proposed:
        return
    say(
        out,
        "The prose speaks of ratings, and the sidecar does not say of which: without a context no claim is read. It "
        "could say, with what stands as FILL IN filled in:",
    )
    out.print(as_yaml(proposed), markup=False, soft_wrap=True)


def shortened(text: str) -> str:
    """The beginning of a sentence, for a table."""
    return text if len(text) <= SENTENCE_SHOWN else f"{text[: SENTENCE_SHOWN - 1]}…"


def stored_rows(facts: DocumentFacts, build: CoreBuild) -> list[list[tuple[str, pl.DataFrame]]]:
    """For each table and list of the one document of `build`: the name and rows of each core table it has a part in.

    A column of a document's table is a run of rows there, in the order in which the columns were resolved.
    """
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


def _show_named(facts: DocumentFacts, out: Console) -> None:
    mentions = facts.named.mentions
    if not mentions:
        return
    say(out, f"Named in prose: {len(mentions)}")
    rows = [
        (
            row["line_no"],
            row["org_name_published"],
            row["org_code"] or "?",
            row["band"] or "",
            "; ".join(filter(None, (row["reason"], row["no_band_reason"]))),
        )
        for row in mentions[:LISTINGS_SHOWN]
    ]
    print_table(("line", "name", "code", "band", "why not"), rows, out)
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


def _show_rows(stored: Sequence[tuple[str, pl.DataFrame]], out: Console) -> None:
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
    shown_rows = [(*key, *cells) for key, *cells in zip(keys, *columns, strict=True)]
    print_table(("line", "code", "organisation", *titles), shown_rows, out)
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


def _show_rejects(left: Sequence[tuple[int, str, str]], out: Console) -> None:
    """The line, text and reason of what was not read and stops nothing."""
    out.print()
    if not left:
        return
    say(out, f"Rejected, which stops nothing: {len(left)}")
    rows = [(line_no, text[:60], reason) for line_no, text, reason in left[:REJECTS_SHOWN]]
    print_table(("line", "text", "why"), rows, out)
    if len(left) > REJECTS_SHOWN:
        say(out, f"… and {len(left) - REJECTS_SHOWN} more")
    out.print()


def show_problems(problems: Sequence[Problem], out: Console) -> None:
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
