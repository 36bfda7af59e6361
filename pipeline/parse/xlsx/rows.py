"""Whose a row of a workbook's sheet is, its days, and those in which the periods of its figures must end."""

from __future__ import annotations

from datetime import date

from pipeline.reference.layouts import WorkbookLayout
from pipeline.reference.organisation_of import Body, OrganisationOf

EVER = (date.min, date.max)


def whose_row(layout: WorkbookLayout, organisations: OrganisationOf, code: str, name: str, kind: str) -> Body | str:
    """Whose a row is, or why nobody's."""
    org_type = layout.org_types.get(kind)
    if code.isascii() and code.isdigit():
        org_type = layout.numbered.get(kind, org_type)
    if org_type is None:
        return f"'{kind}' is no kind of organisation that raw/sources.yml names"
    if org_type == "national" and not code:
        return f"the row has no code of an organisation in {layout.org_code}; ask its publisher"
    if org_type == "national" and code.casefold() not in map(str.casefold, layout.national_codes):
        return f"'{code}' is not how raw/sources.yml says that England is written"
    body = organisations.body(org_type, code, name, layout.org_code)
    day = layout.organisations_on
    if isinstance(body, Body) and body.org_type == "ccg" and isinstance(day, date):
        is_open = organisations.was_open(body.org_code, day)
        return body if is_open else organisations.when_open(body.org_code, day, True)
    return body


def days_of_row(organisations: OrganisationOf, org_type: str, org_code: str) -> tuple[date, date]:
    """The first and the last day of a row's organisation, as far as the register knows it."""
    if org_type != "ccg":
        return EVER
    opened, closed = organisations.days_of(org_code)
    return opened, closed or date.max


def open_between(
    layout: WorkbookLayout, organisations: OrganisationOf, org_type: str, org_code: str, sheet_day: date | None
) -> tuple[date, date]:
    """The days between which the periods of a row's figures must end; `sheet_day` is that of the sheet's CCGs."""
    if org_type != "ccg" or isinstance(layout.organisations_on, date):
        return EVER
    opened, closed = organisations.days_of(org_code)
    if layout.organisations_on == "of_the_sheet" and sheet_day and opened <= sheet_day:
        # History is mapped to the organisations of a later day, so that they have figures of before they opened.
        is_mapped_to = organisations.was_open(org_code, sheet_day)
        return date.min, date.max if is_mapped_to else closed or date.max
    return opened, closed or date.max
