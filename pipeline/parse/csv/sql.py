"""SQL that reads plain printed numbers of a feed in their column, and classifies what was read.

The expressions give what `pipeline.parse.printed_cells` and `pipeline.parse.shares` give, only faster. Special texts,
those that are no plain number, are looked up in the tables `special` and `special_count`.
"""

from __future__ import annotations

from pipeline.base.sql_text import quoted
from pipeline.parse.shares import LESS_THAN_LEAST, LESS_THAN_USUAL, MOST_AS_FRACTION, NEAR

# Plain numbers are read where they stand.
PLAIN = "-?[0-9]{1,15}([.][0-9]{1,15})?"
PLAIN_COUNT = "[0-9]{1,15}"
# Perhaps a point between thousands.
_POINTED = "-?[0-9]{1,3}[.][0-9]{3}"
# Told by its digits: as a DOUBLE, 200000000000000.01 would be whole.
_FRACTION = "-?[0-9]+[.]0*[1-9][0-9]*"


def value_of(column: str) -> str:
    """SQL of a cell's value: a plain number is read, the hundredfold by its exponent, so that nothing is rounded."""
    return (
        "CASE WHEN special.text IS NULL"
        f" THEN TRY_CAST(CASE WHEN as_share THEN {column} || 'e2' ELSE {column} END AS DOUBLE)"
        " WHEN as_share THEN special.share ELSE special.number END"
    )


def decimals_of(column: str) -> str:
    digits = f"CASE WHEN contains({column}, '.') THEN length({column}) - strpos({column}, '.') ELSE 0 END"
    return (
        f"CASE WHEN special.text IS NULL THEN greatest(0, {digits} - CASE WHEN as_share THEN 2 ELSE 0 END)"
        " WHEN as_share THEN special.share_decimals ELSE special.decimals END"
    )


def is_no_count(column: str) -> str:
    """SQL of whether a cell's number is no whole one for certain."""
    plain = f"{matches(column, _POINTED)} OR {matches(column, _FRACTION)}"
    return f"CASE WHEN special.text IS NULL THEN {plain} ELSE NOT special.is_whole END"


def is_other_unit() -> str:
    """SQL of whether a number is printed with a sign that its measure's unit does not go with."""
    return "special.sign <> '' AND part.unit <> 'not stated' AND part.unit <> special.sign"


def count_of(column: str, looked_up: str) -> str:
    """SQL of a numerator or denominator; `looked_up` is the table of the texts that are no plain count."""
    if column == "NULL":
        return "NULL::DOUBLE"
    return f"CASE WHEN {looked_up}.text IS NULL THEN TRY_CAST({column} AS DOUBLE) ELSE {looked_up}.number END"


def counts_agree(terms: str = "1") -> str:
    """SQL of `pipeline.parse.shares.counts_agree`; NULL where a count is not known."""
    slack = "CASE WHEN rounded THEN 2.5 ELSE 0.0 END"
    below = f"({slack}) * {terms}"
    half = "(0.5 * pow(10, -decimals) + 1e-7 * greatest(1, abs(value)))"
    return f"""CASE WHEN numerator IS NULL OR coalesce(denominator, 0) <= 0 THEN NULL ELSE
        value >= 100 * greatest(0, numerator - {slack}) / (denominator + {below}) - {half}
        AND (denominator <= {below}
            OR value <= 100 * (numerator + {slack}) / nullif(denominator - {below}, 0) + {half}) END"""


def printed_otherwise() -> str:
    """SQL that is given of a part and a period whose shares may all be printed otherwise than the layout says."""
    most = "max(abs(value))"
    return f"""CASE WHEN bool_or(as_share) THEN max(value) > {100 * MOST_AS_FRACTION}
        ELSE {most} < {MOST_AS_FRACTION} AND {most} > 0 AND NOT coalesce(bool_or(proved), false) END"""


def among_percentages(read: str) -> str:
    """SQL of the greatest share of a part and a period that may be a fraction, and between what its hundredfold lies.

    The shares that `read` says are compared, as `pipeline.parse.shares.among_percentages` does.
    """
    others = f"FILTER ({read} AND value >= {MOST_AS_FRACTION})"
    return f"""least(min(value) {others} / {LESS_THAN_LEAST}, median(value) {others} / {LESS_THAN_USUAL}) AS below,
        min(value) {others} / {NEAR} AS least, max(value) {others} * {NEAR} AS most"""


def matches(text: str, pattern: str) -> str:
    return f"regexp_full_match({text}, {quoted(pattern)})"
