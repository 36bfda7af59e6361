"""`ccg-ratings accept`: what a quarantined version would change, and the word that it may."""

from __future__ import annotations

from datetime import date

import click
from rich.console import Console

from pipeline.app.cli.tables import print_table
from pipeline.app.cli.terminal import Utf8, terminal
from pipeline.base.paths import shown
from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.settings import read_settings
from pipeline.build.inputs import read_inputs
from pipeline.build.restatement_gate import (
    MOST_CHANGED,
    Changes,
    changes_of,
    quarantine_restatements,
    versions_before,
)
from pipeline.build.snapshot_reading import SnapshotRead, read_snapshots
from pipeline.fetch.snapshots import Acceptance, accept
from pipeline.publish.warehouse import Warehouse

MAX_SHOWN = 40


@click.command("accept")
@click.argument("document_id")
@click.option("--show", is_flag=True, help="Only show what it would change.")
@click.option(
    "--reason", type=Utf8(), default="seen and accepted", help="Why it is right; it is kept beside the version."
)
def command(document_id: str, show: bool, reason: str) -> None:
    """Let the version DOCUMENT_ID of a source be published although it changes much.

    A version that changes more than 5% of the earlier values of a measure, or lacks an organisation or a measure that
    the version before had, is quarantined until it is accepted here; the version before stays. To take that back,
    remove the file accepted.json from the version's folder, raw/versions/SOURCE/DAY, and refresh.

    \b
    Examples:
      ccg-ratings accept mh_dashboard_2022-11-11 --show
      ccg-ratings accept mh_dashboard_2022-11-11 --reason "restated by its publisher in November 2022"
    """
    settings = read_settings()
    inputs = read_inputs(settings.raw_dir)
    found = read_snapshots(inputs, Warehouse(settings.warehouse_dir).read_dir, lambda _: None)
    read = quarantine_restatements(found, inputs.reference.register)
    place = next((place for place, one in enumerate(read) if one.snapshot.document_id == document_id), None)
    if place is None:
        known = ", ".join(one.snapshot.document_id for one in read if one.quarantined and not one.superseded) or "none"
        raise _refused(document_id, "is no version of a source", f"Quarantined are: {known}")
    one = found[place]
    before = versions_before(one, read[:place])
    changes = changes_of(one, before, inputs.reference.register) if one.may_be_published else None
    out = terminal()
    if changes is None:
        if one.quarantined:
            raise _refused(document_id, f"cannot be read: {one.quarantined}", "What cannot be read is not accepted")
        out.print(f"{document_id} has no figure of the same periods as a version before it: nothing is to be accepted.")
        return
    _show(out, one, changes)
    if show or not changes.must_be_accepted or one.snapshot.accepted:
        return
    accept(one.snapshot, Acceptance(accepted_on=date.today(), reason=reason))
    out.print(f"\nAccepted: {shown(one.snapshot.folder)}/accepted.json. Then: ccg-ratings refresh", soft_wrap=True)


def _show(out: Console, one: SnapshotRead, changes: Changes) -> None:
    name = one.snapshot.document_id
    out.print(f"{name} against {changes.before}, the last version with figures of the same periods:\n", soft_wrap=True)
    rows = [
        (measure, f"{changed:,}", f"{earlier:,}", f"{100 * changed / earlier:.1f}%", "too many" if many else "")
        for measure, changed, earlier in changes.changed[:MAX_SHOWN]
        for many in [changed > MOST_CHANGED * earlier]
    ]
    if rows:
        print_table(("measure", "changed", "of earlier", "share", ""), rows, out)
    if len(changes.changed) > MAX_SHOWN:
        out.print(f"and {len(changes.changed) - MAX_SHOWN} more measures")
    for what, lost in (("measures", changes.lost_measures), ("organisations", changes.lost_organisations)):
        if lost:
            out.print(f"{what} without a row any more: {', '.join(lost)}", soft_wrap=True)
    if not changes.must_be_accepted:
        out.print("No more than corrections do: it is published without being accepted.")
    elif one.snapshot.accepted:
        accepted = one.snapshot.accepted
        out.print(f"Accepted on {accepted.accepted_on}: {accepted.reason}", soft_wrap=True)


def _refused(name: str, message: str, remedy: str) -> ValidationFailed:
    return ValidationFailed([Problem(name, None, message, remedy)])
