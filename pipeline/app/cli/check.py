"""`ccg-ratings check`: reads one document without a refresh, and says what it gives and every problem in it.

It shows the very tables that a refresh would publish, and ends with 1 where there is a problem.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.app.cli.add import known_reference, readable, say, show_scaffold
from pipeline.app.cli.document_report import show_facts, show_missing_contexts, show_problems
from pipeline.app.cli.terminal import terminal
from pipeline.base.os_errors import opened
from pipeline.base.paths import objection, shown
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings import read_settings
from pipeline.build.checks import as_declared, lines_conserved, numbers_conserved, rows_conserved
from pipeline.build.core_tables import CoreBuild, build_core
from pipeline.build.document_facts import read_facts
from pipeline.build.document_reading import of_facts
from pipeline.build.document_rows import TABLES
from pipeline.build.inputs import SIDECAR_ENDING, TEXT_ENDINGS, Inputs, decode, document_id_of, read_document
from pipeline.parse.scaffold.sidecar import scaffold
from pipeline.reference.organisations import Resolver


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
    out = terminal()
    raw_dir = read_settings().raw_dir
    try:
        path = find_document(document, raw_dir / "documents")
        opened(path).close()
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise ValidationFailed(
            [Problem(document[:100], None, message, "See whether it is there and you may read it")]
        ) from None
    if why := objection(path):
        raise ValidationFailed([Problem(shown(path), None, why, "Give it another name")])
    reference = known_reference(raw_dir)
    sidecar_path = path.with_name(f"{document_id_of(path)[0]}{SIDECAR_ENDING}")
    if not sidecar_path.exists():
        say(out, f"{shown(path)} has no sidecar: {sidecar_path.name} is not beside it. The text shows:")
        out.print()
        show_scaffold(scaffold(decode(readable(path)), reference), out)
        say(out, f"To write a first sidecar: ccg-ratings add {shown(path)}")
        sys.exit(1)
    problems: list[Problem] = []
    read = read_document(path, sidecar_path, reference, problems)
    say(out, f"{shown(path)}, as {shown(sidecar_path)} maps it")
    out.print()
    if read is not None:
        facts = read_facts(read, reference, Resolver(reference.register))
        build = build_core(Inputs(reference, [read]), documents=[of_facts(facts)])
        show_facts(facts, build, out)
        if not read.sidecar.speaks_of_ratings:
            show_missing_contexts(read.text, reference, out)
        problems += build.problems
        problems += _check_problems(build, read.path)
    show_problems(problems, out)
    sys.exit(1 if problems else 0)


def _check_problems(build: CoreBuild, path: str) -> list[Problem]:
    """What the document's rows fail of the checks that every table has to pass."""
    tables = build.tables
    filled = [name for name in TABLES if not tables[name].is_empty()]
    outcomes = [
        *(as_declared(name, tables[name]) for name in filled),
        rows_conserved(tables["document"]),
        lines_conserved([read.lines for read in build.documents]),
        numbers_conserved([read.numbers for read in build.documents]),
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
