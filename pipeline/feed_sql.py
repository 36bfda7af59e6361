"""SQL that reads printed numbers of a feed where they stand.

Here: expressions over a column of texts. Not here: what is no plain number (`pipeline.feed_columns`).
"""

from __future__ import annotations

from pipeline.feed_columns import quoted

# Plain numbers are read where they stand; whatever else is printed is looked up, each text once.
PLAIN = "-?[0-9]{1,15}([.][0-9]{1,15})?"
COUNT = "[0-9]{1,15}([.][0-9]{0,15})?|[0-9]{1,3}(,[0-9]{3}){1,4}([.][0-9]{0,15})?"


def value_of(column: str) -> str:
    """SQL of a cell's value: a plain number is read, the hundredfold by its exponent, so that nothing is rounded."""
    return (
        "CASE WHEN odd.text IS NULL"
        f" THEN TRY_CAST(CASE WHEN as_share THEN {column} || 'e2' ELSE {column} END AS DOUBLE)"
        " WHEN as_share THEN odd.share ELSE odd.number END"
    )


def decimals_of(column: str) -> str:
    digits = f"CASE WHEN contains({column}, '.') THEN length({column}) - strpos({column}, '.') ELSE 0 END"
    return (
        f"CASE WHEN odd.text IS NULL THEN greatest(0, {digits} - CASE WHEN as_share THEN 2 ELSE 0 END)"
        " WHEN as_share THEN odd.share_decimals ELSE odd.decimals END"
    )


def number_of(column: str) -> str:
    """SQL of a numerator or denominator, which is a number or nothing."""
    if column == "NULL":
        return "NULL::DOUBLE"
    text = f"trim({column})"
    return f"CASE WHEN {matches(text, COUNT)} THEN TRY_CAST(replace({text}, ',', '') AS DOUBLE) END"


def matches(text: str, pattern: str) -> str:
    return f"regexp_full_match({text}, {quoted(pattern)})"
