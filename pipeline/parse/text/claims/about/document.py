"""Whether a whole document is about a part of the country, as its title, its opening or a note on its figures says.

In such a document a statement is of all organisations only where its own paragraph says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.base.folding import fold
from pipeline.base.lines import Line
from pipeline.parse.text.claims.about.sections import is_heading
from pipeline.parse.text.claims.sentence.scene import place_words
from pipeline.parse.text.claims.sentence.topics import OVERALL
from pipeline.parse.text.claims.sentence.words import PART, word_set
from pipeline.reference.vocabulary import Context, Vocabulary
from pipeline.schema.values import OVERALL_AREA

# Words of places that mean something else at the beginning of a title, or in one with capitals.
_COMMON = word_set(
    """
    black borough capital castle central chase city cities cluster clusters coast county counties countys district
    districts forest great greater heath high home hub hubs isle locality localities neighbourhood pilot pilots point
    reading region regional regions sample sampled tower town towns uk britain british vale valley valleys village
    villages constituency constituencies footprint footprints patch ics icss icb icbs stp stps borough boroughs rugby
    chiltern vanguard vanguards shire shires
    """
)
# What a place in a title names beside itself: a body, which may speak of all of England.
_BODIES = word_set("trust university hospital hospitals college school foundation infirmary press")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
# "our region", "the vanguard areas", "rural CCGs", "our members"
_OWN = re.compile(
    r"\b(?:our|this|my|the) (?:own )?(?:[a-z]+ )?(?:region|county|city|town|borough|district|stp|ics|icb|footprint"
    r"|patch|locality|neighbourhood|constituency|vanguards?|pilots?|sample)\b(?! of (?:every|each|all))"
    r"|\bour (?:own )?(?:area|ccgs?|members?|clinical commissioning groups?|neighbours)\b"
    r"|\b(?:rural|urban|coastal|northern|southern|eastern|western|inner-city|deprived|metropolitan|smaller|larger|merged"
    r"|pilot|vanguard|member) (?:ccgs|groups|areas|clinical commissioning groups|commissioners)\b"
)
# "These figures are for London only."
_FIGURES_ARE = re.compile(
    r"\b(?:figures?|numbers?|counts?|ratings|results|data|totals?)\b(?: [\w'-]+){0,6}?"
    r" (?:(?:is|are|was|were)(?: [a-z]+){0,2} (?:for|of|from)|covers?|relates? to|refers? to|concerns?"
    r"|includes? only)\b"
)
# "* Excludes London"
_LEAVES_OUT = re.compile(
    r"\W*(?:(?:notes?:?|[0-9]|(?:the|these|all) )?(?:figures?|data|numbers?|counts?|ratings|results|totals?)? ?)"
    r"(?:exclud(?:es?|ing)|omits?|leaves? out|(?:does|do) not (?:cover|include))\b"
)
# "Base: 40 CCGs in the South", "NB: Greater London only."
_NOTE = re.compile(
    r"\W*(?:base|sample|coverage|scope|geography)\s?[:–-]\s?|\W*(?:n\.?b\.?|notes?)\s?[:–-]\s?(?=.* only\W*$)"
)
# "This article is satire.", "All figures are invented.", "The above is an example of a bad sentence."
_INVENTED = re.compile(
    r"\b(?:this|the (?:above|foregoing))(?: [a-z]+)? (?:is|was) (?:(?:an?|purely|entirely|meant as) )*(?:work of )?"
    r"(?:[a-z]+ )?(?:satir(?:e|ical)|fiction(?:al)?|fictitious|parody|spoof|joke|hoax|fantasy|april fool"
    r"|examples? of)\b"
    r"|\ba work of fiction\b|\bresemblance to (?:any )?(?:real|actual|living|true)\b"
    r"|\b(?:figures|numbers|characters|events)(?: (?:here|above|below))? (?:are|were)"
    r" (?:all |entirely |purely )?(?:invented|made up|fictional|fictitious|imaginary)\b"
)
_ENGLAND = re.compile(
    r"\b(?:nationally|nationwide|countrywide|england-wide|england as a whole"
    r"|(?:in|across|throughout|over|of|for|from) (?:all of |the whole of |all )?(?:england|the country|the nation)"
    r"|england's|the country's|the nation's|english (?:ccgs|clinical commissioning groups|groups))\b"
    r"(?!'s)(?! (?:north|south|east|west|midlands))"
)
_MOST_OPENING = 6
# "28 October 2016", "Published on Friday 28 October 2016, 9:30am", "By Jane Smith | October 2016"
_DATELINE = re.compile(
    r"\W*(?:by(?: [\w'.-]+){1,4}[\s,|–-]+)?"
    r"(?:(?:[a-z]+day|last|first|published|posted|updated|press|media|news|release|statement|date|dated|issued|on|at"
    r"|for immediate release|embargoed until|[0-9]{1,2}[:.][0-9]{2}(?: ?[ap]m)?)[\s,|:–-]+){0,6}"
    r"(?:[0-9]{1,2}(?:st|nd|rd|th)? )?(?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december),? (?P<year>20[0-9]{2})(?:[\s,|–-]+(?:at )?[0-9]{1,2}[:.][0-9]{2}(?: ?[ap]m)?)?\W*"
)
_LONGEST_DATELINE, _LONGEST_NOTE = 100, 200


def dateline_of(lines: Sequence[Line], default: Context | None) -> int:
    """The number of the line near the beginning that is the date of the text, and so of nothing in it; 0 if none is.

    Several lines of dates are a calendar, and one before the document's own period is of what stands under it.
    """
    first_year = int(default.period[:4]) if default and default.period[:4].isdigit() else 0
    prose = [line for line in lines if not line.is_blank]
    short = [line for line in prose if len(line.text) <= _LONGEST_DATELINE]
    dates = [(line.number, found) for line in short if (found := _DATELINE.fullmatch(fold(line.text)))]
    opening = {line.number for line in prose[:_MOST_OPENING]}
    if len(dates) != 1 or dates[0][0] not in opening or int(dates[0][1]["year"]) < first_year:
        return 0
    return dates[0][0]


def is_invented(lines: Sequence[Line]) -> bool:
    """Whether a text says of itself that it is satire, fiction or an example."""
    return any(_INVENTED.search(fold(line.text)) for line in lines if len(line.text) <= _LONGEST_NOTE)


def area_named_from(lines: Sequence[Line], title: str, vocabulary: Vocabulary, default: Context | None) -> float:
    """The number of the line from which on an area has been named, in a document that speaks of overall ratings too.

    What it says before may be of those; in another document, and in one about those, it is of the document's own area.
    """
    if default is not None and default.area == OVERALL_AREA:
        return 0
    if not any(OVERALL.search(fold(line.text)) for line in lines):
        return 0
    names = [fold(name) for area in vocabulary.areas if area.area != OVERALL_AREA for name in area.names]
    if any(name in fold(title) for name in names):
        return 0
    return next((line.number for line in lines if any(name in fold(line.text) for name in names)), float("inf"))


def speaks_of_england(text: str) -> bool:
    """Whether a folded text says that it is about all of England."""
    return _ENGLAND.search(text) is not None


def part_begins(lines: Sequence[Line], title: str, vocabulary: Vocabulary) -> float:
    """The number of the line after which statements are of a part unless they say otherwise; infinite if there is none.

    `title` is what the document is called elsewhere; it may be missing from `lines`.
    """
    places = place_words(vocabulary.places)
    prose = [line for line in lines if not line.is_blank]
    if names_part(title, places) or any(_limits_figures(line.text, places) for line in prose):
        return 0
    return next((line.number for line in _opening(prose) if names_part(line.text, places)), float("inf"))


def _opening(prose: Sequence[Line]) -> Iterator[Line]:
    """The headings, datelines and salutations with which a text begins, and the first paragraph after them."""
    for line in prose[:_MOST_OPENING]:
        yield line
        if not is_heading(line) and not line.text.rstrip().endswith(","):
            return


def names_part(text: str, places: frozenset[str]) -> bool:
    """Whether a title or an opening names a part of England or another nation, or speaks of some organisations."""
    if _OWN.search(fold(text)):
        return True
    words = [found[0] for found in _WORD.finditer(text)]
    capitals = sum(word[0].isupper() for word in words if len(word) > 3)
    is_titled = capitals > 0.7 * sum(len(word) > 3 for word in words)
    for index, word in enumerate(words):
        parts = {_bare(word), *_bare(word).split("-")}
        if not word[0].isupper() or parts.isdisjoint(places | PART):
            continue
        if not parts.isdisjoint(_COMMON) and (index == 0 or is_titled):
            continue
        if not _is_of_body(words, index):
            return True
    return False


def _bare(word: str) -> str:
    return fold(word).removesuffix("'s").removesuffix("s'")


def _is_of_body(words: Sequence[str], index: int) -> bool:
    """Whether a place belongs to the name of a body that is no organisation rated here: 'Leeds University'."""
    for word in words[index + 1 : index + 8]:
        if _bare(word) in _BODIES:
            return True
        if not word[0].isupper() and word not in ("and", "of"):
            break
    return index > 1 and words[index - 1] == "of" and _bare(words[index - 2]) in _BODIES


def _limits_figures(text: str, places: frozenset[str]) -> bool:
    """Whether a sentence of a paragraph says that the document's figures are of a part."""
    for sentence in re.split(r"(?<=[.;!?])\s", text):
        plain = fold(sentence)
        found = (
            (_FIGURES_ARE.search(plain) or _LEAVES_OUT.match(plain) or _NOTE.match(plain))
            if len(sentence) < 200
            else None
        )
        rest = sentence[found.end() :] if found and not re.search(r"\d", sentence[: found.start()]) else ""
        if names_part("the " + rest, places) and not speaks_of_england(fold(rest)):
            return True
    return False
