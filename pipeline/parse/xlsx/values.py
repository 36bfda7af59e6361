"""The cells of all sheets at once: which are values, which say why there is none, which are neither."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from pipeline.parse.printed_cells import Mark, Marker, read_cell
from pipeline.parse.shares import MOST_AS_FRACTION, NOT_CONFIRMED
from pipeline.parse.xlsx.cells import UNCALCULATED
from pipeline.reference.layouts import WorkbookLayout
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
}
_ROWS = {
    "sheet_no": pl.Int64,
    "line": pl.String,
    "org_type": pl.String,
    "org_code": pl.String,
    "org_name_published": pl.String,
    "opened": pl.Date,
    "closed": pl.Date,
}
# A cell whose formula was saved without its value, whatever the layout says of markers.
_OWN_MARKERS: dict[str, Marker] = {
    UNCALCULATED: Mark("not_available", "a formula of the workbook that was saved without its value")
}
_WITHOUT_VALUE = ("not_available", "not_applicable")
# A workbook states no more; what its programs save beyond differs from one saving to another.
_DIGITS = 15
# The scale of shares that are printed as fractions.
_PERCENT = 100.0
PERIOD_END, ORG_CODE = list(_COLUMNS).index("period_end"), list(_ROWS).index("org_code")
# Stands for the reason of a cell of an organisation that was not open, which only the register knows.
WAS_CLOSED = "of an organisation that was not open in the period"
# What becomes of a cell.
_READ, _CLOSED, _NOTHING, _OTHER_UNIT, _OUTSIDE, _NO_COUNT, _MIXED, _SMALL = range(8)
_OF_DOUBT = ("column_no", "value", "word", "sign", "scale", "is_unconfirmed", "outcome")


@dataclass
class CellsFound:
    """Cells of figures, each with the numbers of its column and its row in `columns` and `rows`.

    A column's place is its sheet and its letters, '1st sheet!AK'; `is_unconfirmed` marks shares of which the layout
    does not say by their code how they are printed. A row's periods must end from `opened` to `closed`.
    """

    cells: list[Any] = field(default_factory=list)
    column_nos: list[int] = field(default_factory=list)
    row_nos: list[int] = field(default_factory=list)
    columns: list[tuple[Any, ...]] = field(default_factory=list)
    rows: list[tuple[Any, ...]] = field(default_factory=list)


RejectedCell = tuple[int, str, str, tuple[int, int], str]


def classify_cells(found: CellsFound, layout: WorkbookLayout) -> tuple[pl.DataFrame, list[RejectedCell]]:
    """The cells that are values or markers; and the others: number of the sheet, where, text, row and column, reason.

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
    classified = pl.concat(
        [
            printed.select("number", "column_no", "row_no"),
            columns.select(pl.all().gather(printed["column_no"])),
            rows.select(pl.all().gather(printed["row_no"])),
            _meant(list(texts), layout).select(pl.all().gather(printed["text_no"])),
        ],
        how="horizontal",
    )
    is_share = pl.col("scale") == _PERCENT
    classified = classified.with_columns(
        # What binary fractions leave behind is cut off.
        pl.coalesce(
            pl.coalesce("number", "word") * pl.col("scale"), pl.when(is_share).then("share").otherwise("amount")
        )
        .round(9)
        .round_sig_figs(_DIGITS)
        .alias("value"),
        pl.coalesce(_plain(pl.col("number")), "text").alias("value_published"),
        pl.concat_str("place", "line").alias("locator"),
    )
    judged = classified.with_columns(_outcome())
    judged = judged.with_columns(_doubt(judged.select(_OF_DOUBT)))
    refused = judged.filter(pl.col("outcome") != _READ).with_columns(_reason_to_refuse())
    values = judged.filter(pl.col("outcome") == _READ).with_columns(_decimals())
    cells = refused.select("sheet_no", "locator", "value_published", "row_no", "column_no", "refusal").rows()
    return values, [(sheet, where, text, (row, column), why) for sheet, where, text, row, column, why in cells]


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


