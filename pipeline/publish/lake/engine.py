"""DuckDB with the extensions that the extra `lake` installs, and what its errors mean for a lake."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import duckdb

from pipeline.base.problems import Problem, ValidationFailed
from pipeline.base.sql_text import quoted
from pipeline.publish.lake.address import Address, without_passwords

# The name of the lake in every connection, so that qualified names are those of the DuckDB file.
LAKE = "ccg_ratings"
# The name under which DuckLake attaches the database of its catalogue.
CATALOGUE = "catalogue"
INSTALL = "Install it: make lake, or pip install .[lake]"
# No extension comes from anywhere but the wheels, whose files DuckDB holds against its signature.
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
# The usual variables of clients of S3, and what DuckDB calls them.
_S3 = {"AWS_ACCESS_KEY_ID": "KEY_ID", "AWS_SECRET_ACCESS_KEY": "SECRET", "AWS_SESSION_TOKEN": "SESSION_TOKEN"}


def open_engine(address: Address, *, catalogue: bool = True, data: bool = True) -> duckdb.DuckDBPyConnection:
    """A database in memory with what `address` needs loaded from the wheels, and nothing from anywhere else.

    It can reach the database of the `catalogue`, the `data`, or both.
    """
    place = Path(address.catalogue)
    if not address.is_postgres and place.exists() and not place.is_file():
        # DuckDB would wait for a pipe for ever.
        remedy = "Take away what is in its place, or name another file in CCG_LAKE"
        raise ValidationFailed([Problem(f"The lake {address}", None, "its catalogue is no file", remedy)])
    con = duckdb.connect(config=CONFIG)
    if catalogue and address.is_postgres:
        _load(con, "postgres_scanner")
    if data:
        _load(con, "ducklake")
    if data and address.is_remote:
        _load(con, "httpfs")
        con.execute(s3_secret(os.environ))
    return con


def _load(con: duckdb.DuckDBPyConnection, extension: str) -> None:
    con.execute(f"LOAD {quoted(str(_file_of(extension)))}")


def _file_of(extension: str) -> Path:
    """The extension's file in its wheel; ValidationFailed where it is not there for this very DuckDB."""
    package = f"duckdb_extension_{extension}"
    found = find_spec(package)
    folders = [Path(path) for path in found.submodule_search_locations or ()] if found else []
    version = f"v{duckdb.__version__}"
    for folder in folders:
        file = folder / "extensions" / version / f"{extension}.duckdb_extension"
        if file.is_file():
            return file
    has = [path.name for folder in folders for path in (folder / "extensions").glob("v*")]
    message = f"is for DuckDB {', '.join(has)}, and this is {version}" if has else "is not installed"
    raise ValidationFailed([Problem(package.replace("_", "-"), None, message, INSTALL)])


def s3_secret(environment: Mapping[str, str]) -> str:
    """The access to S3 as the usual variables of its clients give it."""
    parts = [f"{name} {quoted(environment[variable])}" for variable, name in _S3.items() if environment.get(variable)]
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
    if region:
        parts.append(f"REGION {quoted(region)}")
    if endpoint := environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL"):
        url = urlsplit(endpoint if "://" in endpoint else f"https://{endpoint}")
        parts += [f"ENDPOINT {quoted(url.netloc)}", "URL_STYLE 'path'", f"USE_SSL {url.scheme == 'https'}"]
    return f"CREATE SECRET (TYPE s3{''.join(f', {part}' for part in parts)})"


@contextmanager
def told(address: Address, what: str, remedy: str) -> Iterator[None]:
    """An error of the engine becomes ValidationFailed: `what` could not be done, why, and what to do."""
    try:
        yield
    except duckdb.Error as error:
        why = without_passwords(str(error)).strip().partition("\n")[0]
        raise ValidationFailed([Problem(f"The lake {address}", None, f"{what}: {why}", remedy)]) from None
