"""Whether .env is a text of settings: where a line is passed over, other folders are used than its owner meant."""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path

from dotenv.parser import parse_stream

from pipeline.base.paths import shown
from pipeline.base.problems import Problem

MOST_BYTES = 100_000


def objections(path: Path) -> list[Problem]:
    """What is wrong with the file, where it is there; a pipe, a folder and a link that leads nowhere are none."""
    if not os.path.lexists(path):
        return []
    if not path.is_file():
        return [Problem(shown(path), None, "is no file", "Take away what is in its place")]
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        return [Problem(shown(path), None, f"cannot be read: {error.strerror}", "Give yourself the right to it")]
    if len(content) > MOST_BYTES:
        return [Problem(shown(path), None, f"is longer than {MOST_BYTES:,} bytes", "Leave the settings in it alone")]
    try:
        text = content.decode("utf-8-sig")
        no_text = text.find("\0")
    except UnicodeDecodeError as error:
        text, no_text = content.decode("latin-1"), error.start
    if no_text >= 0:
        line_no = text.count("\n", 0, no_text) + 1
        return [Problem(shown(path), line_no, "is no text in UTF-8, or holds a NUL", "Save it as UTF-8")]
    wrong = (statement for statement in parse_stream(StringIO(text)) if statement.error)
    remedy = "Write it as NAME=value, with a closing quote where one is opened, or take it out"
    return [Problem(shown(path), one.original.line, "is no setting", remedy) for one in wrong]
