"""A refresh leaves the process that it ran in as it was, so that the next one in it is told no other way."""

from __future__ import annotations

import dataclasses
import logging
import os
from unittest.mock import patch

import dagster as dg
import pytest
from installation import Installation

from pipeline.app.cli import main


@pytest.fixture
def with_site(unpublished: Installation) -> Installation:
    return dataclasses.replace(unpublished, with_site=True)


def state() -> tuple[dict[str, str], list[logging.Handler], int]:
    logger = logging.getLogger("pipeline")
    return dict(os.environ), list(logger.handlers), logger.level


@pytest.mark.nightly
def test_two_refreshes_leave_environment_and_log_as_they_were(with_site: Installation) -> None:
    with with_site.entered(), patch("pipeline.app.dagster.launch.open_instance", dg.DagsterInstance.ephemeral):
        before = state()
        main(["refresh", "--as-at", "2021-07-01", "--no-site"])
        assert state() == before
        with_site.document("mailonline_2016").write_text("damaged")
        with pytest.raises(SystemExit) as ended:
            main(["refresh", "--as-at", "2021-07-01", "--no-site"])
        assert ended.value.code == 1
        assert state() == before
