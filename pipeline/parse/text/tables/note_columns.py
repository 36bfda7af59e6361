"""A column of notes beside the values of a table: a row with a note is read only where the note changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.base.notes_beside import is_one_of, says_nothing
from pipeline.base.shortening import shortened
from pipeline.parse.text.tables.cells import BLANK, OF_SOMETHING_ELSE, Cell, IgnoredColumn


@dataclass(frozen=True)
class NoteColumn(IgnoredColumn):
    """Notes on rows. `harmless` are those of which the sidecar says that they change nothing."""

    harmless: tuple[str, ...] = ()

    def read(self, text: str) -> Cell | str:
        if says_nothing(text) or is_one_of(text, self.harmless):
            return BLANK
        return f"'{shortened(text)}' {OF_SOMETHING_ELSE}"
