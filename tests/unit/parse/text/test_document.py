"""A whole document: each line is read once, what a sidecar accepts stops nothing, and what it misses is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_samples import (
    AREAS,
    BASELINE,
    FOUR_AREAS,
    REFERENCE,
    ROOT,
    TWO_MEASURES,
    VOCABULARY,
    assert_places,
    assert_rows_conserved,
    document,
    read,
    reported,
    rows,
    unmapped,
)

from pipeline.parse.sidecar.mapping import document_spec
from pipeline.parse.sidecar.sidecar import read_sidecar
from pipeline.parse.text.document import Acceptance, Extracted, extract
from pipeline.parse.text.lists.band_lists import BandListSpec
from pipeline.parse.text.lists.listings import ListingSpec
from pipeline.reference.vocabulary import Context

HEADING = "Organisation\tLeadership\tDementia"
LISTING = ListingSpec("These count", "rating", "dementia", "in_use", {"staff engagement": "staff_engagement"})
LISTS = BandListSpec("lists", BASELINE)
CONTEXT = Context("ccg_iaf_baseline_2016", "mental_health", "2016/17", "iaf_baseline_2016")

ALL = f"""\
Of the 209 CCGs, 13 were rated as “top performing”.

{HEADING}
NHS Ashford CCG\tGood\tGood
NHS Bury CCG\t\tGo

These count:

• Staff engagement

Top performing

• NHS Hull CCG

Trust\tSafe
Leeds\tGood
It cost £3.97bn.
"""


def test_every_kind_of_fact_is_read_from_its_own_lines() -> None:
    extracted = read(ALL, AREAS, listings=(LISTING,), band_lists=(LISTS,), contexts=(CONTEXT,), default_context=CONTEXT)
    assert rows(extracted) == [(4, "NHS Ashford CCG", "Good", "Good")]
    assert [line for line, _ in reported(extracted)] == [5]
    assert [listing.line_no for listing in extracted.listings] == [9]
    assert extracted.band_lists[0].line_nos == [13]
    assert {claim.line_no for claim in extracted.claims} == {1}
    assert [(figure.line_no, figure.value) for figure in extracted.figures] == [(17, 3_970_000_000)]
    assert unmapped(extracted) == [15, 16]
    assert extracted.rows_seen == 3


def test_rejects_stand_in_the_order_of_the_text() -> None:
    extracted = read(ALL, AREAS)
    assert [reject.line_no for reject in extracted.rejects] == sorted(reject.line_no for reject in extracted.rejects)


def test_accepted_text_stops_nothing_and_is_kept_with_the_reason() -> None:
    extracted = read(ALL, AREAS, accepted=(Acceptance("NHS Bury CCG\t\tGo", "the page is torn here"),))
    assert reported(extracted) == []
    assert [r.reason for r in extracted.rejects if r.line_no == 5] == ["accepted: the page is torn here"]
    assert extracted.rows_seen == 2


def test_rows_get_the_reason_they_are_accepted_for_because_their_names_are_not_resolved_yet() -> None:
    extracted = read(ALL, AREAS, accepted=(Acceptance("NHS Ashford CCG", "printed twice"),))
    assert extracted.not_found == []
    assert extracted.tables[0].accepted == {4: "accepted: printed twice"}
    assert rows(extracted) == [(4, "NHS Ashford CCG", "Good", "Good")]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_ends_of_lines_change_nothing_but_offsets(end: str) -> None:
    extracted = read(ALL.replace("\n", end), AREAS, listings=(LISTING,), band_lists=(LISTS,))
    assert rows(extracted) == [(4, "NHS Ashford CCG", "Good", "Good")]
    assert [line for line, _ in reported(extracted)] == [5]
    assert extracted.band_lists[0].names == ["NHS Hull CCG"]


def test_damaged_lines_are_no_prose() -> None:
    extracted = read(
        "Of the 209 CCGs, 13 were rated as “top performing”\x00.\n", contexts=(CONTEXT,), default_context=CONTEXT
    )
    assert (extracted.claims, extracted.figures, unmapped(extracted)) == ([], [], [1])


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\n\t•|NHSCG 0123%"), max_size=200))
def test_no_text_makes_reading_fail(text: str) -> None:
    spec = document(
        AREAS, TWO_MEASURES, listings=(LISTING,), band_lists=(LISTS,), contexts=(CONTEXT,), lists_publications=True
    )
    extracted = extract(text, spec, VOCABULARY)
    assert_places(text, extracted)
    assert_rows_conserved(extracted)


def text_of(name: str, ending: str = "txt") -> str:
    return (ROOT / "raw" / "documents" / f"{name}.{ending}").read_text(encoding="utf-8")


def the(name: str) -> Extracted:
    sidecar, problems, _ = read_sidecar(text_of(name, "yml"), name, REFERENCE)
    assert sidecar and not problems
    return extract(text_of(name), document_spec(sidecar, REFERENCE), VOCABULARY)


def test_the_table_of_the_briefing_of_2020_is_read_whole() -> None:
    extracted = the("rcpsych_2020")
    found = rows(extracted)
    assert len(found) == 215
    assert found[0] == (
        38,
        "NHS Airedale, Wharfedale and Craven CCG",
        "Good",
        "Outstanding",
        "Good",
        "Requires improvement",
    )
    assert found[2] == (40, "NHS Aylesbury Vale CCG", "blank", "insufficient_data", "Good", "Good")
    assert found[-1] == (265, "NHS Wyre Forest CCG", "Good", "Good", "Good", "Requires improvement")
    assert (extracted.rejects, extracted.rows_seen) == ([], 215)


def test_the_two_tables_of_october_2016_are_read_whole() -> None:
    extracted = the("nursing_times_2016")
    found = rows(extracted)
    assert [row[2] for row in found] == ["Top performing"] * 13 + ["Greatest need for improvement"] * 21
    assert found[0] == (43, "NHS NORTH LINCOLNSHIRE CCG", "Top performing", 67.6, 100.0)
    assert found[-1] == (77, "NHS NORWICH CCG", "Greatest need for improvement", 40.8, 31.6)
    assert [each.line_no for each in extracted.listings] == [26, 26, 28, 28, 28, 81, 82, 83, 84, 85]


@pytest.mark.parametrize("name", ["mailonline_2016", "mental_health_today_2016", "commissioning_bulletin_2017"])
def test_documents_without_tables_have_no_rows(name: str) -> None:
    extracted = the(name)
    assert (extracted.rows_seen, extracted.tables) == (0, [])


def test_the_briefings_table_reads_the_same_over_and_over() -> None:
    """Two copies of a table in one text: the second's rows are the same, and so are its problems."""
    text = text_of("rcpsych_2020")
    table = text[text.index("Organisation\tLeadership") :]
    twice = read(f"{table}\n\n{table}", FOUR_AREAS)
    found = rows(twice)
    assert [row[1:] for row in found[:215]] == [row[1:] for row in found[215:]]
