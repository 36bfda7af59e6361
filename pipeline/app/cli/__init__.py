"""The command line, `ccg-ratings`: one module a command.

Here: arguments, progress, and what a person reads. Not here: any of the work. Commands import what they need when
they run, so that help and queries do not wait for Dagster.
"""

from __future__ import annotations

import atexit
import os
import stat
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, NoReturn

import click

from pipeline.app.cli.narrow import is_panic, too_narrow
from pipeline.app.cli.terminal import have_standard_streams, nobody_reads, not_written, show_what_cannot_be_encoded
from pipeline.base.os_errors import of_disk, problem_of
from pipeline.base.problems import ValidationFailed
from pipeline.base.visible import visible

COMMANDS = (
    "refresh",
    "sql",
    "trace",
    "status",
    "verify",
    "add",
    "check",
    "fetch",
    "accept",
    "register",
    "site",
    "rollback",
    "lake",
    "team",
)

EXIT_REFUSED = 1
# As a shell has it for a program that ctrl-C ended.
EXIT_INTERRUPTED = 130


class _Commands(click.Group):
    """Loads the module of a command when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        return import_module(f"pipeline.app.cli.{name}").command if name in COMMANDS else None

    def make_context(self, *arguments: Any, **extra: Any) -> click.Context:
        with _readers_may_leave():
            return super().make_context(*arguments, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _readers_may_leave():
            return super().invoke(ctx)


@contextmanager
def _readers_may_leave() -> Iterator[None]:
    """A reader who stops early, as `| head` does, is not a failure."""
    try:
        yield
    except BrokenPipeError:
        nobody_reads()
        raise SystemExit(0) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ccg-ratings")
def cli() -> None:
    """Ratings of NHS England's clinical commissioning groups, as a warehouse whose every figure leads to its line.

    \b
    Begin with:
      ccg-ratings refresh                 read the documents, publish the warehouse
      ccg-ratings sql "FROM marts.ccg_profile LIMIT 5"
      ccg-ratings trace "stoke on trent"  every fact on an organisation, with its line
    """


def main(arguments: Sequence[str] | None = None) -> Any:
    """Runs a command; a refusal is shown without a traceback and ends with 1, ctrl-C with 130."""
    have_standard_streams()
    show_what_cannot_be_encoded()
    if why := _no_ground():
        click.echo(f"refused: {why}", err=True)
        sys.exit(EXIT_REFUSED)
    try:
        return _main(arguments)
    finally:
        if lost := not_written():
            click.echo(f"refused: {lost}", err=True)
            sys.exit(EXIT_REFUSED)


def _no_ground() -> str | None:
    """Why no command can run at all, and what to do."""
    if sys.flags.optimize > 1:
        return "PYTHONOPTIMIZE=2 takes out texts that tables are described with. Set it to 1 or 0"
    # There is no other way to ask for it.
    mask = os.umask(0)
    os.umask(mask)
    if mask & stat.S_IRWXU:
        return f"the umask {mask:03o} takes from you the rights to what you write. Set it: umask 022"
    try:
        time.time()
    except OverflowError:
        return "the clock of this machine is later than the year 2262. Set it"
    return None


def _main(arguments: Sequence[str] | None) -> Any:
    try:
        return cli.main(args=arguments, prog_name="ccg-ratings", standalone_mode=False)
    except click.ClickException as wrong_usage:
        wrong_usage.show()
        sys.exit(wrong_usage.exit_code)
    except (click.Abort, KeyboardInterrupt, EOFError):
        click.echo("interrupted", err=True)
        sys.exit(EXIT_INTERRUPTED)
    except BaseException as error:
        told = None
        if isinstance(error, Exception) or is_panic(error):
            told = _told_anyhow(error)
        if told is None:
            raise
        for line in told:
            click.echo(visible(line), err=True)
        sys.exit(EXIT_REFUSED)


def _told_anyhow(error: BaseException) -> list[str] | None:
    """The same also where there is too little to find out more."""
    try:
        told = _as_told(error) if isinstance(error, Exception) else None
    except Exception:
        told = None
    if told is None and (why := too_narrow(error)):
        told = [f"refused: {why}"]
    return told


def _as_told(error: Exception) -> list[str] | None:
    """What a user is told of an error; None for a mistake of the program."""
    from pipeline.publish.duckdb_errors import is_of_a_damaged_file, is_of_other_tables, wants_memory

    anew = "Publish it anew: ccg-ratings refresh"
    match error:
        case ValidationFailed():
            return [f"refused: {problem}" for problem in error.problems]
        case OSError():
            return [f"refused: {problem_of(error)}"]
        case _ if refused := of_disk(error):
            return [f"refused: {problem_of(refused)}"]
        case _ if wants_memory(error):
            return [f"refused: there is too little memory, of the machine or by ulimit: {error}".rstrip(": ")]
        case _ if is_of_other_tables(error):
            return [f"refused: the published warehouse is of another version of ccg-ratings: {error}", anew]
        case _ if is_of_a_damaged_file(error):
            return [f"refused: a file of the warehouse cannot be read or written: {error}", anew]
        case _:
            return None


def run() -> NoReturn:
    """The program `ccg-ratings`: a command, and then an end at once.

    Python would take thousands of loaded modules apart before it ends, and a refresh would take 1.1 x as much processor
    time (benchmarks/bench_exceptions.py). What was registered to be done at the end is done, and what was written is
    flushed.
    """
    code: Any = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    if isinstance(code, str):
        print(code, file=sys.stderr)
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        # The reader may be gone, as with `| head`.
        with suppress(BrokenPipeError, ValueError):
            stream.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))
