"""What a sentence adds to a statement once it is made, and may limit it: '95 were good – in London at least'.

What is added is understood, or the statement is not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.parse.text.claims.doubts import added_forms as forms
from pipeline.parse.text.claims.doubts.who_says import states_figures
from pipeline.parse.text.claims.sentence.gist import FILL
from pipeline.parse.text.claims.sentence.phrases import CONJUNCTION, FIGURES, NATIONAL, PUBLISHED, WORD
from pipeline.parse.text.claims.sentence.scene import (
    Scene,
    has_other_date,
    is_capital,
    is_known,
    knows_all,
    speaks_of_part,
)
from pipeline.parse.text.claims.sentence.words import DENIAL, PART, SAYING, SUPPOSITION
from pipeline.schema.values import NoClaim


def limited_after(scene: Scene, start: int, end: int) -> NoClaim | None:
    """Whether what a sentence adds to its statement at `start` to `end`, before another, limits it.

    What a total of organisations was rated on does not matter to it, nor what follows after "With 52 CCGs good, …".
    """
    if forms.OTHERWISE.match(scene.marked, end) or forms.YET.search(scene.marked, end) or _is_more_of_some(scene, end):
        return "wording not understood"
    if forms.IS_SO_MANY_MORE.search(scene.marked, end):
        return "denial"
    if "A" not in scene.marked[:end] and _BY_AREA.match(scene.marked, end):
        return "several contexts"
    is_aside = _WITH.fullmatch(scene.marked, 0, start) is not None
    is_total = not any(mark.letter == "B" for mark in scene.gist.marks.values() if start <= mark.start < end)
    for clause in _CLAUSES.split(scene.marked[end:])[1:]:
        if forms.ARE_OTHERS.fullmatch(clause):
            return "other organisations"
    for first, last in _added(scene, end):
        reason = limits(scene, first, last)
        if reason == "wording not understood" and (is_total or (is_aside and _is_main_clause(scene, first, last))):
            continue
        if reason:
            return reason
    return _limited_in_brackets(scene, end)


def _is_more_of_some(scene: Scene, end: int) -> bool:
    """Whether a statement goes on with what else is so of those counted, in words that are not understood."""
    found = forms.AND_ALSO.match(scene.marked, past_scope(scene.marked, end))
    return found is not None and not _FIGURE.search(found[0]) and not knows_all(scene, *found.span())


def _added(scene: Scene, end: int) -> list[tuple[int, int]]:
    """The stretches between marks of punctuation that follow `end`, up to those that belong to another statement."""
    marked = scene.marked
    stretches: list[tuple[int, int]] = []
    bounds = list(_STOP.finditer(marked, end))
    for here, last in zip(bounds, [*(following.start() for following in bounds[1:]), len(marked)], strict=False):
        if here[0][0] == ";" and not forms.TAG.fullmatch(marked, here.start()):
            break
        if _is_of_another(scene, here.end(), last):
            leads = [index for index, (start, _) in enumerate(stretches) if CONJUNCTION.match(marked, start)]
            return stretches[: leads[-1]] if leads else stretches
        stretches.append((here.end(), last))
    return stretches


def _is_main_clause(scene: Scene, start: int, end: int) -> bool:
    """Whether a stretch that ends its sentence may be what the sentence states, and no addition."""
    text = scene.marked[start:end]
    return end == len(scene.marked) and not any(
        form.match(text) for form in (forms.SAYS_WHERE, forms.BY_WHAT, forms.OR, forms.A_FIGURE)
    )


def _is_of_another(scene: Scene, start: int, end: int) -> bool:
    """Whether a stretch holds a figure or a band of another statement."""
    marks = _OTHER_STATEMENT.finditer(scene.marked, start, end)
    return any(mark[0][0] == "B" or mark.start() in scene.known_marks for mark in marks)


# "…: nine for cancer and three for diabetes", "…, all but two of them for maternity"
_BY_AREA = re.compile(
    rf"\s?[,:;(–—-]\s?(?:(?:all|both|most|but|only|just|some|including|of which) )*(?:N{FILL}* ?)?(?:R{FILL}*"
    rf" )?(?:for|in|on) A{FILL}+(?!{FILL}|,? N)"
)
_WITH = re.compile(r"\W*with [^,;:]*")
_CLAUSES = re.compile(r"[;:(,]\s?|\s[–-]+\s")
_STOP = re.compile(r"[,;:()]\s?|\s[–-]+\s|–|—")
_FIGURE = re.compile(rf"[{FIGURES}X]{FILL}*")
_OTHER_STATEMENT = re.compile(rf"[{FIGURES}XB](?:{FILL}|\b)")
_BRACKET = re.compile(r"['\"”’]*\s?[(\[]([^()\[\]]{1,80})[)\]]")


def _limited_in_brackets(scene: Scene, end: int) -> NoClaim | None:
    """Whether a bracket right after a statement says of what, whose or when it is: '(CQC)', '(2016)', '(unaudited)'."""
    found = _BRACKET.match(scene.marked, end)
    if found is None or _FIGURE.search(found[1]) or forms.REFERS.fullmatch(found[1]):
        return None
    first, last = found.span(1)
    if has_other_date(scene, first, last):
        return "other period"
    words = [
        (scene.marked[word.start() : word.end()], word.start()) for word in WORD.finditer(scene.marked, first, last)
    ]
    return None if all(is_known(word, scene, at) for word, at in words) else "wording not understood"


# "… for dementia in 2017/18, by NHS England"
_SCOPE = re.compile(
    rf"['\"”’]*(?:,? (?:(?:for|on|in|by|during) )?(?:the |their )?(?:A{FILL}*|D{FILL}*|nhs england"
    rf"|england)(?: care| services)?)+"
)


def past_scope(marked: str, end: int) -> int:
    """Where a marked sentence goes on behind a statement that ends at `end`, and behind of what area and time it is."""
    found = _SCOPE.match(marked, end)
    return found.end() if found else end


def is_only_in_name(marked: str, end: int) -> bool:
    """Whether what follows a statement takes it back: '24 were good on paper'."""
    return forms.NOT_SO.match(marked, end + marked.startswith(" ", end)) is not None


def are_others(marked: str) -> bool:
    """Whether a marked sentence or a part of one only says that those counted are other bodies: 'All trusts.'"""
    return forms.ARE_OTHERS.fullmatch(marked) is not None


def limits(scene: Scene, start: int, end: int) -> NoClaim | None:
    """Whether what stands at `start` to `end` of a sentence, and states nothing itself, limits what it is added to: to
    a part, to some, to somebody's view. What is not understood may."""
    if reason := _as_a_whole(scene, start, end):
        return reason
    if forms.REFERS.fullmatch(scene.marked, start, end):
        return None
    leads = forms.LEADS.match(scene.marked, start, end)
    first = leads.end() if leads else start
    text = scene.marked[first:end]
    if (who := forms.WHO_SAYS.fullmatch(text)) and not forms.IS_SAID.fullmatch(text):
        said_by = "before" if who["before"] else "after"
        if not states_figures(scene, first + who.start(said_by), first + who.end(said_by)):
            return "wording not understood"
        return _why_of_a_speaker(scene, who[said_by], forms.SPEAKS.search(text) is not None)
    if NATIONAL.search(text) or PUBLISHED.search(text) or "nhs england" in text:
        return "denial" if forms.NOT.search(text) else None
    words = [(found[0], found.start()) for found in WORD.finditer(scene.marked, first, end)]
    return (_how_it_limits(scene, first, text, words) or _why_not_understood(scene, text, words)) if words else None


