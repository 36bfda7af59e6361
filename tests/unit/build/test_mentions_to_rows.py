"""What prose states of organisations that it names: core.mention, and the ratings that a sentence wholly states."""

from __future__ import annotations

import pytest
from core_samples import CONTEXTS, build, rated, reasons, rows


def bands(text: str, described: str = CONTEXTS, title: str = "Ratings") -> dict[tuple[str, str], str]:
    return rated(build(text, described, title))


BURY, BOLTON, HEYWOOD = "00V", "00T", "01D"
MENTAL_HEALTH, DEMENTIA, LEADERSHIP = "mental_health", "dementia", "leadership"


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        (
            "NHS Bury CCG, NHS Bolton CCG and Heywood, Middleton and Rochdale CCG were rated outstanding.",
            dict.fromkeys([(BURY, MENTAL_HEALTH), (BOLTON, MENTAL_HEALTH), (HEYWOOD, MENTAL_HEALTH)], "Outstanding"),
        ),
        (
            "Bury and Bolton CCGs have both been judged as 'good' for dementia in 2017/18.",
            {},  # 'have both been' is no form that is known
        ),
        (
            "Bury and Bolton CCGs were both judged 'good' for dementia in 2017/18.",
            dict.fromkeys([(BURY, DEMENTIA), (BOLTON, DEMENTIA)], "Good"),
        ),
        ("On leadership all is known. Bury CCG was rated inadequate.", {(BURY, LEADERSHIP): "Inadequate"}),
        ("Dementia\n\nBury CCG was rated inadequate.", {(BURY, DEMENTIA): "Inadequate"}),
        ("NHS England rated NHS Bury CCG inadequate.", {(BURY, MENTAL_HEALTH): "Inadequate"}),
        (
            "Rated outstanding: Bury, Bolton.",
            dict.fromkeys([(BURY, MENTAL_HEALTH), (BOLTON, MENTAL_HEALTH)], "Outstanding"),
        ),
        (
            "The two CCGs rated requires improvement for leadership were Bury CCG and Bolton CCG.",
            dict.fromkeys([(BURY, LEADERSHIP), (BOLTON, LEADERSHIP)], "Requires improvement"),
        ),
        (
            "Bury CCG was rated good, and Bolton CCG outstanding.",
            {(BURY, MENTAL_HEALTH): "Good", (BOLTON, MENTAL_HEALTH): "Outstanding"},
        ),
        (
            "All is known. The two CCGs rated outstanding for dementia were Bury and Heywood, Middleton and Rochdale.",
            dict.fromkeys([(BURY, DEMENTIA), (HEYWOOD, DEMENTIA)], "Outstanding"),
        ),
        ("The only CCG rated inadequate was Bury.", {(BURY, MENTAL_HEALTH): "Inadequate"}),
        ("The three CCGs rated outstanding were Bury, Bolton and others.", {}),
        ("NHS Bury Clinical Commissioning Group (CCG) was rated good.", {(BURY, MENTAL_HEALTH): "Good"}),
        ("NHS Bury CCG (00V) was rated good.", {(BURY, MENTAL_HEALTH): "Good"}),
        ("NHS Bury CCG (RI) was rated good.", {}),
        ("On dementia\nall is known. Bury CCG was rated good.", {(BURY, DEMENTIA): "Good"}),
        ("Of dementia all is known.\nBury CCG was rated good.", {(BURY, DEMENTIA): "Good"}),
        ("Of dementia all is known.\n\nBury CCG was rated good.", {}),  # of dementia, or of what the document is about
        (
            "For dementia:\n\n• Bury CCG was rated good.\n• Bolton CCG was rated good for leadership.\n",
            {(BURY, DEMENTIA): "Good", (BOLTON, LEADERSHIP): "Good"},
        ),
        (
            "Outstanding (2): Bury CCG and Bolton CCG",
            dict.fromkeys([(BURY, MENTAL_HEALTH), (BOLTON, MENTAL_HEALTH)], "Outstanding"),
        ),
        ("Bury CCG received a rating of good for dementia.", {(BURY, DEMENTIA): "Good"}),
        ("The ratings came out in July 2018. Bury CCG was rated good.", {(BURY, MENTAL_HEALTH): "Good"}),
        ("Bury CCG was rated good.\n\nIt has 200,000 patients.", {(BURY, MENTAL_HEALTH): "Good"}),
        ("• **Bury CCG** was rated **good**.", {(BURY, MENTAL_HEALTH): "Good"}),
        (
            "Two CCGs (Bury and Bolton) were rated good.",
            dict.fromkeys([(BURY, MENTAL_HEALTH), (BOLTON, MENTAL_HEALTH)], "Good"),
        ),
        ("Only Bury CCG was rated outstanding by NHS England.", {(BURY, MENTAL_HEALTH): "Outstanding"}),
        ("Bury CCG was the only CCG rated inadequate for dementia.", {(BURY, DEMENTIA): "Inadequate"}),
        ("Kent looks on. Bury CCG was rated good for dementia in 2017/18.", {(BURY, DEMENTIA): "Good"}),
        ("5,000 CCGs were rated good. Bury CCG was rated good.", {(BURY, MENTAL_HEALTH): "Good"}),
        (
            "The following CCGs were rated good: Bury, Bolton.",
            dict.fromkeys([(BURY, MENTAL_HEALTH), (BOLTON, MENTAL_HEALTH)], "Good"),
        ),
    ],
)
def test_a_sentence_that_is_wholly_a_statement_gives_ratings(text: str, stated: dict[tuple[str, str], str]) -> None:
    assert bands(f"{text}\n") == stated


