"""docs/users/asking.md: its recipes in SQL and Python run, and answer what the page shows."""

from __future__ import annotations

import re
from contextlib import chdir, redirect_stdout
from io import StringIO

import pytest
from installation import Installation

from pipeline.base.settings import PROJECT_DIR

PAGE = (PROJECT_DIR / "docs" / "users" / "asking.md").read_text(encoding="utf-8")
# A recipe, and the answer that follows it where the page shows one.
RECIPES = re.findall(r"^```(sql|python)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", PAGE, re.MULTILINE | re.DOTALL)


def recipes(language: str) -> list[tuple[str, str]]:
    return [(text, answer) for found, text, answer in RECIPES if found == language]


@pytest.mark.parametrize(("text", "shown"), recipes("sql"))
def test_a_recipe_in_sql_gives_rows(released: Installation, text: str, shown: str) -> None:
    with released.warehouse.connect() as con, chdir(released.folder):
        for statement in con.extract_statements(text):
            rows = con.execute(statement).fetchall()
            assert rows
        lines = [" | ".join("NULL" if value is None else str(value) for value in row) for row in rows]
    assert not shown or "\n".join(lines) + "\n" == shown


@pytest.mark.parametrize(("text", "shown"), recipes("python"))
def test_a_recipe_in_python_prints_what_the_page_shows(released: Installation, text: str, shown: str) -> None:
    with chdir(released.folder), redirect_stdout(StringIO()) as printed:
        exec(compile(text, "docs/users/asking.md", "exec"), {})
    assert printed.getvalue() == shown


def test_no_recipe_is_passed_over() -> None:
    assert len(recipes("sql")) + len(recipes("python")) == len(re.findall(r"^```(?:sql|python)$", PAGE, re.MULTILINE))
    assert len(RECIPES) >= 10


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("hull", "NHS Hull CCG (03F)"),
        ("brent", "NHS Brent CCG (07P)"),
        ("Bury", "NHS Bury CCG (00V)"),
        ("00v", "NHS Bury"),
    ],
)
def test_trace_tells_of_a_whole_name_first_and_of_all_that_hold_it(
    published: Installation, words: str, first: str
) -> None:
    told = published.command("trace", words)
    headings = [line for line in told.out.splitlines() if line.startswith("NHS ")]
    assert headings[0].startswith(first)
    expected = published.rows("SELECT org_name FROM find_organisation(?)", words)
    assert [heading.partition(" (")[0] for heading in headings] == [name for (name,) in expected]
