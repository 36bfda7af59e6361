"""The cells of all sheets at once: which are values, which say why there is none, which are neither."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from pipeline.base.periods import Period
from pipeline.parse.printed_cells import Mark, Marker, read_cell
from pipeline.parse.xlsx.cells import UNCALCULATED
from pipeline.parse.xlsx.outcomes import (
    OF_DOUBT,
    PERCENT,
    READ,
    outcome_of_cells,
    outcome_with_doubts,
    reason_to_refuse,
)
from pipeline.reference.entries import Measure
from pipeline.reference.layouts import WorkbookLayout
from pipeline.reference.windows import first_day
from pipeline.schema.frames import schema_of

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
    "unit": pl.String,
    "is_whole": pl.Boolean,
    "is_unconfirmed": pl.Boolean,
    "kept_out": pl.String,
}
_ROWS = {
    "sheet_no": pl.Int64,
    "line": pl.String,
    "org_type": pl.String,
    "org_code": pl.String,
    "org_name_published": pl.String,
    "opened": pl.Date,
    "closed": pl.Date,
    "existed_from": pl.Date,
    "existed_to": pl.Date,
}
# A cell whose formula was saved without its value, whatever the layout says of markers.
_OWN_MARKERS: dict[str, Marker] = {
    UNCALCULATED: Mark("not_available", "a formula of the workbook that was saved without its value")
}
_SAYS_NOTHING = ("not_available", "not_published")
DID_NOT_EXIST = "did not exist"
# A workbook states no more; what its programs save beyond differs from one saving to another.
_DIGITS = 15
PERIOD_END, ORG_CODE = list(_COLUMNS).index("period_end"), list(_ROWS).index("org_code")


@dataclass
class CellsFound:
    """Cells of figures, each with the numbers of its column and its row in `columns` and `rows`.

    A column's place is its sheet and its letters, '1st sheet!AK'; `is_unconfirmed` marks shares of which the layout
    does not say by their code how they are printed, and `kept_out` why no cell is taken. A row's periods must end from
    `opened` to `closed`; its organisation existed from `existed_from` to `existed_to`.
    """

    cells: list[Any] = field(default_factory=list)
    column_nos: list[int] = field(default_factory=list)
    row_nos: list[int] = field(default_factory=list)
    columns: list[tuple[Any, ...]] = field(default_factory=list)
    rows: list[tuple[Any, ...]] = field(default_factory=list)


RejectedCell = tuple[int, str, str, tuple[int, int], str]


def classify_cells(found: CellsFound, layout: WorkbookLayout) -> tuple[pl.DataFrame, list[RejectedCell]]:
    """The cells that are values or say why there is none; and the others: sheet, where, text, row and column, reason.

    An empty cell is one of the first where its column has a value for another organisation of its kind, else in
    neither. A number that its measure cannot have is one of the others.
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
    )
    is_blank = printed["text_no"] == 0
    blank, printed = printed.filter(is_blank), printed.filter(~is_blank.fill_null(False))
    columns = pl.DataFrame(found.columns, schema=_COLUMNS, orient="row")
    rows = pl.DataFrame(found.rows, schema=_ROWS, orient="row")
    # By their numbers, for joins of so many rows take longer than all the rest.
    classified = pl.concat(
        [_placed(printed, columns, rows), _meant(list(texts), layout).select(pl.all().gather(printed["text_no"]))],
        how="horizontal",
    )
    is_share = pl.col("scale") == PERCENT
    classified = classified.with_columns(
        # What binary fractions leave behind is cut off.
        pl.coalesce(
            pl.coalesce("number", "word") * pl.col("scale"), pl.when(is_share).then("share").otherwise("amount")
        )
        .round(9)
        .round_sig_figs(_DIGITS)
        .alias("value"),
        pl.coalesce(_plain(pl.col("number")), "text").alias("value_published"),
    )
    judged = classified.with_columns(outcome_of_cells())
    judged = judged.with_columns(outcome_with_doubts(judged.select(OF_DOUBT)))
    refused = judged.filter(pl.col("outcome") != READ).with_columns(reason_to_refuse())
    values = judged.filter(pl.col("outcome") == READ).with_columns(_decimals())
    values = values.with_columns(_decimals_of_column())
    values = pl.concat([values, _empty_among(values, _placed(blank, columns, rows))], how="diagonal")
    values = values.with_columns(_did_not_exist())
    cells = refused.select("sheet_no", "locator", "value_published", "row_no", "column_no", "refusal").rows()
    return values, [(sheet, where, text, (row, column), why) for sheet, where, text, row, column, why in cells]


