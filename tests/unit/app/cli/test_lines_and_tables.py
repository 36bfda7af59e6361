"""What commands print fits 80 columns, and breaks no id."""

from __future__ import annotations

import io

from rich.console import Console

from pipeline.app.cli.lines import entry, say
from pipeline.app.cli.tables import print_table

LONG_ID = "mental_health_services_monthly_2024-08-31"
KEY = "value:iapt_recovery_rate:2021/22+Q4:03F:mh_dashboard_2023-02-22=55~118c@20261129T134614163991Z"


def terminal() -> Console:
    return Console(file=io.StringIO(), width=80, force_terminal=True, no_color=True, highlight=False)


def lines_of(console: Console) -> list[str]:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines()


def test_a_column_of_ids_is_as_wide_as_the_longest() -> None:
    out = terminal()
    print_table(("source", "note", "rows"), [(LONG_ID, "what came of it, " * 5, 1234)], out)
    lines = lines_of(out)
    assert max(map(len, lines)) <= 80
    assert any(LONG_ID in line and line.rstrip().endswith("1234") for line in lines)


def test_rows_whose_ids_do_not_fit_beside_each_other_stand_one_under_the_other() -> None:
    out = terminal()
    print_table(("document", "before", "note"), [(LONG_ID, LONG_ID, "word " * 30)], out)
    lines = lines_of(out)
    assert [line.split()[:2] for line in lines[:2]] == [["document", LONG_ID], ["before", LONG_ID]]
    assert max(map(len, lines)) <= 80


def test_an_empty_table_has_its_titles() -> None:
    out = terminal()
    print_table(("a", "b"), [], out)
    assert lines_of(out)[0].split() == ["a", "b"]


def test_sentences_are_folded_between_words_in_a_terminal_and_whole_elsewhere() -> None:
    out, file = terminal(), Console(file=io.StringIO(), width=80, highlight=False)
    for console in (out, file):
        say(f"[bold] Look at {'the ' * 15}{LONG_ID} and {'so on ' * 5}", console)
        entry("key", KEY, console)
    assert any(LONG_ID in line for line in lines_of(out))
    assert any(KEY in line for line in lines_of(out))
    assert max(len(line) for line in lines_of(out) if KEY not in line) <= 80
    assert len(lines_of(file)) == 2
    assert lines_of(file)[0].startswith("[bold] Look at")
