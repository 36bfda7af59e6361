"""What a line of a text holds by itself: one name of an organisation, one cell of a table, a key with its value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from pipeline.base.lines import Line
from pipeline.parse.text.lines.bullets import read_bullet
from pipeline.reference.known_names import KnownNames
from pipeline.reference.vocabulary import Vocabulary

LONGEST_CELL = 100
_LONGEST_KEY = 60
_MOST_WORDS = 12

_WHOLE_NAME = re.compile(r"NHS\s\S.{0,80}?\s(?:CCG|Clinical Commissioning Group)", re.IGNORECASE)
# What a cell may hold beside a band.
_VALUE_ALONE = re.compile(r"[-−<>]?£?\d[\d,]{0,15}(?:\.\d{1,6})?\s?%?|[*–-]|\.\.|n/?a|\[[a-z]\]", re.IGNORECASE)
_CODE = re.compile(r"(?=[A-Z]{0,4}\d)[0-9A-Z]{3,5}|E\d{8}")
# What may stand around a name or a cell.
MARKS = " \t\r\f\v\xa0*†‡§¶¹²³;,."
_KEY = re.compile(rf"[ \t]*([^\s:][^:\t]{{0,{_LONGEST_KEY}}}?)[ \t]*:[ \t\xa0]+(?=\S)")
_DIVIDED = re.compile(r"[\t|]")
_ENDS_SENTENCE = re.compile(r"[.!?;:,]['\"’”)]*$")
_OF_ORGANISATIONS = re.compile(
    r"(?:(?:name|title) of (?:the )?)?(?:ccgs?|clinical commissioning groups?|organisations?|commissioners?|groups?)"
    r"(?:\s+names?)?|names?",
    re.IGNORECASE,
)

# What a text holds: a name, a cell of data, other short words, or anything else, as a sentence.
Kind = Literal["name", "cell", "words", ""]


class LineSigns:
    """Tells what short texts are; `labels` are all texts that stand for bands or for their absence, case folded."""

    def __init__(self, vocabulary: Vocabulary, names: KnownNames) -> None:
        labels = [label for scale in vocabulary.scales for label in scale.by_label]
        self.labels = frozenset([*labels, *map(str.casefold, vocabulary.missing_labels)])
        self._names = names

    def is_name(self, text: str) -> bool:
        """Whether `text` is one name of a CCG and nothing else."""
        bare = text.strip(MARKS)
        return bool(bare) and (_WHOLE_NAME.fullmatch(bare) is not None or self._names.holds(bare))

    def is_cell(self, text: str) -> bool:
        """Whether `text` is a band, a number, a code or what stands where there is none."""
        bare = " ".join(text.strip(MARKS).casefold().split())
        return bare in self.labels or any(form.fullmatch(text.strip()) for form in (_VALUE_ALONE, _CODE))

    def kind(self, line: Line) -> Kind:
        """What a line that is no item of a list holds; '' also for one with the cells of a row."""
        if len(line.text) > LONGEST_CELL or read_bullet(line) or _DIVIDED.search(line.text.strip()):
            return ""
        return self.kind_of(line.text)

    def kind_of(self, text: str) -> Kind:
        """What the text of a line or of a cell holds."""
        text = text.strip()
        if not text or len(text) > LONGEST_CELL:
            return ""
        if self.is_name(text):
            return "name"
        if self.is_cell(text):
            return "cell"
        return "" if _ENDS_SENTENCE.search(text) or len(text.split()) > _MOST_WORDS else "words"


def key_and_value(line: Line) -> tuple[str, str, int] | None:
    """The key before a colon, the value after it and where that begins, or None where `line` is no such pair."""
    found = _KEY.match(line.text)
    if found is None or len(line.text) - found.end() > LONGEST_CELL or read_bullet(line):
        return None
    return " ".join(found[1].split()), line.text[found.end() :].rstrip(), line.start + found.end()


def is_of_organisations(title: str) -> bool:
    """Whether a title is one of a column of organisations: CCG, Organisation name, Name of CCG."""
    return _OF_ORGANISATIONS.fullmatch(title.strip(" *_#:")) is not None


def filled(lines: Iterable[Line]) -> list[Line]:
    """Those of `lines` that are not blank."""
    return [line for line in lines if not line.is_blank]
