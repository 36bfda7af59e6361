"""What the columns of a printed table mean, as far as the table itself shows.

One column is the organisation's; of every other it is found whether it holds ratings, values or neither, of what and
when. What cannot be known is left to fill in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.base.notes_beside import NOT_MEASURED_WORDS, is_of_notes
from pipeline.base.period_mentions import find_periods
from pipeline.base.periods import parse_period
from pipeline.parse.scaffold.breakdowns import is_of_other_bodies, speaks_of_bodies, why_of_parts
from pipeline.parse.scaffold.measure_titles import measure_of_title, words_of_doubt
from pipeline.parse.scaffold.tables import NUMBER, SHORT_FORMS
from pipeline.parse.scaffold.words import Surroundings
from pipeline.parse.sidecar.sidecar import FILL_IN
from pipeline.parse.text.tables.beside_values import beside_of
from pipeline.parse.text.tables.cells import MISSING_VALUES, MeasureColumn, even
from pipeline.parse.text.tables.footnotes import mark_of
from pipeline.reference.organisations import Resolver
from pipeline.reference.reading import Reference
from pipeline.reference.vocabulary import Scale, Vocabulary

# A number as it is written on the continent; 1,204 may be a thousand.
DECIMAL_COMMA = re.compile(r"-?\d+,\d{1,2}\s?%?|-?\d{1,3}(?:\.\d{3})+,\d+\s?%?")
# So many numbers that all end in the same zeros were not measured that precisely.
FEWEST_FOR_DECIMALS = 5

_LIKE_A_NAME = re.compile(
    # 'Region / CCG' is a title.
    r"(?!(?:names?|codes?|lists?|the)\b|(?:new|old|former|current|lead|host|home|nearest|similar|parent)\s+(?:CCG|Clinical)\b)\S.{0,150}(?<![/&,+-])(?<!\bor)(?<!\band)\s"
    r"(?:CCG|Clinical Commissioning Group)(?:\s*\([^()]{0,40}\))?",
    re.IGNORECASE,
)
# What may stand for a number that is withheld; no reader takes it for a marker unless the sidecar says so.
_WITHHELD = re.compile(r"(?:<|<=|≤|under |fewer than |less than )\s?\d{1,2}|[cx#]|\[[a-z]\]|suppressed", re.IGNORECASE)
_NOT_GIVEN = re.compile(rf"\b{NOT_MEASURED_WORDS}\b", re.IGNORECASE)
_EARLIER = re.compile(r"\b(?:previous|prior|last|earlier|former|old)\b", re.IGNORECASE)
# A name or code that is a CCG's whatever stands around: with CCG, NHS before a place, 00V.
_OF_CCG = re.compile(
    r".*\b(?:CCG|Clinical Commissioning Group)\b|NHS (?!.*\bTrust\b)|(?=[A-Z]{0,4}\d)[0-9A-Z]{3,5}$|E\d{8}$",
    re.IGNORECASE,
)


def fill_in(wanted: str) -> str:
    """What stands in a sidecar for a value that a person has to give."""
    return f"{FILL_IN}: {wanted}"


_MARKER = {
    "status": fill_in("suppressed, insufficient_data, not_available, not_applicable or not_published"),
    "reason": fill_in("what it stands for"),
}


class Organisations:
    """Says whether texts name organisations, and remembers the answers."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._known: dict[str, bool] = {}

    def is_known(self, text: str) -> bool:
        """Whether `text`, without a footnote mark, is the name or a code of a CCG of any time."""
        if text not in self._known:
            bare = text.removesuffix(mark_of(text))
            self._known[text] = bool(bare) and bool(self._resolver.matches(bare))
        return self._known[text]

    def is_other(self, text: str) -> bool:
        """Whether `text` is what stands among the CCGs of a table and is none: a region, a total."""
        return bool(text) and (bool(self._resolver.other_body(text)) or self._resolver.is_summary(text))

    def is_one(self, text: str) -> bool:
        """Whether `text` names a CCG or is printed as their names are."""
        return self.is_known(text) or bool(_LIKE_A_NAME.fullmatch(text.removesuffix(mark_of(text))))

    def disagree(self, columns: Sequence[Sequence[str]], named: int) -> int | None:
        """The place of a column that names another organisation than column `named` does, in most rows."""
        for index, texts in enumerate(columns):
            pairs = [pair for pair in zip(columns[named], texts, strict=True) if all(map(self.is_known, pair))]
            others = sum(set(self._matches(own)).isdisjoint(self._matches(other)) for own, other in pairs)
            if 2 * others > len(texts):
                return index
        return None

    def _matches(self, text: str) -> list[str]:
        return [organisation.org_code for organisation in self._resolver.matches(text.removesuffix(mark_of(text)))]

    def missed(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """Each of `names` that no CCG of any time has, with the reason."""
        return [(name, self._resolver.resolve(name, ()).reason) for name in names if not self.is_known(name)]


def bodies_spoken_of(texts: Iterable[str], names: Iterable[str]) -> str:
    """Whose the bare `names` are by the nearest of the words around them that say so: ccgs, others or ''.

    Trusts and places are called Bolton, too; a name with CCG is that of a CCG whatever stands around.
    """
    if any(map(_OF_CCG.match, names)):
        return "ccgs"
    nearest = next((text for text in texts if speaks_of_bodies(text)), "")
    return "others" if is_of_other_bodies(nearest) else "ccgs" if nearest else ""


def organisation_column(columns: Sequence[Sequence[str]], organisations: Organisations) -> int | None:
    """The place of the column that names the organisations: the one with most of them, of two the longer texts."""
    scores = []
    for index, texts in enumerate(columns):
        named = [text for text in texts if organisations.is_one(text)]
        others = sum(map(organisations.is_other, texts))
        if 2 * len(named) >= len(texts) - others and named:
            scores.append((len(named), sum(map(len, named)), -index))
    return -max(scores)[2] if scores else None


def holds_data(columns: Iterable[Sequence[str]], vocabulary: Vocabulary) -> bool:
    """Whether one of `columns` holds mostly bands or numbers."""
    for texts in columns:
        counts = Counter(text for text in texts if text)
        bands = _bands(counts, vocabulary)
        most = max(_numbers(counts), *bands.values(), sum(_short_forms(counts).values()) + sum(bands.values()))
        if 2 * most > counts.total() - _missing(counts, vocabulary):
            return True
    return False


def why_of_others(
    titles: Sequence[str],
    columns: Sequence[Sequence[str]],
    named: int,
    organisations: Organisations,
    vocabulary: Vocabulary,
) -> str:
    """Why the rows of a table are not those of the CCGs in its column `named`; '' where they are."""
    other = organisations.disagree(columns, named)
    if other is not None:
        return f"a table of which each row names two CCGs, in '{titles[named]}' and '{titles[other]}'"
    areas = {name.casefold() for area in vocabulary.areas for name in area.names}
    data = [
        index
        for index, texts in enumerate(columns)
        if holds_data([texts], vocabulary) or all(text.casefold() in areas or parse_period(text) for text in texts)
    ]
    return why_of_parts(titles, columns, named, data)


def band_counts(texts: Iterable[str], scale: Scale) -> Counter[str]:
    """How many cells hold each band of `scale`."""
    return Counter(band for text in texts if (band := scale.by_label.get(_bare(text))))


def subject_of_rating(
    scale: str | None, around: Surroundings, title: str, reference: Reference, *, area: str | None = None
) -> dict[str, Any]:
    """Framework, area and period of ratings on `scale`, whose column's title is `title`."""
    frameworks = [name for name, framework in reference.frameworks.items() if scale in (None, framework.scale)]
    area = area or around.area(title)
    is_earlier = _EARLIER.search(title) and not find_periods(title)
    only = reference.rating_scale_of(frameworks[0]).only_period if len(frameworks) == 1 else None
    stated = None if is_earlier else around.period(area, title, of_ratings=True)
    period = (only, only) if only and not stated else stated
    return {
        "framework": (
            fill_in(f"the framework, {choices(frameworks)}; or, in place of rating, ignore: why, if of others or aims")
            if len(frameworks) != 1 or around.has_other_raters(title) or _NOT_GIVEN.search(title)
            else frameworks[0]
        ),
        "area": area or fill_in(f"the area, {choices(area.area for area in reference.vocabulary.areas)}"),
        **(of_period(period) if period else {"period": fill_in("the period rated, such as 2016/17 or 2019/20 Q1")}),
    }


def column_meaning(
    title: str, texts: Sequence[str], around: Surroundings, reference: Reference, organisations: Organisations
) -> dict[str, Any]:
    """The meaning of a column that is not the organisation's, as a sidecar's column has it without its title."""
    counts = Counter(text for text in texts if text)
    bands, numbers = _bands(counts, reference.vocabulary), _numbers(counts)
    missing = _missing(counts, reference.vocabulary)
    filled = counts.total() - missing
    if is_of_notes(title):
        return {"notes": []}
    if not filled:
        measure_id, is_certain = measure_of_title(title, around, reference)
        if measure_id and is_certain:
            return {"measure": _subject_of_measure(title, counts, around, reference)}
        if missing and around.area(title):
            return {"rating": subject_of_rating(None, around, title, reference)}
        return {"ignore": "holds no rating and no number"}
    scale, rated = max(bands.items(), key=lambda item: item[1], default=(None, 0))
    if 2 * rated > filled:
        return {"rating": subject_of_rating(scale, around, title, reference)}
    short = _short_forms(counts)
    if short and 2 * (rated + sum(short.values())) > filled:
        subject = subject_of_rating(scale, around, title, reference)
        return {"rating": subject | {"labels": {text: fill_in(f"the band that {text} stands for") for text in short}}}
    if 2 * numbers > filled or (numbers and measure_of_title(title, around, reference)[1]):
        return {"measure": _subject_of_measure(title, counts, around, reference)}
    if 2 * sum(count for text, count in counts.items() if organisations.is_one(text)) > filled:
        return {"ignore": "names the organisation once more"}
    if all(map(parse_period, counts)):
        return {"ignore": "says of which period each row is; rows of another than the one that is mapped are not taken"}
    if 2 * sum(count for text, count in counts.items() if DECIMAL_COMMA.fullmatch(text)) > filled:
        return {"ignore": "holds numbers with commas for their decimals, which are not read: write 67.3 for 67,3"}
    return {"ignore": "holds neither bands of a known scale nor numbers"}


def _subject_of_measure(title: str, counts: Counter[str], around: Surroundings, reference: Reference) -> dict[str, Any]:
    measure_id, is_certain = measure_of_title(title, around, reference)
    is_earlier = _EARLIER.search(title) and not find_periods(title)
    period = None if is_earlier else around.period(None, title, of_ratings=False)
    if is_certain and measure_id:
        subject: dict[str, Any] = {"measure_id": measure_id}
    else:
        like = f", perhaps {measure_id}" if measure_id else ""
        named = reference.measures.get(measure_id or "")
        if named and (words := words_of_doubt(named, title, around, reference)):
            like += f", unless '{words}' says that the figures are of something else"
        wanted = (
            f"the measure_id of '{title}' in raw/reference/measures.yml{like}; or, in place of measure, ignore: why"
        )
        subject = {"measure_id": fill_in(wanted)}
    if period:
        subject |= of_period(period)
    else:
        subject["period"] = fill_in("the period of the values, such as 2016/17 or 2015/16 Q4")
        if is_certain:
            subject["period_published"] = fill_in("the period in the words of the document, or take this line out")
            subject["period_inferred"] = fill_in(
                "why it is this period where that is not printed, or take this line out"
            )
    measure = reference.measures.get(measure_id) if measure_id else None
    if MeasureColumn(title, unit=measure.unit if measure else None, percentages=None).why_doubtful(list(counts)):
        subject["percentages"] = fill_in("fractions where 0.44 stands for 44 %, or else percent")
    unread = [text for text in counts if _WITHHELD.fullmatch(text)]
    if unread:
        subject["markers"] = {text: dict(_MARKER) for text in unread}
    decimals = true_decimals(counts)
    return subject if decimals is None else {**subject, "decimals": decimals}


def true_decimals(texts: Iterable[str]) -> int | None:
    """The decimals to which numbers are true where all print more, which are zeros; None where they do not."""
    printed = [text.rstrip("% ").partition(".")[2] for text in texts if NUMBER.fullmatch(text)]
    if len(printed) < FEWEST_FOR_DECIMALS or len(set(map(len, printed))) != 1:
        return None
    true = max(len(decimals.rstrip("0")) for decimals in printed)
    return true if true < len(printed[0]) else None


def of_period(period: tuple[str, str]) -> dict[str, str]:
    normal, published = period
    return {"period": normal} if normal == published else {"period": normal, "period_published": published}


def _bands(counts: Counter[str], vocabulary: Vocabulary) -> dict[str, int]:
    """How many cells hold a band of each scale."""
    found = {
        scale.scale: sum(count for text, count in counts.items() if _bare(text) in scale.by_label)
        for scale in vocabulary.scales
    }
    return {scale: count for scale, count in found.items() if count}


def _bare(text: str) -> str:
    """A cell's text in its even form, without the footnote mark that it ends with."""
    return even(text.removesuffix(beside_of(text)))


def _short_forms(counts: Counter[str]) -> Counter[str]:
    """The cells that hold what publishers shorten bands to; what each means a person has to say."""
    return Counter({text: count for text, count in counts.items() if even(text).rstrip(".") in SHORT_FORMS})


def _numbers(counts: Counter[str]) -> int:
    return sum(count for text, count in counts.items() if NUMBER.fullmatch(text.removesuffix(beside_of(text))))


def _missing(counts: Counter[str], vocabulary: Vocabulary) -> int:
    """How many cells hold what stands for a band or a number that is not there, or is withheld."""
    labels = {*MISSING_VALUES, *(missing.casefold() for missing in vocabulary.missing_labels)}
    bare = {text: _bare(text) or even(text) for text in counts}
    return sum(
        count for text, count in counts.items() if bare[text] in labels or (_WITHHELD.fullmatch(text) is not None)
    )


def choices(names: Iterable[str]) -> str:
    return f"one of {', '.join(names)}"
