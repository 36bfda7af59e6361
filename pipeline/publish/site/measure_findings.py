"""What the figures of a measure show, in sentences: the lead of its page, and the titles of its charts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.publish.site import words
from pipeline.publish.site.divides import NO_DIVIDE, north_south
from pipeline.publish.site.measure_figures import PeriodFigures, of_one_source
from pipeline.publish.site.released_rows import Row

TEN = 10
COUNTED = re.compile(r"Of the (people|adults|women|children and young people|discharges|visits|waits)\b")


def lead(measure: Row, figures: PeriodFigures) -> str:
    """England, the standard, how many met it, how many figures are suppressed, and what follows for ranks."""
    row, unit = figures.row, measure["unit"]
    start = f"In {words.days_of(row)}"
    if row["period_inferred"]:
        start += " (the document does not print the period, which follows from it)"
    sentences = []
    limit = words.limit(row["comparator"], row["standard"], unit) if row["standard"] is not None else ""
    if unit == words.YES_OR_NO:
        sentences.append(f"{start} it was {_yes_or_no(figures)}.")
    elif row["england"] is not None:
        value = words.shown(row["england"], unit, row["england_decimals"])
        sentences.append(f"{start}, England’s figure was {value}{f'; the standard is {limit}' if limit else ''}.")
    elif limit:
        sentences.append(f"{start} the standard was {limit}.")
    if row["judged"]:
        begin = "" if sentences else f"{start}, "
        sentences.append(f"{begin}{row['met']} of {words.count(row['judged'], 'CCG')} with a figure met it.")
    elif row["of_ccgs"] and unit != words.YES_OR_NO:
        counted = words.count(row["of_ccgs"], "CCG")
        middle = f", {_middle(measure, figures)}" if figures.deciles else ""
        have = "has a figure" if row["of_ccgs"] == 1 else "have a figure"
        when = "" if sentences else f" for {start.removeprefix('In ')}"
        sentences.append(f"{counted} {have}{when}{middle}.")
    sentences += _without(figures)
    return " ".join(sentences) or f"{start} no figure of England or of a CCG is published."


def _yes_or_no(figures: PeriodFigures) -> str:
    """What England's answer was, and for how many CCGs it was yes."""
    england, numbers = figures.row["england"], _numbers(figures)
    said = [f"{words.shown(england, words.YES_OR_NO)} for England"] if england is not None else []
    if numbers:
        is_yes = "" if england == 1 else "yes "
        said.append(f"{is_yes}for {sum(numbers):.0f} of {words.count(len(numbers), 'CCG')} with an answer")
    return words.listed(said) or "not published"


def _numbers(figures: PeriodFigures) -> list[float]:
    return [row["value"] for row in figures.of.get("ccg", []) if row["value"] is not None]


def _middle(measure: Row, figures: PeriodFigures) -> str:
    """Between which figures the middle half of CCGs lies; where that says little, how many have the same."""
    _, low, _, high, _ = figures.deciles or (0, 0, 0, 0, 0)
    unit, numbers = measure["unit"], _numbers(figures)
    if numbers and low == high:
        return f"{numbers.count(low)} of them {words.shown(low, unit)}"
    if numbers and (low, high) == (min(numbers), max(numbers)):
        between = len(numbers) - numbers.count(low) - numbers.count(high)
        more = [f"{between} between"] if between else []
        ends = [f"{numbers.count(end)} of them {words.shown(end, unit)}" for end in (high, low)]
        return words.listed([ends[0], ends[1].replace(" of them", ""), *more])
    return f"the middle half from {words.shown(low, unit)} to {words.shown(high, unit)}"


def _without(figures: PeriodFigures) -> list[str]:
    """How many have no figure, and why there are no ranks or how far they may be out."""
    row = figures.row
    suppressed, withheld = row["suppressed"] or 0, row["withheld"] or 0
    found = []
    if suppressed:
        are = "CCG’s figure is" if suppressed == 1 else "CCGs’ figures are"
        found.append(f"{suppressed} {are} suppressed (small numbers)")
    others = withheld - suppressed
    if others > 0 and not row["of_ccgs"]:
        # What the publisher gives of England alone has a row of every CCG all the same.
        found.append("no other CCG’s figure is published" if found else "No figure of a CCG is published")
    elif others > 0:
        of_whom = f"{others}" if found else words.count(others, "CCG")
        found.append(f"{of_whom} {_have(others)} none{' for other reasons' if found else ''}")
    text = words.listed(found)
    if figures.is_ranked and withheld:
        text += f", so a rank may be up to {words.count(withheld, 'place')} out"
    sentences = [f"{text}."] if text else []
    if row["of_ccgs"] > 1 and not figures.is_ranked and (row["coverage_note"] or row["rank_note"]):
        sentences.append(f"Nobody is ranked: {row['coverage_note'] or row['rank_note']}.")
    return sentences


def worst_first(measure: Row, rows: Sequence[Row]) -> list[Row]:
    """Those with a value, the worst first; where neither way is better the highest first; those alike by name."""
    sign = 1 if measure["polarity"] == "higher" else -1
    return sorted((row for row in rows if row["value"] is not None), key=lambda row: (sign * row["value"], row["name"]))


