"""`ccg-ratings rollback`: makes an earlier release current again."""

from __future__ import annotations

from datetime import date

import click

from pipeline.app.cli.in_lake import lake_option
from pipeline.base.settings import read_settings
from pipeline.publish.warehouse import Warehouse


@click.command("rollback")
@click.argument("release", required=False)
@lake_option
def command(release: str | None, in_lake: bool) -> None:
    """Go back to an earlier release: RELEASE, or the last one before the current.

    \b
    Examples:
      ccg-ratings rollback
      ccg-ratings rollback 20201231T060000000000Z
      ccg-ratings rollback --lake          in the lake alone; the folder stays

    With CCG_WORK the whole team goes back.
    """
    settings = read_settings()
    if in_lake:
        from pipeline.app.lake import the_lake

        address = the_lake(settings)
        from pipeline.publish.lake.keeping import roll_back

        found = roll_back(address, release)
        click.echo(
            f"In force in the lake: {found.release_id}, as at {found.as_at}. The next refresh follows the folder again."
        )
        return
    warehouse = Warehouse(settings.warehouse_dir)
    releases = None
    if settings.work:
        from pipeline.app.cli.team import the_work

        releases = the_work().releases
        releases.bring()
    with warehouse.locked(lambda message: click.echo(message, err=True)):
        published = warehouse.rollback(release)
        if releases:
            releases.published(published.folder)
    from pipeline.app.unchanged import up_to_date

    is_new = up_to_date(warehouse, settings.raw_dir, date.today(), settings.with_site) is None
    coming = "publishes anew" if is_new else "publishes nothing, for it is of the present inputs"
    click.echo(f"Current release: {published.release_id}, as at {published.as_at}. The next refresh {coming}.")
