"""What is written into a release last: its provenance, signed if there is a key, and the SHA-256 of all its files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pipeline.publish import provenance
from pipeline.publish.file_sums import forget, sha256_of, sums_of, write_sums
from pipeline.publish.release import ReleaseFacts
from pipeline.publish.release_files import SITE


def seal(folder: Path, facts: ReleaseFacts, key: Path | None) -> None:
    """Writes provenance.json and SHA256SUMS of the release in `folder`; ValidationFailed where `key` cannot sign it."""
    sums = sums_of(folder, without=(SITE,))
    path = folder / provenance.FILE_NAME
    path.write_text(provenance.statement(facts, sums, datetime.now(UTC)), encoding="utf-8")
    if key:
        provenance.sign(folder, key)
    write_sums(folder, sums | {path.name: sha256_of(path)})
    forget()
