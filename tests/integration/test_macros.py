"""The macros for readers, and the example queries."""

from __future__ import annotations

import pytest
from installation import Installation, csv_rows

from pipeline.base.settings import PROJECT_DIR
from pipeline.reference.organisations import normalise_name


def found(published: Installation, words: str) -> list[str]:
    return [name for (name,) in published.rows("SELECT org_name FROM find_organisation(?)", words)]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("leeds west", ["NHS Leeds West CCG"]),
        ("LEEDS", ["NHS Leeds CCG", "NHS Leeds North CCG", "NHS Leeds South and East CCG", "NHS Leeds West CCG"]),
        ("stoke on trent", ["NHS Stoke on Trent CCG"]),
        ("Stoke-on-Trent", ["NHS Stoke on Trent CCG"]),
        ("NHS STOKE ON TRENT CCG", ["NHS Stoke on Trent CCG"]),
        ("NHS Stoke on Trent Clinical Commissioning Group", ["NHS Stoke on Trent CCG"]),
        ("07M", ["NHS Barnet CCG"]),
        (" 07m ", ["NHS Barnet CCG"]),
        ("E38000005", ["NHS Barnet CCG"]),
        ("e38000005", ["NHS Barnet CCG"]),
        ("NHS Cumbria CCG", ["NHS North Cumbria CCG"]),
        ("Lancashire North", ["NHS Morecambe Bay CCG"]),
        ("NEW Devon", ["NHS Northern, Eastern and Western Devon CCG"]),
        ("Fylde & Wyre", ["NHS Fylde and Wyre CCG"]),
        ("Fylde and Wyre", ["NHS Fylde and Wyre CCG"]),
        ("Heywood Middleton and Rochdale", ["NHS Heywood, Middleton and Rochdale CCG"]),
        ("west london (k&c & qpp)", ["NHS West London CCG", "NHS North West London CCG", "NHS South West London CCG"]),
        ("north & west reading", ["NHS North and West Reading CCG"]),
        ("St Helen's", ["NHS St Helens CCG"]),
        ("camelot", []),
        ("99Z", []),
    ],
)
def test_an_organisation_is_found_by_any_of_its_names_and_codes(
    published: Installation, words: str, names: list[str]
) -> None:
    assert found(published, words) == names


@pytest.mark.parametrize(
    ("words", "names"),
    [
        # The whole name; names that begin with it as a word; that hold it as a word; that hold it within a word.
        ("hull", ["NHS Hull CCG", "NHS Birmingham and Solihull CCG", "NHS Solihull CCG"]),
        ("Brent", ["NHS Brent CCG", "NHS Basildon and Brentwood CCG"]),
        ("bury", ["NHS Bury CCG", "NHS Aylesbury Vale CCG"]),
        ("NHS Manchester CCG", ["NHS Manchester CCG", "NHS Central Manchester CCG", "NHS North Manchester CCG"]),
        ("lincolnshire", ["NHS Lincolnshire CCG", "NHS Lincolnshire East CCG", "NHS Lincolnshire West CCG"]),
        ("Leeds", ["NHS Leeds CCG", "NHS Leeds North CCG", "NHS Leeds South and East CCG", "NHS Leeds West CCG"]),
        ("devon", ["NHS Devon CCG"]),
        ("sheffield", ["NHS Sheffield CCG"]),
        ("north cumbria", ["NHS North Cumbria CCG"]),
        # A code is whole wherever letters of it stand.
        ("07L", ["NHS Barking and Dagenham CCG"]),
        # A name of before, before the names that hold it.
        ("cumbria", ["NHS North Cumbria CCG"]),
    ],
)
def test_a_whole_name_comes_before_a_part_of_one(published: Installation, words: str, names: list[str]) -> None:
    assert found(published, words)[: len(names)] == names


def test_names_that_hold_the_words_stay_behind_the_whole_one(published: Installation) -> None:
    lincolnshire = found(published, "lincolnshire")
    assert lincolnshire.index("NHS Lincolnshire West CCG") < lincolnshire.index("NHS North Lincolnshire CCG")
    assert {"NHS North East Lincolnshire CCG", "NHS South Lincolnshire CCG"} <= set(lincolnshire)
    salisbury = found(published, "bur")
    assert salisbury == sorted(salisbury)


