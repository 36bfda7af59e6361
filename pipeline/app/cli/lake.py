"""`ccg-ratings lake`: looks after the lake of CCG_LAKE."""

from __future__ import annotations

from datetime import timedelta

import click

from pipeline.base.settings import read_settings


@click.group("lake")
def command() -> None:
    """Look after the lake of CCG_LAKE; a refresh publishes to it."""


@command.command("tidy")
@click.option(
    "--grace",
    type=click.IntRange(min=0),
    default=24,
    show_default=True,
    metavar="HOURS",
    help="How long readers may stay at a release that is no longer kept.",
)
def tidy_command(grace: int) -> None:
    """Remove from the lake what no kept release needs, and merge small files.

    Kept are the last five releases, the one in force, and those published within --grace.

    \b
    Examples:
      ccg-ratings lake tidy
      ccg-ratings lake tidy --grace 72
    """
    from pipeline.app.lake import the_lake

    address = the_lake(read_settings())
    from pipeline.publish.lake.keeping import tidy

    done = tidy(address, timedelta(hours=grace))
    click.echo(
        f"Releases no longer kept: {done.releases}. Snapshots expired: {done.snapshots}. "
        f"Files merged: {done.merged}. Files removed: {done.removed}."
    )
