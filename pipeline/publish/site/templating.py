"""The templates of pages: what they may name, and what was made of them kept as Python keeps its own modules.

To compile them takes half a second of a processor, as much as the pages of the documents themselves.
"""

from __future__ import annotations

import sys
import zlib
from contextlib import suppress
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from pipeline.publish.site import addresses, frame, words
from pipeline.publish.site.drawings.chips import band_chip

TEMPLATES_DIR = Path(__file__).parent / "templates"
KEPT_DIR = Path(__file__).parent / "__pycache__"


def environment() -> Environment:
    """The templates; whatever is put into them is text and never markup."""
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES_DIR),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        bytecode_cache=None if sys.dont_write_bytecode else _Compiled(str(KEPT_DIR), _pattern()),
    )
    templates.globals |= {"addresses": addresses, "words": words, "frame": frame, "band_chip": band_chip}
    return templates


def _pattern() -> str:
    """The names of what is kept: a template is compiled anew when it changes itself, or how it is read here."""
    return f"%s.{zlib.crc32(Path(__file__).read_bytes()):08x}.jinja"


class _Compiled(FileSystemBytecodeCache):
    """Templates compiled, beside our own modules; where nothing can be written, they are compiled each time."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps a template if it can be kept."""
        with suppress(OSError):
            super().dump_bytecode(bucket)
