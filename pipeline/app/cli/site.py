"""`ccg-ratings site`: rebuilds the pages of the current release, and prints where they are."""

from __future__ import annotations

import click

from pipeline.app.cli.terminal import terminal


@click.command("site")
def command() -> None:
    """Build the pages of the current release anew, from its DuckDB file alone. No document is read.

    \b
    Examples:
      ccg-ratings site
      ccg-ratings refresh --no-site && ccg-ratings site
    """
    import uuid
    from datetime import date

    from pipeline.app.refresh import Run
    from pipeline.base.paths import shown
    from pipeline.base.settings import read_settings
    from pipeline.publish.release_files import SITE
    from pipeline.publish.warehouse import Warehouse

    settings = read_settings()
    warehouse = Warehouse(settings.warehouse_dir)
    with terminal(stderr=True).status("building the site"):
        site = Run(str(uuid.uuid4()), settings.raw_dir, warehouse, date.today()).build_site()
    pages = sum(1 for _ in site.rglob("*.html"))
    click.echo(f"{pages} pages: {shown(warehouse.current_link / SITE / 'index.html')}")
