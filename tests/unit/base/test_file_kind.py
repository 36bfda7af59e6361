"""Files that are neither workbooks nor texts."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from pipeline.base.file_kind import OtherKind, kind_of_file


@pytest.mark.parametrize("places", [(60, 70), (40, 41), (-30, -22)])
def test_a_workbook_that_is_damaged_anywhere_is_told_and_not_raised(tmp_path: Path, places: tuple[int, int]) -> None:
    path = tmp_path / "w.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "".join(str(number * number) for number in range(1000)))
    content = bytearray(path.read_bytes())
    content[slice(*places)] = b"\xff" * (places[1] - places[0])
    path.write_bytes(content)
    with pytest.raises(OtherKind, match="damaged"):
        kind_of_file(path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="no ordinary file"):
        kind_of_file(tmp_path / "pipe")
