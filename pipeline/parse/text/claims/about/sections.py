"""What carries over from one paragraph to the next: a heading to what stands under it, and what a paragraph spoke of to
one that points back at it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.base.lines import Line
from pipeline.parse.text.claims.sentence.gist import Gist
from pipeline.parse.text.claims.sentence.paragraph import Paragraph
from pipeline.parse.text.lines.bullets import read_bullet
from pipeline.reference.vocabulary import Context
from pipeline.schema.values import OVERALL_AREA

# A heading is no longer than this, and ends as no sentence does; a question heads its answer.
_LONGEST_HEADING = 100
_ENDS_SENTENCE = re.compile(r"[.!;,…]['\"”’)\]]*$")
# Openings that speak of what the paragraph before counted.
_POINTS_BACK = re.compile(
    r"\W*(?:(?:and|but|so|yet|of|among|out of|a:) )*(?:[NS] (?:more )?)?"
    r"(?:R\b|they\b|those\b|these\b|their\b|both\b|neither\b|another\b|an? (?:further|additional)\b|further [NS]"
    r"|(?:of )?(?:the |all the )?(?:remaining|rest|remainder|others?|same|latter|former)\b)"
)
# An opening figure that does not say of what it is: "Twenty-one were inadequate."
_BARE_FIGURE = re.compile(
    r"\W*(?:(?:and|but|yet|just|only|a|mere|a mere|another|in all|in total|a:),? )*[NS]\b(?!.*[GLOPVA])"
)

# "7.2 She reported …", "(3) The board …": a paragraph with a number of its own.
_NUMBERED = re.compile(r"\s*\(?[0-9]{1,3}(?:[.)]|(?:\.[0-9]{1,2})+[.)]?)\s")
# An opening that names the whole of what it then divides: "There are 209 CCGs, of which …".
_OPENS_ANEW = re.compile(r"\W*there (?:are|were)\b", re.IGNORECASE)


def is_heading(line: Line) -> bool:
    """Whether a line that is a paragraph of its own may be a heading; of list items only those with a number."""
    text = line.text.strip()
    if len(text) > _LONGEST_HEADING or _ENDS_SENTENCE.search(text):
        return False
    return bool(text) and (read_bullet(line) is None or text[0].isdigit())


def next_paragraph(before: Paragraph, line: Line, gist: Gist, default: Context | None) -> Paragraph:
    """The paragraph that begins on `line` with `gist`, with what holds for it from the one before."""
    is_item = read_bullet(line) is not None
    if before.is_heading:
        before.under_supposed, before.under_raters = before.is_supposed, before.is_of_raters
        # a title that is a sentence sums up what follows, and limits it as little as one that is understood
        before.leads_unknown = before.under_leads = before.leads_unknown and (
            before.is_announced or before.heads_unknown or not before.is_title
        )
        if not before.is_title:
            _limit(before, default)
        if before.items > 1 and not is_item:
            # Numbered lines one after the other are a list, and head nothing.
            before.is_unknown = before.under_unknown = True
        items = before.items + 1 if is_item else 0
        return replace(before, lines=0, is_heading=False, is_title=False, items=items)
    if _POINTS_BACK.match(gist.text) or _BARE_FIGURE.match(gist.text):
        before.lines = 0
        return before
    other_area, other_period = _others_named(before, default)
    if is_heading(line):
        # One that names no area, as '2017/18', can be under what was last named: 'Dementia ratings'.
        return Paragraph(
            is_title=not before.lines, items=int(is_item), other_area=other_area, other_period=other_period
        )
    # A remark on something unknown, or on what is no area, that has no figure leads on to those that follow.
    leads_on = before.lines == 1 and before.last_count is None and (before.is_unknown or before.is_of_topic)
    # So does one that is not understood, but to a numbered paragraph.
    is_led = before.leads_unknown and before.lines == 1 and before.last_count is None
    is_led = is_led and _NUMBERED.match(line.text) is None
    # What was counted in a part of the country goes on there, and so does what a line without a figure leads to, as in
    # 'Now for London.', unless it is said of what it is.
    remarks_on_it = before.lines == 1 and not before.began_in_part and not _OPENS_ANEW.match(gist.text)
    leads_there = before.last_count is not None or remarks_on_it
    goes_on = before.is_part and leads_there and not {"A", "D"} & {*gist.text}
    return Paragraph(
        is_title=not before.lines, other_area=other_area, other_period=other_period,
        is_part=before.under_part or goes_on, is_other_time=before.under_other_time,
        is_unknown=before.under_unknown or leads_on,
        is_measured=is_item and before.is_measured, is_correcting=before.is_correcting,
        is_supposed=before.under_supposed or (before.is_supposed and before.lines == 1 and before.last_count is None),
        leads_unknown=before.under_leads or is_led,
        is_announced=is_led and before.is_announced,
        heads_unknown=before.heads_unknown and (is_led or before.under_leads), under_leads=before.under_leads,
        under_supposed=before.under_supposed, under_raters=before.under_raters,
        is_of_raters=before.under_raters or (before.is_of_raters and before.lines == 1 and before.last_count is None),
        is_of_few=before.is_of_few and not before.is_national,
        last_count=before.last_count if before.is_of_few else None,
        under_part=before.under_part, under_other_time=before.under_other_time, under_unknown=before.under_unknown,
    )  # fmt: skip


def _others_named(before: Paragraph, default: Context | None) -> tuple[bool, bool]:
    """Whether the area, and the year, that were last named are others than those of the document itself."""
    area, period = ({default.area}, {default.period, default.period.partition(" ")[0]}) if default else (set(), set())
    other_period = not before.periods <= period if before.periods else before.other_period
    return (
        (before.is_overall and OVERALL_AREA not in area)
        or (before.areas != area if before.areas else before.other_area),
        # of a document for which a sidecar is sought, the period is still to be found
        other_period and not (default and not default.period),
    )


def _limit(heading: Paragraph, default: Context | None) -> None:
    """Notes how a heading limits all paragraphs under it that do not say themselves of what they speak."""
    is_other_area, is_other_period = _others_named(heading, default)
    heading.under_part, heading.under_other_time = heading.is_part, heading.is_other_time
    heading.under_unknown = is_other_area or is_other_period or heading.is_unknown or heading.is_of_topic