def _placed(cells: pl.DataFrame, columns: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Cells with what is known of their columns and rows, and where they stand."""
    placed = [
        cells.select("number", "column_no", "row_no"),
        columns.select(pl.all().gather(cells["column_no"])),
        rows.select(pl.all().gather(cells["row_no"])),
    ]
    return pl.concat(placed, how="horizontal").with_columns(pl.concat_str("place", "line").alias("locator"))


def _empty_among(values: pl.DataFrame, blank: pl.DataFrame) -> pl.DataFrame:
    """The empty cells that say something: those of a column with a value for an organisation of the same kind.

    None is of an organisation that had closed by the end of the period.
    """
    valued = values.filter(pl.col("value").is_not_null()).select("column_no", "org_type").unique()
    said = blank.filter(pl.col("existed_to") >= pl.col("period_end")).join(
        valued, on=["column_no", "org_type"], how="semi"
    )
    return said.with_columns(
        pl.lit(None, pl.Float64).alias("value"),
        pl.lit("").alias("value_published"),
        pl.lit("not_published").alias("marked"),
        pl.lit("the cell is empty").alias("reason"),
    )


def _did_not_exist() -> list[pl.Expr]:
    """Status and reason of what has no value because the organisation opened after the period."""
    is_early = (pl.col("existed_from") > pl.col("period_end")) & pl.col("marked").is_in(_SAYS_NOTHING)
    return [
        pl.when(is_early).then(pl.lit(status)).otherwise(name).alias(name)
        for name, status in (("marked", "not_applicable"), ("reason", DID_NOT_EXIST))
    ]


def _meant(texts: list[str], layout: WorkbookLayout) -> pl.DataFrame:
    """For each text the value, or the status and its reason, that it stands for."""
    markers: dict[str, Marker] = {**_OWN_MARKERS, **layout.markers}
    words = [layout.words.get(text.strip()) for text in texts]
    cells = [read_cell(text, markers) for text in texts]
    marked = [markers[cell.marker] if cell.marker is not None else None for cell in cells]
    return pl.DataFrame(
        [
            pl.Series("text", texts, dtype=pl.String),
            pl.Series("word", words, dtype=pl.Float64),
            pl.Series("marked", [marker.status if marker else None for marker in marked], dtype=pl.String),
            pl.Series("reason", [marker.reason if marker else None for marker in marked], dtype=pl.String),
            pl.Series("amount", [cell.value() for cell in cells], dtype=pl.Float64),
            pl.Series("share", [cell.value(True) for cell in cells], dtype=pl.Float64),
            pl.Series("amount_decimals", [cell.decimals() for cell in cells], dtype=pl.Int64),
            pl.Series("share_decimals", [cell.decimals(True) for cell in cells], dtype=pl.Int64),
            pl.Series("sign", [cell.sign for cell in cells], dtype=pl.String),
            pl.Series("pointed", [cell.pointed for cell in cells], dtype=pl.Boolean),
        ]
    )


def _decimals() -> pl.Expr:
    fraction = _plain(pl.col("value")).str.extract(r"\.(\d+)$").str.len_chars().cast(pl.Int64).fill_null(0)
    printed = pl.when(pl.col("scale") == PERCENT).then("share_decimals").otherwise("amount_decimals")
    return pl.when(pl.col("value").is_not_null()).then(pl.coalesce(printed, fraction)).alias("decimals")


def _decimals_of_column() -> pl.Expr:
    """The decimals that most cells of a column and kind of organisation have, or the cell's own where these are more.

    A program that saves 46.0 as 46 leaves out what the others show.
    """
    alike = ["column_no", "org_type"]
    most = pl.col("decimals").drop_nulls().mode().max().over(alike)
    return pl.max_horizontal(pl.when(pl.col("value").is_not_null()).then(most), "decimals").alias("decimals")


def _plain(number: pl.Expr) -> pl.Expr:
    return number.cast(pl.String).str.strip_suffix(".0")


def count_cells(values: pl.DataFrame) -> list[tuple[int, int, int]]:
    """For each sheet with values: its number, its cells with a value, its cells with a status instead.

    An empty cell is none.
    """
    published = pl.col("marked").is_null().sum()
    cells = values.filter(pl.col("value_published") != "")
    return cells.group_by("sheet_no").agg(published.alias("published"), (pl.len() - published).alias("not")).rows()


def as_measure_values(values: pl.DataFrame, document_id: str, measures: Iterable[Measure] = ()) -> pl.DataFrame:
    """Judged cells as rows of core.measure_value."""
    given = values.with_columns(_first_days(values, measures)).with_columns(
        pl.lit(document_id).alias("document_id"),
        pl.coalesce("marked", pl.lit("published")).alias("status"),
    )
    return given.select(
        (pl.col(name) if name in given.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in schema_of("measure_value").items()
    )


def _first_days(values: pl.DataFrame, measures: Iterable[Measure]) -> pl.Expr:
    """The first days of what values are about, where these are not those of the periods printed."""
    windowed = {measure.measure_id: measure for measure in measures if measure.windows}
    key = ["measure_id", "org_type", "period"]
    found = (
        values.filter(pl.col("measure_id").is_in(list(windowed))).select(*key, "period_start", "period_end").unique()
    )
    first_days = pl.DataFrame(
        [(*of, first_day(windowed[of[0]], of[1], Period(of[2], start, end))) for *of, start, end in found.rows()],
        schema=[*((name, pl.String) for name in key), ("first_day", pl.Date)],
        orient="row",
    )
    return pl.coalesce(
        values.select(key).join(first_days, on=key, how="left", maintain_order="left")["first_day"], "period_start"
    ).alias("period_start")
