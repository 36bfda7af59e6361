"""Published names to ODS codes: what counts as the same name, and what is refused with a reason."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from the_reference import REFERENCE

from pipeline.reference.organisations import Resolver, normalise_name

ROOT = Path(__file__).parents[3]
RESOLVER = Resolver(REFERENCE.register)
YEAR_2016 = [date(2016, 4, 1), date(2017, 3, 31)]
YEAR_2017 = [date(2017, 4, 1), date(2018, 3, 31)]
SUMMER_2019 = [date(2019, 4, 1), date(2019, 6, 30)]
YEAR_2021 = [date(2021, 4, 1), date(2022, 3, 31)]


@pytest.mark.parametrize(
    "printed",
    [
        "NHS Heywood, Middleton and Rochdale CCG",
        "NHS HEYWOOD, MIDDLETON AND ROCHDALE CCG",
        "NHS Heywood Middleton & Rochdale CCG",
        "NHS Heywood Middleton &amp; Rochdale CCG",
        "Heywood, Middleton and Rochdale",
        "Heywood, Middleton and Rochdale Clinical Commissioning Group",
        "NHS Heywood, Middleton and Rochdale Clinical Commissioning Group (CCG)",
        "  NHS\N{NO-BREAK SPACE}Heywood,  Middleton and\tRochdale CCG ",
        "NHS Heywood\N{EN DASH}Middleton and Rochdale CCG [1]",
    ],
)
def test_case_ampersands_punctuation_affixes_and_brackets_make_no_other_name(printed: str) -> None:
    assert normalise_name(printed) == "heywood middleton and rochdale"


def test_a_name_of_affixes_alone_is_no_name() -> None:
    assert normalise_name("NHS CCG") == normalise_name("(CCG)") == normalise_name(" ,. ") == ""


def test_more_than_one_ccg_is_not_the_ccg_of_that_name() -> None:
    assert RESOLVER.resolve("Leeds CCGs", YEAR_2021).outcome == "unknown"


@pytest.mark.parametrize(
    ("name", "dates", "code"),
    [
        ("NHS Bradford City CCG", YEAR_2016, "02W"),
        ("NHS Bradford Districts CCG", YEAR_2016, "02R"),
        ("NHS Bradford District and Craven CCG", YEAR_2021, "36J"),
        ("NHS Bath and North East Somerset CCG", YEAR_2016, "11E"),
        ("NHS Bath and North East Somerset, Swindon and Wiltshire CCG", YEAR_2021, "92G"),
        ("NHS Leeds CCG", SUMMER_2019, "15F"),
        ("NHS Leeds North CCG", YEAR_2016, "02V"),
        ("NHS Leeds West CCG", YEAR_2016, "03C"),
        ("NHS Leeds South and East CCG", YEAR_2016, "03G"),
        ("NHS Manchester CCG", YEAR_2017, "14L"),
        ("NHS Central Manchester CCG", YEAR_2016, "00W"),
        ("NHS North Manchester CCG", YEAR_2016, "01M"),
        ("NHS South Manchester CCG", YEAR_2016, "01N"),
        ("NHS Lincolnshire East CCG", YEAR_2016, "03T"),
        ("NHS Lincolnshire West CCG", YEAR_2016, "04D"),
        ("NHS North Lincolnshire CCG", YEAR_2016, "03K"),
        ("NHS Lincolnshire CCG", YEAR_2021, "71E"),
        ("NHS Berkshire West CCG", SUMMER_2019, "15A"),
        ("NHS East Berkshire CCG", SUMMER_2019, "15D"),
        ("NHS Coastal West Sussex CCG", YEAR_2016, "09G"),
        ("NHS West Sussex CCG", YEAR_2021, "70F"),
        ("NHS West London CCG", YEAR_2016, "08Y"),
        ("NHS West London (K&C & QPP) CCG", YEAR_2016, "08Y"),
    ],
)
def test_names_that_are_nearly_alike_are_told_apart(name: str, dates: list[date], code: str) -> None:
    assert RESOLVER.resolve(name, dates).org_code == code


@pytest.mark.parametrize(
    ("name", "dates", "reason"),
    [
        ("Leeds North", SUMMER_2019, "NHS Leeds North CCG closed on 31 March 2018; successor NHS Leeds CCG (15F)"),
        (
            "NHS LEEDS CCG",
            YEAR_2016,
            (
                "NHS Leeds CCG opened on 1 April 2018; predecessors NHS Leeds North CCG (02V), "
                "NHS Leeds West CCG (03C), NHS Leeds South and East CCG (03G)"
            ),
        ),
        (
            "NHS Slough CCG",
            YEAR_2021,
            (
                "NHS Slough CCG closed on 31 March 2018; successor NHS East Berkshire CCG (15D), "
                "then NHS Frimley CCG (D4U1Y)"
            ),
        ),
        (
            "15F",
            YEAR_2017,
            (
                "NHS Leeds CCG opened on 1 April 2018; predecessors NHS Leeds North CCG (02V), "
                "NHS Leeds West CCG (03C), NHS Leeds South and East CCG (03G)"
            ),
        ),
        (
            "NHS Manchester CCG",
            YEAR_2016,
            (
                "NHS Manchester CCG opened on 1 April 2017; predecessors NHS Central Manchester CCG (00W), "
                "NHS North Manchester CCG (01M), NHS South Manchester CCG (01N)"
            ),
        ),
    ],
)
def test_a_ccg_that_was_not_open_is_refused_with_its_dates_and_lineage(
    name: str, dates: list[date], reason: str
) -> None:
    resolution = RESOLVER.resolve(name, dates)
    assert (resolution.org_code, resolution.outcome, resolution.reason) == (None, "not_open", reason)


def test_a_ccg_must_be_open_on_every_date() -> None:
    assert RESOLVER.resolve("NHS Slough CCG", YEAR_2017).org_code == "10T"
    assert RESOLVER.resolve("NHS Slough CCG", YEAR_2017 + SUMMER_2019).outcome == "not_open"


def test_without_dates_a_name_of_any_time_is_found() -> None:
    assert RESOLVER.resolve("NHS Slough CCG", []).org_code == "10T"


@pytest.mark.parametrize("code", ["07M", "07m", " 07M ", "E38000005"])
def test_a_code_is_taken_where_a_name_is_expected(code: str) -> None:
    assert RESOLVER.resolve(code, YEAR_2016).org_code == "07M"


def test_an_earlier_gss_code_is_taken_too() -> None:
    assert RESOLVER.resolve("E38000093", YEAR_2016).org_code == "01K"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("England", "'England' is no CCG: a country"),
        ("NHS ENGLAND", "'NHS ENGLAND' is no CCG: a country"),
        ("London", "'London' is no CCG: a region"),
        ("Y63", "'Y63' is no CCG: a region"),
        ("13Q", "'13Q' is no CCG: a commissioning hub"),
        ("13R", "'13R' is no CCG: a commissioning hub"),
        ("14A", "'14A' is no CCG: a commissioning hub"),
        ("14E", "'14E' is no CCG: a commissioning hub"),
        ("UNKNOWN", "'UNKNOWN' is no CCG: an unknown organisation"),
        ("QHM", "'QHM' is no CCG: the area of an integrated care board"),
    ],
)
def test_other_bodies_have_a_reason_of_their_own(name: str, reason: str) -> None:
    resolution = RESOLVER.resolve(name, YEAR_2016)
    assert (resolution.org_code, resolution.outcome, resolution.reason) == (None, "not_ccg", reason)


@pytest.mark.parametrize(
    ("printed", "nearest"),
    [
        ("NHS Sheffeild CCG", "NHS Sheffield CCG"),
        ("Windsor", "NHS Windsor, Ascot and Maidenhead CCG"),
        ("Bath & NE Somerset", "NHS Bath and North East Somerset CCG"),
        ("Leeds South", "NHS Leeds South and East CCG"),
        ("Bradford District", "NHS Bradford Districts CCG"),
    ],
)
def test_a_name_that_is_near_another_is_refused_and_the_nearest_is_named_first(printed: str, nearest: str) -> None:
    resolution = RESOLVER.resolve(printed, YEAR_2016)
    assert (resolution.org_code, resolution.outcome) == (None, "unknown")
    assert resolution.candidates[0].org_name == nearest
    assert len(resolution.candidates) <= 3


def with_a_misprint(name: str, kind: str) -> str:
    """A name whose middle letter is left out, doubled, swapped with the next one, or another."""
    half = len(name) // 2
    letter, following = name[half], name[half + 1]
    changed = {"missing": "", "doubled": letter * 2, "other": "x", "swapped": following + letter}[kind]
    return name[:half] + changed + name[half + 1 + (kind == "swapped") :]


@pytest.mark.parametrize("kind", ["missing", "doubled", "other", "swapped"])
def test_whatever_ccg_has_a_misprint_in_its_name_is_among_the_nearest(kind: str) -> None:
    nearest = {}
    for organisation in RESOLVER.register.organisations:
        printed = with_a_misprint(organisation.org_name[4:-4], kind)
        resolution = RESOLVER.resolve(printed, [organisation.opened_on])
        if resolution.outcome == "unknown":
            nearest[organisation] = resolution.candidates
    assert len(nearest) > 190
    assert [organisation.org_name for organisation, found in nearest.items() if organisation not in found] == []
    first = sum(found[0] == organisation for organisation, found in nearest.items())
    assert first >= 0.98 * len(nearest)


def test_the_reason_for_an_unknown_name_says_who_is_near_and_when_they_were_open() -> None:
    assert RESOLVER.resolve("NHS Sheffeild CCG", YEAR_2016).reason == (
        "no CCG is called 'NHS Sheffeild CCG'; nearest: NHS Sheffield CCG (03N), open 1 April 2013 to 30 June 2022; "
        "NHS Enfield CCG (07X), open 1 April 2013 to 31 March 2020"
    )


@pytest.mark.parametrize("name", ["", "xyzzy", "Top performing", "?" * 10_000])
def test_a_name_that_is_near_none_has_no_candidates(name: str) -> None:
    resolution = RESOLVER.resolve(name, YEAR_2016)
    assert (resolution.outcome, resolution.candidates) == ("unknown", ())
    assert len(resolution.reason) < 200


@pytest.mark.parametrize(
    ("alias", "code"),
    [
        ("NHS Cumbria CCG", "01H"),
        ("NHS Lancashire North CCG", "01K"),
        ("NHS NEW Devon CCG", "99P"),
        ("NHS Birmingham Cross City CCG", "13P"),
    ],
)
def test_aliases_settle_what_normalising_does_not(alias: str, code: str) -> None:
    assert RESOLVER.resolve(alias, YEAR_2016).org_code == code


def test_many_names_resolve_as_each_alone() -> None:
    names = ["NHS Barnet CCG", "Leeds", "07M", "xyzzy", "NHS Barnet CCG", "England"]
    assert RESOLVER.resolve_many(names, YEAR_2016) == ["07M", None, "07M", None, "07M", None]
    assert RESOLVER.resolve_many(names, SUMMER_2019) == ["07M", "15F", "07M", None, "07M", None]


@given(st.text())
def test_arbitrary_text_never_raises_and_is_normal_once_normalised(text: str) -> None:
    RESOLVER.resolve(text, YEAR_2016)
    assert normalise_name(text).casefold().strip() == normalise_name(text)


BRIEFING = re.compile(r"^(NHS [^\t\n]+CCG)\t([^\t\n]*)\t([^\t\n]*)\t[^\t\n]*\t[^\t\n]*$", re.MULTILINE)
BRIEFINGS = [
    ROOT / "raw" / "documents" / "rcpsych_2020.txt",
    ROOT.parent / "shared" / "documents" / "003_9534c0993c345be7.txt",
]


@pytest.mark.parametrize("path", BRIEFINGS, ids=["abstract", "original"])
def test_every_organisation_of_the_briefing_resolves_and_they_are_exactly_those_open_then(path: Path) -> None:
    if not path.exists():
        pytest.skip(f"{path.name} is not there")
    rows = BRIEFING.findall(path.read_text(encoding="utf-8"))
    led = RESOLVER.resolve_many([name for name, leadership, _ in rows if leadership], SUMMER_2019)
    served = RESOLVER.resolve_many([name for name, _, dementia in rows if dementia], YEAR_2017)
    assert len(rows) == 215
    assert len(led) == 191
    assert set(led) == RESOLVER.register.open_on(date(2019, 6, 30))
    assert len(served) == 207
    assert set(served) == RESOLVER.register.open_on(date(2018, 3, 31))


ARTICLES = [
    ROOT / "raw" / "documents" / "nursing_times_2016.txt",
    ROOT.parent / "shared" / "documents" / "001_a0b03deb530f01a3.txt",
]


@pytest.mark.parametrize("path", ARTICLES, ids=["abstract", "original"])
def test_every_organisation_of_the_two_tables_of_2016_resolves(path: Path) -> None:
    if not path.exists():
        pytest.skip(f"{path.name} is not there")
    names = re.findall(r"^(NHS .+ CCG) (?:Top|Greatest) ", path.read_text(encoding="utf-8"), re.MULTILINE)
    codes = RESOLVER.resolve_many(names, YEAR_2016)
    assert len(set(codes) - {None}) == len(names) == 34


@pytest.mark.parametrize("name", ["Total", "Sub-total", "ALL CCGS", "England average", "North", "Midlands and East"])
def test_totals_and_regions_of_tables_are_told_as_what_they_are(name: str) -> None:
    found = RESOLVER.resolve(name, YEAR_2016)
    assert (found.org_code, found.outcome) == (None, "not_ccg")


@pytest.mark.parametrize(
    "name", ["Total", "TOTAL", "Grand total", "Total (all CCGs)", "London total", "Subtotal", "All CCGs", "Average"]
)
def test_a_figure_of_several_organisations_is_no_name_to_be_added(name: str) -> None:
    resolution = RESOLVER.resolve(name, YEAR_2017)
    assert (resolution.outcome, resolution.candidates) == ("not_ccg", ())
    assert resolution.reason == f"'{name}' is no CCG: a figure of several organisations"


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("ICB - 00P", ["00P"]),
        ("Sub-ICB location 00p", ["00P"]),
        ("NHS Sunderlnd (00P)", ["00P"]),
        ("E38000176 / x", ["00P"]),
        ("00P and 03F", ["00P", "03F"]),
    ],
)
def test_a_code_within_a_name_is_offered(name: str, codes: list[str]) -> None:
    resolution = RESOLVER.resolve(name, YEAR_2017)
    assert resolution.outcome == "unknown"
    assert [candidate.org_code for candidate in resolution.candidates] == codes
    assert f"({codes[0]})" in resolution.reason


@pytest.mark.parametrize(
    "printed",
    [
        "NHS Wigan Borough CCG (lead for Bolton)",
        "NHS Bolton CCG (target)",
        "NHS Bolton CCG [provisional]",
        "NHS Bolton CCG (Q4)",
        "NHS Bolton CCG (2017/18)",
        "NHS Wigan Borough CCG (Bolton)",
        "NHS Bury CCG (part)",
        "NHS Bury CCG [excluding Ramsbottom]",
        "NHS Bury CCG (incl. Oldham)",
        "NHS Bury CCG (and Oldham CCG)",
        "NHS Bury CCG (& Oldham)",
        "NHS Bury CCG (Prestwich only)",
    ],
)
def test_a_name_with_words_of_more_or_less_than_the_ccg_is_not_its_own(printed: str) -> None:
    resolution = RESOLVER.resolve(printed, YEAR_2016)
    assert (resolution.org_code, resolution.outcome) == (None, "unknown")
    assert resolution.candidates


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("NHS Bury CCG (00V)", "00V"),
        ("NHS Bury CCG (Greater Manchester)", "00V"),
        ("NHS Bury CCG (Bury)", "00V"),
        ("NHS Bury CCG (with effect from 1 April 2013)", "00V"),
        # the area of a CCG that followed it, and that of its board
        ("NHS Lincolnshire West CCG (Lincolnshire)", "04D"),
        ("NHS Croydon CCG (South West London)", "07V"),
    ],
)
def test_what_else_stands_in_brackets_only_says_more_of_the_ccg(printed: str, code: str) -> None:
    assert RESOLVER.resolve(printed, YEAR_2016).org_code == code