@pytest.mark.parametrize(
    "text",
    [
        "Bury CCG was not rated good.",
        "Nobody said that Bury CCG was rated good.",
        "It is wrong that Bury CCG was rated good.",
        "Bury CCG moved from good to outstanding.",
        "Bury CCG was rated good, up from inadequate.",
        "Bury CCG had been rated good.",
        "Bury CCG will be rated good.",
        "Bury CCG could be rated good.",
        "If Bury CCG was rated good, Bolton CCG was rated inadequate.",
        "Was Bury CCG rated good?",
        "Bury CCG was rated good?",
        "Bury CCG was rated good in 2015/16.",
        "In 2016/17 Bury CCG was rated good.",
        "Bury CCG was rated good last year.",
        "Bury CCG was rated good for cancer.",
        "Bury CCG was rated good overall.",
        "Bury CCG was rated good by its patients.",
        "Bury CCG was rated top performing.",
        "Last year was another matter. Bury CCG was rated good.",
        "Bury CCG was rated good. That was in 2015.",
        "Bury CCG was rated good. That was three years ago.",
        "Bury CCG was rated good. Those were the days.",
        "Bury CCG was rated good. This was for dementia.",
        "Bury CCG was rated good. These figures are for 2015/16.",
        "Bury CCG was rated good. It is now inadequate.",
        "Bury CCG was rated good. That has since changed.",
        "Bury CCG was rated good.\n\nThat was in 2015.",
        "Bury CCG was rated good.\n\nThis is for dementia.",
        "Bury CCG was rated good.\n\nThat is not true.",
        "In 2015 things were different. Bury CCG was rated good.",
        "The baseline was published in October. Bury CCG was rated good.",
        "The CQC inspects hospitals. Bury CCG was rated good.",
        "The dementia charity is worried. Bury CCG was rated good.",
        "Dementia Results\n\nBury CCG was rated good.",
        "Dementia Friends Week\n\nBury CCG was rated good.",
        "Bury CCG was rated good. That claim is false.",
        "What follows was denied.\nBury CCG was rated good.",
        "Bury CCG was rated good.\nThat is not so.",
        "These are the ratings of 2015/16.\n• Bury CCG was rated good.",
        "Outstanding (3): Bury CCG and Bolton CCG",
        "Forecast for next year\n\nBury CCG was rated good.",
        "2015/16\n\nBury CCG was rated good.",
        "Bury CCG was nearly rated good.",
        "Bury CCG was good at answering letters.",
        "The three CCGs rated good were Bury CCG and Bolton CCG.",
        "Bolton and Bury CCG was rated good.",
        "Three CCGs (Bury and Bolton) were rated good.",
        "Bury CCG was the first CCG rated good.",
        "Bury CCG was among the CCGs expected to be rated good.",
        "CCGs rated good do not include Bury CCG.",
        "Leeds CCGs were rated good.",
        "Bury Hospital was rated good.",
        "NHS England rated the trusts of Bury CCG good.",
        "Self-assessment\n\nBury CCG was rated good.",
        "Staff survey\n\nBury CCG was rated good for leadership.",
        "Our panel of carers marked every CCG. Bury CCG was rated good.",
        "True or false?\n\nBury CCG was rated good.",
        "Scenario 2\n\nBury CCG was rated good.",
        "From the archive\n\nBury CCG was rated good.",
        "In 2015/16 things were different.\n\nBury CCG was rated good.",
        "Bury CCG was rated good. In your dreams.",
        "Bury CCG was rated good. For Bury read Bolton.",
        "Bury CCG was rated good. The columns had been swapped.",
        "Bury CCG was rated good. Today it is inadequate.",
        "Bury CCG was rated good.*\n\n* Subject to appeal.",
        "The letter went like this. Bury CCG was rated good.",
        "Here is my guess. Bury CCG was rated good.",
        "I marked them all. Bury CCG was rated good.",
        "Bury CCG was rated good. Source: our survey.",
    ],
)
def test_any_other_sentence_states_nothing_and_still_names(text: str) -> None:
    built = build(f"{text}\n")
    assert rated(built) == {}
    assert set(built.tables["mention"]["band"]) <= {None}
    if "Hospital" not in text:
        assert built.tables["mention"].height >= 1


