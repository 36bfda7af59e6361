"""Where a lake is: the catalogue's database and the folder or bucket of its data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_POSTGRES = "postgres:"
_PREFIX = "ducklake:"
# As a connection string and as a URI have it.
_PASSWORDS = (
    re.compile(r"(password\s*=\s*)('(?:[^'\\]|\\.)*'|\S+)", re.IGNORECASE),
    re.compile(r"(://[^:/@\s]*:)([^@\s]*)(?=@)"),
)


@dataclass(frozen=True)
class Address:
    """A lake's `catalogue`, a connection string of PostgreSQL or the path of a DuckDB file, and its `data`."""

    catalogue: str
    is_postgres: bool
    data: str

    def __str__(self) -> str:
        """As messages show it, without a password."""
        return without_passwords(f"{_PREFIX}{_POSTGRES if self.is_postgres else ''}{self.catalogue}")

    @property
    def is_remote(self) -> bool:
        """Whether the data is in an object store."""
        return "://" in self.data

    def ducklake(self, application: str = "") -> str:
        """What ATTACH takes."""
        return f"{_PREFIX}{_POSTGRES if self.is_postgres else ''}{self.database(application)}"

    def database(self, application: str = "") -> str:
        """The catalogue's database; PostgreSQL shows `application` beside each connection."""
        if not self.is_postgres or not application:
            return self.catalogue
        if "://" in self.catalogue:
            return f"{self.catalogue}{'&' if '?' in self.catalogue else '?'}application_name={application}"
        return f"{self.catalogue} application_name='{application}'"


def read_address(lake: str, data: str) -> Address:
    """The settings CCG_LAKE and CCG_LAKE_DATA as an address; a folder or a file is taken from the working folder."""
    catalogue = lake.removeprefix(_PREFIX)
    is_postgres = catalogue.startswith(_POSTGRES)
    catalogue = catalogue.removeprefix(_POSTGRES) if is_postgres else str(Path(catalogue).expanduser().absolute())
    folder = data if "://" in data else str(Path(data).expanduser().absolute())
    return Address(catalogue, is_postgres, folder.rstrip("/") + "/")


def without_passwords(text: str) -> str:
    """`text` as it may be shown: drivers repeat the connection string in their messages."""
    for password in _PASSWORDS:
        text = password.sub(r"\1…", text)
    return text
