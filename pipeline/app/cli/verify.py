"""`ccg-ratings verify`: compares a release's files with everything that it says of them."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline.app.cli.in_lake import lake_option
from pipeline.base.paths import shown
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings import read_settings
from pipeline.base.visible import visible
from pipeline.publish.verification import verify
from pipeline.publish.verification_records import note
from pipeline.publish.warehouse import REPUBLISH_OR_ROLL_BACK, Warehouse

MAX_SHOWN = 20


@click.command("verify")
@click.argument("release", required=False)
@click.option(
    "--signers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The release must be signed by one of these, a file of allowed signers as ssh-keygen has it.",
)
@lake_option
def command(release: str | None, signers: Path | None, in_lake: bool) -> None:
    """Compare the files of RELEASE, the current one by default, with its digests, SHA256SUMS and datapackage.json.

    Every file and every row is read. status says when a release last held.

    \b
    Examples:
      ccg-ratings verify
      ccg-ratings verify 20201231T060000000000Z
      ccg-ratings verify --signers allowed_signers
      ccg-ratings verify --lake
    """
    if in_lake:
        from pipeline.app.cli.lake_told import verify_lake

        verify_lake(read_settings(), release, signers)
        return
    warehouse = Warehouse(read_settings().warehouse_dir)
    folder = warehouse.release_named(release)
    found = verify(folder, signers)
    try:
        note(warehouse.folder, folder.name, next(iter(found.problems), None), datetime.now(UTC))
    except OSError as error:
        click.echo(f"Not noted for status: {shown(warehouse.folder)} cannot be written ({error.strerror})", err=True)
    for what in found.not_compared:
        click.echo(visible(f"Not compared: {what}"))
    if found.problems:
        for problem in found.problems[:MAX_SHOWN]:
            click.echo(visible(f"{shown(folder)}: {problem}"), err=True)
        if len(found.problems) > MAX_SHOWN:
            click.echo(f"… and {len(found.problems) - MAX_SHOWN} more", err=True)
        raise ValidationFailed(
            [
                Problem(
                    shown(folder),
                    None,
                    f"{len(found.problems)} of its files or tables do not hold",
                    REPUBLISH_OR_ROLL_BACK,
                )
            ]
        )
    click.echo(f"Release {folder.name} holds: {found.files} files, {found.megabytes:.1f} MB, are as published.")
    sys.stdout.flush()