def test_why_no_band_was_taken_stands_beside_the_name() -> None:
    found = rows(
        build("Bury CCG moved from good to outstanding.\n\nBury CCG has replied.\n"), "mention", "no_band_reason"
    )
    assert found == [("names a band, and is not wholly a statement of who has it",), (None,)]


def test_without_a_context_a_sentence_states_nothing() -> None:
    built = build("Bury CCG was rated good.\n", "publications: false\n")
    assert rated(built) == {}
    assert rows(built, "mention", "org_code", "no_band_reason") == [
        (BURY, "names a band, and the sidecar gives no context")
    ]


def test_where_several_contexts_fit_none_is_taken() -> None:
    described = (
        "other_contexts:\n"
        "  - {framework: ccg_iaf, area: dementia, period: 2017/18}\n"
        "  - {framework: ccg_iaf, area: dementia, period: 2016/17}\n"
    )
    assert bands("Bury CCG was rated good for dementia.\n", described) == {}
    assert bands("Bury CCG was rated good for dementia in 2016/17.\n", described) == {(BURY, DEMENTIA): "Good"}


def test_a_name_means_the_organisation_of_the_day() -> None:
    """Leeds North was open at the end of 2017/18; Leeds opened on 1 April 2018, before the article was published."""
    built = build("Leeds North CCG was rated good.\n\nNHS Leeds CCG has replied.\n")
    found = rows(built, "mention", "org_name_published", "org_code", "reason")
    assert found == [("Leeds North CCG", "02V", None), ("NHS Leeds CCG", "15F", None)]
    (code, reason), *_ = rows(build("NHS Leeds CCG was rated good.\n"), "mention", "org_code", "reason")
    assert code is None
    assert reason.startswith("NHS Leeds CCG opened on 1 April 2018")


def test_an_unknown_name_gives_no_organisation_and_says_why() -> None:
    ((code, reason),) = rows(build("NHS Atlantis CCG has replied.\n"), "mention", "org_code", "reason")
    assert code is None
    assert "no CCG is called 'NHS Atlantis CCG'" in reason


