"""`ccg-ratings rollback`: makes an earlier release current again."""

from __future__ import annotations

import click

from pipeline.base.settings import read_settings
from pipeline.publish.warehouse import Warehouse


@click.command("rollback")
@click.argument("release", required=False)
def command(release: str | None) -> None:
    """Go back to an earlier release: RELEASE, or the last one before the current.

    \b
    Examples:
      ccg-ratings rollback
      ccg-ratings rollback 20201231T060000000000Z
    """
    warehouse = Warehouse(read_settings().warehouse_dir)
    with warehouse.locked(lambda message: click.echo(message, err=True)):
        published = warehouse.rollback(release)
    click.echo(f"Current release: {published.release_id}, as at {published.as_at}. The next refresh publishes anew.")
