"""Whether a table is as its pandera model declares it, asked in one polars query.

pandera asks each column for itself and takes longer than the rest of a small refresh. Here: the question that can be
answered quickly, from the same model. Not here: what is wrong where the answer is not a plain yes, which pandera tells.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

# The checks that pandera knows by name, as conditions on a column; what is not here is left to pandera.
_CONDITIONS: dict[str, Callable[[pl.Expr, dict[str, Any]], pl.Expr]] = {
    "isin": lambda column, given: column.is_in(list(given["allowed_values"])),
    "greater_than_or_equal_to": lambda column, given: column >= given["min_value"],
    "less_than_or_equal_to": lambda column, given: column <= given["max_value"],
    # pandera matches from the beginning of the text on.
    "str_matches": lambda column, given: column.str.contains(f"^(?:{_text(given['pattern'])})"),
}


def _text(pattern: Any) -> str:
    return str(getattr(pattern, "pattern", pattern))


def surely_as_declared(schema: Any, rows: pl.DataFrame) -> bool:
    """True where `rows` have exactly the columns, types, values and keys of `schema`; False where that is not sure."""
    if rows.columns != list(schema.columns):
        return False
    conditions = []
    for name, column in schema.columns.items():
        if rows.schema[name] != column.dtype.type:
            return False
        if not column.nullable:
            conditions.append(pl.col(name).is_not_null().all())
        for check in column.checks:
            if check.name not in _CONDITIONS:
                return False
            # NULL passes, as with pandera; whether it may be there is asked above.
            conditions.append(_CONDITIONS[check.name](pl.col(name), check.statistics).all())
    if schema.unique:
        conditions.append(pl.struct(list(schema.unique)).is_unique().all())
    answers = rows.select(condition.alias(str(number)) for number, condition in enumerate(conditions))
    return all(answers.row(0)) if conditions else True
