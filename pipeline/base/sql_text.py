"""Names and values as SQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def identifier(name: str) -> str:
    """`name` quoted for SQL, also where it is a word of the language."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: Any) -> str:
    """A plain value as SQL; DuckDB takes hundreds of them in a text far faster than as parameters.

    For each parameter, and each element of a list in one, its Python module looks whether there is a pandas.
    """
    match value:
        case None:
            return "NULL"
        case bool() | int() | float():
            return str(value).upper()
        case dict():
            return f"{{{', '.join(f'{quoted(name)}: {literal(item)}' for name, item in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(map(literal, value))}]"
        case _:
            return quoted(str(value))


def quoted(text: str) -> str:
    """`text` as an SQL literal; a NUL, which some files have, ends a literal."""
    return "'" + text.replace("'", "''").replace("\0", "' || chr(0) || '") + "'"


def parquet(*files: Path, numbered: bool = False) -> str:
    """The rows of Parquet files as SQL, with their number in the file if `numbered`.

    What stands in files is all that is read of them: a folder such as `org_code=07M` above them would be a column.
    """
    paths = ", ".join(quoted(str(file)) for file in files)
    return f"read_parquet([{paths}], hive_partitioning = false, file_row_number = {literal(numbered)})"
