"""Citations of figures, as a reader copies them."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipeline.publish.site.citing import cite, in_release

DASHBOARD = {
    "publisher": "NHS England", "title": "NHS England mental health dashboard", "published_on": date(2022, 9, 30),
    "published_precision": "day", "text_kind": "figures", "url": "https://www.england.nhs.uk/dashboard.xlsm",
}  # fmt: skip
ARTICLE = {
    "publisher": "MailOnline", "title": "Shocking figures", "published_on": date(2016, 10, 28),
    "published_precision": "day", "text_kind": "abstract", "url": None,
}  # fmt: skip
RELEASE = {"release_id": "20261129T134949123456Z", "as_at": date(2026, 11, 29)}
VALUE: dict[str, Any] = {
    "measure_id": "iapt_recovery_rate", "measure_name": "IAPT recovery rate", "unit": "%", "decimals": 0,
    "period": "2021/22 Q4", "org_type": "ccg", "org_code": "03F", "org_name": "NHS Hull CCG",
    "document_id": "mh_dashboard_2022-09-30", "line_no": None, "locator": "IAPT(ii_a)!AC61",
    "value": 55.0, "status": "published",
}  # fmt: skip
KEY = "value:iapt_recovery_rate:2021/22+Q4:03F:mh_dashboard_2022-09-30=55~3f62"


def test_a_value_is_cited_with_its_cell_and_release() -> None:
    cited = cite(VALUE, DASHBOARD, RELEASE)
    assert cited.key == f"{KEY}@20261129T134949123456Z"
    source = "NHS England, “NHS England mental health dashboard”, 30 September 2022, IAPT(ii_a)!AC61"
    behind = "In: CCG ratings, an unofficial compilation, release of 29 November 2026 (20261129T134949123456Z)."
    assert cited.short == f"{source}. {behind}"
    assert cited.full == (
        "NHS Hull CCG (03F), IAPT recovery rate 2021/22 Q4: 55%. "
        f"{source}, https://www.england.nhs.uk/dashboard.xlsm. {behind} Key: {cited.key}"
    )


def test_a_page_may_leave_the_release_out_and_add_it() -> None:
    cited = cite(VALUE, DASHBOARD)
    assert cited.key == KEY
    assert "release" not in cited.short + cited.full
    assert cite(VALUE, DASHBOARD, RELEASE).short == f"{cited.short} {in_release(RELEASE)}."


def test_a_sum_is_cited_as_worked_out_with_the_document_of_its_counts() -> None:
    total = {
        "measure_id": "iapt_recovery_rate", "measure_name": "IAPT recovery rate", "unit": "%", "period": "2021/22",
        "area_type": "icb", "area_code": "QOQ", "source_id": "annual", "percent": 52.5, "numerator": 10500.0,
        "denominator": 20000.0, "organisations_counted": 6, "organisations_open": 6, "org_type": "ccg",
    }  # fmt: skip
    cited = cite(total, DASHBOARD, name="A board")
    assert cited.full == (
        "A board (QOQ), IAPT recovery rate 2021/22: 52.5%, worked out: 10,500 of 20,000, sum of 6 CCGs. "
        "NHS England, “NHS England mental health dashboard”, 30 September 2022, "
        "https://www.england.nhs.uk/dashboard.xlsm."
    )
    assert cited.key.startswith("sum:iapt_recovery_rate:2021/22:icb.QOQ:annual=52.5~")


def test_a_withheld_value_is_cited_as_withheld() -> None:
    withheld = VALUE | {"value": None, "status": "suppressed", "decimals": None}
    assert cite(withheld, DASHBOARD).full.startswith(
        "NHS Hull CCG (03F), IAPT recovery rate 2021/22 Q4: suppressed (small numbers). NHS England, "
    )


CLAIM: dict[str, Any] = {
    "claim_id": "mailonline_2016:3.2", "document_id": "mailonline_2016", "line_no": 3,
    "quote": "106 need improvement", "claimed": 106.0, "verdict": "corroborated",
    "line": "  • Among the 209 groups, 106 need improvement (or 'must').", "first": 26,
}  # fmt: skip
BEHIND = (
    "Checked: adds up with other statements; there is no list to check it against. "
    "MailOnline, “Shocking figures”, 28 October 2016, line 3"
)


def test_a_claim_of_an_abstract_is_a_paraphrase_in_its_whole_sentence_without_quotation_marks() -> None:
    assert cite(CLAIM, ARTICLE).full == (
        "MailOnline (paraphrased): Among the 209 groups, 106 need improvement (or 'must'). "
        f"{BEHIND} (of the text as saved); the title is the publisher’s."
    )


def test_words_that_are_the_publishers_are_quoted() -> None:
    original = ARTICLE | {"text_kind": "original"}
    said = "MailOnline: “Among the 209 groups, 106 need improvement (or 'must').”"
    assert cite(CLAIM, original).full == f"{said} {BEHIND}."
    # A title is as printed in an abstract too.
    title = CLAIM | {"line": ARTICLE["title"], "quote": "figures", "first": 9}
    assert cite(title, ARTICLE).full.startswith("MailOnline: “Shocking figures”. Checked: ")


def test_a_rating_is_cited_with_its_band() -> None:
    rating = {
        "area": "mental_health", "period": "2015/16", "org_code": "03F", "framework": "ccg_iaf_baseline_2016",
        "document_id": "mailonline_2016", "line_no": 40, "band": "Needs improvement", "status": "rated",
    }  # fmt: skip
    cited = cite(rating, ARTICLE, name="NHS Hull CCG")
    assert cited.full.startswith("NHS Hull CCG (03F), Mental health 2015/16: Needs improvement. MailOnline, ")
    assert (
        cited.key
        == "rating:mental_health:2015/16:03F:ccg_iaf_baseline_2016:mailonline_2016=Needs+improvement~"
        + (cited.key[-4:])
    )
