"""Which version of the software this is, as releases record it.

Here: the package's version with a hash of its code, and the hash of what reading a version of a source depends on.
Not here: what is done anew when one of them changes.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from pipeline.base.settings import PACKAGE_DIR, SQL_DIR


def code_version() -> str:
    """The package's version and a hash of its code, SQL and templates: what must be rebuilt when it changes."""
    digest = hashlib.sha256(package_hash().encode())
    _add_files(digest, SQL_DIR, "*.sql")
    for pattern in ("templates/*.html", "static/*"):
        _add_files(digest, PACKAGE_DIR / "publish" / "site", pattern)
    return f"{version('ccg-ratings')}+{digest.hexdigest()[:12]}"


def package_hash() -> str:
    """A hash of the package's code: what was read with other code is read anew."""
    digest = hashlib.sha256()
    _add_files(digest, PACKAGE_DIR, "*.py")
    return digest.hexdigest()


def _add_files(digest: hashlib._Hash, folder: Path, pattern: str) -> None:
    for path in sorted(folder.rglob(pattern)):
        # By the place that it has in a checkout, so that a wheel of the same code has the same hash.
        above = SQL_DIR.parent if path.is_relative_to(SQL_DIR) else PACKAGE_DIR.parent
        digest.update(path.relative_to(above).as_posix().encode())
        digest.update(path.read_bytes())
