"""What the prose of a document says of its ratings: which framework it speaks of, and which lists are complete.

Claims are read without a sidecar; the contexts follow from them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.base.folding import fold
from pipeline.base.lines import Line
from pipeline.base.period_mentions import find_periods
from pipeline.base.periods import normal_period
from pipeline.parse.scaffold.columns import choices, fill_in
from pipeline.parse.scaffold.words import areas_in, period_of_ratings
from pipeline.parse.sidecar.sidecar import FILL_IN
from pipeline.parse.text.claims.reading import find_claims
from pipeline.parse.text.claims.sentence.topics import OVERALL
from pipeline.parse.text.facts import Claim
from pipeline.reference.reading import Reference
from pipeline.reference.register import Register
from pipeline.reference.vocabulary import Context
from pipeline.schema.values import OVERALL_AREA

# A table of a smaller part of the CCGs open then is a selection.
NEARLY_ALL = 0.9


def find_possible_claims(prose: Sequence[Line], title: str, reference: Reference) -> list[Claim]:
    """The claims of prose whatever they speak of: framework and scale are empty where nothing names them."""
    of_title = areas_in(title, reference.vocabulary)
    default = Context("", of_title[0] if len(of_title) == 1 else "", "", "")
    return find_claims(prose, reference.vocabulary, None, default).claims


def contexts(
    subjects: Sequence[dict[str, Any]], claims: Sequence[Claim], prose: Sequence[Line], title: str, reference: Reference
) -> dict[str, Any]:
    """What a sidecar says of the prose: `context` where no table or list gives `subjects`, and `other_contexts`."""
    text = " ".join(fold(line.text) for line in prose)
    named = _named_frameworks(text, reference)
    if not claims and not (named and not subjects):
        return {}
    scales = Counter(claim.scale for claim in claims if claim.scale)
    scale = scales.most_common(1)[0][0] if scales else _scale_printed(text, reference)
    likely = [name for name, framework in reference.frameworks.items() if scale in (None, framework.scale)]
    chosen = likely if len(likely) == 1 else [name for name in named if name in likely]
    of_scale = reference.rating_scale_of(chosen[0]).only_period if len(chosen) == 1 else None
    period = _period(prose, title)
    paragraphs = _paragraphs(prose)
    claims = [claim for claim in claims if claim.area in areas_in(paragraphs[claim.line_no], reference.vocabulary)]

    def context(area: str) -> dict[str, str]:
        stated = {claim.period for claim in claims if claim.area == area and claim.period}
        only = stated.pop() if len(stated) == 1 else None
        return {
            "framework": chosen[0] if len(chosen) == 1 else fill_in(f"the framework, {choices(likely)}"),
            "area": area,
            "period": of_scale or period or only or fill_in("the period that the prose speaks of, such as 2016/17"),
        }

    areas = list(dict.fromkeys(claim.area for claim in claims))
    if subjects:
        own = {subject["area"] for subject in subjects}
        main = {}
    else:
        all_areas = [area.area for area in reference.vocabulary.areas]
        of_title = areas_in(title, reference.vocabulary)
        mentioned = areas_in(text, reference.vocabulary)
        area = next((found[0] for found in (of_title, areas) if len(found) == 1), None)
        if area is None and OVERALL.search(text):
            area = OVERALL_AREA
        area = area or (mentioned[0] if len(mentioned) == 1 else None)
        own = {area}
        main = {"context": context(area or fill_in(f"the area, {choices(all_areas)}"))}
    others = [context(area) for area in areas if area not in own]
    return {**main, "other_contexts": others} if others else main


def _scale_printed(text: str, reference: Reference) -> str | None:
    """The scale of whose own bands folded `text` prints most, such as 'inadequate'; None where two come alike."""
    scales = reference.vocabulary.scales
    of_several = Counter(label for scale in scales for label in scale.by_label)
    printed = {
        scale.scale: sum(label in text for label in scale.by_label if of_several[label] == 1) for scale in scales
    }
    most = max(printed.values(), default=0)
    found = [scale for scale, labels in printed.items() if labels == most]
    return found[0] if len(found) == 1 else None


def _period(prose: Sequence[Line], title: str) -> str | None:
    """The one period that sentences on ratings name; where none does, the one that the text prints at all."""
    if of_ratings := period_of_ratings(prose):
        return of_ratings[0]
    printed = {mention.period for text in (title, *(line.text for line in prose)) for mention in find_periods(text)}
    return printed.pop() if len(printed) == 1 else None


def _paragraphs(prose: Sequence[Line]) -> dict[int, str]:
    """For each line the words of its paragraph, which blank lines end, in one line of small letters."""
    texts: dict[int, str] = {}
    run: list[Line] = []
    for line in [*prose, None]:
        if line is not None and not line.is_blank and (not run or line.number == run[-1].number + 1):
            run.append(line)
            continue
        texts |= dict.fromkeys((each.number for each in run), " ".join(fold(each.text) for each in run))
        run = [line] if line is not None and not line.is_blank else []
    return texts


def _named_frameworks(text: str, reference: Reference) -> list[str]:
    """The frameworks that folded `text` names: the words before the comma in one piece, what follows anywhere.

    One whose name is a part of another's is left out when the longer is named too.
    """
    found = {}
    for name, framework in reference.frameworks.items():
        phrase, _, rest = fold(framework.name).partition(",")
        if phrase.removeprefix("ccg ") in text and all(word in text for word in rest.split()):
            found[name] = set(fold(framework.name).replace(",", " ").split())
    return [name for name, words in found.items() if not any(words < other for other in found.values())]


def complete_bands(
    subject: dict[str, Any], counts: Counter[str], organisations: int, claims: Iterable[Claim], reference: Reference
) -> list[str] | str | None:
    """The bands listed whole, where `organisations` are a selection: those whose number of all the prose gives as here.

    None where nearly all CCGs have a row; the words to be filled in where the prose confirms no band.
    """
    nearly_all = NEARLY_ALL * _number_open(subject["period"], reference.register)
    if organisations >= nearly_all:
        return None
    on_area = [claim for claim in claims if claim.area in ("", subject["area"]) and claim.comparator == "="]
    totals = [claim.value if claim.statistic == "assessed_total" else claim.whole or 0 for claim in on_area]
    confirmed = {
        claim.bands[0]
        for claim in on_area
        if claim.statistic == "band_count" and len(claim.bands) == 1 and claim.value == counts[claim.bands[0]]
        if max(totals) >= nearly_all
    }
    bands = [band.band for scale in reference.vocabulary.scales for band in scale.bands if band.band in counts]
    if confirmed:
        return [band for band in bands if band in confirmed]
    return fill_in(f"the bands of which every CCG is listed, of [{', '.join(bands)}]; [] if there is none")


def _number_open(period: str, register: Register) -> int:
    """The CCGs open at the end of a period; of one that is not known, the fewest that ever were open."""
    if not period.startswith(FILL_IN):
        return len(register.open_on(normal_period(period).end))
    days = {organisation.opened_on for organisation in register.organisations}
    return min((len(register.open_on(day)) for day in days), default=0)
