"""What status and verify say of the lake."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from pipeline.app.cli.lines import say
from pipeline.app.lake import the_lake
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.visible import visible

if TYPE_CHECKING:
    from pipeline.base.settings import Settings

MAX_SHOWN = 20


def print_lake_state(settings: Settings, out: Console) -> bool:
    """The release in force in the lake and those that it keeps; says whether there is one."""
    address = the_lake(settings)
    from pipeline.publish.lake.reading import NOTHING_YET, releases

    in_force, kept = releases(address)
    if in_force is None:
        say(f"Nothing is published in the lake {address} yet. {NOTHING_YET}", out)
        return False
    say(f"Release {in_force.release_id}, as at {in_force.as_at}, in the lake {address}", out)
    say(f"Published there {in_force.published_at:%d %B %Y %H:%M} UTC, read at snapshot {in_force.snapshot_id}", out)
    names = ", ".join(one.release_id for one in kept)
    say(f"{len(kept)} {'release' if len(kept) == 1 else 'releases'} kept there: {names}", out)
    link = settings.warehouse_dir / "current"
    folder = link.readlink().name if link.is_symlink() else None
    if folder and folder != in_force.release_id:
        say(f"The folder has release {folder} in force. To publish that: ccg-ratings refresh", out)
    return True


def verify_lake(settings: Settings, release: str | None, signers: Path | None) -> None:
    """Reads a release of the lake and says whether it holds; ValidationFailed where it does not."""
    if signers:
        raise click.UsageError("A release in the lake has no signature: leave --signers out.")
    address = the_lake(settings)
    from pipeline.publish.lake.verifying import verify

    found = verify(address, release)
    for what in found.not_compared:
        click.echo(visible(f"Not compared: {what}"))
    name = found.release.release_id
    if found.problems:
        for problem in found.problems[:MAX_SHOWN]:
            click.echo(visible(f"{name}: {problem}"), err=True)
        message = f"{len(found.problems)} of the things that release {name} says of itself do not hold"
        remedy = "Go back: ccg-ratings rollback --lake; or restore the lake (docs/users/operations.md)"
        raise ValidationFailed([Problem(f"The lake {address}", None, message, remedy)])
    click.echo(f"Release {name} holds in the lake: {found.tables} tables, {found.rows:,} rows, are as published.")
