"""Notes on the items of lists: one with the mark of a note, or whose CCG a note names, is not taken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from table_samples import VOCABULARY, document

from pipeline.parse.text.document import extract
from pipeline.parse.text.lists.band_lists import BandListSpec
from pipeline.parse.text.lists.value_lists import ValueListSpec
from pipeline.parse.text.tables.cells import MeasureColumn

BANDS = BandListSpec("bands", VOCABULARY.scales[0], periods=("2018/19",))
VALUES = ValueListSpec("values", "Rates:", MeasureColumn("Rate", 0, 100, "%"), ("2018/19",))


def names(bullet: str, mark: str, *below: str, notes: tuple[str, ...] = ()) -> tuple[list[str], list[str]]:
    """The names that are left of a list of bands and of one of values, with `below` under each."""
    first, second = [label.band for label in VOCABULARY.scales[0].bands[:2]]
    bands = [first, f"{bullet} NHS Hull CCG", f"{bullet} NHS Bury CCG{mark}", second, f"{bullet} NHS Corby CCG"]
    values = ["Rates:", f"{bullet} NHS Hull CCG: 50.0%", f"{bullet} NHS Bury CCG: 51.0%{mark}"]
    values.append(f"{bullet} NHS Corby CCG: 52.0%")
    of_bands = replace(BANDS, notes=notes)
    of_values = replace(VALUES, notes=notes)
    listed = extract("\n".join([*bands, "", *below, ""]), document(band_lists=(of_bands,)), VOCABULARY)
    valued = extract("\n".join([*values, "", *below, ""]), document(value_lists=(of_values,)), VOCABULARY)
    known = ("NHS Hull CCG", "NHS Bury CCG", "NHS Corby CCG")
    return tuple(
        [name for name in known if any(printed.startswith(name) for printed in rows.names)]
        for rows in (listed.band_lists[0], valued.value_lists[0])
    )  # type: ignore[return-value]


ALL = ["NHS Hull CCG", "NHS Bury CCG", "NHS Corby CCG"]


@pytest.mark.parametrize("bullet", ["-", "•"])
@pytest.mark.parametrize(
    ("mark", "note"), [("*", "* For 2017/18 only."), ("†", "† Estimated"), ("¹", "1 Includes one provider of Leeds")]
)
def test_an_item_with_the_mark_of_a_note_is_not_taken(bullet: str, mark: str, note: str) -> None:
    left = ["NHS Hull CCG", "NHS Corby CCG"]
    assert names(bullet, mark, note) == (left, left)
    assert names(bullet, mark, note, notes=("*",)) == (ALL, ALL)


def test_an_item_whose_ccg_a_note_names_is_not_taken() -> None:
    note = "Note: the rating and the rate of NHS Hull CCG are for 2017/18."
    left = ["NHS Bury CCG", "NHS Corby CCG"]
    assert names("-", "", note) == (left, left)


@pytest.mark.parametrize("note", ["† Formed in 2013", "‡ Estimated", "NHS Hull CCG is in Yorkshire."])
def test_other_notes_leave_the_items(note: str) -> None:
    assert names("-", "†", note) == (ALL, ALL)