def _outcome() -> pl.Expr:
    """What becomes of a cell: it is a value of its measure or says why there is none, or it is refused."""
    value = pl.col("value")
    is_nothing = (value.is_null() & pl.col("marked").is_null()) | ~value.is_finite().fill_null(True)
    was_closed = (pl.col("opened") > pl.col("period_end")) | (pl.col("closed") < pl.col("period_end"))
    is_outside = (value < pl.col("minimum")) | (value > pl.col("maximum"))
    is_other_unit = (pl.col("sign") != "") & (pl.col("unit") != "not stated") & (pl.col("sign") != pl.col("unit"))
    is_no_count = pl.col("is_whole") & (pl.col("pointed").fill_null(False) | (value % 1 != 0))
    return (
        pl.when(was_closed & ~pl.col("marked").is_in(_WITHOUT_VALUE).fill_null(False))
        .then(_CLOSED)
        .when(is_nothing)
        .then(_NOTHING)
        .when(is_other_unit.fill_null(False))
        .then(_OTHER_UNIT)
        .when(is_outside.fill_null(False))
        .then(_OUTSIDE)
        .when(is_no_count.fill_null(False))
        .then(_NO_COUNT)
        .otherwise(_READ)
        .alias("outcome")
    )


def _doubt(judged: pl.DataFrame) -> pl.Expr:
    """The outcome of cells, with that of shares that may be printed in another form than the layout says."""
    bare = pl.col("value").is_finite() & pl.col("word").is_null() & (pl.col("sign").fill_null("") != "%")
    size, is_share = pl.col("value").abs(), pl.col("scale") == _PERCENT
    # One that is greater than any fraction is refused itself; the others of its column may be per cent like it.
    shares = (
        judged.filter(pl.col("is_unconfirmed"))
        .group_by("column_no")
        .agg(
            is_share.first().alias("is_share"),
            size.filter(bare).max().alias("most"),
            size.filter(bare & (pl.col("outcome") == _READ)).max().alias("most_read"),
            (pl.col("sign") == "%").any().alias("signed"),
        )
    )
    most, most_read = pl.col("most"), pl.col("most_read")
    mixed = shares.filter(pl.col("is_share") & (most > _PERCENT * MOST_AS_FRACTION))["column_no"]
    is_small = (most_read < MOST_AS_FRACTION) & (most_read > 0) & ~pl.col("signed").fill_null(False)
    small = shares.filter(~pl.col("is_share") & is_small)["column_no"]
    if not len(mixed) + len(small):
        return pl.col("outcome")
    is_read = bare.fill_null(False) & (pl.col("outcome") == _READ)
    return (
        pl.when(is_read & pl.col("column_no").is_in(mixed.implode()))
        .then(_MIXED)
        .when(is_read & pl.col("column_no").is_in(small.implode()))
        .then(_SMALL)
        .otherwise("outcome")
        .alias("outcome")
    )


def _reason_to_refuse() -> pl.Expr:
    quoted = pl.concat_str(pl.lit("'"), "value_published", pl.lit("'"))
    remedy = "say how its shares are printed under `percentages` in raw/sources.yml, by the code of its sheet"
    why_mixed = f"stands in a column of fractions with numbers above {MOST_AS_FRACTION:g}; {remedy}"
    reasons = {
        _CLOSED: pl.lit(WAS_CLOSED),
        _NOTHING: quoted + " is neither a number nor a marker that raw/sources.yml names",
        _OTHER_UNIT: quoted + " is in another unit than its measure, which is in " + pl.col("unit"),
        _OUTSIDE: quoted + " lies outside the range that the measure can have",
        _NO_COUNT: quoted + " is no whole number for certain, and what is counted is whole",
        _MIXED: pl.lit(why_mixed),
        _SMALL: pl.lit(f"{NOT_CONFIRMED}; {remedy}"),
    }
    return pl.coalesce(pl.when(pl.col("outcome") == outcome).then(reason) for outcome, reason in reasons.items()).alias(
        "refusal"
    )


def _decimals() -> pl.Expr:
    fraction = _plain(pl.col("value")).str.extract(r"\.(\d+)$").str.len_chars().cast(pl.Int64).fill_null(0)
    printed = pl.when(pl.col("scale") == _PERCENT).then("share_decimals").otherwise("amount_decimals")
    return pl.when(pl.col("value").is_not_null()).then(pl.coalesce(printed, fraction)).alias("decimals")


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
