"""Which organisation a row is about: the one that a printed code and a name mean together on a day.

It knows the codes of the NHS and of the ONS, commissioning hubs, rows whose organisation is unknown, a code and a name
that contradict each other, and closed organisations. Texts, feeds and workbooks all use it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz

from pipeline.base.nearest import MISPRINT
from pipeline.base.parts_beside import CARERS
from pipeline.base.shortening import shortened
from pipeline.reference.organisations import Resolver, normalise_name
from pipeline.reference.register import Organisation

NATIONAL = "England"
UNKNOWN = "UNKNOWN"
# The kinds of organisation whose codes the register knows: a CCG, and what goes on under its code.
_REGISTERED = ("ccg", "sub_icb")
# A kind of raw/reference/bodies_not_ccgs.csv, which stands among CCGs.
_HUB = "commissioning hub"
# A code that closes a name: 'NHS SOUTH YORKSHIRE ICB - 02P', 'Barnsley (02P)'.
_CODE_IN_NAME = re.compile(r"(?:[-\u2013:]\s*|[(\[])([0-9A-Z]{3,5})[)\]]?\s*$")
# Who gives care or governs a place; a code of a CCG beside such a name is that of the CCG it belongs to.
_OTHER_KIND = re.compile(
    rf"{CARERS.pattern}|\b(?:infirmary|primary care networks?|clinics?|(?:medical|health|care|treatment) "
    r"(?:centre|center|group|practice)s?|councils?|local authority|hospices?|pharmac(?:y|ies)"
    r"|universit(?:y|ies)|federation)\b",
    re.IGNORECASE,
)
_COMMISSIONER = re.compile(r"\bccgs?\b|\bcommissioning\b|\bnhs\b(?! (?:foundation )?trust)", re.IGNORECASE)
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")
_SMALL_WORDS = frozenset(("and", "the", "with"))


@dataclass(frozen=True)
class Body:
    """Whose a row is: the kind of organisation, its code, and its name as printed."""

    org_type: str
    org_code: str
    name: str


class OrganisationOf:
    """Finds whose a row is by its kind of organisation, its code and its name.

    `misnamed` are codes with a name that stands beside them by a known error, so that it contradicts nothing.
    """

    def __init__(self, resolver: Resolver, misnamed: Mapping[str, str] | None = None) -> None:
        self._misnamed = {code.upper(): normalise_name(name) for code, name in (misnamed or {}).items()}
        self._resolver, self._register = resolver, resolver.register
        bodies = self._register.other_bodies
        self._hubs = {body.code.upper() for body in bodies if body.kind == _HUB and body.code}
        unknown = [text for body in bodies if body.kind == "unknown" for text in (body.code, body.name)]
        self._unknown = {"unknown", "invalid", *map(str.casefold, unknown)} - {""}
        # The sheets of a workbook have the same rows, again and again.
        self._found = lru_cache(maxsize=10_000)(self._find)

    def body(
        self, org_type: str, printed_code: str, printed_name: str, column: str = "the column of codes"
    ) -> Body | str:
        """The organisation, whenever it was open, or why there is none."""
        return self._found(org_type, printed_code, printed_name, column)

    def _find(self, org_type: str, printed_code: str, printed_name: str, column: str) -> Body | str:
        code = printed_code.strip()
        if org_type == "national":
            return Body("national", NATIONAL, printed_name if printed_name.strip() else NATIONAL)
        name = printed_name if printed_name.strip() else code
        is_registered = org_type in _REGISTERED
        known = self._resolver.of_code(code) if is_registered else None
        is_hub = org_type == "ccg" and code.upper() in self._hubs
        is_misnamed = self._misnamed.get(code.upper()) == normalise_name(printed_name)
        if (known or is_hub) and not is_misnamed and (other := self._other_than(known, printed_name)):
            meant = str(known) if known else f"a {_HUB}"
            return (
                f"the code '{shortened(code)}' is {meant}, and the name '{shortened(printed_name.strip())}' is {other};"
                " ask its publisher which is right"
            )
        if known and self._resolver.is_of_more_or_less(printed_name, [known]):
            return f"the name '{shortened(printed_name.strip())}' says that more or less than {known} is meant"
        if known:
            return Body(org_type, known.org_code, name)
        if is_hub:
            return Body("commissioning_hub", code.upper(), name)
        if self._says_unknown(code) or (not known and self._says_unknown(printed_name)):
            return Body("unknown", UNKNOWN, name)
        if not code:
            return f"the row has no code of an organisation in {column}; ask its publisher"
        if org_type == "ccg":
            if other := self._resolver.other_body(code):
                return f"'{shortened(code)}' is no CCG: {other}; ask its publisher"
            files = "raw/reference/organisations.csv, or to bodies_not_ccgs.csv if it is no CCG"
            return f"no organisation of the register has the code '{shortened(code)}'; add it to {files}"
        if why := self._of_several(code, org_type) or self._of_several(printed_name, org_type):
            return why
        return Body(org_type, code, name)

    def _of_several(self, text: str, org_type: str) -> str:
        """Why a row of a code or name such as England or Total is of no organisation of its kind; '' if it is."""
        kind = self._resolver.other_kind(text)
        if kind == "country" or (org_type == "sub_icb" and kind not in ("", _HUB)):
            what = self._resolver.other_body(text)
        elif self._resolver.is_summary(text):
            what = "a figure of several organisations"
        else:
            return ""
        return f"'{shortened(text.strip())}' is none of its kind ({org_type}): {what}; ask its publisher"

    def agreed(self, codes: Sequence[str], names: Sequence[str]) -> tuple[list[str], dict[int, str]]:
        """What says whose each row of CCGs is, its code or else its name; and why of rows in which both disagree.

        Of a row whose code is of nobody, or whose name is of another, '' says that it is nobody's.
        """
        pairs = list(zip(codes, names, strict=True))
        found = {pair: self.body("ccg", *pair) for pair in set(pairs) if pair[0]}
        wrong = {i: body for i, pair in enumerate(pairs) if isinstance(body := found.get(pair), str)}
        codes_of = {pair: body.org_code if isinstance(body, Body) else "" for pair, body in found.items()}
        return [codes_of.get(pair, pair[1]) for pair in pairs], wrong

    def ods_code(self, code: str) -> str:
        """The ODS code of a CCG that is known by its ODS or GSS code; '' of anything else."""
        known = self._resolver.of_code(code)
        return known.org_code if known else ""

    def was_open(self, org_code: str, day: date) -> bool:
        """Whether a CCG was open on a day."""
        return org_code in self._register.open_on(day)

    def when_open(self, org_code: str, day: date, is_stated: bool = False) -> str:
        """When a CCG that was not open on a day was, whom to ask for instead, and what can be done about it.

        `is_stated` is whether the layout says already to which day's organisations figures are mapped.
        """
        reason = self._register.when_open(org_code, day)
        remedy = "say `organisations_on` in raw/sources.yml if its figures are mapped to another day's organisations"
        return reason if is_stated else f"{reason}; {remedy}"

    def days_of(self, org_code: str) -> tuple[date, date | None]:
        """The first and the last day of a CCG."""
        organisation = self._register.by_code[org_code]
        return organisation.opened_on, organisation.closed_on

    def _other_than(self, known: Organisation | None, name: str) -> str:
        """The organisation that a name means, if that is certainly not the known one; '' for any other name.

        A former name, an alias and a misprint contradict nothing; the name of another kind of body does, and so do
        words of which the organisation has none.
        """
        found = self._resolver.matches(name)
        if not found and (code := _CODE_IN_NAME.search(name)):
            named = self._resolver.of_code(code[1])
            found = [named] if named else []
        if found:
            return "" if known in found else str(found[0])
        if self._says_unknown(name):
            return ""
        if other := self._resolver.other_body(name):
            return "" if known is None and "hub" in other else other
        return _of_another_kind(name, known) if known else ""

    def _says_unknown(self, text: str) -> bool:
        """Whether a code or name says that nobody knows whose it is: UNKNOWN, Invalid code."""
        return any(word in self._unknown for word in text.casefold().split()[:1])


def _of_another_kind(name: str, known: Organisation) -> str:
    """What a name that no CCG has is, where it can hardly be a misprint of the known one's; else ''."""
    if re.search(r"\bccgs?\b", name, re.IGNORECASE):
        return ""
    if _OTHER_KIND.search(name):
        return "that of another kind of body"
    words = set(map(str.casefold, _LONG_WORD.findall(name))) - _SMALL_WORDS
    if len(words) < 2 or _COMMISSIONER.search(name):
        return ""
    own = normalise_name(known.org_name).split()
    is_alike = any(fuzz.ratio(word, other) >= MISPRINT for word in words for other in own)
    return "" if is_alike else "not like it in any word"
