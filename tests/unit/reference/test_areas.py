"""Similar CCGs, boundaries that moved, names of areas, rules of counts: the facts carried, and what is refused."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from the_reference import REFERENCE

from pipeline.base.settings import PROJECT_DIR
from pipeline.reference.reading import read_reference

FOLDER = PROJECT_DIR / "raw" / "reference"
AREAS = REFERENCE.areas


def test_each_of_the_209_of_2016_has_ten_similar_ones_and_1202_relations_are_mutual() -> None:
    pairs = {(one.org_code, one.similar_org_code) for one in AREAS.similar}
    assert (len(pairs), len({code for code, _ in pairs})) == (2090, 209)
    assert {one.org_code for one in AREAS.similar} == REFERENCE.register.open_on(date(2016, 4, 1))
    assert sum((other, code) in pairs for code, other in pairs) == 1202
    assert [one.similar_org_code for one in AREAS.similar if one.org_code == "05W"] == (
        ["01Y", "00M", "01G", "03L", "03F", "03R", "00P", "00K", "00V", "02P"]
    )


@pytest.mark.parametrize(
    ("year", "all_ten", "eight"),
    [(2016, 209, 209), (2017, 195, 206), (2018, 111, 175), (2019, 71, 166), (2020, 1, 24), (2021, 0, 15)],
)
def test_how_many_still_have_all_ten_or_eight_open(year: int, all_ten: int, eight: int) -> None:
    is_open = REFERENCE.register.open_on(date(year, 4, 1))
    peers = Counter(one.org_code for one in AREAS.similar if {one.org_code, one.similar_org_code} <= is_open)
    assert (sum(n == 10 for n in peers.values()), sum(n >= 8 for n in peers.values())) == (all_ten, eight)


def test_eight_ccgs_had_several_ons_codes_and_a_day_that_is_not_known_is_empty() -> None:
    codes = Counter(one.org_code for one in AREAS.boundaries)
    assert codes == Counter({"01K": 3} | dict.fromkeys(["01E", "01H", "02M", "06W", "06Y", "09G", "09N"], 2))
    moved = [(one.org_code, one.valid_from) for one in AREAS.boundaries if one.area_changed]
    assert moved == [("01H", date(2017, 4, 1)), ("01K", date(2017, 4, 1))]
    for one in AREAS.boundaries:
        organisation = REFERENCE.register.by_code[one.org_code]
        assert one.gss_code in {organisation.gss_code, *organisation.earlier_gss_codes}
        assert not one.verified


def test_areas_have_names_and_every_area_of_the_register_is_named() -> None:
    kinds = Counter(area.area_type for area in AREAS.named)
    assert kinds == Counter({"region": 10, "icb": 42, "stp": 42, "stp_2016": 42})
    named = {(area.area_type, area.area_code): area for area in AREAS.named}
    for organisation in REFERENCE.register.organisations:
        assert ("icb", organisation.icb_code) in named
        assert ("region", organisation.region_code) in named
    assert named["icb", "QT1"].area_name == "NHS NOTTINGHAM AND NOTTINGHAMSHIRE INTEGRATED CARE BOARD"
    assert (named["icb", "QT1"].valid_from, named["stp", "QT1"].valid_until) == (date(2022, 7, 1), date(2022, 6, 30))
    assert named["stp_2016", "25"].area_name == "HERTFORDSHIRE AND WEST ESSEX"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("similar_organisations.csv", "00C,1,", "99Z,1,", "no CCG has the code '99Z'"),
        ("similar_organisations.csv", "00C,2,", "00C,1,", "stands in an earlier row too"),
        ("similar_organisations.csv", "05W,1,01Y", "05W,1,05W", "is similar to itself"),
        ("similar_organisations.csv", "05W,1,01Y", "05W,0,01Y", "'rank'"),
        ("organisation_boundaries.csv", "01E,", "99Z,", "no CCG has the code '99Z'"),
        ("organisation_boundaries.csv", "E38000227", "E38000065", "stands in an earlier row too"),
        ("organisation_boundaries.csv", "2013-04-01,2017-03-31", "2018-04-01,2017-03-31", "before valid_from"),
        ("organisation_boundaries.csv", "true,false", "perhaps,false", "'area_changed'"),
        ("areas.csv", "icb,QF7", "icb,QE1", "stands in an earlier row too"),
        ("areas.csv", "region,Y56", "county,Y56", "'area_type'"),
        ("count_rules.csv", "eip_two_week_wait", "eip_one_week_wait", "no measure 'eip_one_week_wait'"),
        ("count_rules.csv", "0.95", "95", "'least_coverage'"),
    ],
)
def test_a_problem_is_told(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(FOLDER, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = read_reference(folder).problems
    assert [Path(problem.path).name for problem in problems if message in problem.message] == [file], problems


def test_an_installation_without_these_files_has_no_such_facts_and_no_problem(tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(FOLDER, folder)
    for file in ("similar_organisations.csv", "organisation_boundaries.csv", "areas.csv", "count_rules.csv"):
        (folder / file).unlink()
    reference = read_reference(folder)
    assert (reference.problems, reference.areas.similar, reference.areas.named) == ([], (), ())