def ten(ordered: Sequence[Row]) -> Sequence[Row]:
    """The ten that come first; where more than ten are alike at the tenth place, those that come before them."""
    if len(ordered) <= TEN or ordered[TEN]["value"] != ordered[TEN - 1]["value"]:
        return ordered[:TEN]
    alike = [row for row in ordered if row["value"] == ordered[TEN]["value"]]
    return ordered[: ordered.index(alike[0])] if len(alike) > TEN else ordered[:TEN]


def first_ten(measure: Row, ordered: Sequence[Row]) -> str:
    """The title of the ten that come first."""
    shown = ten(ordered)
    which = {"higher": "lowest", "lower": "highest"}.get(measure["polarity"], "highest")
    ends = [_stated(measure, row) for row in (shown[0], shown[-1])]
    with_first = sum(row["value"] == shown[0]["value"] for row in shown)
    if 1 < with_first < len(shown):
        ends[0] = _stated(measure, shown[0], f" and {with_first - 1} more")
    first = f"The {len(shown)} {which}" if len(ordered) > TEN else f"All {len(shown)} CCGs, the {which} first"
    text = f"{first}: {ends[0]}, to {ends[1]}" if len(shown) > 1 else ends[0]
    alike = sum(row["value"] == shown[-1]["value"] for row in ordered[len(shown) :])
    return f"{text} ({words.count(alike, 'more CCG')} with the same)" if alike else text


def _stated(measure: Row, row: Row, others: str = "") -> str:
    doubted = " (?)" if row["doubt"] else ""
    return f"{row['name']}{others} {words.shown(row['value'], measure['unit'], row['decimals'])}{doubted}"


def how_sure(measure: Row, figures: PeriodFigures, ordered: Sequence[Row]) -> str:
    """What the order of the ten bears: who is not in it, and how much a difference says."""
    row = figures.row
    first = {"higher": "Lowest", "lower": "Highest"}.get(measure["polarity"], "Highest")
    further = "lower" if first == "Lowest" else "higher"
    suppressed, withheld = row["suppressed"] or 0, row["withheld"] or 0
    text = f"{first} of the {words.count(len(ordered), 'CCG')} with a figure"
    if withheld:
        kept = "suppressed" if withheld == suppressed else "without one"
        text += f"; {withheld} more {'is' if withheld == 1 else 'are'} {kept} and could be {further}"
    if figures.missing and row["coverage_note"]:
        text += f"; {figures.missing} of the {row['organisations_open']} then open {_have(figures.missing)} no row"
    sentences = [f"{text}."]
    if row["with_interval"]:
        sentences.append("Two CCGs whose 95% intervals overlap may not differ.")
    elif measure["unit"] == "%":
        sentences.append("Numbers of people are not published, so gaps of a few points mean little.")
    if any(one["doubt"] for one in ten(ordered)):
        sentences.append("A figure with (?) is doubtful; the table below says why.")
    return " ".join(sentences)


def _have(number: int) -> str:
    return "has" if number == 1 else "have"


def tells_of_a_divide(
    measure: Row, regions: Sequence[tuple[str, float | None, int | None]], england: float | None
) -> str | None:
    """What is said of north and south, if anything."""
    return north_south({name: value for name, value, _ in regions}, england) if measure["unit"] == "%" else None


def by_region(
    measure: Row, regions: Sequence[tuple[str, float | None, int | None]], england: float | None = None
) -> str:
    """The title of the strip: the regions with the lowest and the highest published figure, and what is seen."""
    known = [(value, name, decimals) for name, value, decimals in regions if value is not None]
    if len(known) < 2:
        return "CCGs by region, north to south; no figure of the regions is published"
    (low, first, low_places), (high, last, high_places) = min(known), max(known)
    if low == high:
        return f"By region, north to south: all at {words.shown(low, measure['unit'], low_places)}"
    alike = Counter(value for value, *_ in known)
    stated = [{"value": value, "decimals": places} for value, places in ((low, low_places), (high, high_places))]
    names = (name if alike[value] == 1 else f"{alike[value]} regions" for value, name in ((low, first), (high, last)))
    ends = [
        f"{name} {_told_apart(measure['unit'], own, other)}"
        for name, own, other in zip(names, stated, stated[::-1], strict=True)
    ]
    seen = tells_of_a_divide(measure, regions, england)
    if seen == NO_DIVIDE:
        return f"{seen}: lowest in {ends[0]}, highest in {ends[1]}"
    return f"{seen or 'By region, north to south'}: from {ends[0]} to {ends[1]}"


