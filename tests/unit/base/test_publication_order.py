"""The order in which documents came out: by day, name and number, the same in Python and in SQL."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from pipeline.base.publication_order import publication_order
from pipeline.base.sql_functions import sql_functions

DAY = date(2024, 1, 31)
NAMES = st.one_of(
    st.builds(lambda name, number: f"{name}{number}", st.sampled_from(["a", "a_b", "b", "a.1"]), st.just("")),
    st.builds(lambda name, number: f"{name}.{number}", st.sampled_from(["a", "a_b", "b"]), st.integers(0, 120)),
    st.text("ab_-.019", min_size=1, max_size=8),
)


def in_order(*names: str) -> list[str]:
    return sorted(names, key=lambda name: publication_order(DAY, name))


def test_the_later_day_is_later_whatever_the_name() -> None:
    assert publication_order(DAY, "z") < publication_order(DAY + timedelta(1), "a")


def test_of_one_day_the_last_by_name_is_later() -> None:
    assert in_order("b", "a", "a_b") == ["a", "a_b", "b"]


def test_a_number_in_a_name_counts_as_a_number() -> None:
    versions = ["s_2024-01-31", "s_2024-01-31.2", "s_2024-01-31.9", "s_2024-01-31.10", "s_2024-01-31.100"]
    assert in_order(*reversed(versions)) == versions


@given(named=st.lists(st.tuples(st.integers(0, 1), NAMES), min_size=1, max_size=12, unique=True))
def test_sql_has_the_same_order(named: list[tuple[int, str]]) -> None:
    documents = [(DAY + timedelta(days), name) for days, name in named]
    with duckdb.connect() as con:
        con.execute(sql_functions())
        con.execute("CREATE TABLE document (published_on DATE, document_id VARCHAR)")
        con.executemany("INSERT INTO document VALUES (?, ?)", documents)
        keys = dict(
            con.execute(
                "SELECT (published_on, document_id), publication_order(published_on, document_id) FROM document"
            ).fetchall()
        )
    assert {place: tuple(key.values()) for place, key in keys.items()} == {
        place: publication_order(*place) for place in documents
    }
