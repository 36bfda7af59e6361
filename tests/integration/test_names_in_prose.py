"""An article without a table: the CCGs that it names are found by their names, and its ratings count like a table's."""

from __future__ import annotations

from pathlib import Path

import pytest
from installation import Installation, make

ARTICLE = """\
What became of the ratings

NHS Stoke on Trent CCG and NHS Bury CCG were rated outstanding.

NHS Stoke on Trent CCG has not replied. Its neighbours, Heywood, Middleton and Rochdale CCG, moved up from inadequate.
"""
SIDECAR = """\
title: What became of the ratings
publisher: A newspaper
published_on: 2018-07-05
licence: OGL
text_kind: original
context: {framework: ccg_iaf, area: mental_health, period: 2017/18}
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, dagster_home: Path, published: Installation) -> Installation:
    """An installation that has published the article too."""
    installation = make(tmp_path_factory.mktemp("article") / "installation", dagster_home, published)
    (installation.documents / "article_2018.txt").write_text(ARTICLE, encoding="utf-8")
    (installation.documents / "article_2018.yml").write_text(SIDECAR, encoding="utf-8")
    assert installation.refresh().published
    return installation


@pytest.mark.nightly
def test_ratings_of_sentences_stand_beside_those_of_tables_and_conflicts_are_flagged(told: Installation) -> None:
    """The briefing of 2020 says Good of Stoke on Trent and Requires improvement of Bury; it is the later one."""
    rows = told.rows(
        """SELECT org_name, band, document_id, conflict FROM marts.rating_current
        WHERE area = 'mental_health' AND period = '2017/18' AND conflict IS NOT NULL ORDER BY org_name"""
    )
    assert [(name, band, document) for name, band, document, _ in rows] == [
        ("NHS Bury CCG", "Requires improvement", "rcpsych_2020"),
        ("NHS Stoke on Trent CCG", "Good", "rcpsych_2020"),
    ]
    assert all("article_2018" in conflict and "Outstanding" in conflict for *_, conflict in rows)


def test_trace_shows_each_place_that_names_an_organisation(told: Installation) -> None:
    out = told.command("trace", "05W").out
    assert "mental_health 2017/18, ccg_iaf: Outstanding" in out
    assert "article_2018 line 3: »NHS Stoke on Trent CCG« and NHS Bury CCG" in out
    assert "named: no band" in out
    assert "article_2018 line 5: »NHS Stoke on Trent CCG« has not replied." in out
    heywood = told.command("trace", "01D").out
    assert "named: no band; names a band, and is not wholly a statement of who has it" in heywood


def test_which_documents_speak_of_an_organisation(told: Installation) -> None:
    rows = told.rows("SELECT DISTINCT document_id FROM core.mention WHERE org_code = '01D'")
    assert rows == [("article_2018",)]


def test_check_shows_the_names(told: Installation) -> None:
    out = told.command("check", "article_2018").out
    assert "Named in prose: 4" in out
    assert "No problem." in out
