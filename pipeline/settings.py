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

PROJECT_DIR = Path(__file__).resolve().parents[1]
SQL_DIR = PROJECT_DIR / "sql"

SETTINGS = {
    "CCG_RAW_DIR": "folder of documents and reference data; raw/ in the project by default",
    "CCG_WAREHOUSE_DIR": "folder of releases; warehouse/ in the project by default",
    "DAGSTER_HOME": "folder of Dagster's runs and schedules; .dagster/ in the project by default",
}


@dataclass(frozen=True)
class Settings:
    """The folders of one installation."""

    raw_dir: Path
    warehouse_dir: Path
    dagster_home: Path


def read_settings() -> Settings:
    """The settings of the environment, then of .env in the project, then the defaults."""
    given = {**dotenv_values(PROJECT_DIR / ".env"), **os.environ}

    def folder(name: str, default: str) -> Path:
        value = given.get(name)
        return Path(value).expanduser().absolute() if value else PROJECT_DIR / default

    return Settings(
        folder("CCG_RAW_DIR", "raw"), folder("CCG_WAREHOUSE_DIR", "warehouse"), folder("DAGSTER_HOME", ".dagster")
    )


def code_version() -> str:
    """The package's version and a hash of its code and SQL: what must be rebuilt when it changes."""
    digest = hashlib.sha256()
    for folder, pattern in ((PROJECT_DIR / "pipeline", "*.py"), (SQL_DIR, "*.sql")):
        for path in sorted(folder.rglob(pattern)):
            digest.update(path.relative_to(PROJECT_DIR).as_posix().encode())
            digest.update(path.read_bytes())
    return f"{version('ccg-ratings')}+{digest.hexdigest()[:12]}"
