"""Compares our register of CCGs with the live one of the Organisation Data Service.

It only reports where the two differ; people change ours.
"""

from __future__ import annotations

import queue
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import requests

from pipeline.base.json_files import parsed_json
from pipeline.base.parallel import in_thread
from pipeline.fetch.web import LATER, AllowedHosts, Deadline, FetchFailed, Limits, answer, open_session, pieces, refused
from pipeline.reference.organisations import normalise_name
from pipeline.reference.register import Organisation, Register

MAX_CONCURRENT = 4
# With so many failures and no answer no further code is looked up.
GIVE_UP_AFTER = 8


@dataclass(frozen=True)
class Answer:
    """What the live register says of a code: its record, None where it knows none, or why that is not known."""

    organisation: Mapping[str, Any] | None = None
    problem: str | None = None


@dataclass(frozen=True)
class Difference:
    """Something in which the registers differ; a succession stands under its predecessor."""

    org_code: str
    what: str
    ours: str
    theirs: str


def look_up(
    url: str,
    codes: Sequence[str],
    progress: Callable[[int], None] = lambda done: None,
    limits: Limits | None = None,
) -> dict[str, Answer]:
    """The live register's answers, `{code}` in `url` standing for each code; `progress` gets their number so far.

    `limits.total_seconds` are those of all codes together. Nothing is raised for what the server does.
    """
    limits = limits or Limits()
    left = Deadline(limits.total_seconds)
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    for code in codes:
        waiting.put(code)
    results: queue.SimpleQueue[tuple[str, Answer]] = queue.SimpleQueue()
    work = partial(_work, url, waiting, results, limits, left)
    workers = [in_thread(work, "register") for _ in range(min(MAX_CONCURRENT, len(codes)))]
    answers: dict[str, Answer] = {}
    rest = str(left.failure())
    while len(answers) < len(codes):
        try:
            code, found = results.get(timeout=max(0.0, left.left))
        except queue.Empty:
            break
        answers[code] = found
        progress(len(answers))
        if len(answers) >= GIVE_UP_AFTER and all(answer.problem for answer in answers.values()):
            rest = f"not asked, for {GIVE_UP_AFTER} others had no answer"
            break
    left.stop()
    for worker in workers:
        if worker.done():
            # what was a mistake of the program is raised
            worker.result()
    return {code: answers.get(code, Answer(problem=rest)) for code in codes}


def differences(register: Register, answers: Mapping[str, Answer]) -> list[Difference]:
    """Where the registers differ, of the codes that have an answer.

    What the live register does not record is no difference, except a succession that neither end records. Successions
    with bodies that are not in our register, such as the trusts before CCGs, are not compared.
    """
    answered = {code: found for code, found in answers.items() if not found.problem and code in register.by_code}
    found: list[Difference] = []
    for code, reply in answered.items():
        if reply.organisation is None:
            found.append(Difference(code, "organisation", "known", "not known"))
        else:
            found += _own_differences(register.by_code[code], reply.organisation)
    records = {code: reply.organisation for code, reply in answered.items() if reply.organisation is not None}
    return found + list(_succession_differences(register, records))


def _work(
    url: str,
    waiting: queue.SimpleQueue[str],
    results: queue.SimpleQueue[tuple[str, Answer]],
    limits: Limits,
    left: Deadline,
) -> None:
    with open_session(limits) as session:
        while not left.over:
            try:
                code = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                results.put((code, _answer(session, url.replace("{code}", code), limits, left)))
            except FetchFailed as failure:
                results.put((code, Answer(problem=str(failure))))


def _answer(session: requests.Session, url: str, limits: Limits, left: Deadline) -> Answer:
    with answer(session, url, AllowedHosts.from_address(url), limits, left) as response:
        if response.status_code == 404:
            return Answer()
        if response.status_code != 200:
            raise refused(response)
        body = b"".join(pieces(response, limits.page_megabytes, left, LATER))
    return Answer(organisation_of(body))


def organisation_of(body: bytes) -> Mapping[str, Any]:
    """The record of an organisation in an answer of the register; FetchFailed where there is none."""
    try:
        record = parsed_json(body)["Organisation"]
    except (ValueError, KeyError, TypeError):
        record = None
    if not isinstance(record, dict):
        raise FetchFailed(
            "the answer is no organisation", "see whether the register's address in raw/sources.yml is right"
        )
    return record


def _own_differences(ours: Organisation, theirs: Mapping[str, Any]) -> Iterator[Difference]:
    code, name = ours.org_code, theirs.get("Name")
    # A CCG's code went on to a part of an integrated care board, which is called after the board and the code.
    lives_on = isinstance(name, str) and re.search(rf"\bICB - {code}$", name.strip(), re.IGNORECASE)
    if isinstance(name, str) and not lives_on and normalise_name(name) != normalise_name(ours.org_name):
        yield Difference(code, "name", ours.org_name, name)
    dates = _parts(theirs.get("Date"))
    closed_on = f"{ours.closed_on or ''}"
    for what, key, own in (("opened_on", "Start", f"{ours.opened_on}"), ("closed_on", "End", closed_on)):
        # An organisation has legal and operational dates; one that is ours is enough.
        days = {str(date.get("Type", "")): str(date.get(key) or "")[:10] for date in dates}
        if key == "Start":
            days = {kind: day for kind, day in days.items() if day}
        if key == "End" and lives_on and own and not any(days.values()):
            # The record of the CCG that has ended is that of the part of the board, which has not.
            continue
        if days and own not in days.values():
            live = ", ".join(f"{day or 'open'} ({kind})" for kind, day in days.items())
            yield Difference(code, what, own or "open", live)


def _succession_differences(register: Register, records: Mapping[str, Mapping[str, Any]]) -> Iterator[Difference]:
    """Successions recorded at one end or at both, each once."""
    ours = {
        (step.predecessor_org_code, step.successor_org_code): f"{step.effective_on}" for step in register.successions
    }
    theirs: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for code, record in records.items():
        for pair, day in _live_successions(code, record):
            if all(end in register.by_code for end in pair):
                theirs[pair].add(day)
    checked = {pair for pair in ours if any(end in records for end in pair)}
    for pair in sorted(checked | theirs.keys()):
        own, live = ours.get(pair, ""), theirs.get(pair, set())
        # One that is recorded without a day agrees with any.
        if live - {own, ""} or not live or not own:
            days = ", ".join(sorted(filter(None, live))) or ("no day" if live else "none")
            yield Difference(pair[0], f"succession by {pair[1]}", own or "none", days)


def _live_successions(code: str, record: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], str]]:
    """Predecessor and successor, and the first day of the successor or ''."""
    for step in _parts(_at(record, "Succs", "Succ")):
        other = _at(step, "Target", "OrgId", "extension")
        day = next((str(date["Start"])[:10] for date in _parts(step.get("Date")) if date.get("Start")), "")
        if isinstance(other, str) and step.get("Type") in ("Predecessor", "Successor"):
            yield ((other, code) if step["Type"] == "Predecessor" else (code, other)), day


def _at(value: Any, *keys: str) -> Any:
    """What stands under keys within keys, None where there is nothing."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _parts(value: Any) -> list[Mapping[str, Any]]:
    """The records of a list; also a single one, as some services write a list of one."""
    values = value if isinstance(value, list) else [value]
    return [part for part in values if isinstance(part, Mapping)]
