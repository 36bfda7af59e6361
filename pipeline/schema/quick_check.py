"""Checks in one polars query whether a table is as its pandera model declares it.

pandera checks each column in a query of its own: without this `ccg-ratings refresh` takes 1.06 x as much processor time
(benchmarks/bench_exceptions.py). Where the answer is not a plain yes, pandera says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.schema.columns import CoreTable, is_period

# The checks that pandera knows by name, as conditions on a column; what is not here is left to pandera.
_CONDITIONS: dict[str, Callable[[pl.Expr, dict[str, Any]], pl.Expr]] = {
    "isin": lambda column, given: column.is_in(list(given["allowed_values"])),
    "greater_than_or_equal_to": lambda column, given: column >= given["min_value"],
    "less_than_or_equal_to": lambda column, given: column <= given["max_value"],
    is_period.__name__: lambda column, given: is_period(column),
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
        for check in column.checks:
            if check.name not in _CONDITIONS:
                return False
        conditions += _of_column(name, column)
    if schema.unique:
        conditions.append(pl.struct(list(schema.unique)).is_unique().all())
    answers = rows.select(condition.alias(str(number)) for number, condition in enumerate(conditions))
    return all(answers.row(0)) if conditions else True


def what_is_not_as_declared(model: type[CoreTable], path: Path) -> str:
    """The columns of a Parquet file that do not hold what a core table declares, in words; '' where all do.

    The file is never whole in memory. Whether its key holds is checked when the release is assembled.
    """
    schema = model.to_schema()
    rows = pl.scan_parquet(path, glob=False)
    found = dict(rows.collect_schema())
    declared = {name: column.dtype.type for name, column in schema.columns.items()}
    if found != declared:
        return "has other columns or types than are declared"
    conditions = {name: _of_column(name, column) for name, column in schema.columns.items()}
    answers = rows.select(pl.all_horizontal(parts).alias(name) for name, parts in conditions.items() if parts)
    wrong = [name for name, holds in answers.collect(engine="streaming").row(0, named=True).items() if not holds]
    return f"{', '.join(wrong)} holds what it cannot" if wrong else ""


def _of_column(name: str, column: Any) -> list[pl.Expr]:
    """What must hold of a column; checks that are not known here are left out."""
    conditions = [] if column.nullable else [pl.col(name).is_not_null().all()]
    # NULL passes, as with pandera; whether it may be there is checked above.
    return conditions + [
        _CONDITIONS[check.name](pl.col(name), check.statistics).all()
        for check in column.checks
        if check.name in _CONDITIONS
    ]
