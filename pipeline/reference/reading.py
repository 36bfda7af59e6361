"""Reads raw/reference once into typed values, and lists every problem in it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from pipeline.base.folding import fold_name
from pipeline.base.os_errors import content_of
from pipeline.base.problems import Problem
from pipeline.base.validation_problems import validation_problems
from pipeline.base.yaml_lines import LineOf, NotYaml, yaml_with_lines
from pipeline.reference.agreement import Entry, Lined, definition_problems, no_such, organisation_problems
from pipeline.reference.areas import Areas, read_areas
from pipeline.reference.chart_lists import Rebase, SetAside, read_rebases, read_set_asides
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
    organisations = _rows(folder / "organisations.csv", Organisation, problems)
    successions = _rows(folder / "successions.csv", Succession, problems)
    aliases = _rows(folder / "aliases.csv", Alias, problems)
    bodies = _rows(folder / "bodies_not_ccgs.csv", OtherBody, problems)
    areas_file = folder / "earlier_areas.csv"
    # 0.1.0 had no such file.
    earlier_areas = _rows(areas_file, EarlierArea, problems) if areas_file.exists() else {}
    file = _Yaml(folder / "scales.yml", ("scales", "frameworks", "areas", "missing_labels"), problems)
    scales = file.entries("scales", RatingScale)
    frameworks = file.entries("frameworks", Framework)
    areas = file.entries("areas", AreaEntry)
    missing_labels = file.texts("missing_labels", get_args(MissingStatus))

    keys = ("units", "counts", "of_any_size", "topics", "measures")
    file = _Yaml(folder / "measures.yml", keys, problems, {"counts": _COUNTS_OF_0_1_0, "topics": {}})
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
    areas_beyond = read_areas(folder, partial(_rows, needed=False), register, measure_ids, problems)
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


def _text(path: Path, problems: list[Problem]) -> str | None:
    try:
        return content_of(path).decode("utf-8-sig")
    except FileNotFoundError:
        problems.append(Problem(str(path), None, "is not there", "Put it back"))
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(str(path), None, f"cannot be read: {error}", "Save it as a UTF-8 text file"))
    return None


def _rows(path: Path, record: type[Entry], problems: list[Problem], needed: bool = True) -> Lined[Entry]:
    """The records of a CSV file whose columns are the record's fields; rows that begin with # are comments.

    A file that is not `needed` may be absent.
    """
    if not needed and not path.exists():
        return {}
    columns = list(record.model_fields)
    entries: Lined[Entry] = {}
    heading: list[str] | None = None
    text = _text(path, problems)
    if text is None:
        return entries
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in rows:
            line_no = rows.line_num
            if not row or row[0].startswith("#"):
                continue
            if heading is None:
                heading = row
                if sorted(heading) != sorted(columns):
                    message = f"has the columns {', '.join(heading)}"
                    problems.append(Problem(str(path), line_no, message, f"The columns are {', '.join(columns)}"))
                    return {}
            elif len(row) != len(heading):
                message = f"has {len(row)} cells for {len(heading)} columns"
                problems.append(Problem(str(path), line_no, message, "Quote a cell that holds a comma"))
            else:
                try:
                    entries[line_no] = record.model_validate(dict(zip(heading, row, strict=True)))
                except ValidationError as error:
                    problems += validation_problems(error, str(path), partial(_same_line, line_no))
    except csv.Error as error:
        problems.append(Problem(str(path), rows.line_num, f"is no CSV: {error}", "Correct the quoting"))
    if heading is None:
        problems.append(Problem(str(path), None, "has no heading", f"The columns are {', '.join(columns)}"))
    return entries


def _same_line(line_no: int, place: tuple[str | int, ...]) -> int:
    return line_no


class _Yaml:
    """A YAML file whose top-level keys are known; what is wrong in it is added to `problems`."""

    def __init__(
        self, path: Path, keys: tuple[str, ...], problems: list[Problem], defaults: Mapping[str, Any] | None = None
    ) -> None:
        self.path, self.problems, self.defaults = str(path), problems, defaults or {}
        self.values: dict[str, Any] = {}
        self.line_of: LineOf = lambda place: 1
        text = _text(path, problems)
        if text is None:
            return
        try:
            values, self.line_of = yaml_with_lines(text)
        except NotYaml as error:
            problems.append(Problem(self.path, error.line_no, str(error), "Correct the YAML"))
            return
        self.values = values if isinstance(values, dict) else {}
        for key in self.values:
            if key not in keys:
                self._problem((key,), f"unknown key '{key}'", f"The keys are {', '.join(keys)}")
        for key in keys:
            if key not in self.values and key not in self.defaults:
                self._problem((), f"'{key}' is missing", "Add it")

    def _problem(self, place: tuple[str | int, ...], message: str, remedy: str) -> None:
        self.problems.append(Problem(self.path, self.line_of(place), message, remedy))

    def _line_within(self, place: tuple[str | int, ...], rest: tuple[str | int, ...]) -> int:
        return self.line_of((*place, *rest))

    def entries(self, key: str, entry: type[Entry]) -> Lined[Entry]:
        items = self.values.get(key, [])
        if not isinstance(items, list):
            self._problem((key,), f"'{key}' is no list", "Begin each entry with a dash")
            return {}
        found: Lined[Entry] = {}
        for index, item in enumerate(items):
            place = (key, index)
            try:
                found[self.line_of(place)] = entry.model_validate(item)
            except ValidationError as error:
                self.problems += validation_problems(error, self.path, partial(self._line_within, place))
        return found

    def names(self, key: str, kind: str, known: set[str]) -> frozenset[str]:
        """A list of names of a kind, each of them `known`."""
        if key not in self.values and key in self.defaults:
            return frozenset(self.defaults[key]) & known
        items = self.values.get(key, [])
        if not isinstance(items, list):
            self._problem((key,), f"'{key}' is no list", "Write the names in brackets, with commas between them")
            return frozenset()
        names = [str(item) for item in items]
        for index, name in enumerate(names):
            if name not in known:
                self.problems.append(no_such(self.path, self.line_of((key, index)), kind, name, known))
        return frozenset(known.intersection(names))

    def texts(self, key: str, allowed: Sequence[str] | None = None) -> dict[str, str]:
        """A mapping of texts to texts."""
        pairs = self.values.get(key, {})
        if not isinstance(pairs, dict):
            self._problem((key,), f"'{key}' is no mapping", "Write each as 'label: value'")
            return {}
        found = {}
        for name, value in pairs.items():
            if not isinstance(name, str) or not isinstance(value, str) or (allowed and value not in allowed):
                choices = f"one of {', '.join(allowed)}" if allowed else "a text"
                self._problem((key, name), f"'{name}' is {value!r}", f"Give it {choices}, in quotes where need be")
            else:
                found[name] = value
        return found
