"""What Prometheus is told of the release in force: a text file, as the node exporter's textfile collector takes it."""

from __future__ import annotations

import errno
import logging
import time
from contextlib import suppress
from pathlib import Path

from pipeline.base.os_errors import opened, problem_of
from pipeline.base.settings import Settings
from pipeline.base.whole_files import put_text
from pipeline.publish.warehouse import Warehouse

# Each metric with what it says, and the query of its value in the release.
_OF_RELEASE = {
    "ccg_release_built_timestamp_seconds": ("When the release in force was built.", "SELECT epoch(built_at) FROM r"),
    "ccg_release_as_at_timestamp_seconds": ("The day up to which it shows editions.", "SELECT epoch(as_at) FROM r"),
    "ccg_release_documents": ("Documents, with versions of the sources.", "SELECT count(*) FROM core.document"),
    "ccg_release_rows": (
        "Rows of all core tables.",
        "SELECT sum(rows) FROM meta.\"table\" WHERE schema_name = 'core'",
    ),
    "ccg_release_rows_rejected": ("Text that was not taken.", "SELECT count(*) FROM core.rejected_row"),
    "ccg_release_claims_contradicted": (
        "Claims that the rows contradict.",
        "SELECT count(*) FROM marts.claim_check WHERE verdict = 'contradicts'",
    ),
    "ccg_release_checks_failed": ("Checks that warn.", "SELECT count(*) FROM meta.check WHERE NOT passed"),
    "ccg_release_versions_quarantined": (
        "Versions of the sources that are held back.",
        "SELECT count(*) FROM core.source_version WHERE state = 'quarantined'",
    ),
}
log = logging.getLogger(__name__)

# What is written begins so, and what begins otherwise is somebody else's.
_BEGINNING = b"# HELP ccg_"
_LOOKED = "ccg_looked_timestamp_seconds"


def write_metrics(warehouse: Warehouse, settings: Settings) -> None:
    """Writes what is in force into the file of the settings, whole or not at all; nothing where either is missing.

    A warehouse other than that of the settings is somebody's trial, and nothing of it is in force.
    """
    target = settings.metrics
    if target is None or warehouse.folder.resolve() != settings.warehouse_dir.resolve() or warehouse.current() is None:
        return
    lines = []
    with warehouse.connect() as con:
        for name, (help_text, query) in _OF_RELEASE.items():
            of_release = query.replace("FROM r", "FROM meta.release")
            value = con.execute(of_release).fetchall()[0][0] or 0
            lines += _metric(name, help_text, value)
    lines += _metric(_LOOKED, "When a refresh or a receiver last saw to it, also where nothing was new.", time.time())
    try:
        _refuse_what_is_of_others(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        put_text(target, "\n".join(lines) + "\n")
    except OSError as error:
        # What was published is published, whether or not somebody measures it.
        log.warning("the metrics cannot be written: %s", problem_of(error))


def _refuse_what_is_of_others(target: Path) -> None:
    """OSError where something is in the place of `target` that was not written here, which would be lost."""
    if target.exists() and not target.is_file():
        # A device would be replaced like a file by whoever may.
        raise OSError(errno.EEXIST, "it is no ordinary file", str(target))
    with suppress(FileNotFoundError), opened(target) as file:
        if file.read(len(_BEGINNING)) not in (_BEGINNING, b""):
            raise OSError(errno.EEXIST, "it holds something else, which is not written over", str(target))


def _metric(name: str, help_text: str, value: float) -> list[str]:
    return [f"# HELP {name} {help_text}", f"# TYPE {name} gauge", f"{name} {float(value):.0f}"]
