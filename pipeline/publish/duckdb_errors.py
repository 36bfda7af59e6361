"""What an error of DuckDB means for a release or a query.

DuckDB has one class for everything that goes wrong with a file and one for most of what it refuses, and gives no codes.
Its wording is looked at only here, and a test for each makes DuckDB raise it.
"""

from __future__ import annotations

import errno

import duckdb

from pipeline.base.os_errors import of_disk

_LOCKED = "Could not set lock"
# Said by errors of several classes where a statement would write, set or load something.
_READS_ALONE = ("read-only", "read only", "configuration has been locked", "LocalFileSystem", "the extension")


def is_locked(error: Exception) -> bool:
    """Whether a file cannot be opened because a writer has it open, which says nothing of what is in it."""
    return isinstance(error, duckdb.IOException) and _LOCKED in str(error)


def asks_for_more(error: Exception) -> bool:
    """Whether a question was refused because it asks for something else than reading the release."""
    return isinstance(error, duckdb.PermissionException) or (
        isinstance(error, duckdb.Error) and any(words in str(error) for words in _READS_ALONE)
    )


def wants_memory(error: Exception) -> bool:
    """Whether a question needs more memory than it may have, in DuckDB or for its rows."""
    return isinstance(error, MemoryError | duckdb.OutOfMemoryException)


def lack_of(error: Exception) -> Exception | None:
    """The error that says what this process has too little of, memory or open files; None where it is of the file."""
    system = of_disk(error)
    is_lack = wants_memory(error) or (system is not None and system.errno in (errno.EMFILE, errno.ENFILE))
    return (system or error) if is_lack else None


def is_of_other_tables(error: Exception) -> bool:
    """Whether a table or a column is not there: the commands ask for those of their own version."""
    return isinstance(error, duckdb.CatalogException | duckdb.BinderException)


def is_of_a_damaged_file(error: Exception) -> bool:
    """Whether a file is not what it was written as, or cannot be read or written at all."""
    return isinstance(
        error, duckdb.IOException | duckdb.SerializationException | duckdb.FatalException | duckdb.InternalException
    )
