"""Reads raw/reference once into typed values, and lists every problem in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import get_args

from pipeline.base.folding import fold_name
from pipeline.base.problems import Problem
from pipeline.reference.agreement import definition_problems, organisation_problems
from pipeline.reference.areas import Areas, read_areas
from pipeline.reference.chart_lists import Rebase, SetAside, read_rebases, read_set_asides
from pipeline.reference.checked_files import YamlFile, rows
from pipeline.reference.entries import AreaEntry, Framework, Measure, MissingStatus, RatingScale
from pipeline.reference.rating_rules import RatingRule, read_rules
from pipeline.reference.register import Alias, EarlierArea, Organisation, OtherBody, Register, Succession
from pipeline.reference.vocabulary import Area, Band, Scale, Vocabulary


@dataclass(frozen=True)
class Reference:
    """Everything in raw/reference, by its id; while there are `problems`, the values lack what is at problem."""

    register: Register = field(default_factory=Register)
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary((), (), {}))
    scales: dict[str, RatingScale] = field(default_factory=dict)
    frameworks: dict[str, Framework] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    rules: dict[str, RatingRule] = field(default_factory=dict)
    of_any_size: frozenset[str] = frozenset()
    counts: frozenset[str] = frozenset()
    topics: dict[str, str] = field(default_factory=dict)
    areas: Areas = field(default_factory=Areas)
    rebases: tuple[Rebase, ...] = ()
    set_asides: tuple[SetAside, ...] = ()

    def scale_of(self, framework: str) -> Scale:
        """The scale on which a framework rates; KeyError if either is not known."""
        return self.vocabulary.scale_by_id[self.frameworks[framework].scale]

    def rating_scale_of(self, framework: str) -> RatingScale:
        """The entry of that scale in scales.yml, with the periods that were rated on it."""
        return self.scales[self.frameworks[framework].scale]

    @cached_property
    def broken_files(self) -> set[str]:
        """The names of the files that have `problems`."""
        return {Path(problem.path).name for problem in self.problems}

    @cached_property
    def measure_by_name(self) -> dict[str, Measure]:
        """Every name of every measure, as `fold_name` gives it."""
        return {fold_name(name): measure for measure in self.measures.values() for name in measure.all_names}

    def measures_of(self, source_id: str) -> dict[str, Measure]:
        """The measures that the files of a source hold, by the codes that they have there."""
        return {code: measure for measure in self.measures.values() for code in measure.codes.get(source_id, ())}

    def is_count(self, measure: Measure) -> bool:
        """Whether values of a measure count something, so that bounds of small counts hold for it."""
        return measure.unit in self.counts

    def is_whole(self, measure: Measure) -> bool:
        """Whether values of a measure are whole numbers: they count something, and are no aims that were worked out."""
        return measure.whole and self.is_count(measure)


# The units that counted in 0.1.0, whose measures.yml had no list of them.
_COUNTS_OF_0_1_0 = [
    "people", "bed days", "admissions", "attendances", "placements", "detentions", "transfers", "assessments",
    "treatments", "referrals",
]  # fmt: skip


def read_reference(folder: Path) -> Reference:
    """The values of `folder`; nothing is raised for what it holds: each problem is in `problems`."""
    problems: list[Problem] = []
    organisations = rows(folder / "organisations.csv", Organisation, problems)
    successions = rows(folder / "successions.csv", Succession, problems)
    aliases = rows(folder / "aliases.csv", Alias, problems)
    bodies = rows(folder / "bodies_not_ccgs.csv", OtherBody, problems)
    areas_file = folder / "earlier_areas.csv"
    # 0.1.0 had no such file.
    earlier_areas = rows(areas_file, EarlierArea, problems) if areas_file.exists() else {}
    file = YamlFile(folder / "scales.yml", ("scales", "frameworks", "areas", "missing_labels"), problems)
    scales = file.entries("scales", RatingScale)
    frameworks = file.entries("frameworks", Framework)
    areas = file.entries("areas", AreaEntry)
    missing_labels = file.texts("missing_labels", get_args(MissingStatus))

    keys = ("units", "counts", "of_any_size", "topics", "measures")
    file = YamlFile(folder / "measures.yml", keys, problems, {"counts": _COUNTS_OF_0_1_0, "topics": {}})
    units = file.texts("units")
    counts = file.names("counts", "unit", set(units))
    of_any_size = file.names("of_any_size", "unit", set(units))
    topics = file.texts("topics")
    measures = file.entries("measures", Measure)

    problems += organisation_problems(folder, organisations, successions, aliases, bodies, earlier_areas)
    problems += definition_problems(folder, scales, frameworks, areas, units, topics, measures)
    register = Register(
        tuple(organisations.values()),
        tuple(successions.values()),
        tuple(aliases.values()),
        tuple(bodies.values()),
        tuple(earlier_areas.values()),
    )
    measure_ids = {measure.measure_id for measure in measures.values()}
    areas_beyond = read_areas(folder, partial(rows, needed=False), register, measure_ids, problems)
    rules = read_rules(
        folder / "rating_rules",
        scales.values(),
        frameworks.values(),
        {area.area for area in areas.values()},
        measure_ids,
        problems,
    )
    ccgs = {organisation.org_code for organisation in organisations.values()}
    rebases = read_rebases(folder, measure_ids, ccgs, problems)
    set_asides = read_set_asides(folder, measure_ids, ccgs, problems)
    return Reference(
        register,
        Vocabulary(
            tuple(_plain_scale(scale) for scale in scales.values()),
            tuple(Area(area.area, area.names) for area in areas.values()),
            missing_labels,
            _place_words(organisations.values()),
            _fewest_open(organisations.values()),
            tuple((framework.framework, framework.called) for framework in frameworks.values()),
        ),
        {scale.scale: scale for scale in scales.values()},
        {framework.framework: framework for framework in frameworks.values()},
        units,
        {measure.measure_id: measure for measure in measures.values()},
        problems,
        rules,
        of_any_size,
        counts,
        topics,
        areas_beyond,
        rebases,
        set_asides,
    )


def _place_words(organisations: Iterable[Organisation]) -> frozenset[str]:
    """The words of organisations' names, in lower case; short ones join others and name nothing."""
    words = {
        word.casefold() for organisation in organisations for word in re.findall(r"[\w'-]+", organisation.org_name)
    }
    return frozenset(word for word in words if len(word) > 3) - {"with", "upon"}


def _fewest_open(organisations: Iterable[Organisation]) -> int:
    """The fewest organisations that were open on a day on which any was; 0 if there is none."""
    days = {organisation.opened_on for organisation in organisations}
    return min((sum(other.was_open(day) for other in organisations) for day in days), default=0)


def _plain_scale(scale: RatingScale) -> Scale:
    bands = sorted(scale.bands, key=lambda entry: entry.position)
    return Scale(
        scale.scale,
        tuple(Band(entry.band, entry.position, entry.variants) for entry in bands),
        scale.below_standard,
        scale.below_standard_bands,
    )
