"""Somebody else who may have rated: 'The union awarded the marks.', 'Journalists scored each one.', 'The college has
its own scale.'

A sentence in which they do anything but say or feel something may tell whose the figures beside it are.
"""

from __future__ import annotations

import re

from pipeline.parse.text.claims.about.headings import may_be_heading
from pipeline.parse.text.claims.doubts.other_matters import FEELING
from pipeline.parse.text.claims.sentence.phrases import WORD
from pipeline.parse.text.claims.sentence.scene import Scene
from pipeline.parse.text.claims.sentence.words import SAYING, SPEAKERS, word_set

# Those who may stand for NHS England itself, and those who are only ever its readers.
_OURS = word_set("watchdog regulator body inspectors officials bosses chiefs analysts")
_OTHERS = SPEAKERS - _OURS
_TELLS = SAYING - word_set("counted counts find finds found listed lists record recorded records show showed shows")
_FEELS = re.compile(rf"(?:was|were|is|are|felt|feels?|has been|have been) (?:[a-z]+ )?{FEELING}\b")
_THEIRS = re.compile(r"\b(?:its|their|his|her|our|my|own)\b")
_LONGEST_SUBJECT = 8


def tells_of_givers(scene: Scene) -> bool:
    """Whether a sentence tells of somebody else, and not only what they said or felt."""
    is_heading = may_be_heading(scene) and scene.sentence.plain.rstrip(" )]'\"")[-1:] not in (".", "!", "?")
    if is_heading or any(mark.letter == "B" for mark in scene.gist.marks.values()):
        return False
    plain = scene.sentence.plain
    words = [(word[0].removesuffix("'s"), word.end()) for word in WORD.finditer(plain)]
    first = next((index for index, (word, _) in enumerate(words) if word in _OTHERS), None)
    if first is None:
        return False
    for word, end in words[first : first + _LONGEST_SUBJECT]:
        if _FEELS.match(plain, end + 1):
            return False
        if word in _TELLS:
            return _THEIRS.search(plain, end) is not None
    return True