def _as_a_whole(scene: Scene, start: int, end: int) -> NoClaim | None:
    """How what is added limits, where its form as a whole says so."""
    if forms.ARE_OTHERS.fullmatch(scene.marked, start, end):
        return "other organisations"
    if forms.HEDGES.fullmatch(scene.marked, start, end):
        return "range"
    if forms.AS_OF.match(scene.marked, start, end) and has_other_date(scene, start, end):
        return "other period"
    whole = forms.OF_SO_MANY.match(scene.marked, start, end)
    if whole and scene.gist.value_at(whole.start("N")) < scene.fewest:
        return "part of the country"
    if forms.OR.match(scene.marked, start, end):
        return "wording not understood"
    if forms.OTHER_AREAS.fullmatch(scene.marked, start, end) and "A" in scene.marked[:start]:
        return "several contexts"
    return None


def _how_it_limits(scene: Scene, first: int, text: str, words: Sequence[tuple[str, int]]) -> NoClaim | None:
    """How what is added limits, by the words that it begins with."""
    if forms.DENIED_BY.match(text) or forms.NOT_SO.match(text):
        return "denial"
    is_by = words[0][0] in SAYING or words[0][0] in ("according", "by")
    if is_by and any(word in forms.SURVEY for word, _ in words[1:]):
        return "other organisations"
    if forms.LEAVES_OUT.match(text) or forms.OF_SUCH.match(text):
        if any(word[0] == "A" for word, _ in words):
            return "several contexts"
        return None if _are_known(scene, words) else "part of the country"
    if _is_place(scene, words) or (forms.SAYS_WHERE.match(text) and speaks_of_part(scene, first, first + len(text))):
        return "part of the country"
    if forms.IS_SAID.fullmatch(text) or forms.WHOSE.fullmatch(text):
        return "forecast or supposition"
    return "other period" if forms.WAS_THEN.match(text) and has_other_date(scene, first, first + len(text)) else None


