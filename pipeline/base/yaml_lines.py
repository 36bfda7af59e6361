"""YAML as plain values, with the line on which each value stands.

What nobody needs in a hand-written file is refused: keys given twice, aliases, type tags, nesting without end. So is
what YAML takes for other than is written, such as 010 or the key No.

PyYAML on libyaml, since what keeps lines by itself costs a refresh too much: for all YAML of raw/ ruamel.yaml's round
trip took 11 times as long (259 ms instead of 24), strictyaml 42 times, and neither saves the code that refuses aliases,
tags and depth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as _FastLoader
except ImportError:  # PyYAML was built without libyaml
    from yaml import SafeLoader as _FastLoader  # type: ignore[assignment]

# Composing recurses in C, so a text of brackets alone would end the process.
DEEPEST = 50
LONGEST = 5_000_000

_STRING, _INT, _FLOAT, _MERGE = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "merge"))
# Numbers that everybody reads alike: 010 is 8 in YAML, 1:30 is 90, and .5 or 1_000 are numbers too.
_PLAIN = {_INT: re.compile(r"-?(?:0|[1-9][0-9]{0,17})"), _FLOAT: re.compile(r"-?[0-9]{1,17}\.[0-9]{1,17}")}

LineOf = Callable[[tuple[str | int, ...]], int]


class NotYaml(ValueError):
    """The text cannot be read; `line_no` counts from 1."""

    def __init__(self, line_no: int, message: str) -> None:
        super().__init__(message)
        self.line_no = line_no


class _Loader(_FastLoader):
    """Dates stay text: '2016-10' and '2016-10-28' are then read alike."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _FastLoader.yaml_implicit_resolvers.items()
}


def yaml_with_lines(text: str) -> tuple[Any, LineOf]:
    """The plain values of a YAML text, and a function from a path of keys and indices to a line (from 1).

    A path that leads further than the text does gives the line of the last part that is there. Dates
    stay text. NotYaml for what is no YAML, for a key given twice, for aliases,
    for type tags, for more than one document, and for numbers and keys that are taken for others.
    """
    if len(text) > LONGEST:
        raise NotYaml(1, f"has {len(text):,} characters; the most that is read is {LONGEST:,}")
    try:
        _refuse_unsupported_structure(text)
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
            if root is None:
                return None, lambda path: 1
            _refuse_other_readings(root)
            data = loader.construct_document(root)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotYaml(mark.line + 1 if mark else 1, error.problem or "is no YAML") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, NotYaml):
            raise
        raise NotYaml(1, f"is no YAML: {str(error).splitlines()[0]}") from None
    return data, lambda path: _line_of(root, path)


def _refuse_unsupported_structure(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line_no = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise NotYaml(line_no, "refers to another value with *; write the value out")
        if getattr(event, "tag", None) not in (None, "!"):
            raise NotYaml(line_no, "names a type with !; leave it out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise NotYaml(line_no, f"is nested more than {DEEPEST} deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _refuse_other_readings(node: yaml.Node) -> None:
    """NotYaml for keys given twice or taken from elsewhere, and for what YAML takes for other than is written."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_other_readings(item)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                _refuse_key(key, seen)
                seen.add(key.value)
            _refuse_other_readings(value)
    elif (plain := _PLAIN.get(node.tag)) and not plain.fullmatch(node.value):
        _refuse_scalar(node, "may be taken for another number")


def _refuse_key(key: yaml.ScalarNode, seen: Collection[str]) -> None:
    if key.tag == _MERGE:
        raise NotYaml(key.start_mark.line + 1, "takes keys from another mapping with <<; write them out")
    if key.tag != _STRING and not (key.tag == _INT and _PLAIN[_INT].fullmatch(key.value)):
        _refuse_scalar(key, "is not taken as the text that it is")
    if key.value in seen:
        raise NotYaml(key.start_mark.line + 1, f"gives the key '{key.value}' twice")


def _refuse_scalar(node: yaml.Node, what: str) -> None:
    shown = f"{node.value[:40]}…" if len(node.value) > 40 else node.value or "an empty key"
    raise NotYaml(node.start_mark.line + 1, f"{shown} {what}; write it in quotes")


def _line_of(node: yaml.Node, path: tuple[str | int, ...]) -> int:
    line: int = node.start_mark.line
    for part in path:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and 0 <= part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
        else:
            break
    return line + 1
