"""Where things are, and which version of the software this is.

Here: the settings that a user makes in the environment or in .env, and the version that releases record.
Not here: what lies in those places.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from dotenv import dotenv_values

PACKAGE_DIR = Path(__file__).resolve().parents[1]
# A wheel carries sql/ inside the package; in a checkout it stands beside it.
_INSTALLED_SQL = PACKAGE_DIR / "sql"
IS_CHECKOUT = not _INSTALLED_SQL.is_dir()
SQL_DIR = PACKAGE_DIR.parent / "sql" if IS_CHECKOUT else _INSTALLED_SQL
# Where raw/, warehouse/, .dagster/ and .env lie by default: the checkout, or the working folder of a wheel.
PROJECT_DIR = PACKAGE_DIR.parent if IS_CHECKOUT else Path()

SETTINGS = {
    "CCG_RAW_DIR": "folder of documents and reference data; raw/ in the project by default",
    "CCG_WAREHOUSE_DIR": "folder of releases; warehouse/ in the project by default",
    "DAGSTER_HOME": "folder of Dagster's runs and schedules; .dagster/ in the project by default",
    "CCG_ALERT_WEBHOOK": "address to which failed runs and contradicted claims are posted; none by default",
    "CCG_SITE": "no leaves the site out of releases; yes by default",
}


@dataclass(frozen=True)
class Settings:
    """The folders of one installation, where alerts go, and whether a release has a site."""

    raw_dir: Path
    warehouse_dir: Path
    dagster_home: Path
    alert_webhook: str | None = None
    with_site: bool = True


def read_settings() -> Settings:
    """The settings of the environment, then of .env in the project, then the defaults."""
    given = {**dotenv_values(PROJECT_DIR / ".env"), **os.environ}

    def folder(name: str, default: str) -> Path:
        value = given.get(name)
        return (Path(value).expanduser() if value else PROJECT_DIR / default).absolute()

    return Settings(
        folder("CCG_RAW_DIR", "raw"),
        folder("CCG_WAREHOUSE_DIR", "warehouse"),
        folder("DAGSTER_HOME", ".dagster"),
        given.get("CCG_ALERT_WEBHOOK") or None,
        (given.get("CCG_SITE") or "yes").lower() not in ("no", "0", "false"),
    )


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
