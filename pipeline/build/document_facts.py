"""What one document gives: its text extracted, the organisations of its rows, and the problems that stop a refresh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.base.problems import Problem
from pipeline.build.cells_to_rows import Columns, Resolved, resolve_band_list, resolve_table, resolve_value_list
from pipeline.build.inputs import Document
from pipeline.build.mentions_to_rows import NamesResolved, listed_bands, listed_values, resolve_names
from pipeline.parse.sidecar.mapping import document_spec
from pipeline.parse.text.document import Extracted, NotFound, extract
from pipeline.parse.text.facts import Reject
from pipeline.reference.organisations import Resolver
from pipeline.reference.reading import Reference
from pipeline.reference.register import Register

ROW_STAGES = ("table", "band_list", "value_list", "organisation")


@dataclass
class DocumentFacts:
    """What one document gave: what was extracted, the resolved rows, all rejects, the problems that stop a refresh.

    `named` is what came of the names in its prose.
    """

    document: Document
    extracted: Extracted
    resolved: list[Resolved]
    named: NamesResolved
    rejects: list[Reject]
    problems: list[Problem]

    @property
    def ratings(self) -> list[Columns]:
        """The blocks of core.rating: of its tables and lists, and of its sentences."""
        return [block for found in self.resolved for block in found.ratings] + self.named.ratings

    @property
    def values(self) -> list[Columns]:
        """The blocks of core.measure_value."""
        return [block for found in self.resolved for block in found.values]

    @property
    def rows_accepted(self) -> int:
        return sum(resolved.rows_accepted for resolved in self.resolved)

    @property
    def rows_rejected(self) -> int:
        """Rows of mapped tables and lists that were rejected, those under `accept` among them."""
        headings = self.extracted.heading_lines
        # A line may have several rows: two tables side by side, or a list of names with values.
        places = {(reject.line_no, reject.char_start) for reject in self.rejects if reject.stage in ROW_STAGES}
        return sum(line_no not in headings for line_no, _ in places)

    @property
    def name_parts(self) -> set[int]:
        """Lines that hold a part of the name of a row on another line, and are no rows."""
        return {line_no for resolved in self.resolved for line_no in resolved.parts}


def read_facts(document: Document, reference: Reference, resolver: Resolver) -> DocumentFacts:
    """Everything that one document states, its organisations resolved."""
    sidecar = document.sidecar
    extracted = extract(document.text, document_spec(sidecar, reference), reference.vocabulary)
    scale_of = {name: framework.scale for name, framework in reference.frameworks.items()}
    tables = {table.name: table for table in sidecar.tables}
    lists = {listed.name: listed for listed in sidecar.band_lists}
    values = {listed.name: listed for listed in sidecar.value_lists}
    resolved = [resolve_table(rows, tables[rows.spec.name], resolver, scale_of) for rows in extracted.tables]
    of_bands = [
        resolve_band_list(rows, lists[rows.spec.name], resolver, rows.spec.scale.scale) for rows in extracted.band_lists
    ]
    parts = {line_no for found in resolved for line_no in found.parts}
    of_values = [resolve_value_list(rows, values[rows.spec.name], resolver, scale_of) for rows in extracted.value_lists]
    resolved += [*of_bands, *of_values]
    of_tables = [block for found in resolved for block in found.ratings]
    named = resolve_names(extracted.mentions, extracted.named_bands, sidecar, of_tables, resolver)
    named.mentions += [row for found in of_bands for row in listed_bands(found)]
    for found, rows in zip(of_values, extracted.value_lists, strict=True):
        named.mentions += listed_values(found, rows)
    named.mentions.sort(key=lambda row: (row["line_no"], row["char_start"]))
    rejects = [reject for reject in extracted.rejects if not (reject.stage == "table" and reject.line_no in parts)]
    rejects += [*(reject for found in resolved for reject in found.rejects), *named.rejects]
    rejects.sort(key=lambda reject: (reject.line_no, reject.char_start))
    problems = [
        Problem(
            document.path, reject.line_no, reject.reason, f"To correct it: {reject.remedy}{_row_of(reject, extracted)}"
        )
        for reject in rejects
        if reject.mapped
    ]
    problems += _stated_twice(document, resolved, resolver.register)
    problems += [
        Problem(
            document.sidecar_path,
            document.sidecar_line(missing.place),
            f"{missing.message} (in {document.path})",
            "Correct the sidecar, or restore the document's text",
        )
        for missing in [*extracted.not_found, *_given_in_vain(document, extracted, rejects)]
    ]
    return DocumentFacts(document, extracted, resolved, named, rejects, problems)


# Of a rejected row, its beginning is shown.
_SHOWN = 60


def _row_of(reject: Reject, extracted: Extracted) -> str:
    """How a rejected row begins, to be shown after the rest; nothing for what is no row."""
    if reject.stage not in ROW_STAGES or reject.line_no in extracted.heading_lines:
        return ""
    row = " ".join(extracted.lines.texts[reject.line_no - 1].split())
    begins = row if len(row) <= _SHOWN else f"{row[:_SHOWN].rstrip()}…"
    return f". The row begins “{begins}”"


def _stated_twice(document: Document, resolved: Sequence[Resolved], register: Register) -> list[Problem]:
    """The rows of organisations that have the same rating or value in a table or list before."""
    by_subject: dict[tuple[str, ...], list[Columns]] = {}
    for block in (block for found in resolved for block in [*found.ratings, *found.values]):
        subject = tuple(block[name] for name in ("framework", "area", "measure_id", "period") if name in block)
        by_subject.setdefault(subject, []).append(block)
    problems = []
    for subject, blocks in by_subject.items():
        # Within one table or list an organisation has one row.
        first: dict[str, int] = {}
        for block in blocks if len(blocks) > 1 else ():
            for code, line_no in zip(block["org_code"], block["line_no"], strict=True):
                if code in first:
                    whose = f"{register.by_code[code]}, after that of line {first[code]}"
                    message = f"a second {' '.join(subject)} for {whose}"
                    remedy = "Keep the right one, or map the other to what it is about"
                    problems.append(Problem(document.path, line_no, message, remedy))
            first.update(dict(zip(block["org_code"], block["line_no"], strict=True)))
    return problems


def _given_in_vain(document: Document, extracted: Extracted, rejects: Sequence[Reject]) -> list[NotFound]:
    """What is under `accept` and stands in no rejected line, and what is under `corrections` and was not found."""
    numbers = {reject.line_no for reject in rejects}
    texts = [text for number, text in enumerate(extracted.lines.texts, 1) if number in numbers]
    found = [
        NotFound(("accept", place), f"nothing that holds '{accept.text}' was rejected")
        for place, accept in enumerate(document.sidecar.accept)
        if not any(accept.text in text for text in texts)
    ]
    made = {corrected.place for corrected in extracted.corrected}
    return found + [
        NotFound(("corrections", place), f"line {given.line} has no cell, name or claim '{given.printed}'")
        for place, given in enumerate(document.sidecar.corrections)
        # A row that does not read for another reason is reported for that.
        if place not in made and given.line not in numbers
    ]