def over_time(measure: Row, periods: Sequence[PeriodFigures | None]) -> str:
    """The title of the fan: England at the beginning and the end of the latest stretch of one source."""
    england = of_england(periods)
    unit = measure["unit"]
    if england:
        ends = [
            f"{words.shown(row['england'], unit, row['england_decimals'])} in {words.days_of(row)}"
            for row in (england[0].row, england[-1].row)
        ]
        return f"England over time: {ends[0]}, {ends[1]}"
    medians = _course([[one for one in stretch if one.deciles] for stretch in of_one_source(periods)])
    if medians:
        ends = [f"{words.shown(one.median, unit)} in {words.days_of(one.row)}" for one in (medians[0], medians[-1])]
        return f"The median CCG over time: {ends[0]}, {ends[1]}"
    return "Over time"


def of_england(periods: Sequence[PeriodFigures | None]) -> list[PeriodFigures]:
    """The periods of which England's way can be told."""
    return _course([[one for one in stretch if one.row["england"] is not None] for stretch in of_one_source(periods)])


def _course(stretches: Sequence[list[PeriodFigures]]) -> list[PeriodFigures]:
    """The latest stretch in which something can have changed; nothing where there is none."""
    return next((stretch for stretch in reversed(stretches) if len(stretch) > 1), [])


def on_the_map(measure: Row, bounds: Sequence[float], rows: Sequence[Row]) -> str:
    """The title of the map: how far the lowest class goes up, and the highest down."""
    if not bounds:
        return "On the map: all alike"
    unit = measure["unit"]
    known = [row for row in rows if row["value"] is not None]
    low = [row for row in known if row["value"] < bounds[0]]
    high = [row for row in known if row["value"] >= bounds[-1]]
    low.sort(key=lambda row: float(row["value"]))
    high.sort(key=lambda row: float(row["value"]))
    above = min((row for row in known if row["value"] >= bounds[0]), key=lambda row: float(row["value"]))
    below = max((row for row in known if row["value"] < bounds[-1]), key=lambda row: float(row["value"]))
    up, down = _told_apart(unit, low[-1], above), _told_apart(unit, high[0], below)
    return f"On the map: {words.count(len(low), 'CCG')} at {up} or less, {len(high)} at {down} or more"


def _told_apart(unit: str, row: Row, other: Row) -> str:
    """A value with as many decimals as tell it from another that is not meant."""
    ways = [[words.shown(one["value"], unit, one["decimals"]) for one in (row, other)]]
    ways += [[words.number(one["value"], unit, places) for one in (row, other)] for places in (2, 3)]
    return next((own for own, others in ways if own != others), ways[0][0])


def end_words(measure: Row, row: Row, beyond: Row | None) -> str:
    """An end of a class of values, told apart from the value beyond it, with no more of its unit than a sign."""
    sign = measure["unit"] if measure["unit"] in ("%", "£") else ""
    return _told_apart(sign, row, beyond) if beyond else value_words(measure, row, doubts=False)


def spread(measure: Row, numbers: Sequence[float]) -> str:
    """From the lowest to the highest value."""
    return f"{words.shown(min(numbers), measure['unit'])} to {words.shown(max(numbers), measure['unit'])}"


def fan_words(measure: Row, periods: Sequence[PeriodFigures | None]) -> str:
    """What the latest period of the fan shows."""
    latest = next((found for found in periods[::-1] if found), None)
    if not latest or not latest.deciles or not measure["of_any_size"]:
        return "Only England is drawn"
    low, lower, middle, upper, high = (words.shown(value, measure["unit"]) for value in latest.deciles)
    return (
        f"In {words.days_of(latest.row)} the median CCG had {middle}, the middle half {lower} to {upper}, "
        f"the middle eight tenths {low} to {high}"
    )


def value_words(measure: Row, row: Row, *, doubts: bool = True) -> str:
    """A value as it stands at its dot: with no more of its unit than a sign."""
    sign = measure["unit"] if measure["unit"] in ("%", "£") else ""
    return words.shown(row["value"], sign, row["decimals"]) + (" (?)" if doubts and row["doubt"] else "")


def ranked_words(measure: Row, row: Row) -> str:
    """A value with its interval, or between which ranks it may lie and of how many it must be."""
    text = words.shown(row["value"], measure["unit"], row["decimals"])
    if row["interval_lower"] is not None:
        ends = f"{words.shown(row['interval_lower'], measure['unit'])} to "
        text += f" ({ends}{words.shown(row['interval_upper'], measure['unit'])})"
    if row["rank"] is not None:
        text += f", {rank_words(row)}"
    if row["doubt"]:
        text += ", doubtful"
    if row["interval_lower"] is None and row["smallest_denominator"] and measure["unit"] == "%":
        text += f", of at least {row['smallest_denominator']}"
        text += counted(measure) if row["smallest_denominator"] > 1 else ""
    return text


def counted(measure: Row) -> str:
    """Whom a percentage is of, where its description begins with that."""
    found = COUNTED.match(measure["description"])
    return f" {found[1]}" if found else ""


def rank_words(row: Row) -> str:
    """A rank, or its bounds: those without a figure may all be better."""
    if not row["withheld"]:
        return f"rank {row['rank']} of {row['ranked']}"
    return f"rank {row['rank']} to {row['rank'] + row['withheld']} of {row['ranked'] + row['withheld']}"
