"""What is published out of the tables, against the documents: counts, cells, values, organisations, reasons, coverage.

Expected rows are read from the documents by the few plain lines here; counts stand in tests/truth, made by hand.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest
from installation import TRUTH_DIR, Installation, Row, csv_rows

from pipeline.base.settings import PROJECT_DIR

ORGANISATIONS = {row["org_code"]: row for row in csv_rows(PROJECT_DIR / "raw/reference/organisations.csv")}
SUCCESSIONS = csv_rows(PROJECT_DIR / "raw/reference/successions.csv")

# The areas of the briefing's four columns, with the period and its last day.
BRIEFING = {
    "leadership": ("2019/20 Q1", date(2019, 6, 30)),
    "dementia": ("2017/18", date(2018, 3, 31)),
    "mental_health": ("2017/18", date(2018, 3, 31)),
    "learning_disabilities": ("2017/18", date(2018, 3, 31)),
}
BASELINE_END = date(2017, 3, 31)


def spelled_alike(name: str) -> str:
    """A name without case, punctuation, brackets and the NHS … CCG around it."""
    plain = re.sub(r"\(.*?\)", " ", name.lower()).replace("&", " and ")
    return " ".join(re.findall(r"[a-z]+", plain)).removeprefix("nhs ").removesuffix(" ccg")


def was_open(code: str, day: date) -> bool:
    row = ORGANISATIONS[code]
    return row["opened_on"] <= day.isoformat() and (not row["closed_on"] or row["closed_on"] >= day.isoformat())


def codes_of_name(name: str) -> set[str]:
    return {code for code, row in ORGANISATIONS.items() if spelled_alike(row["org_name"]) == spelled_alike(name)}


def briefing_rows(installation: Installation) -> list[list[str]]:
    """The 215 rows of the briefing: name and four cells."""
    lines = installation.document("rcpsych_2020").read_text(encoding="utf-8").split("\n")
    rows = [line.split("\t") for line in lines if line.startswith("NHS ") and "\t" in line]
    return [row + [""] * (5 - len(row)) for row in rows]


def article_rows(installation: Installation) -> list[tuple[str, str, float, float]]:
    """The 34 rows of the article: name, band, two percentages."""
    text = installation.document("nursing_times_2016").read_text(encoding="utf-8")
    pattern = r"^(NHS .+ CCG) (Top performing|Greatest need for improvement) ([\d.]+)% ([\d.]+)%$"
    return [(name, band, float(iapt), float(eip)) for name, band, iapt, eip in re.findall(pattern, text, re.MULTILINE)]


@pytest.mark.parametrize("expected", csv_rows(TRUTH_DIR / "rating_counts.csv"), ids=lambda row: "-".join(row.values()))
def test_each_band_has_as_many_organisations_as_the_document_prints(
    published: Installation, expected: dict[str, str]
) -> None:
    label = expected["band"]
    counted = published.rows(
        """SELECT count(*) FROM core.rating WHERE document_id = ? AND area = ? AND period = ?
        AND CASE ? WHEN 'blank' THEN quote = '' WHEN 'INSUFFICIENT DATA' THEN status = 'insufficient_data'
            ELSE coalesce(band, '') = ? END""",
        *(expected[column] for column in ("document_id", "area", "period")),
        label,
        label,
    )
    assert counted == [(int(expected["n"]),)]


def test_the_briefing_gives_every_cell_of_its_215_rows_and_nothing_else(published: Installation) -> None:
    rows = briefing_rows(published)
    assert len(rows) == 215
    printed = {(name, area): cell for name, *cells in rows for area, cell in zip(BRIEFING, cells, strict=True)}
    stored = published.rows(
        "SELECT org_name_published, area, period, quote, status, band, scale, framework FROM core.rating "
        "WHERE document_id = 'rcpsych_2020'"
    )
    assert len(stored) == 215 * 4
    for name, area, period, quote, status, band, scale, framework in stored:
        assert (period, scale, framework) == (BRIEFING[area][0], "iaf_four_point", "ccg_iaf")
        cell = printed.pop((name, area))
        assert quote == cell
        if cell == "INSUFFICIENT DATA":
            assert (status, band) == ("insufficient_data", None)
        elif cell == "":
            assert (status, band) == ("not_applicable", None)
        else:
            assert (status, band) == ("rated", cell)
    assert printed == {}


def test_the_article_gives_34_ratings_of_2016(published: Installation) -> None:
    printed = {(name, band) for name, band, _, _ in article_rows(published)}
    stored = published.rows(
        "SELECT org_name_published, band FROM core.rating WHERE document_id = 'nursing_times_2016' "
        "AND status = 'rated' AND framework = 'ccg_iaf_baseline_2016' AND scale = 'iaf_baseline_2016' "
        "AND area = 'mental_health' AND period = '2016/17'"
    )
    assert len(stored) == len(printed) == 34
    assert set(stored) == printed


def test_the_article_gives_two_values_for_each_of_the_34(published: Installation) -> None:
    expected = set()
    for name, _, iapt, eip in article_rows(published):
        expected |= {(name, "iapt_recovery_rate", iapt), (name, "eip_two_week_wait", eip)}
    stored = published.rows(
        "SELECT org_name_published, measure_id, value FROM core.measure_value WHERE document_id = 'nursing_times_2016'"
    )
    assert len(stored) == len(expected) == 68
    assert set(stored) == expected


def test_a_value_is_dated_by_inference_and_true_to_one_decimal(published: Installation) -> None:
    assert published.rows(
        """SELECT DISTINCT period, period_published, period_start, period_end, period_note IS NULL, decimals, status,
        reason, numerator, denominator, lower, upper FROM core.measure_value WHERE document_id = 'nursing_times_2016'"""
    ) == [
        ("2015/16 Q4", "January and March this year", date(2016, 1, 1), date(2016, 3, 31), False, 1, "published")
        + (None,) * 5
    ]


@pytest.mark.parametrize(
    ("org_code", "org_name", "band", "line_no", "printed", "values"),
    [
        ("05W", "NHS Stoke on Trent CCG", "Top performing", 45, ["59.10%", "78.30%"], [59.1, 78.3]),
        ("03K", "NHS North Lincolnshire CCG", "Top performing", 43, ["67.60%", "100.00%"], [67.6, 100.0]),
        ("08Q", "NHS Southwark CCG", "Greatest need for improvement", 76, ["35.40%", "28.60%"], [35.4, 28.6]),
        ("01W", "NHS Stockport CCG", "Greatest need for improvement", 62, ["44.00%", "0.00%"], [44.0, 0.0]),
    ],
)
def test_an_organisation_has_the_band_and_values_of_its_line(
    published: Installation,
    org_code: str,
    org_name: str,
    band: str,
    line_no: int,
    printed: list[str],
    values: list[float],
) -> None:
    assert published.rows("SELECT org_name FROM core.organisation WHERE org_code = ?", org_code) == [(org_name,)]
    rating = "SELECT band, line_no FROM core.rating WHERE document_id = 'nursing_times_2016' AND org_code = ?"
    assert published.rows(rating, org_code) == [(band, line_no)]
    value = "SELECT value_published, value, line_no FROM core.measure_value WHERE org_code = ? ORDER BY measure_id DESC"
    assert published.rows(value, org_code) == [(p, v, line_no) for p, v in zip(printed, values, strict=True)]


@pytest.mark.parametrize("table", ["rating", "measure_value"])
def test_a_row_has_the_organisation_of_its_name_that_was_open_when_it_was_measured(
    published: Installation, table: str
) -> None:
    days = {area: day for area, (_, day) in BRIEFING.items()}
    rows = published.rows(f"SELECT DISTINCT document_id, org_name_published, org_code FROM core.{table}")
    filled = published.rows(
        f"SELECT document_id, org_code, {'area' if table == 'rating' else 'measure_id'} FROM core.{table} "
        "WHERE status NOT IN ('not_applicable', 'not_published')"
    )
    dates: dict[tuple[str, str], set[date]] = {}
    for document_id, org_code, column in filled:
        in_briefing = document_id == "rcpsych_2020"
        day = days[column] if in_briefing else BASELINE_END if table == "rating" else date(2016, 3, 31)
        dates.setdefault((document_id, org_code), set()).add(day)
    assert rows
    for document_id, name, org_code in rows:
        fitting = {code for code in codes_of_name(name) if all(was_open(code, d) for d in dates[document_id, org_code])}
        assert fitting == {org_code}, name


def blank_cells(published: Installation) -> list[Row]:
    return published.rows(
        """SELECT org_code, area, status, band, reason, period_end, char_start = char_end
        FROM core.rating WHERE quote = ''"""
    )


def successors_until(code: str, day: date) -> set[str]:
    """Every organisation that took an area over until a day, also through others."""
    steps = [step for step in SUCCESSIONS if step["effective_on"] <= day.isoformat()]
    found: set[str] = set()
    waiting = [code]
    while waiting:
        current = waiting.pop()
        following = {step["successor_org_code"] for step in steps if step["predecessor_org_code"] == current}
        waiting += following - found
        found |= following
    return found


def people_write(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def test_24_organisations_were_dissolved_before_the_leadership_ratings_and_8_came_after_the_service_ratings(
    published: Installation,
) -> None:
    counts = Counter(area for _, area, *_ in blank_cells(published))
    assert counts == {"leadership": 24, "dementia": 8, "mental_health": 8, "learning_disabilities": 8}


def test_every_blank_cell_has_the_reason_that_the_register_gives(published: Installation) -> None:
    for org_code, area, status, band, reason, period_end, has_no_text in blank_cells(published):
        organisation = ORGANISATIONS[org_code]
        assert (status, band, has_no_text) == ("not_applicable", None, True)
        assert not was_open(org_code, period_end)
        if area == "leadership":
            fact = f"closed on {people_write(organisation['closed_on'])}, succeeded by "
            others = successors_until(org_code, period_end)
        else:
            fact = f"opened on {people_write(organisation['opened_on'])}, succeeding "
            others = {s["predecessor_org_code"] for s in SUCCESSIONS if s["successor_org_code"] == org_code}
        assert reason.startswith(f"did not exist: {organisation['org_name']} {fact}")
        assert others
        assert set(re.findall(r"\(([0-9A-Z]{3})\)", reason)) == others
        assert all(ORGANISATIONS[code]["org_name"] in reason for code in others)


@pytest.mark.parametrize(
    ("name", "area", "reason"),
    [
        (
            "NHS Leeds West CCG",
            "leadership",
            "did not exist: NHS Leeds West CCG closed on 31 March 2018, succeeded by NHS Leeds CCG (15F)",
        ),
        (
            "NHS Bristol, North Somerset and South Gloucestershire CCG",
            "dementia",
            "did not exist: NHS Bristol, North Somerset and South Gloucestershire CCG opened on 1 April 2018, "
            "succeeding NHS Bristol CCG (11H), NHS North Somerset CCG (11T), NHS South Gloucestershire CCG (12A)",
        ),
    ],
)
def test_a_reason_reads_as_a_sentence(published: Installation, name: str, area: str, reason: str) -> None:
    query = "SELECT reason FROM core.rating WHERE org_name_published = ? AND area = ?"
    assert published.rows(query, name, area) == [(reason,)]


@pytest.mark.parametrize(("area", "open_then"), [(area, 191 if area == "leadership" else 207) for area in BRIEFING])
def test_the_briefing_covers_exactly_the_organisations_open_then(
    published: Installation, area: str, open_then: int
) -> None:
    period, day = BRIEFING[area]
    covered = published.rows(
        "SELECT org_code FROM core.rating WHERE framework = 'ccg_iaf' AND area = ? AND period = ? "
        "AND status IN ('rated', 'insufficient_data')",
        area,
        period,
    )
    assert len(covered) == open_then
    assert {code for (code,) in covered} == {code for code in ORGANISATIONS if was_open(code, day)}


def test_the_release_tells_the_coverage_of_each_set(published: Installation) -> None:
    told = published.rows("SELECT passed, outcome FROM meta.check WHERE check_name = 'coverage'")
    assert [passed for passed, _ in told] == [True]
    lines = told[0][1].split("; ")
    assert "ccg_iaf_baseline_2016 mental_health 2016/17: 34 of 209, declared as lists of some bands" in lines
    for area, count in [("leadership", 191), ("dementia", 207), ("mental_health", 207), ("learning_disabilities", 207)]:
        assert f"ccg_iaf {area} {BRIEFING[area][0]}: {count} of {count}" in lines


def test_the_distribution_says_that_34_of_209_are_no_national_picture(published: Installation) -> None:
    # The article lists two bands whole; how many the other two have is not to be told from its rows.
    assert published.rows(
        """SELECT band, organisations_listed, organisations, share, organisations_rated, organisations_open, coverage,
        coverage_note FROM marts.rating_distribution WHERE period = '2016/17' AND area = 'mental_health'
        ORDER BY position"""
    ) == [
        (band, listed, count, None, 34, 209, 34 / 209, "34 of the 209 organisations open then have a row")
        for band, listed, count in [
            ("Top performing", 13, 13),
            ("Performing well", 0, None),
            ("Needs improvement", 0, None),
            ("Greatest need for improvement", 21, 21),
        ]
    ]


def test_insufficient_data_is_covered_and_counted_apart(published: Installation) -> None:
    assert published.rows(
        """SELECT organisations_rated, organisations_without_band, organisations_open, coverage, coverage_note,
        round(sum(share), 12) FROM marts.rating_distribution WHERE area = 'dementia' GROUP BY ALL"""
    ) == [(203, 4, 207, 1.0, None, 1.0)]
