"""The outcomes that a row of a feed can have, and for each the reason in words, with what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.base.periods import Period
from pipeline.base.shortening import shortened
from pipeline.base.sql_text import quoted
from pipeline.parse.csv.texts import FeedTexts
from pipeline.parse.printed_cells import read_cell, read_count, why_no_count, why_other_unit
from pipeline.parse.scales import why_scaled_below
from pipeline.parse.shares import AMONG_PERCENTAGES, MOST_AS_FRACTION, NOT_CONFIRMED
from pipeline.reference.organisation_of import Body

NO_MEASURE = "no measure in raw/reference/measures.yml has this code"

(READ, BAD_PERIOD, BAD_BODY, CLOSED, BAD_VALUE, OTHER_UNIT, NO_COUNT, OUT_OF_RANGE, BAD_COUNT, CONTRADICTED,
 PRINTED_OTHERWISE, REPEATED, COUNT_IN_DOUBT, AMONG_OTHERS) = range(14)  # fmt: skip
_ASK = "ask its publisher which is right"
# Each of them but READ, in words for many rows.
OUTCOMES = {
    BAD_PERIOD: "a period that does not read",
    BAD_BODY: "an organisation that is not known",
    CLOSED: "an organisation that was not open in the period",
    BAD_VALUE: "a value that is neither a number nor a marker",
    OTHER_UNIT: "a value in another unit than its measure's",
    NO_COUNT: "a value that is no whole number where something is counted",
    BAD_COUNT: "a numerator or denominator that does not read",
    CONTRADICTED: "a share that its own counts contradict; `percentages` of the layout says how shares are printed",
    PRINTED_OTHERWISE: "shares that may be fractions where `percentages` of the layout says per cent, or the other way",
    AMONG_OTHERS: "a number that may be a fraction among percentages",
    OUT_OF_RANGE: "a value outside of what its measure can have",
    REPEATED: "one of several rows of one measure, period and organisation",
    COUNT_IN_DOUBT: "a count that does not go with the other counts, or with the share, of its row",
}


def why_rejected(
    feed: FeedTexts,
    counts: Sequence[str | None],
    outcome: int,
    part: int,
    period: int,
    body: int,
    printed: str,
    first: str,
    is_the_same: bool | None,
) -> str:
    """Why a row is rejected, by its outcome.

    `counts` are its numerator and denominator as printed, `first` is the row that states the same or something else.
    """
    if outcome == BAD_PERIOD:
        return str(feed.periods[period])
    if outcome == BAD_BODY:
        return str(feed.bodies[body])
    whose, when = feed.bodies[body], feed.periods[period]
    if outcome == CLOSED and isinstance(whose, Body) and isinstance(when, Period) and feed.organisations:
        return feed.organisations.when_open(whose.org_code, when.end)
    if outcome == REPEATED and is_the_same:
        return f"repeats {first}; nothing is to be done"
    if outcome == REPEATED:
        return f"{first} says otherwise of the same value, so neither is taken; ask its publisher which is right"
    return _why_no_value(feed, outcome, feed.parts[part], printed, counts)


def _why_no_value(
    feed: FeedTexts, outcome: int, part: Mapping[str, Any], printed: str, counts: Sequence[str | None]
) -> str:
    cell, measure = f"'{shortened(printed.strip())}'", part["measure"]
    form = f"{{{quoted(part['code'])}: fractions}} or {{{quoted(part['code'])}: percent}}"
    remedy = f"say how its shares are printed under `percentages` in raw/sources.yml, as {form}"
    name_it = "name it under `markers` in raw/sources.yml if it is one"
    if outcome == BAD_VALUE:
        return f"{cell} is neither a number nor a marker; {name_it}"
    if outcome == OUT_OF_RANGE:
        ends = (("at least", measure.minimum), ("at most", measure.maximum))
        bounds = [f"{word} {bound:.15g}" for word, bound in ends if bound is not None]
        if bounds:
            return f"{cell} is no value of {measure.measure_id}, which is {' and '.join(bounds)}; ask its publisher"
        return f"{cell} is no share as a fraction; {remedy}"
    read = read_cell(printed, feed.layout.markers)
    if outcome == OTHER_UNIT:
        if scaled := why_scaled_below(part["title"] or part["code"], measure.unit, feed.lines.beside):
            return f"{cell} is no value in {measure.unit}: {scaled}; leave its column out of the layout"
        return f"{why_other_unit(printed.strip(), read, measure.unit)}; ask its publisher"
    if outcome == NO_COUNT:
        return f"{why_no_count(printed.strip(), read)}; ask its publisher"
    if outcome == BAD_COUNT:
        problems = [read_count(text, feed.layout.markers).problem for text in counts if text]
        return f"{'; '.join(filter(None, problems))}; {name_it}"
    if outcome == COUNT_IN_DOUBT:
        return f"{cell} does not go with the share and the other counts of its organisation and period; {_ASK}"
    if outcome == CONTRADICTED:
        numerator, denominator = (str(text).strip() for text in counts)
        part_of, whole = (read_count(text, feed.layout.markers).number for text in (numerator, denominator))
        if part_of is not None and whole is not None and part_of > whole:
            return f"{cell} has a numerator, {numerator}, that is more than its denominator, {denominator}; {_ASK}"
        return f"{cell} is not what its own counts give, {numerator} of {denominator}: {remedy}"
    return _why_other_form(feed, outcome, part, cell)


def _why_other_form(feed: FeedTexts, outcome: int, part: Mapping[str, Any], cell: str) -> str:
    """Why a share may be printed in another form than the layout says."""
    code, unit = quoted(part["code"]), part["measure"].unit
    if outcome == AMONG_OTHERS:
        return f"{cell} {AMONG_PERCENTAGES}; if it is none, say {{{code}: percent}} under `percentages`"
    form = f"{{{code}: fractions}} or {{{code}: percent}}"
    remedy = f"say how its shares are printed under `percentages` in raw/sources.yml, as {form}"
    if feed.layout.prints_as_fraction(unit, part["code"]):
        return (
            f"some numbers of its column lie above {MOST_AS_FRACTION:g}, so nobody knows which are fractions; {remedy}"
        )
    return f"{NOT_CONFIRMED}; {remedy}"
