"""`ccg-ratings team`: what a person does for the machines of a team that share the store of CCG_WORK."""

from __future__ import annotations

import time

import click

from pipeline.app.metrics import write_metrics
from pipeline.app.team.shared_work import SharedWork
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings import read_settings
from pipeline.publish.warehouse import Warehouse


def the_work() -> SharedWork:
    """What the settings share; ValidationFailed where they share nothing."""
    settings = read_settings()
    if not settings.work:
        remedy = "Set CCG_WORK (docs/users/operations.md)"
        raise ValidationFailed([Problem("the environment", None, "does not say where a team shares its work", remedy)])
    return SharedWork(settings.work, settings.raw_dir, Warehouse(settings.warehouse_dir))


@click.group("team")
def command() -> None:
    """Work with the machines of a team that share the store of CCG_WORK."""


@command.command("send")
def send() -> None:
    """Have the team read the documents and reference data of this machine from now on.

    Versions of the sources that the team has fetched stay beside them.

    \b
    Examples:
      ccg-ratings team send
    """
    number, anew = the_work().raw.send()
    click.echo(f"The team reads what was sent: number {number}, {anew} files anew." if anew else "Nothing is new.")


@command.command("tidy")
def tidy_command() -> None:
    """Remove from the store what no kept release, input or work needs.

    Kept are the last five releases and inputs, the work of a week, and what versions gave in the last sixty days.

    \b
    Examples:
      ccg-ratings team tidy
    """
    from pipeline.app.team.keeping import tidy

    done = tidy(the_work().store)
    click.echo(f"Lists removed: {done.lists}. Files removed: {done.content}.")


@command.command("receive")
@click.option("--every", type=click.IntRange(min=1), metavar="SECONDS", help="Go on, and look every so often.")
def receive(every: int | None) -> None:
    """Make the release in force the current one in the folder of this machine.

    \b
    Examples:
      ccg-ratings team receive
      ccg-ratings team receive --every 30     for the server of the pages
    """
    releases, settings = the_work().releases, read_settings()
    told: str | None = ""
    while True:
        release_id = releases.bring()
        write_metrics(releases.warehouse, settings)
        if (release_id) != told:
            click.echo(f"In force: {release_id}" if release_id else "The team has published nothing yet.")
            told = release_id
        if every is None:
            return
        time.sleep(every)
