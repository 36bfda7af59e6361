"""The page that tells what a cited figure said and says; the keys' last characters were worked out with sha256sum."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from visits import Visit

from pipeline.publish.site import addresses

CLAIM = "claim:mailonline_2016:3.2=106+corroborated~d902"
RATING = "rating:dementia:2017/18:00C:ccg_iaf:rcpsych_2020=Outstanding~6efc"


@pytest.mark.parametrize(
    ("key", "cited", "now", "source"),
    [
        (CLAIM, "Cited: 106 corroborated.", "Unchanged.", "sources/mailonline_2016.html#line-3"),
        (
            f"{CLAIM}@20200101T000000Z",
            "in release 20200101T000000Z",
            "Unchanged.",
            "sources/mailonline_2016.html#line-3",
        ),
        ("claim:mailonline_2016:3.2=106+not_checkable~971b", "Cited: 106 not checkable.", "Changed:", None),
        (RATING, "Cited: Outstanding.", "Unchanged.", "sources/rcpsych_2020.html#line-83"),
    ],
)
def test_a_cited_figure_is_told_with_what_it_says_now(
    visit: Visit, key: str, cited: str, now: str, source: str | None
) -> None:
    page = visit(f"cited.html#{key}")
    told = page.locator("#told")
    expect(told).to_contain_text(cited)
    expect(told).to_contain_text(now)
    if source:
        assert told.get_by_role("link").get_attribute("href") == source
    expect(page.get_by_role("textbox", name="Report an error")).to_have_value(f"Key: {key}\nWhat is wrong: \n"
        "The right value, and where it is printed: \n")  # fmt: skip


@pytest.mark.parametrize(
    ("key", "lines"),
    [
        (CLAIM, ["Claim of MailOnline, 28 October 2016, line 3"]),
        (
            "claim:mailonline_2016:3.2=106+not_checkable~971b",
            ["Changed: checked anew: The documents name 34 of the 209 CCGs"],
        ),
        (RATING, ["NHS Darlington CCG, dementia rating 2017/18, from Royal College of Psychiatrists, 27 January 2020"]),
    ],
)
def test_what_is_cited_is_told_by_name_and_why_it_changed(visit: Visit, key: str, lines: list[str]) -> None:
    page = visit(f"cited.html#{key}")
    for line in lines:
        expect(page.locator("#told")).to_contain_text(line)


def test_a_value_is_told_by_name_and_that_of_another_edition_with_what_became_of_it(visit_figures: Visit) -> None:
    page = visit_figures("cited.html#value:iapt_recovery_rate:2021/22+Q4:03F:mh_dashboard_2023-02-22=55~118c")
    told = page.locator("#told")
    expect(told).to_contain_text("NHS Hull CCG, IAPT recovery rate, 2021/22 Q4")
    expect(told).to_contain_text("Cited: 55%, from NHS England, 22 February 2023.")
    expect(told).to_contain_text("Unchanged.")
    page.evaluate("location.hash = 'value:iapt_recovery_rate:2021/22+Q4:03F:mh_dashboard_2022-09-30=55~3f62'")
    withdrawn = (
        "Withdrawn: mh_dashboard_2022-09-30 is not read any more; NHS England, 22 February 2023 states the same."
    )
    expect(told).to_contain_text(withdrawn)


def test_a_sum_that_is_another_one_now_says_so(visit_figures: Visit) -> None:
    page = visit_figures("cited.html#sum:eip_two_week_wait:2018/19:icb.QOQ:eip_waiting_times=64~25ab")
    told = page.locator("#told")
    expect(told).to_contain_text("EIP treatment within two weeks, 2018/19, worked out from the counts of eip")
    expect(told).to_contain_text("Cited: 64%.")
    expect(told).to_contain_text("Now: 64.35406699%, worked out: 269 of 418, sum of 8 CCGs")
    expect(told).to_contain_text("Changed: the counts that are read now come to another sum.")


def test_the_address_of_a_key_is_looked_up(visit: Visit) -> None:
    page = visit(addresses.cited(CLAIM))
    expect(page.locator("#told")).to_contain_text("Unchanged.")


def test_a_mistyped_key_is_refused_and_a_typed_one_is_looked_up(visit: Visit) -> None:
    page = visit("cited.html")
    box = page.get_by_role("textbox", name="Key of the figure")
    box.fill(CLAIM.replace("106", "107"))
    box.press("Enter")
    expect(page.locator("#told")).to_have_text("This key is not as it was made: a character is missing or another one.")
    box.fill(CLAIM)
    box.press("Enter")
    expect(page.locator("#told")).to_contain_text("Unchanged.")
