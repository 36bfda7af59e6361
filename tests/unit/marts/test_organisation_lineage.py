"""Lines of descent: those of the register as worked out by hand, and of registers with chains, splits and circles.

Here too: the registers that tests of other marts draw on. Not here: ratings.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from effort import worlds
from hypothesis import given
from hypothesis import strategies as st
from mart_samples import Row, organisations, reference_tables, rows_of, run
from oracle.organisation_lineage import organisation_lineage

DAYS = [date(2015, 4, 1), date(2017, 4, 1), date(2018, 4, 1), date(2019, 4, 1)]
LEEDS, NORTH, WEST, SOUTH_AND_EAST = "15F", "02V", "03C", "03G"
SLOUGH, BRACKNELL, WINDSOR, EAST_BERKSHIRE, FRIMLEY = "10T", "10G", "11C", "15D", "D4U1Y"
SURREY_HEATH, FARNHAM = "10C", "99M"


def complete(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, list[Row]]:
    """The core rows that the mart is run over, each with all its columns: what an oracle reads."""
    return {
        name: rows_of(name, tables[name]).to_dicts() if name in tables else reference.to_dicts()
        for name, reference in reference_tables().items()
    }


def in_order(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: repr(sorted(row.items())))


def built(mart: str, tables: Mapping[str, Any]) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        return in_order(run(Path(folder), mart, tables))


def step(predecessor: str, successor: str, day: date) -> Row:
    return {"predecessor_org_code": predecessor, "successor_org_code": successor, "effective_on": day}


@st.composite
def registers(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Organisations that merge into new ones or into one that stays, some more than once; now and then stray steps."""
    register = {row["org_code"]: row for row in organisations(draw(st.integers(3, 6)), closed_on=None)}
    steps: list[Row] = []
    for number, day in enumerate(DAYS):
        still_open = [code for code, row in register.items() if row["closed_on"] is None]
        closing = draw(st.lists(st.sampled_from(still_open), unique=True, max_size=3))
        staying = [code for code in still_open if code not in closing]
        into = draw(st.sampled_from([f"B{number:02}", *staying]))
        if closing and into not in register:
            (register[into],) = organisations(
                1, day, org_code=into, org_name=f"NHS Merged {number} CCG", closed_on=None
            )
        for code in closing:
            register[code]["closed_on"] = day - timedelta(days=1)
            steps.append(step(code, into, day))
    codes = st.sampled_from(sorted(register))
    stray = draw(st.sampled_from([0, 0, 2, 6]))
    steps += draw(st.lists(st.builds(step, codes, codes, st.sampled_from(DAYS)), min_size=stray, max_size=stray))
    distinct = {(row["predecessor_org_code"], row["successor_org_code"]): row for row in steps}
    return {"organisation": list(register.values()), "organisation_succession": list(distinct.values())}


@pytest.fixture(scope="module")
def real() -> dict[tuple[str, str], Row]:
    return {(row["org_code"], row["related_org_code"]): row for row in built("organisation_lineage", {})}


def test_leeds_and_each_of_its_predecessors_know_each_other(real: dict[tuple[str, str], Row]) -> None:
    assert {pair[1] for pair in real if pair[0] == LEEDS} == {NORTH, WEST, SOUTH_AND_EAST}
    assert real[LEEDS, NORTH] == {
        "org_code": "15F",
        "org_name": "NHS Leeds CCG",
        "related_org_code": "02V",
        "related_org_name": "NHS Leeds North CCG",
        "relation": "predecessor",
        "steps": 1,
        "opened_on": date(2013, 4, 1),
        "closed_on": date(2018, 3, 31),
        "joined_on": date(2018, 4, 1),
        "path": "NHS Leeds North CCG → NHS Leeds CCG",
        "all_in_line": True,
        "other_predecessors": None,
        "other_successors": None,
    }
    assert {pair[1] for pair in real if pair[0] == NORTH} == {LEEDS}
    seen_from_north = real[NORTH, LEEDS]
    assert (seen_from_north["relation"], seen_from_north["all_in_line"]) == ("successor", False)
    assert seen_from_north["other_predecessors"] == "NHS Leeds South and East CCG (03G), NHS Leeds West CCG (03C)"


