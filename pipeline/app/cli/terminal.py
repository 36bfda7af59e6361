"""The terminal, or whatever the output goes to: nothing that a document holds is obeyed there, or ends a command."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook
from rich.segment import Segment

from pipeline.base.visible import visible


class _Visible:
    """What is printed, with its texts made visible; what rich itself says to the terminal goes through."""

    def __init__(self, printed: Any) -> None:
        self.printed = printed

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for segment in console.render(self.printed, options):
            yield segment if segment.control else segment._replace(text=visible(segment.text))


class _Hook(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[Any]:
        return [_Visible(one) for one in renderables]


class _Terminal(Console):
    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def terminal(stderr: bool = False) -> Console:
    """Where a command prints."""
    console = _Terminal(stderr=stderr, highlight=False)
    console.push_render_hook(_Hook())
    return console


def nobody_reads() -> None:
    """What is still to be printed goes nowhere, and fails nowhere."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def show_what_cannot_be_encoded() -> None:
    """A character that the output's encoding has not is written as Python writes it, and ends nothing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def write_as_utf8() -> None:
    """What programs read is UTF-8 whatever the terminal has."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="strict")
