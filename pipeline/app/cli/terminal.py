"""The terminal, or whatever the output goes to: nothing that a document holds is obeyed there, or ends a command."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import click
from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook
from rich.segment import Segment

from pipeline.base.visible import visible

# A size that a terminal may have; 0 is that of one that does not know its own.
_SIZE = re.compile(r"0*[1-9][0-9]{0,8}")


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
    console = _Terminal(stderr=stderr, highlight=False, _environ=_with_a_size())
    console.push_render_hook(_Hook())
    return console


def _with_a_size() -> dict[str, str]:
    """The environment without COLUMNS or LINES that are no size, which rich would obey or stumble over."""
    return {
        name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES") or _SIZE.fullmatch(value)
    }


def nobody_reads() -> None:
    """What is still to be printed goes nowhere, and fails nowhere."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def have_standard_streams() -> None:
    """What was closed by whoever called leads nowhere, so that no file that is opened takes its place."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # which takes the lowest number that is free
        if getattr(sys, name) is None:
            stream = os.fdopen(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False)
            setattr(sys, name, stream)


def not_written() -> str | None:
    """Writes what is still to be printed, and says why that could not be done, if it could not."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        nobody_reads()
    except (OSError, ValueError) as error:
        nobody_reads()
        return f"the output could not be written: {getattr(error, 'strerror', None) or error}"
    return None


class NamedFolder(click.Path):
    """A path that is not empty: such a one, as of a variable that is not set, would be that of the working folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not os.fspath(value):
            self.fail("it is empty", param, ctx)
        return super().convert(value, param, ctx)


class Utf8(click.ParamType[str]):
    """A text that a question or a name can be; bytes of another encoding are none."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            str(value).encode()
        except UnicodeEncodeError:
            self.fail("it is not in UTF-8; set the terminal to UTF-8, or write it anew", param, ctx)
        return str(value)


def show_what_cannot_be_encoded() -> None:
    """A character that the output's encoding has not is written as Python writes it, and ends nothing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def write_as_utf8() -> None:
    """What programs read is UTF-8 whatever the terminal has."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="strict")
