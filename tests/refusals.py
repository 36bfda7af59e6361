"""Damage to an installation's raw/, and what a refresh must tell of it.

Here: putting one thing into the place of another, and holding a refusal against what is expected. Not here: the
damages themselves, which the tests name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from installation import CommandResult, Installation, line_with, replace_text

NURSING, BRIEFING = "nursing_times_2016", "rcpsych_2020"
STOKE = "NHS STOKE ON TRENT CCG Top performing 59.10% 78.30%"
ASHFORD = "NHS Ashford CCG\tInadequate\tInadequate\tGood\tRequires improvement"


@dataclass(frozen=True)
class Expected:
    """A problem: where it is told, words of the message, and the text that rejected.csv holds of it."""

    place: str
    words: str
    text: str = ""


Damage = Callable[[Installation], list[Expected]]


def in_article(row: str, *words: str, text: str | None = None) -> Damage:
    """Puts `row` in the place of the article's row of Stoke on Trent, on line 45."""

    def damage(installation: Installation) -> list[Expected]:
        replace_text(installation.document(NURSING), STOKE, row)
        return [Expected(f"{NURSING}.txt:45", word, row if text is None else text) for word in words]

    return damage


def in_briefing(row: str, *words: str, text: str | None = None) -> Damage:
    """Puts `row` in the place of the briefing's row of Ashford, on line 39."""

    def damage(installation: Installation) -> list[Expected]:
        replace_text(installation.document(BRIEFING), ASHFORD, row)
        return [Expected(f"{BRIEFING}.txt:39", word, row if text is None else text) for word in words]

    return damage


def in_sidecar(document_id: str, old: str, new: str, line: int, words: str) -> Damage:
    def damage(installation: Installation) -> list[Expected]:
        replace_text(installation.sidecar(document_id), old, new)
        return [Expected(f"{document_id}.yml:{line}", words)]

    return damage


def in_reference(name: str, old: str, new: str, line: int | str, words: str) -> Damage:
    """`line` is where the problem is told, by its number or its words."""

    def damage(installation: Installation) -> list[Expected]:
        path = installation.raw / "reference" / name
        replace_text(path, old, new)
        told = line_with(path, line) if isinstance(line, str) else line
        return [Expected(f"{name}:{told}", words)]

    return damage


def assert_refused(installation: Installation, told: CommandResult, expected: list[Expected]) -> None:
    """Every problem is told with its place, and listed with the rejected text; there is no traceback."""
    assert told.exit_code == 1, told.out + told.err
    assert "Traceback" not in told.out + told.err
    assert "What is published stays as it was" in told.err
    rejected = installation.rejected()
    for problem in expected:
        lines = [line for line in told.err.split("\n") if problem.place in line.partition(": ")[0]]
        assert any(problem.words in line for line in lines), f"{problem} is not told in\n{told.err[:3000]}"
        path, _, number = problem.place.partition(":")
        listed = [row for row in rejected if path in row["file"] and row["line_no"] == number]
        assert any(problem.text in row["text"] for row in listed), f"{problem} is not in rejected.csv: {rejected[:5]}"
        assert all(row["reason"] for row in listed)


def assert_refused_unchanged(installation: Installation, damage: Damage) -> None:
    """A refresh over the damage is refused as expected, and what is published stays as it was."""
    expected = damage(installation)
    state = installation.published_state()
    told = installation.command("refresh", "--as-at", "2021-07-01")
    assert_refused(installation, told, expected)
    assert installation.published_state() == state
    assert installation.rows("SELECT count(*) FROM core.rating") == [(894,)]