def test_a_chain_of_two_mergers_is_followed_both_ways(real: dict[tuple[str, str], Row]) -> None:
    before = {pair[1]: row["steps"] for pair, row in real.items() if pair[0] == FRIMLEY}
    assert before == {EAST_BERKSHIRE: 1, SURREY_HEATH: 1, FARNHAM: 1, SLOUGH: 2, BRACKNELL: 2, WINDSOR: 2}
    for pair in ((FRIMLEY, SLOUGH), (SLOUGH, FRIMLEY)):
        assert real[pair]["path"] == "NHS Slough CCG → NHS East Berkshire CCG → NHS Frimley CCG"
        assert real[pair]["joined_on"] == date(2021, 4, 1)
    assert real[FRIMLEY, SLOUGH]["closed_on"] == date(2018, 3, 31)
    assert real[SLOUGH, FRIMLEY]["other_predecessors"] == (
        "NHS Bracknell and Ascot CCG (10G), NHS North East Hampshire and Farnham CCG (99M), "
        "NHS Surrey Heath CCG (10C), NHS Windsor, Ascot and Maidenhead CCG (11C)"
    )
    assert {pair[1] for pair in real if pair[0] == EAST_BERKSHIRE} == {SLOUGH, BRACKNELL, WINDSOR, FRIMLEY}


def test_every_succession_of_the_register_stands_from_both_sides(real: dict[tuple[str, str], Row]) -> None:
    direct = reference_tables()["organisation_succession"].to_dicts()
    assert len(direct) == 142
    for row in direct:
        codes = row["predecessor_org_code"], row["successor_org_code"]
        assert real[codes]["joined_on"] == real[codes[::-1]]["joined_on"] == row["effective_on"]
    # By hand: 15D is the only successor that closed again, so its three predecessors have the only chains of two.
    assert len(real) == 2 * (142 + 3)


def test_an_area_that_passed_on_earlier_takes_nothing_with_it_that_came_later() -> None:
    steps = [step("A01", "A02", DAYS[0]), step("A00", "A01", DAYS[1])]
    rows = built("organisation_lineage", {"organisation": organisations(3), "organisation_succession": steps})
    assert {(row["org_code"], row["related_org_code"]) for row in rows} == {
        ("A00", "A01"),
        ("A01", "A00"),
        ("A01", "A02"),
        ("A02", "A01"),
    }


def test_steps_of_one_day_and_any_number_of_steps_are_followed() -> None:
    steps = [step("A00", "A01", DAYS[0]), step("A01", "A02", DAYS[0]), step("A02", "A03", DAYS[1])]
    rows = built("organisation_lineage", {"organisation": organisations(4), "organisation_succession": steps})
    after = {row["related_org_code"]: (row["steps"], row["joined_on"]) for row in rows if row["org_code"] == "A00"}
    assert after == {"A01": (1, DAYS[0]), "A02": (2, DAYS[0]), "A03": (3, DAYS[1])}


def test_a_split_shows_who_else_took_area() -> None:
    steps = [step("A00", "A01", DAYS[0]), step("A00", "A02", DAYS[0])]
    rows = built("organisation_lineage", {"organisation": organisations(3), "organisation_succession": steps})
    told = {(row["org_code"], row["related_org_code"]): (row["all_in_line"], row["other_successors"]) for row in rows}
    assert told == {
        ("A00", "A01"): (True, None),
        ("A00", "A02"): (True, None),
        ("A01", "A00"): (False, "NHS Sample 2 CCG (A02)"),
        ("A02", "A00"): (False, "NHS Sample 1 CCG (A01)"),
    }


def test_of_several_ways_the_one_of_the_fewest_steps_stands() -> None:
    steps = [step("A00", "A01", DAYS[0]), step("A01", "A02", DAYS[1]), step("A00", "A02", DAYS[2])]
    rows = built("organisation_lineage", {"organisation": organisations(3), "organisation_succession": steps})
    (row,) = [row for row in rows if (row["org_code"], row["related_org_code"]) == ("A00", "A02")]
    assert (row["steps"], row["joined_on"]) == (1, DAYS[2])


@pytest.mark.parametrize("days", [DAYS[:3], [DAYS[0]] * 3], ids=["on-different-days", "on-one-day"])
def test_a_circle_ends(days: list[date]) -> None:
    steps = [step("A00", "A01", days[0]), step("A01", "A02", days[1]), step("A02", "A00", days[2])]
    steps.append(step("A02", "A02", days[2]))
    tables = {"organisation": organisations(4), "organisation_succession": steps}
    rows = built("organisation_lineage", tables)
    assert {(row["org_code"], row["related_org_code"], row["relation"], row["steps"]) for row in rows} == {
        ("A00", "A01", "successor", 1),
        ("A01", "A00", "predecessor", 1),
        ("A01", "A02", "successor", 1),
        ("A02", "A01", "predecessor", 1),
        ("A02", "A00", "successor", 1),
        ("A00", "A02", "predecessor", 1),
    }
    assert rows == in_order(organisation_lineage(complete(tables)))


def test_the_register_by_the_oracle() -> None:
    assert built("organisation_lineage", {}) == in_order(organisation_lineage(complete({})))


@given(tables=registers())
@worlds()
def test_any_register_by_the_oracle(tables: dict[str, list[Row]]) -> None:
    assert built("organisation_lineage", tables) == in_order(organisation_lineage(complete(tables)))
