"""The cells of all sheets at once: which are values, which say why there is none, which are neither.

Here: judging cells that were laid out by column and row, as rows of core.measure_value. Not here: which cells these
are (`pipeline.workbook`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from pipeline.frames import schema_of
from pipeline.sources import WorkbookLayout

_COLUMNS = {
    "place": pl.String,
    "measure_id": pl.String,
    "period": pl.String,
    "period_published": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "period_note": pl.String,
    "scale": pl.Float64,
    "minimum": pl.Float64,
    "maximum": pl.Float64,
}
_ROWS = {
    "sheet_no": pl.Int64,
    "line": pl.String,
    "org_type": pl.String,
    "org_code": pl.String,
    "org_name_published": pl.String,
}
# A workbook states no more; what its programs save beyond differs from one saving to another.
_DIGITS = 15


@dataclass
class CellsFound:
    """Cells of figures, each with the numbers of its column and its row in `columns` and `rows`.

    A column's place is its sheet and its letters, '1st sheet!AK'.
    """

    cells: list[Any] = field(default_factory=list)
    column_nos: list[int] = field(default_factory=list)
    row_nos: list[int] = field(default_factory=list)
    columns: list[tuple[Any, ...]] = field(default_factory=list)
    rows: list[tuple[Any, ...]] = field(default_factory=list)


def judge_cells(found: CellsFound, layout: WorkbookLayout) -> tuple[pl.DataFrame, list[tuple[int, str, str, str]]]:
    """The cells that are values or markers; and the others: number of the sheet, where, the text and the reason.

    Empty cells are in neither. A number that its measure cannot have is one of the others.
    """
    numbers = [cell if type(cell) is float else None for cell in found.cells]
    # Few texts are different, so each cell has the number of its own.
    texts: dict[str, int] = {"": 0}
    text_nos = [
        None if type(cell) is float else texts.setdefault(cell if type(cell) is str else str(cell), len(texts))
        for cell in found.cells
    ]
    printed = pl.DataFrame(
        {
            "number": pl.Series(numbers, dtype=pl.Float64),
            "text_no": pl.Series(text_nos, dtype=pl.UInt32),
            "column_no": pl.Series(found.column_nos, dtype=pl.UInt32),
            "row_no": pl.Series(found.row_nos, dtype=pl.UInt32),
        }
    ).filter(pl.col("number").is_not_null() | (pl.col("text_no") != 0))
    columns = pl.DataFrame(found.columns, schema=_COLUMNS, orient="row")
    rows = pl.DataFrame(found.rows, schema=_ROWS, orient="row")
    # By their numbers, for joins of so many rows take longer than all the rest.
    judged = pl.concat(
        [
            printed.select("number"),
            columns.select(pl.all().gather(printed["column_no"])),
            rows.select(pl.all().gather(printed["row_no"])),
            _meant(list(texts), layout).select(pl.all().gather(printed["text_no"])),
        ],
        how="horizontal",
    )
    judged = judged.with_columns(
        # What binary fractions leave behind is cut off.
        (pl.coalesce("number", "word") * pl.col("scale")).round(9).round_sig_figs(_DIGITS).alias("value"),
        pl.coalesce(_plain(pl.col("number")), "text").alias("value_published"),
        pl.concat_str("place", "line").alias("locator"),
    )
    is_nothing, is_outside = _refusals()
    refused = judged.filter(is_nothing | is_outside).with_columns(_reason_to_refuse())
    values = judged.filter(~(is_nothing | is_outside)).with_columns(_decimals())
    return values, refused.select("sheet_no", "locator", "value_published", "refusal").rows()


def _meant(texts: list[str], layout: WorkbookLayout) -> pl.DataFrame:
    """For each text the value, or the status and its reason, that it stands for."""
    markers = [layout.markers.get(text.strip()) for text in texts]
    words = [layout.words.get(text.strip()) for text in texts]
    return pl.DataFrame(
        [
            pl.Series("text", texts, dtype=pl.String),
            pl.Series("word", words, dtype=pl.Float64),
            pl.Series("marked", [marker.status if marker else None for marker in markers], dtype=pl.String),
            pl.Series("reason", [marker.reason if marker else None for marker in markers], dtype=pl.String),
        ]
    )


def _refusals() -> tuple[pl.Expr, pl.Expr]:
    """Whether a cell says nothing that is known, and whether its value is none that the measure can have."""
    is_nothing = (pl.col("value").is_null() & pl.col("marked").is_null()) | ~pl.col("value").is_finite().fill_null(True)
    is_outside = (pl.col("value") < pl.col("minimum")) | (pl.col("value") > pl.col("maximum"))
    return is_nothing, is_outside.fill_null(False)


def _reason_to_refuse() -> pl.Expr:
    told = pl.concat_str(pl.lit("'"), "value_published", pl.lit("'"))
    is_nothing, _ = _refusals()
    return (
        pl.when(is_nothing)
        .then(told + " is neither a number nor a marker that raw/sources.yml names")
        .otherwise(told + " lies outside the range that the measure can have")
        .alias("refusal")
    )


def _decimals() -> pl.Expr:
    fraction = _plain(pl.col("value")).str.extract(r"\.(\d+)$").str.len_chars().cast(pl.Int64).fill_null(0)
    return pl.when(pl.col("value").is_not_null()).then(fraction).alias("decimals")


def _plain(number: pl.Expr) -> pl.Expr:
    return number.cast(pl.String).str.strip_suffix(".0")


def count_cells(values: pl.DataFrame) -> list[tuple[int, int, int]]:
    """For each sheet with values: its number, its cells with a value, its cells with a status instead."""
    published = pl.col("marked").is_null().sum()
    return values.group_by("sheet_no").agg(published.alias("published"), (pl.len() - published).alias("not")).rows()


def as_measure_values(values: pl.DataFrame, document_id: str) -> pl.DataFrame:
    """Judged cells as rows of core.measure_value."""
    given = values.with_columns(
        pl.lit(document_id).alias("document_id"),
        pl.coalesce("marked", pl.lit("published")).alias("status"),
    )
    return given.select(
        (pl.col(name) if name in given.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in schema_of("measure_value").items()
    )
