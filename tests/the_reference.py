"""The project's raw/reference, read once for all tests of a process; nothing changes it."""

from __future__ import annotations

from pipeline.base.settings import PROJECT_DIR
from pipeline.reference.reading import read_reference

REFERENCE = read_reference(PROJECT_DIR / "raw" / "reference")
