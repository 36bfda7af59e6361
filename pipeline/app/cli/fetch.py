"""`ccg-ratings fetch`: fetches what is new from the publishers, with progress and a line on each source."""

from __future__ import annotations

import sys
import time

import click
from rich.status import Status

from pipeline.app.cli.tables import print_table
from pipeline.app.cli.terminal import terminal
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings import read_settings
from pipeline.reference.sources import FILE_NAME, Source, Sources, read_sources

# What is done sooner than this needs no progress; where lines stay, as in a log, they come seldom.
QUIET_SECONDS = 2
LINE_SECONDS = 10


@click.command("fetch")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
def command(sources: tuple[str, ...]) -> None:
    """Ask the publishers for what is new, and keep each new version of their files.

    Asks every source of raw/sources.yml, or each SOURCE that is named. Nothing that was kept before is overwritten, and
    nothing is published: a refresh reads what was kept.

    \b
    Examples:
      ccg-ratings fetch
      ccg-ratings fetch mh_dashboard
    """
    from pipeline.fetch.fetch_attempts import unreadable_attempts
    from pipeline.fetch.parallel_fetch import fetch
    from pipeline.fetch.snapshots import unreadable_snapshots

    raw_dir = read_settings().raw_dir
    out, err = terminal(), terminal(stderr=True)
    known, problems = read_sources(raw_dir)
    if not problems and not known.fetched:
        problems = [Problem(str(raw_dir / FILE_NAME), None, "names no source", "List there what is to be fetched")]
    if problems:
        raise ValidationFailed(problems)
    wanted = _named_sources(sources, known)
    source_ids = [source.source_id for source in wanted]
    # Read before fetching, which writes these notes anew.
    forgotten = unreadable_attempts(raw_dir, source_ids)
    with err.status("fetching") as status:
        outcomes = fetch(wanted, raw_dir, _Progress(status))
    print_table(
        ("source", "outcome", "message"),
        [(outcome.source_id, outcome.state, outcome.message) for outcome in outcomes],
        out,
    )
    for problem in [*forgotten, *unreadable_snapshots(raw_dir, source_ids)]:
        err.print(f"warning: {problem}", markup=False, soft_wrap=True)
    out.print()
    count = sum(len(outcome.snapshots) for outcome in outcomes)
    failed = any(outcome.state == "failed" for outcome in outcomes)
    if count:
        versions, them = ("version", "it") if count == 1 else ("versions", "them")
        out.print(f"{count} new {versions}. ccg-ratings refresh reads {them}.")
    else:
        out.print("Nothing new was kept." if failed else "Nothing is new.")
    if failed:
        sys.exit(1)


def _named_sources(names: tuple[str, ...], sources: Sources) -> list[Source]:
    known = {source.source_id: source for source in sources.fetched}
    if unknown := [name for name in names if name not in sources.by_id]:
        raise click.BadParameter(f"no source is called {', '.join(unknown)}; there are: {', '.join(known)}")
    if others := [f"{name} ({sources.by_id[name].not_fetched})" for name in names if name not in known]:
        raise click.BadParameter(f"not fetched: {'; '.join(others)}")
    return [known[name] for name in dict.fromkeys(names or known)]


class _Progress:
    """Shows what takes longer: beside the spinner of a terminal, else as a line from time to time."""

    def __init__(self, status: Status) -> None:
        self.status = status
        self.begun: dict[str, float] = {}
        self.shown: dict[str, float] = {}

    def __call__(self, source_id: str, text: str) -> None:
        now = time.monotonic()
        seconds = now - self.begun.setdefault(source_id, now)
        if seconds < QUIET_SECONDS:
            return
        line = f"{source_id}: {text} ({seconds:.0f} s)"
        if self.status.console.is_terminal:
            self.status.update(line.replace("[", r"\["))
        elif now - self.shown.get(source_id, 0) >= LINE_SECONDS:
            self.shown[source_id] = now
            click.echo(line, err=True)
