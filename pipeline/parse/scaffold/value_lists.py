"""Lists of organisations with what is said of each, a name a line: 'Bury: 58.2%', 'NHS Bury CCG – Good'.

Only the words above them say what they are about; of a measure a person has to say which it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.base.lines import Line
from pipeline.base.shortening import shortened
from pipeline.parse.scaffold.columns import Organisations, bodies_spoken_of, column_meaning, fill_in
from pipeline.parse.scaffold.measure_titles import measure_of_title
from pipeline.parse.scaffold.words import Surroundings, surroundings
from pipeline.parse.text.lines.bullets import read_bullet
from pipeline.reference.reading import Reference

# So many lines of one form make a list.
FEWEST_LINES = 3
_SAID_OF = re.compile(
    r"\s*(?P<name>[^\W\d_][^\d%;|\t]{0,150}?)(?:\s*:\s*|\s+[–—-]{1,2}\s+|\s(?=£?\d[\d,.]*\s?%?[\s;,.]*$))"
    r"(?P<said>\S.{0,100}?)[\s;,.]*"
)


@dataclass(frozen=True)
class FoundValueList:
    """A list: what a sidecar says of it, the names and what is said of each, and their lines."""

    mapping: dict[str, Any]
    names: list[str]
    texts: list[str]
    line_numbers: tuple[int, ...]


def find_value_lists(
    lines: Sequence[Line],
    title: str,
    organisations: Organisations,
    reference: Reference,
    anchor: Callable[[int, Sequence[str]], str | None],
) -> Iterator[FoundValueList]:
    """The lists among `lines`; `anchor` gives the last words of a line that stand on none before it."""
    place_of = {line.number: place for place, line in enumerate(lines)}
    for run in _runs(lines):
        names, texts = [found["name"] for _, found in run], [found["said"] for _, found in run]
        if 2 * sum(map(organisations.is_known, names)) < len(names):
            continue
        first = run[0][0]
        before = next((line for line in reversed(lines[: place_of[first.number]]) if not line.is_blank), None)
        around = surroundings(first, lines, title, reference.vocabulary)
        if before is None or bodies_spoken_of([*around.above, around.title], names) != "ccgs":
            continue
        # The words above a list are its title.
        own = before.text
        meaning = column_meaning(own, texts, _without(around, own), reference, organisations)
        likely, _ = measure_of_title(own, around, reference)
        words = anchor(place_of[before.number], own.split())
        if "ignore" in meaning or words is None:
            continue
        mapping = {
            "name": f"list from line {first.number} on",
            **_asked(meaning, likely, shortened(own)),
            "after": words,
        }
        yield FoundValueList(mapping, names, texts, tuple(line.number for line, _ in run))


def _runs(lines: Sequence[Line]) -> Iterator[list[tuple[Line, re.Match[str]]]]:
    """The runs of lines, one right below the other, each of a name and what is said of it."""
    run: list[tuple[Line, re.Match[str]]] = []
    for line in [*lines, None]:
        bullet = read_bullet(line) if line else None
        found = _SAID_OF.fullmatch(bullet.text if bullet else line.text) if line else None
        if line and found and (not run or line.number == run[-1][0].number + 1):
            run.append((line, found))
            continue
        if len(run) >= FEWEST_LINES:
            yield run
        run = [(line, found)] if line and found else []


def _without(around: Surroundings, own: str) -> Surroundings:
    return Surroundings([text for text in around.above if text != own], around.title, around.prose, around.vocabulary)


def _asked(meaning: dict[str, Any], likely: str | None, own: str) -> dict[str, Any]:
    """The meaning of a list: which measure it is of is asked for, because a sentence names one in passing."""
    measure = meaning.get("measure")
    if not measure:
        return meaning
    like = f", perhaps {likely}" if likely else ""
    wanted = f"the measure_id of what is listed after '{own}' in raw/reference/measures.yml{like}; or take the list out"
    return {"measure": {**measure, "measure_id": fill_in(wanted)}}