TABLE = """\
tables:
  - name: ratings
    columns:
      - {title: CCG, organisation: true}
      - {title: Dementia, rating: {framework: ccg_iaf, area: dementia, period: 2017/18}}
"""


def test_a_sentence_that_repeats_a_row_adds_none() -> None:
    text = "CCG\tDementia\nNHS Bury CCG\tGood\n\nBury CCG was rated good for dementia.\n"
    built = build(text, TABLE)
    assert rows(built, "rating", "line_no", "band") == [(2, "Good")]
    assert rows(built, "mention", "line_no", "band") == [(4, "Good")]
    assert reasons(built, "mention") == []


def test_a_sentence_that_contradicts_a_row_is_listed_and_the_row_stays() -> None:
    text = "CCG\tDementia\nNHS Bury CCG\tGood\n\nBury CCG was rated inadequate for dementia.\n"
    built = build(text, TABLE)
    assert built.problems == []
    assert rows(built, "rating", "line_no", "band") == [(2, "Good")]
    assert reasons(built, "mention") == [(4, "'Inadequate' is stated, and line 2 of the document has 'Good' of it")]


def test_of_two_sentences_that_contradict_each_other_neither_is_taken() -> None:
    built = build("Bury CCG was rated good.\n\nBury CCG was rated inadequate.\n")
    assert rated(built) == {}
    assert [line for line, _ in reasons(built, "mention")] == [1, 3]


ABOUT_BURY = "NHS Bury CCG, annual assessment"


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Leadership: Good", {(BURY, LEADERSHIP): "Good"}),
        ("- Mental health – requires improvement", {(BURY, MENTAL_HEALTH): "Requires improvement"}),
        ("Dementia was rated outstanding.", {(BURY, DEMENTIA): "Outstanding"}),
        ("In 2015/16:\n- Leadership: Good", {}),
        ("Last year:\n\nLeadership: Good", {}),
        ("Cancer: Good", {}),
        ("Leadership: Good (2015/16: Inadequate)", {}),
        ("Leadership: not Good", {}),
        ("NHS Bolton CCG\n\nLeadership: Good", {}),
        ("Our trust\n\nLeadership: Good", {}),
        ("Self-assessment\n\nLeadership: Good", {}),
    ],
)
def test_an_area_and_a_band_are_those_of_the_one_organisation_in_the_title(
    text: str, stated: dict[tuple[str, str], str]
) -> None:
    assert bands(f"{text}\n", title=ABOUT_BURY) == stated


def test_without_one_organisation_in_the_title_an_area_and_a_band_are_nobodys() -> None:
    assert bands("Leadership: Good\n") == {}
    assert bands("Leadership: Good\n", title="NHS Bury CCG and NHS Bolton CCG") == {}


def test_bare_names_under_a_line_that_says_so_are_mentions() -> None:
    text = "CCGs that have replied\n• Bury\n• Heywood, Middleton and Rochdale\n\nTowns\n• Bolton\n"
    assert rows(build(text), "mention", "line_no", "org_code") == [(2, BURY), (3, HEYWOOD)]
    # What stands under another heading is listed as data that nothing maps.
    assert [line for line, _ in reasons(build(text), "unmapped")] == [2, 3, 6]


def test_the_organisations_of_mapped_lists_are_mentions_with_what_is_stated() -> None:
    described = (
        "band_lists:\n  - {name: best, rating: {framework: ccg_iaf, area: dementia, period: 2017/18}}\n"
        "value_lists:\n  - {name: top, after: 'Top:', measure: {measure_id: iapt_recovery_rate, period: 2017/18}}\n"
    )
    built = build("Top: Bury 58.2%, Bolton 57.9%\n\nOutstanding\n• Bury\n", described)
    assert rows(built, "mention", "line_no", "org_code", "area", "band", "measure_id", "value") == [
        (1, BURY, None, None, "iapt_recovery_rate", 58.2),
        (1, BOLTON, None, None, "iapt_recovery_rate", 57.9),
        (4, BURY, DEMENTIA, "Outstanding", None, None),
    ]
