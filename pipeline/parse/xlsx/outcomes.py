"""What becomes of a cell of figures: it is read, or rejected for a reason."""

from __future__ import annotations

import polars as pl

from pipeline.parse.shares import MOST_AS_FRACTION, NOT_CONFIRMED

# Markers of these kinds say nothing of an organisation that was not open.
_WITHOUT_VALUE = ("not_available", "not_applicable")
# The scale of shares that are printed as fractions.
PERCENT = 100.0
# Stands for the reason of a cell of an organisation that was not open, which only the register knows.
WAS_CLOSED = "of an organisation that was not open in the period"
# What becomes of a cell.
READ, _KEPT_OUT, _CLOSED, _NOTHING, _OTHER_UNIT, _OUTSIDE, _NO_COUNT, _MIXED, _SMALL = range(9)
OF_DOUBT = ("column_no", "value", "word", "sign", "scale", "is_unconfirmed", "outcome")


def outcome_of_cells() -> pl.Expr:
    """What becomes of a cell: it is a value of its measure or says why there is none, or it is refused."""
    value = pl.col("value")
    is_nothing = (value.is_null() & pl.col("marked").is_null()) | ~value.is_finite().fill_null(True)
    was_closed = (pl.col("opened") > pl.col("period_end")) | (pl.col("closed") < pl.col("period_end"))
    is_outside = (value < pl.col("minimum")) | (value > pl.col("maximum"))
    is_other_unit = (pl.col("sign") != "") & (pl.col("unit") != "not stated") & (pl.col("sign") != pl.col("unit"))
    is_no_count = pl.col("is_whole") & (pl.col("pointed").fill_null(False) | (value % 1 != 0))
    return (
        pl.when(pl.col("kept_out").is_not_null())
        .then(_KEPT_OUT)
        .when(was_closed & ~pl.col("marked").is_in(_WITHOUT_VALUE).fill_null(False))
        .then(_CLOSED)
        .when(is_nothing)
        .then(_NOTHING)
        .when(is_other_unit.fill_null(False))
        .then(_OTHER_UNIT)
        .when(is_outside.fill_null(False))
        .then(_OUTSIDE)
        .when(is_no_count.fill_null(False))
        .then(_NO_COUNT)
        .otherwise(READ)
        .alias("outcome")
    )


def outcome_with_doubts(judged: pl.DataFrame) -> pl.Expr:
    """The outcome of cells, with that of shares that may be printed in another form than the layout says."""
    bare = pl.col("value").is_finite() & pl.col("word").is_null() & (pl.col("sign").fill_null("") != "%")
    size, is_share = pl.col("value").abs(), pl.col("scale") == PERCENT
    # One that is greater than any fraction is refused itself; the others of its column may be per cent like it.
    shares = (
        judged.filter(pl.col("is_unconfirmed"))
        .group_by("column_no")
        .agg(
            is_share.first().alias("is_share"),
            size.filter(bare).max().alias("most"),
            size.filter(bare & (pl.col("outcome") == READ)).max().alias("most_read"),
            (pl.col("sign") == "%").any().alias("signed"),
        )
    )
    most, most_read = pl.col("most"), pl.col("most_read")
    mixed = shares.filter(pl.col("is_share") & (most > PERCENT * MOST_AS_FRACTION))["column_no"]
    is_small = (most_read < MOST_AS_FRACTION) & (most_read > 0) & ~pl.col("signed").fill_null(False)
    small = shares.filter(~pl.col("is_share") & is_small)["column_no"]
    if not len(mixed) + len(small):
        return pl.col("outcome")
    is_read = bare.fill_null(False) & (pl.col("outcome") == READ)
    return (
        pl.when(is_read & pl.col("column_no").is_in(mixed.implode()))
        .then(_MIXED)
        .when(is_read & pl.col("column_no").is_in(small.implode()))
        .then(_SMALL)
        .otherwise("outcome")
        .alias("outcome")
    )


def reason_to_refuse() -> pl.Expr:
    quoted = pl.concat_str(pl.lit("'"), "value_published", pl.lit("'"))
    remedy = "say how its shares are printed under `percentages` in raw/sources.yml, by the code of its sheet"
    why_mixed = f"stands in a column of fractions with numbers above {MOST_AS_FRACTION:g}; {remedy}"
    reasons = {
        _KEPT_OUT: pl.col("kept_out"),
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
