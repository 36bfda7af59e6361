"""Names and values as SQL."""

from __future__ import annotations

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