def _why_not_understood(scene: Scene, text: str, words: Sequence[tuple[str, int]]) -> NoClaim | None:
    if forms.SAYS_NOTHING.fullmatch(text) and not forms.UNTRUE.search(text):
        return None
    if forms.OF_THESE.fullmatch(text) and not _takes_back(words):
        return None
    if forms.A_FIGURE.match(text) or forms.BY_WHAT.match(text):
        return "wording not understood"
    return None if _are_known(scene, words) or _are_names(scene, words) else "wording not understood"


def _why_of_a_speaker(scene: Scene, who: str, is_person: bool) -> NoClaim | None:
    """Whether what `who` says may be of others, or of another time or place: 'patients', 'the old table'."""
    words = {word.removesuffix("'s") for word in who.split()}
    is_other = any(word[0] in "OP" for word in words)
    if is_other or not words.isdisjoint(forms.OTHER_SPEAKERS | forms.SURVEY | DENIAL | SUPPOSITION):
        return "other organisations"
    # A person may be from anywhere; figures that are of a place are of no other.
    return "part of the country" if not (is_person or words.isdisjoint(PART | scene.places)) else None


def _are_known(scene: Scene, words: Sequence[tuple[str, int]]) -> bool:
    return all(is_known(word, scene, at) for word, at in words)


def _takes_back(words: Sequence[tuple[str, int]]) -> bool:
    """Whether words say that a part of what was counted is not so, or not yet: 'three of them wrongly'."""
    return any(word in DENIAL or word in SUPPOSITION for word, _ in words[1:])


def _are_names(scene: Scene, words: Sequence[tuple[str, int]]) -> bool:
    """Whether words only name organisations: 'Oldham and Bury', 'North Durham among them'."""
    return all(word in scene.places or word in forms.BESIDE_NAMES for word, _ in words)


def _is_place(scene: Scene, words: Sequence[tuple[str, int]]) -> bool:
    """Whether words say whose those counted are, by places alone: "London's", "the North's"."""
    names = [(word.removesuffix("'s"), at) for word, at in words if word not in ("the", "and", "or")]
    is_whose = words[-1][0].endswith("'s")
    return is_whose and all(word in PART | scene.places and is_capital(scene.sentence.text, at) for word, at in names)
