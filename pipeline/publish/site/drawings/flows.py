"""From one state to another: moves between bands as a matrix, and mergers over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from pipeline.publish.site.drawings.chips import band_chip
from pipeline.publish.site.drawings.svg import drawing, percent, text

SHADES = 5
BODY_ROW = 40

Band = tuple[str, int]


def transition_matrix(
    before: Sequence[Band],
    after: Sequence[Band],
    counts: Mapping[tuple[str, str], int],
    caption: str,
    without: Sequence[str] = (),
) -> Markup:
    """How many organisations moved from which band (a row) to which (a column); each band with its position.

    `without` are the reasons of those that have no band after, each a column of its own.
    """
    columns = [*after, *((reason, None) for reason in without)]
    most = max(counts.values(), default=1)
    head = Markup("").join(
        Markup('<th scope="col">{}</th>').format(band_chip(band if position else None, position, band))
        for band, position in columns
    )
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            band_chip(band, position),
            Markup("").join(
                Markup('<td class="shade-{}">{}</td>').format(-(-SHADES * count // most), count or "–")
                for count in (counts.get((band, later), 0) for later, _ in columns)
            ),
        )
        for band, position in before
    )
    return Markup(
        '<table class="matrix"><caption>{}</caption><thead><tr><td></td>{}</tr></thead><tbody>{}</tbody></table>'
    ).format(caption, head, rows)


@dataclass(frozen=True)
class Body:
    """An organisation of a merger: its name, its days, and whether it is the one that the page is about."""

    code: str
    name: str
    opened: date
    closed: date | None
    is_own: bool = False


def merger_timeline(bodies: Sequence[Body], joins: Sequence[tuple[str, str, date]], until: date, label: str) -> Markup:
    """A line for each organisation from its first to its last day; a join leads from the code of one to another's."""
    first = min(body.opened for body in bodies).toordinal()
    whole = max(until.toordinal() - first, 1)

    def at(day: date) -> float:
        return 98 * (min(day, until).toordinal() - first) / whole + 1

    places = {body.code: number * BODY_ROW + 28 for number, body in enumerate(bodies)}
    parts = []
    for before, after, day in joins:
        x = percent(at(day))
        parts.append(f'<line class="join" x1="{x}" x2="{x}" y1="{places[before]}" y2="{places[after]}"/>')
    for body in bodies:
        y, left, right = places[body.code], at(body.opened), at(body.closed or until)
        css = "body own" if body.is_own else "body"
        parts.append(f'<line class="{css}" x1="{percent(left)}" x2="{percent(right)}" y1="{y}" y2="{y}"/>')
        # A name stands where there is room for it: from its first day, or up to the end where it begins late.
        late = left > 50
        words = (
            f"{body.name}, {body.opened.year} to {body.closed.year}"
            if body.closed
            else f"{body.name}, from {body.opened.year}"
        )
        parts.append(text(words, percent(99 if late else left), y - 9, "name end" if late else "name"))
    return drawing("mergers", label, parts, f'width="100%" height="{len(bodies) * BODY_ROW + 4}"')
