"""Who says it: a person by name, or somebody or something known to state figures, and no horoscope or placard."""

from __future__ import annotations

import re

from pipeline.parse.text.claims.sentence.phrases import PUBLISHED, WORD
from pipeline.parse.text.claims.sentence.scene import Scene, is_capital, is_known, may_be_name
from pipeline.parse.text.claims.sentence.words import SOURCES

_WHO = r"(?:^|[,;:–] ?|\b(?:and|but) )(?P<who>[^,;:–]{2,60}?) ?"
# "The horoscope says twelve …", in which the clause of the statement begins with the verb.
_SAYS = re.compile(r"\W*(?:says?|said)\b")
_BEFORE = re.compile(rf"{_WHO}$")
# "The placard read: twelve …"
_READS = re.compile(rf"{_WHO}\b(?:reads?|says?|said|tells?|goes|went|runs?|ran|states?|claims?|had it)\s?:\W*$")


def is_said_by_the_unknown(scene: Scene, left: int) -> bool:
    """Whether a word of who says what begins at `left` of a sentence is neither known nor of a name."""
    before = scene.marked[:left]
    found = _BEFORE.search(before) if _SAYS.match(scene.marked, left) else _READS.search(before)
    return found is not None and not states_figures(scene, *found.span("who"))


def states_figures(scene: Scene, start: int, end: int) -> bool:
    """Whether each word of who says it is known or of a name, or describes what is known: 'shocking new figures'."""
    words = [(word[0], word.start()) for word in WORD.finditer(scene.marked, start, end)]
    described = max((at for word, at in words if word in SOURCES), default=0)
    return all(
        at < described or is_known(word, scene, at) or PUBLISHED.match(word) or _is_named(scene, word, at)
        for word, at in words
    )


def _is_named(scene: Scene, word: str, at: int) -> bool:
    return is_capital(scene.sentence.text, at) and may_be_name(word)
