"""The titles of columns by which people are told apart, or those who care for them: Age band, Sex, Provider.

What stands in such a column says of which part of an organisation its row is.
"""

from __future__ import annotations

import re

_PEOPLE = re.compile(
    r"(?<![^\W_])(?:ages?|age(?:group|band)s?|sex|gender|ethnic\w*|religion|orientation|deprivation|breakdown|cohort"
    r"|demographics?)(?![^\W_])",
    re.IGNORECASE,
)
# Who gives care, and places; those of both have names of CCGs.
CARERS = re.compile(
    r"(?<![^\W_])(?:trusts?|providers?|hospitals?|practices?|surger(?:y|ies)|pcns?|wards?|schools?|care homes?)"
    r"(?![^\W_])",
    re.IGNORECASE,
)
# A column of those is about the CCG where its title says so: 'Main provider'.
OF_ONE = re.compile(r"\b(?:main|lead|largest|principal|host|type)\b", re.IGNORECASE)
# What a breakdown calls its whole.
WHOLE = re.compile(
    r"all|total|persons|all (?:persons|people|ages|sexes|genders|patients|referrals|groups|providers|practices)",
    re.IGNORECASE,
)


def tells_people_apart(title: str) -> bool:
    return _PEOPLE.search(title) is not None


def tells_carers_apart(title: str) -> bool:
    return CARERS.search(title) is not None and OF_ONE.search(title) is None
