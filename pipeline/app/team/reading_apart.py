"""Reading the versions of the sources apart from the rest of a refresh: one at a time, on whichever machine is free."""

from __future__ import annotations

import logging
from pathlib import Path

from pipeline.app.own_work import Work
from pipeline.app.team.shared_work import SharedWork
from pipeline.build.inputs import read_inputs
from pipeline.build.snapshot_reading import read_version, versions

log = logging.getLogger(__name__)


def unread(work: Work, raw_dir: Path) -> list[str]:
    """The names of the results that no machine has yet; each says what it is made from."""
    work.begin()
    if not isinstance(work, SharedWork):
        return []
    named = {version.result for version in versions(read_inputs(raw_dir))}
    return sorted(name for name in named if not work.results.is_kept(name))


def read_apart(work: Work, raw_dir: Path, kept: Path, result: str) -> str | None:
    """Reads the version that gives a result into the folder `kept`, and shares it; the version's name.

    None where the inputs have none such any more.
    """
    work.begin()
    inputs = read_inputs(raw_dir)
    version = next((version for version in versions(inputs) if version.result == result), None)
    if version is None or not isinstance(work, SharedWork):
        return None
    read = read_version(version, inputs.reference, kept, lambda name: log.info("reading %s", name), work.results)
    # This machine may have read it before there was a team.
    if read.folder.is_dir() and not work.results.is_kept(result):
        work.results.keep(read.folder)
    return version.snapshot.document_id
