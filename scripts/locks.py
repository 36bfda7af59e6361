"""The packages of the hashed locks: name, version, the SHA-256 of their files, and where they are installed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.base.settings import PROJECT_DIR

# Each lock with what it is for, as the SBOM and the docs say it.
LOCKS = {
    "requirements.lock": "to run",
    "requirements-lake.lock": "to run with a lake",
    "requirements-team.lock": "to run on several machines",
    "requirements-dev.lock": "to test",
    "requirements-next.lock": "to test with the next DuckDB",
    "scripts/sql/requirements.lock": "for make sql",
    "scripts/truth/requirements.lock": "for the reference answers",
    "scripts/s3/requirements.lock": "for the tests of S3",
    "scripts/web/requirements.lock": "for make team",
    "scripts/audit/requirements.lock": "for make audit",
}
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)(?:\s*;\s*([^\\]*[^\\\s]))?", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Pin:
    """One package of a lock; `marker` says where it is installed, None for everywhere."""

    name: str
    version: str
    marker: str | None
    hashes: tuple[str, ...]


def pins(lock: Path) -> list[Pin]:
    """The packages of a lock, by name. ValueError where a line is none, for what is not read is not looked at."""
    text = lock.read_text(encoding="utf-8")
    starts = list(_PIN.finditer(text))
    ends = [match.start() for match in starts[1:]] + [len(text)]
    found = [
        Pin(canonical(match[1]), match[2], match[3], tuple(_HASH.findall(text[match.start() : end])))
        for match, end in zip(starts, ends, strict=True)
    ]
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith(("#", "--hash"))]
    if len(lines) != len(found) or not all(pin.hashes for pin in found):
        raise ValueError(f"{lock}: {len(lines)} lines name a package, and {len(found)} of them with a version")
    return found


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def all_pins() -> dict[str, list[Pin]]:
    """The packages of each lock of the project, by the lock's path in it."""
    return {name: pins(PROJECT_DIR / name) for name in LOCKS}
