"""Known errors of a document: the right value is read in the printed one's place, and both are kept.

For each correction it is recorded where its printed text was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Correction:
    """On line `line_no` the text `printed` is an error and `right` is what should stand there."""

    line_no: int
    printed: str
    right: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction that was made: `about` says of what, `place` is its index among those given."""

    line_no: int
    char_start: int
    char_end: int
    quote: str
    about: str
    place: int


@dataclass
class Corrections:
    """All corrections of a document, and those that were made."""

    given: Sequence[Correction] = ()
    made: list[Corrected] = field(default_factory=list)

    def meant(self, line_nos: Sequence[int], texts: list[str]) -> list[str]:
        """`texts`, which stand on `line_nos`, with the right one where one is known to be wrong."""
        right = {(correction.line_no, correction.printed): correction.right for correction in self.given}
        if not right:
            return texts
        return [right.get(key, key[1]) for key in zip(line_nos, texts, strict=True)]

    def renamed(self, line_nos: Sequence[int], names: list[str]) -> dict[tuple[int, str], str]:
        """The names that are known to be wrong, with their lines, and the right ones."""
        meant = self.meant(line_nos, names)
        return {(line, text): name for line, name, text in zip(line_nos, meant, names, strict=True) if name != text}

    def record(
        self,
        about: str,
        line_nos: Sequence[int],
        texts: Sequence[str],
        starts: Sequence[int],
        quotes: Sequence[str] | None = None,
    ) -> None:
        """Notes the corrections of `texts`; `quotes`, or else the texts themselves, stand at the offsets `starts`."""
        for place, given in enumerate(self.given):
            for index, (line_no, text) in enumerate(zip(line_nos, texts, strict=True)):
                if (line_no, text) == (given.line_no, given.printed):
                    start, quote = starts[index], (quotes or texts)[index]
                    self.made.append(Corrected(line_no, start, start + len(quote), quote, about, place))
