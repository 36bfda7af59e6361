"""raw/reference: what it says, and that every problem in it is listed with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from the_reference import REFERENCE

from pipeline.base.folding import fold_name
from pipeline.reference.reading import Reference, read_reference

FOLDER = Path(__file__).parents[3] / "raw" / "reference"


def test_the_reference_has_no_problems() -> None:
    assert REFERENCE.problems == []


def bands(framework: str) -> list[tuple[int, str]]:
    return [(band.position, band.band) for band in REFERENCE.scale_of(framework).bands]


def test_the_two_frameworks_rate_on_two_scales() -> None:
    assert bands("ccg_iaf_baseline_2016") == [
        (1, "Top performing"),
        (2, "Performing well"),
        (3, "Needs improvement"),
        (4, "Greatest need for improvement"),
    ]
    assert bands("ccg_iaf") == [(1, "Outstanding"), (2, "Good"), (3, "Requires improvement"), (4, "Inadequate")]


@pytest.mark.parametrize(
    ("framework", "label", "band"),
    [
        ("ccg_iaf_baseline_2016", "need improvement", "Needs improvement"),
        ("ccg_iaf_baseline_2016", "needing improvement", "Needs improvement"),
        ("ccg_iaf_baseline_2016", "in need of improvement", "Needs improvement"),
        ("ccg_iaf_baseline_2016", "performed well", "Performing well"),
        ("ccg_iaf_baseline_2016", "greatest need", "Greatest need for improvement"),
        ("ccg_iaf_baseline_2016", "greatest need to improve", "Greatest need for improvement"),
        ("ccg_iaf_baseline_2016", "top performers", "Top performing"),
        ("ccg_iaf_baseline_2016", "top-performing", "Top performing"),
        ("ccg_iaf", "require improvement", "Requires improvement"),
        ("ccg_iaf", "requiring improvement", "Requires improvement"),
        ("ccg_iaf", "outstanding", "Outstanding"),
    ],
)
def test_wordings_of_journalists_stand_for_one_band(framework: str, label: str, band: str) -> None:
    assert REFERENCE.scale_of(framework).by_label[label] == band


@pytest.mark.parametrize("wording", ["need to improve", "must improve", "fall below the standards", "need improvement"])
def test_collective_wordings_mean_the_two_lower_bands(wording: str) -> None:
    scale = REFERENCE.scale_of("ccg_iaf_baseline_2016")
    assert wording in scale.below_standard
    assert scale.below_standard_bands == ("Needs improvement", "Greatest need for improvement")


def test_labels_in_place_of_a_rating_have_a_status() -> None:
    statuses = {label.casefold(): status for label, status in REFERENCE.vocabulary.missing_labels.items()}
    assert statuses["insufficient data"] == "insufficient_data"
    assert statuses["n/a"] == statuses["not applicable"] == "not_applicable"


def test_areas_are_known_by_their_names() -> None:
    names = {area.area: area.names[0] for area in REFERENCE.vocabulary.areas}
    assert names == {
        "overall": "headline rating",
        "mental_health": "mental health",
        "dementia": "dementia",
        "learning_disabilities": "learning disabilities",
        "leadership": "leadership",
        "maternity": "maternity",
        "diabetes": "diabetes",
        "cancer": "cancer",
    }


@pytest.mark.parametrize(
    ("name", "measure_id"),
    [
        # the table, the text and the two lists of the Nursing Times
        ("IAPT Recovery Rate", "iapt_recovery_rate"),
        ("EIP 2 Week Wait", "eip_two_week_wait"),
        ("early intervention in psychosis", "eip_two_week_wait"),
        ("improving access to psychological therapies", "iapt_recovery_rate"),
        ("children\N{RIGHT SINGLE QUOTATION MARK}s mental health", "cyp_mental_health"),
        ("physical health for people with severe mental illnesses", "smi_physical_health"),
        ("out of area treatments", "out_of_area_placements"),
        (
            "mental health spend as proportion of a CCG\N{RIGHT SINGLE QUOTATION MARK}s allocation",
            "mental_health_spend_share",
        ),
        ("planned mental health spending", "planned_mental_health_spend"),
        ("length of stay in secure inpatient care", "secure_length_of_stay"),
        ("number of patients placed in police cells as a place of safety", "police_cells_place_of_safety"),
        ("whether the CCG is hitting access and waiting time standards", "access_and_waiting_standards"),
        # the fifteen of the briefing
        ("Staff engagement", "staff_engagement"),
        ("Progress against Workforce Race Equality Standard", "workforce_race_equality"),
        ("Working relationships at local level", "working_relationships"),
        ("Patient and public involvement in commissioning", "patient_and_public_involvement"),
        ("Corporate governance", "corporate_governance"),
        ("Estimated dementia diagnosis rate", "dementia_diagnosis_rate"),
        ("Care planning and post-diagnosis support", "dementia_care_planning"),
        ("Recovery rates for Improving Access to Psychological Therapies (IAPT)", "iapt_recovery_rate"),
        ("IAPT access rate", "iapt_access_rate"),
        ("Performance against the Early Intervention in Psychosis (EIP) target", "eip_two_week_wait"),
        ("Inappropriate out of area placements", "out_of_area_placements"),
        ("Crisis team provision", "crisis_team_provision"),
        ("Completeness of the GP learning disability register", "learning_disability_register_completeness"),
        ("Dependence upon specialist inpatient care", "learning_disability_inpatient_reliance"),
        (
            "Delivery of annual health checks for those with a learning disability",
            "learning_disability_health_checks",
        ),
    ],
)
def test_every_indicator_that_the_documents_name_is_one_measure(name: str, measure_id: str) -> None:
    assert REFERENCE.measure_by_name[fold_name(name)].measure_id == measure_id


def test_the_briefings_indicators_are_spread_over_four_areas() -> None:
    in_area = [measure.area for measure in REFERENCE.measures.values()]
    assert {area: in_area.count(area) for area in ("leadership", "dementia", "learning_disabilities")} == {
        "leadership": 5,
        "dementia": 2,
        "learning_disabilities": 3,
    }


def standards(measure_id: str) -> list[tuple[str, float, str | None, bool]]:
    listed = REFERENCE.measures[measure_id].standards
    return [(entry.comparator, entry.standard, entry.from_period, entry.verified) for entry in listed]


def test_standards_have_dates_and_a_date_that_is_not_known_is_unverified() -> None:
    assert standards("eip_two_week_wait") == [("more than", 50, "2016/17", True), ("at least", 60, "2020/21", True)]
    assert standards("iapt_recovery_rate") == [("at least", 50, None, False), ("at least", 50, "2021/22", True)]
    assert standards("dementia_diagnosis_rate") == [("at least", 66.7, None, False)]


def test_national_ambitions_apply_to_england_as_a_whole() -> None:
    of_england = {
        measure_id
        for measure_id, measure in REFERENCE.measures.items()
        for entry in measure.standards
        if entry.applies_to == "England"
    }
    assert of_england == {
        "acute_hospitals_core_24",
        "adult_acute_stays_over_60_days",
        "cyp_crisis_coverage",
        "eip_services_nice_level_2",
        "eip_services_nice_level_3",
        "older_adult_acute_stays_over_90_days",
    }


def test_a_share_lies_between_0_and_100_where_its_parts_are_counted() -> None:
    recovery = REFERENCE.measures["iapt_recovery_rate"]
    assert (recovery.unit, recovery.polarity, recovery.minimum, recovery.maximum) == ("%", "higher", 0, 100)


def changed(tmp_path: Path, file: str, old: str, new: str) -> Reference:
    """The reference with one text of one file replaced."""
    folder = tmp_path / "reference"
    shutil.copytree(FOLDER, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{file} has no {old!r}"
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return read_reference(folder)


def test_measures_of_0_1_0_without_a_list_of_the_units_that_count_read_the_same(tmp_path: Path) -> None:
    text = (FOLDER / "measures.yml").read_text(encoding="utf-8")
    (line,) = [line for line in text.split("\n") if line.startswith("counts: ")]
    before = changed(tmp_path, "measures.yml", f"{line}\n", "")
    assert (before.problems, before.counts) == ([], read_reference(FOLDER).counts)


def line_with(file: str, text: str) -> int:
    lines = (FOLDER / file).read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "message"),
    [
        ("organisations.csv", "00D,", "00C,", "00D,", "the code '00C' stands in line"),
        ("organisations.csv", "E38000047", "E38000042", "00D,", "the GSS code 'E38000042' stands in line"),
        ("organisations.csv", "00C,NHS Darlington CCG", "00C,Barnet", "07M,", "which was open at the same time"),
        ("organisations.csv", "2013-04-01,2020-03-31", "2020-04-01,2020-03-31", "00C,", "closed before it opened"),
        ("organisations.csv", "2013-04-01", "1 April", "00C,", "'opened_on' is '1 April'"),
        ("organisations.csv", "2013-04-01", "1364774400", "00C,", "'1364774400' is no day; write it as 2016-10-28"),
        ("organisations.csv", "2013-04-01", "2013-W14-1", "00C,", "'2013-W14-1' is no day"),
        ("organisations.csv", "00C,NHS D", "00CX,NHS D", "00C,", "'00CX'"),
        ("organisations.csv", "Sedgefield CCG\",", "Sedgefield CCG\"s,", "00D,", "is no CSV"),
        ("organisations.csv", "NHS Gateshead CCG", "NHS Gateshead, CCG", "00F,", "has 9 cells for 8 columns"),
        ("organisations.csv", "icb_code,", "icb,", "org_code,", "has the columns"),
        ("successions.csv", "00C,16C", "00C,99Z", "00C,", "no CCG has the code '99Z'"),
        ("successions.csv", "00C,16C", "99Z,16C", "00C,", "no CCG has the code '99Z'"),
        ("successions.csv", "16C,2020-04-01", "16C,2020-04-02", "00C,", "NHS Darlington CCG (00C) closed on"),
        ("successions.csv", "00C,16C", "03N,16C", "00C,", "NHS Sheffield CCG (03N) closed on 2022-06-30"),
        ("successions.csv", "00F,13T", "00F,36J", "00F,", "36J) was not open on 2015-04-01"),
        ("earlier_areas.csv", "02Q,", "99Z,", "QF7,", "no CCG has the code '99Z'"),
        ("earlier_areas.csv", ",QF7,", ",QT1,", "02Q,", "belongs to QT1 today"),
        ("aliases.csv", ",01H,", ",99Z,", ",01H,", "no CCG has the code '99Z'"),
        ("aliases.csv", "NHS Cumbria CCG", "Barnet", ",01H,", "'Barnet' is a name of the register"),
        ("aliases.csv", "NHS Lancashire North CCG", "Cumbria", ",01K,", "the alias 'cumbria' stands in line"),
        ("bodies_not_ccgs.csv", "13Q,", "07M,", "13Q,", "'07M' is a CCG of the register"),
        ("bodies_not_ccgs.csv", "13Q,", ",", "13Q,", "a body without code and name"),
        ("scales.yml", "position: 2", "position: 1", "- scale: iaf_baseline_2016", "without gaps or overlaps"),
        ("scales.yml", "[top-performing", "[performed well", "- scale: iaf_baseline_2016", "more than one band"),
        ("scales.yml", "from_period: 2016/17", "from_period: 2016-17", "from_period: 2016/17", "write '2016/17'"),
        ("scales.yml", "source: NHS", "sources: NHS", "source: NHS", "unknown key 'sources'"),
        ("scales.yml", "[Needs improvement,", "[Good,", "- scale: iaf_baseline_2016", "are no bands of the scale"),
        ("scales.yml", "scale: iaf_baseline_2016\n    desc", "scale: x\n    desc", "work: ccg_iaf_b", "no scale 'iaf"),
        ("scales.yml", "[diabetes]", "[Cancer]", "area: cancer", "the name of an area 'cancer' stands in line"),
        ("scales.yml", "N/A: not_applicable", "N/A: missing", "N/A: not", "'N/A' is 'missing'"),
        ("scales.yml", "frameworks:", "framework:", "frameworks:", "unknown key 'framework'"),
        ("scales.yml", "area: cancer", "area: cancer\n    area: x", "names: [cancer]", "gives the key 'area' twice"),
        ("measures.yml", "unit: days", "unit: weeks", "measure_id: secure_length", "no unit 'weeks'"),
        ("measures.yml", "area: dementia", "area: memory", "measure_id: dementia_diagnosis", "no area 'memory'"),
        ("measures.yml", "topic: dementia", "topic: memory", "measure_id: dementia_diagnosis", "no topic 'memory'"),
        ("measures.yml", "id: iapt_access_rate", "id: staff_engagement", "id: staff_eng", "stands in line"),
        ("measures.yml", "- IAPT access rate", "- Staff Engagement", "id: staff_eng", "name of a measure 'staff eng"),
        ("measures.yml", "polarity: lower", "polarity: down", "polarity: lower", "'polarity' is 'down'"),
        ("measures.yml", "maximum: 100", "maximum: -1", "measure_id: iapt_recovery", "is not below maximum"),
        ("measures.yml", "verified: false", "verified: true", "- standard: 50", "cannot be verified"),
        ("measures.yml", "unit: \"%\"", "units: \"%\"", "unit: \"%\"", "unknown key 'units'"),
        ("measures.yml", "days: a length of time in days", "days: 24", "days: a length", "'days' is 24"),
        ("measures.yml", "counts: [", "counts: [weeks, ", "counts:", "no unit 'weeks'"),
        ("measures.yml", "of_any_size: [", "of_any_size: [weeks, ", "of_any_size:", "no unit 'weeks'"),
        ("measures.yml", "of_any_size: [", "of_any_size: [[days], ", "of_any_size:", "no unit '['days']'"),
        ("measures.yml", "of_any_size: [", "of_any_size: rates # [", "of_any_size:", "'of_any_size' is no list"),
    ],
)  # fmt: skip
def test_a_problem_is_listed_at_its_line(
    tmp_path: Path, file: str, old: str, new: str, line: str, message: str
) -> None:
    problems = changed(tmp_path, file, old, new).problems
    found = [problem for problem in problems if message in problem.message]
    assert [(Path(problem.path).name, problem.line_no) for problem in found] == [(file, line_with(file, line))], (
        problems
    )
    assert all(problem.remedy for problem in problems)


def test_a_unit_counts_because_it_is_listed_and_whatever_its_description_says(tmp_path: Path) -> None:
    said_otherwise = changed(tmp_path, "measures.yml", "people: a count of people", "people: heads")
    named = {measure.unit: measure for measure in said_otherwise.measures.values()}
    assert said_otherwise.is_count(named["people"])
    assert not said_otherwise.is_count(named["%"])


def test_all_problems_are_listed_together(tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(FOLDER, folder)
    (folder / "aliases.csv").unlink()
    (folder / "scales.yml").write_bytes(b"\xff\xfe\x00")
    (folder / "measures.yml").write_text("- a list\n", encoding="utf-8")
    (folder / "successions.csv").write_text("", encoding="utf-8")
    reference = read_reference(folder)
    assert [
        (Path(problem.path).name, problem.line_no, problem.message.split(":")[0]) for problem in reference.problems
    ] == [
        ("successions.csv", None, "has no heading"),
        ("aliases.csv", None, "is not there"),
        ("scales.yml", None, "cannot be read"),
        ("measures.yml", 1, "'units' is missing"),
        ("measures.yml", 1, "'of_any_size' is missing"),
        ("measures.yml", 1, "'measures' is missing"),
    ]
    assert len(reference.register.organisations) == 248


def test_the_areas_that_ccgs_left_may_be_in_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(FOLDER, folder)
    (folder / "earlier_areas.csv").unlink()
    reference = read_reference(folder)
    assert (reference.problems, reference.register.earlier_areas) == ([], ())


def test_an_empty_folder_is_told_and_does_not_raise(tmp_path: Path) -> None:
    assert [problem.message for problem in read_reference(tmp_path).problems] == ["is not there"] * 6
