"""A file of raw/reference, checked as it is read: the records of a CSV, and the lists and mappings of a YAML file.

What is wrong in a file is added to a list of problems, each with its line; nothing is raised for it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.base.os_errors import content_of
from pipeline.base.problems import Problem
from pipeline.base.validation_problems import validation_problems
from pipeline.base.yaml_lines import LineOf, NotYaml, yaml_with_lines
from pipeline.reference.agreement import Entry, Lined, no_such


def _text(path: Path, problems: list[Problem]) -> str | None:
    try:
        return content_of(path).decode("utf-8-sig")
    except FileNotFoundError:
        problems.append(Problem(str(path), None, "is not there", "Put it back"))
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(str(path), None, f"cannot be read: {error}", "Save it as a UTF-8 text file"))
    return None


def rows(path: Path, record: type[Entry], problems: list[Problem], needed: bool = True) -> Lined[Entry]:
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
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            line_no = reader.line_num
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
        problems.append(Problem(str(path), reader.line_num, f"is no CSV: {error}", "Correct the quoting"))
    if heading is None:
        problems.append(Problem(str(path), None, "has no heading", f"The columns are {', '.join(columns)}"))
    return entries


def _same_line(line_no: int, place: tuple[str | int, ...]) -> int:
    return line_no


class YamlFile:
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
        """A list of entries, each by its line."""
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
