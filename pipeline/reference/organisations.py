"""Published names of CCGs to ODS codes valid on given dates.

It decides which printed names are the same, which CCG a name means, and why a name means none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Literal

from rapidfuzz import fuzz, process

from pipeline.base.nearest import MISPRINT
from pipeline.base.notes_beside import is_not_measured
from pipeline.base.period_alone import period_alone
from pipeline.reference.known_names import KnownNames
from pipeline.reference.register import Organisation, Register, printed

# What stands in brackets only says more of the name before it: 'West London (K&C & QPP)'.
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# Unless it says that the figures are of more or less than the organisation: '(part)', '(lead for Bolton)'.
_OF_MORE_OR_LESS = re.compile(
    r"[(\[]\W*(?:part(?:s|ial|ly)?|some|rest|excl\w*|incl\w*|except\w*|other than|minus|less|not|without"
    r"|with(?! effect)|and|plus|or|also|joint\w*|lead\w*|on behalf|hosted|only)\b|[(\[]\W*&\s"
    r"|[(\[][^()\[\]]*\bonly\W*[)\]]",
    re.IGNORECASE,
)
# What follows a name and a sign that sets it off: 'NHS Hull CCG - forecast'.
_AFTER_NAME = re.compile(r"\b(?:CCG|Group)\s*[,;:–—-]\s*([^,;:–—-]{2,40})$", re.IGNORECASE)
_PART_OF_YEAR = re.compile(
    r"(?:q|quarter|qtr|h|half|month|m)[ -]?\d{1,2}|(?:first|second) half|ytd|year to date", re.IGNORECASE
)
_DIVIDING = re.compile(r"[\W_]+")
_PREFIX = re.compile(r"^(?:the )?(?:nhs )?")
_SUFFIX = re.compile(r"(?:^| )(?:ccg|clinical commissioning group)$")
# Apostrophes and invisible characters join what they stand in; all other marks divide.
_JOINING = re.compile("['\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}`\u00ad\u200b\ufeff]")
# What stands in a column of names for several organisations at once, in a normalised name.
_SUMMARY = re.compile(
    r"\b(?:sub)?totals?\b"
    r"|^(?:(?:england|national) )?(?:all|overall|average|mean|median|sum|minimum|maximum)(?: of)?(?: all)?"
    r"(?: (?:ccgs?|organisations?))?$|^national$"
)
_CODE = re.compile(r"\b(?:E[0-9]{8}|[0-9A-Z]{3})\b")
_LINKS = frozenset(("and", "of", "with", "the", "on"))

# What the patterns above make of each ASCII character but brackets and &, in one pass of str.translate.
_PLAIN_ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)} | {
    ord("'"): None,
    ord("`"): None,
}
_NOT_PLAIN = re.compile(r"[^\x00-\x7f]|[&()\[\]]")

# A longer name is no name, and comparing it would only cost time.
LONGEST_NAME = 200
CANDIDATES = 3


def normalise_name(name: str) -> str:
    """A CCG's name without what printing varies: case, &, punctuation, the NHS and CCG affixes, brackets.

    '' where nothing of a name is left.
    """
    if not _NOT_PLAIN.search(name):
        text = " ".join(name.translate(_PLAIN_ASCII).split())
        text = text.removeprefix("the ").removeprefix("nhs ")
        for suffix in (" ccg", " clinical commissioning group"):
            if text.endswith(suffix):
                return text.removesuffix(suffix)
        return "" if text in ("ccg", "clinical commissioning group") else text
    text = _BRACKETED.sub(" ", name.casefold().replace("&amp;", "&"))
    text = _DIVIDING.sub(" ", _JOINING.sub("", text.replace("&", " and "))).strip()
    return _SUFFIX.sub("", _PREFIX.sub("", text)).strip()


def _is_of_another_figure(words: str) -> bool:
    """Whether words after a name say that the figure was not measured, or when it is of."""
    bare = words.strip(" ()[]")
    is_of_a_time = _PART_OF_YEAR.fullmatch(bare) or period_alone(bare)
    return is_of_a_time is not None or is_not_measured(bare)


def known_names(register: Register) -> KnownNames:
    """Every name of a CCG, aliases too, as prose is searched for them."""
    names = [organisation.org_name for organisation in register.organisations]
    return KnownNames.of(map(normalise_name, [*names, *(alias.alias for alias in register.aliases)]))


@dataclass(frozen=True, slots=True)
class Resolution:
    """The CCG that a name means on some dates, or why it means none.

    `outcome` is resolved, not_open (a CCG, but not on all those dates), not_ccg (another body) or unknown.
    `candidates` are the nearest CCGs of an unknown name.
    """

    org_code: str | None
    outcome: Literal["resolved", "not_open", "not_ccg", "unknown"]
    reason: str = ""
    candidates: tuple[Organisation, ...] = ()


class _Codes(dict[str, str | None]):
    """Names to codes for one set of dates, filled as names are looked up."""

    def __init__(self, resolver: Resolver, dates: frozenset[date]) -> None:
        super().__init__()
        self._resolver, self._dates = resolver, dates

    def __missing__(self, name: str) -> str | None:
        found = self._resolver.matches(name)
        code = next((org.org_code for org in found if all(map(org.was_open, self._dates))), None)
        self[name] = code
        return code


class Resolver:
    """Finds the CCG that a published name, ODS code or GSS code means on given dates; answers are kept."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self._bodies = _other_bodies(register)
        # Names as the register writes them: code, first and last day.
        self._spans = {
            org.org_name: (org.org_code, org.opened_on, org.closed_on or date.max) for org in register.organisations
        }
        self._tables: dict[frozenset[date], _Codes] = {}
        self._explained = lru_cache(maxsize=10_000)(self._explain)

    @cached_property
    def _by_code(self) -> dict[str, Organisation]:
        return {
            code: organisation
            for organisation in self.register.organisations
            for code in (organisation.org_code, organisation.gss_code, *organisation.earlier_gss_codes)
        }

    @cached_property
    def _by_name(self) -> dict[str, list[Organisation]]:
        found: dict[str, list[Organisation]] = {}
        for organisation in self.register.organisations:
            found.setdefault(normalise_name(organisation.org_name), []).append(organisation)
        for alias in self.register.aliases:
            if alias.org_code in self.register.by_code:
                found.setdefault(normalise_name(alias.alias), []).append(self.register.by_code[alias.org_code])
        return found

    def resolve(self, name: str, dates: Iterable[date]) -> Resolution:
        """The CCG of `name` that was open on every one of `dates`; without dates, whenever it was."""
        days = frozenset(dates)
        code = self._codes(days)[name]
        return Resolution(code, "resolved") if code is not None else self._explained(name, days)

    def resolve_many(self, names: Sequence[str], dates: Iterable[date]) -> list[str | None]:
        """The codes of many names on one set of dates, None where there is none: `resolve` says why."""
        days = frozenset(dates)
        first, last = min(days, default=date.max), max(days, default=date.min)
        spans, codes = self._spans, self._codes(days)
        return [
            span[0] if (span := spans.get(name)) and span[1] <= first and last <= span[2] else codes[name]
            for name in names
        ]

    def of_code(self, code: str) -> Organisation | None:
        """The CCG, of any time, that has an ODS or GSS code."""
        return self._by_code.get(code.strip().upper())

    def other_body(self, text: str) -> str:
        """What a code or name is of that is no CCG, in words; '' where nothing is known of it."""
        kind = self.other_kind(text)
        return kind and _KINDS_IN_WORDS.get(kind, f"a {kind}")

    def other_kind(self, text: str) -> str:
        """The kind of body that a code or name is of that is no CCG; '' where nothing is known of it."""
        return self._bodies.get(text.strip().upper()) or self._bodies.get(normalise_name(text)) or ""

    def is_known(self, text: str) -> bool:
        """Whether a text names a CCG of any time, another body or an area, or a sum of them."""
        return bool(self.matches(text) or self.other_kind(text)) or self.is_summary(text)

    def is_summary(self, text: str) -> bool:
        """Whether a code or name is that of a sum of organisations: Total, All CCGs."""
        return bool(_SUMMARY.search(normalise_name(text)))

    def matches(self, name: str) -> Sequence[Organisation]:
        """The CCGs, of any time, whose name or code this is."""
        if organisation := self.of_code(name):
            return [organisation]
        found = self._by_name.get(normalise_name(name), ())
        return () if found and self.is_of_more_or_less(name, found) else found

    def is_of_more_or_less(self, name: str, found: Sequence[Organisation]) -> bool:
        """Whether what stands in brackets after the name of `found` says that another CCG, or not all of it, is meant.

        Or that the figure is none that was measured, or of another time: '(target)', '(Q4)'. A CCG that followed it
        stands there as the area that it belongs to.
        """
        after = _AFTER_NAME.search(name)
        if "(" not in name and "[" not in name and after is None:
            return False
        if after and _is_of_another_figure(after[1]):
            return True
        texts = _BRACKETED.findall(name)
        within = [other for text in texts for other in self._by_name.get(normalise_name(text.strip("()[]")), ())]
        ends = {one.closed_on or date.max for one in found}
        return any(_OF_MORE_OR_LESS.match(text) or _is_of_another_figure(text) for text in texts) or any(
            other not in found and other.opened_on <= max(ends) for other in within
        )

    def _codes(self, days: frozenset[date]) -> _Codes:
        if days not in self._tables:
            self._tables[days] = _Codes(self, days)
        return self._tables[days]

    def _explain(self, name: str, days: frozenset[date]) -> Resolution:
        if found := self.matches(name):
            organisation = found[0]
            missed = min(day for day in days if not organisation.was_open(day))
            return Resolution(None, "not_open", self.register.when_open(organisation.org_code, missed))
        if body := self.other_body(name):
            return Resolution(None, "not_ccg", f"'{name.strip()}' is no CCG: {body}")
        if self.is_summary(name):
            return Resolution(None, "not_ccg", f"'{name.strip()[:80]}' is no CCG: a figure of several organisations")
        candidates = self._by_code_within(name) or self._nearest(name, days)
        listed = "; ".join(f"{org}, {_when(org)}" for org in candidates) or "none comes near"
        shown = name if len(name) <= 80 else f"{name[:77]}..."
        return Resolution(None, "unknown", f"no CCG is called '{shown}'; nearest: {listed}", candidates)

    def _by_code_within(self, name: str) -> tuple[Organisation, ...]:
        """The CCGs whose codes stand within a name, such as 'ICB - 00P'."""
        words = _CODE.findall(name[:LONGEST_NAME].upper())
        return tuple(dict.fromkeys(self._by_code[word] for word in words if word in self._by_code))[:CANDIDATES]

    def _nearest(self, name: str, days: frozenset[date]) -> tuple[Organisation, ...]:
        """The most similar CCGs, best first: by spelling, by shared words, and those open on the days before others."""
        wanted = normalise_name(name[:LONGEST_NAME])
        words = set(wanted.split()) - _LINKS
        scored = []
        for key, alike, _ in process.extract(wanted, self._by_name.keys(), scorer=fuzz.ratio, limit=None):
            own = set(key.split()) - _LINKS
            shared = len(words & own) / max(1, min(len(words), len(own)))
            if shared >= 0.5 or alike >= MISPRINT:
                for organisation in self._by_name[key]:
                    is_open = all(map(organisation.was_open, days))
                    scored.append((-(alike / 100 + shared / 2 + is_open / 4), organisation.org_code))
        best = dict.fromkeys(code for _, code in sorted(scored))
        return tuple(self.register.by_code[code] for code in list(best)[:CANDIDATES])


def _other_bodies(register: Register) -> dict[str, str]:
    """Codes and normalised names of bodies that are no CCG, to their kinds."""
    kinds = {org.icb_code: "icb" for org in register.organisations}
    kinds |= {org.region_code: "region" for org in register.organisations}
    for body in register.other_bodies:
        kinds |= {key: body.kind for key in (body.code, normalise_name(body.name)) if key}
    return kinds


_KINDS_IN_WORDS = {"icb": "the area of an integrated care board", "unknown": "an unknown organisation"}


def _when(organisation: Organisation) -> str:
    opened = printed(organisation.opened_on)
    return f"open {opened} to {printed(organisation.closed_on)}" if organisation.closed_on else f"open since {opened}"