def test_it_can_be_asked_for_each_row_of_a_table(published: Installation) -> None:
    first = "(SELECT org_code FROM find_organisation({0}) LIMIT 1)"
    query = f"SELECT {{0}}, {first} FROM (VALUES ('hull'), ('07L')) AS t ({{0}})"
    for column in ("words", "name", "org_name", "org_code", "x"):
        assert published.rows(query.format(column)) == [("hull", "03F"), ("07L", "07L")]


def test_every_name_gives_its_own_organisation_first(published: Installation) -> None:
    names = [name for (name,) in published.rows("SELECT org_name FROM core.organisation ORDER BY org_name")]
    assert [found(published, name)[0] for name in names[::24]] == names[::24]


def test_an_organisation_is_found_by_a_gss_code_that_it_had_before(published: Installation) -> None:
    earlier = {
        code: row["org_name"]
        for row in csv_rows(PROJECT_DIR / "raw/reference/organisations.csv")
        for code in row["earlier_gss_codes"].split("|")
        if code
    }
    assert len(earlier) > 5
    assert {code: found(published, code) for code in earlier} == {code: [name] for code, name in earlier.items()}


def test_what_is_found_comes_with_codes_dates_and_mergers(published: Installation) -> None:
    ((code, name, gss_code, opened, closed, predecessors, successors),) = published.rows(
        "FROM find_organisation('leeds west')"
    )
    assert (code, name, gss_code) == ("03C", "NHS Leeds West CCG", "E38000096")
    assert (str(opened), str(closed)) == ("2013-04-01", "2018-03-31")
    assert (predecessors, successors) == (None, "NHS Leeds CCG (15F)")


ODD_SPELLINGS = [
    "", " ", "NHS", "CCG", "NHS CCG", "The NHS", "the nhs foo ccg", "THE FOO CCG", "NHS  Foo   Bar  CCG ",
    "Foo Clinical Commissioning Group", "NHS Foo clinical commissioning group", "clinical commissioning group",
    "nhsfoo ccg", "NHS Fooccg", "foo ccgs", "CCG foo", "foo ccg ccg", "nhs nhs foo ccg",
    "St Helen's", "St Helen’s", "St Helen‘s", "St Helen`s", "King\N{SOFT HYPHEN}ston", "King\N{ZERO WIDTH SPACE}ston",
    "\N{ZERO WIDTH NO-BREAK SPACE}NHS Kingston CCG", "NHS\N{NO-BREAK SPACE}Kingston CCG", "NHS\tKingston\nCCG",
    "A & B", "A&B", "A &amp; B", "A&amp;B", "A &AMP; B", "A and B",
    "Foo (Bar) CCG", "Foo (Bar", "Foo Bar)", "Foo (a (b) c) CCG",
    "Foo [Bar] CCG", "Foo [a [b] c]", "Foo (a [b) c] d", "(Foo)", "[Foo]", "()", "& &",
    "foo_bar", "_foo_", "Foo-Bar", "Foo–Bar", "Foo/Bar", "Foo, Bar", "Foo.Bar", "Foo;Bar:", "Foo 1st 2", "½ Foo",
    "Foo²",
    "Straße CCG", "ÉCLAIR CCG", "e\N{COMBINING ACUTE ACCENT}clair", "ΣΊΣΥΦΟΣ", "日本 CCG", "Foo\N{THIN SPACE}Bar",
    "NHS “Foo” CCG", "Foo…", "Foo™", "Ⅳ Foo", "foo\\bar", "foo'bar", 'foo"bar', "%foo%", "07M", "E38000005",
]  # fmt: skip


def test_a_name_is_normalised_in_sql_as_in_the_pipeline(published: Installation) -> None:
    names = {
        name
        for (name,) in published.rows(
            """SELECT org_name FROM core.organisation UNION SELECT alias FROM core.organisation_alias
            UNION SELECT org_name_published FROM core.rating UNION SELECT org_name_published FROM core.measure_value"""
        )
    }
    assert len(names) > 280
    spellings = [*sorted(names), *(name.upper() for name in sorted(names)), *ODD_SPELLINGS]
    normalised = published.rows("SELECT name, normalise_name(name) FROM unnest(?) AS t (name)", spellings)
    assert len(normalised) == len(spellings)
    differing = {name: (text, normalise_name(name)) for name, text in normalised if text != normalise_name(name)}
    assert differing == {}
