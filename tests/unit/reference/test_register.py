"""The register of CCGs: how many were open when, and who followed whom."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from pipeline.reference.reading import read_reference
from pipeline.reference.register import Register

REFERENCE = Path(__file__).parents[3] / "raw" / "reference"


@pytest.fixture(scope="module")
def register() -> Register:
    return read_reference(REFERENCE).register


def test_248_ccgs_ever_existed(register: Register) -> None:
    assert len(register.organisations) == 248


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(2013, 3, 31), 0),
        (date(2013, 4, 1), 211),
        (date(2015, 4, 1), 209),
        (date(2017, 4, 1), 207),
        (date(2018, 3, 31), 207),
        (date(2018, 4, 1), 195),
        (date(2019, 4, 1), 191),
        (date(2020, 4, 1), 135),
        (date(2021, 4, 1), 106),
        (date(2022, 6, 30), 106),
        (date(2022, 7, 1), 0),
    ],
)
def test_so_many_ccgs_were_open(register: Register, day: date, count: int) -> None:
    assert len(register.open_on(day)) == count


def test_142_ccgs_were_merged_and_none_was_split(register: Register) -> None:
    predecessors = Counter(step.predecessor_org_code for step in register.successions)
    assert len(register.successions) == 142
    assert set(predecessors.values()) == {1}


def test_a_merger_takes_effect_on_the_day_after_closing(register: Register) -> None:
    assert register.by_code["02V"].closed_on == date(2018, 3, 31)
    assert register.successors("02V")[0].effective_on == date(2018, 4, 1)


def test_successors_lead_through_two_mergers(register: Register) -> None:
    steps = [(step.successor_org_code, step.effective_on) for step in register.successors("10T")]
    assert steps == [("15D", date(2018, 4, 1)), ("D4U1Y", date(2021, 4, 1))]


def test_predecessors_lead_back_through_two_mergers(register: Register) -> None:
    steps = [(step.predecessor_org_code, step.effective_on) for step in register.predecessors("D4U1Y")]
    nearest, furthest = date(2021, 4, 1), date(2018, 4, 1)
    assert sorted(steps) == [
        ("10C", nearest),
        ("10G", furthest),
        ("10T", furthest),
        ("11C", furthest),
        ("15D", nearest),
        ("99M", nearest),
    ]


def test_a_ccg_that_never_merged_has_no_lineage(register: Register) -> None:
    assert register.predecessors("03N") == register.successors("03N") == ()


@pytest.mark.parametrize(
    ("code", "day", "reason"),
    [
        (
            "10Y",
            date(2019, 4, 1),
            "did not exist: NHS Aylesbury Vale CCG closed on 31 March 2018, succeeded by NHS Buckinghamshire CCG (14Y)",
        ),
        (
            "10T",
            date(2021, 4, 1),
            (
                "did not exist: NHS Slough CCG closed on 31 March 2018, "
                "succeeded by NHS East Berkshire CCG (15D), then NHS Frimley CCG (D4U1Y)"
            ),
        ),
        (
            "10T",
            date(2019, 4, 1),
            "did not exist: NHS Slough CCG closed on 31 March 2018, succeeded by NHS East Berkshire CCG (15D)",
        ),
        (
            "15F",
            date(2018, 3, 31),
            (
                "did not exist: NHS Leeds CCG opened on 1 April 2018, succeeding NHS Leeds North CCG (02V), "
                "NHS Leeds West CCG (03C), NHS Leeds South and East CCG (03G)"
            ),
        ),
        ("03N", date(2013, 3, 31), "did not exist: NHS Sheffield CCG opened on 1 April 2013"),
    ],
)
def test_a_blank_cell_is_explained_by_dates_and_lineage(register: Register, code: str, day: date, reason: str) -> None:
    assert register.why_not_open(code, day) == reason


def test_a_ccg_that_was_open_is_not_explained_away(register: Register) -> None:
    with pytest.raises(ValueError, match=r"NHS Leeds CCG \(15F\) was open on 1 April 2018"):
        register.why_not_open("15F", date(2018, 4, 1))


def test_the_latest_gss_code_is_in_force_and_the_earlier_ones_are_kept(register: Register) -> None:
    morecambe = register.by_code["01K"]
    assert (morecambe.gss_code, morecambe.earlier_gss_codes) == ("E38000228", ("E38000093", "E38000216"))


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("11E", "NHS Bath and North East Somerset CCG"),
        ("01D", "NHS Heywood, Middleton and Rochdale CCG"),
        ("99M", "NHS North East Hampshire and Farnham CCG"),
        ("05W", "NHS Stoke on Trent CCG"),
        ("00K", "NHS Hartlepool and Stockton-on-Tees CCG"),
        ("09A", "NHS Central London (Westminster) CCG"),
        ("13P", "NHS Birmingham CrossCity CCG"),
        ("13T", "NHS Newcastle Gateshead CCG"),
        ("10L", "NHS Isle of Wight CCG"),
        ("00Q", "NHS Blackburn with Darwen CCG"),
        ("03Q", "NHS Vale of York CCG"),
    ],
)
def test_names_stand_as_nhs_england_prints_them(register: Register, code: str, name: str) -> None:
    assert register.by_code[code].org_name == name
