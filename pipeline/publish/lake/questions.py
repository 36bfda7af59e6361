"""What a question to the lake may be: SELECT alone, without the functions that reach further than its tables.

The connection is read-only and can open nothing but the lake's data. What is left is that a COPY could write beside
the data, that DuckLake's own functions look after files, and that some functions run a text that is a statement itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pipeline.base import memory_database

# The engine's own parser says which functions a question calls, however they are written.
_PARSED = "SELECT json_serialize_sql($query)"
_RUN_A_TEXT = ("query", "query_table", "json_execute_serialized_sql", "from_substrait", "from_substrait_json")
_OF_THE_LAKE = "ducklake_"


def objection(query: str) -> str | None:
    """Why the lake is not asked this; None where it is, and where it is no SQL, which asking it will say."""
    with memory_database.cursor() as con:
        parsed = json.loads(con.execute(_PARSED, {"query": query}).fetchall()[0][0])
    if parsed["error"]:
        return None if parsed["error_type"] == "parser" else "the lake answers questions alone: SELECT, FROM, DESCRIBE"
    for name in _functions(parsed["statements"]):
        if name.startswith(_OF_THE_LAKE) or name in _RUN_A_TEXT:
            return f"{name} is not for questions"
    return None


def _functions(node: Any) -> Iterator[str]:
    """The names of all functions in a parsed question."""
    waiting = [node]
    while waiting:
        match waiting.pop():
            case dict() as one:
                if isinstance(name := one.get("function_name"), str):
                    yield name.lower()
                waiting += one.values()
            case list() as several:
                waiting += several
