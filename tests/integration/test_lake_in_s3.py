"""A lake whose data is in a bucket: published, read, gone back to and tidied as in a folder."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from lakes import free_port, need_extensions, running_server, small_release

from pipeline.base.settings import PROJECT_DIR
from pipeline.publish.lake.address import read_address
from pipeline.publish.lake.keeping import roll_back, tidy
from pipeline.publish.lake.publishing import publish
from pipeline.publish.lake.reading import connect
from pipeline.publish.lake.verifying import verify

WEED = PROJECT_DIR / ".venv-s3" / "bin" / "weed"
KEY, SECRET = "ccg", "not very secret"
MACROS = "create macro twice(n) as n * 2;"
START_SECONDS = 60


def low_port() -> int:
    """A free port to which 10,000 can be added, as SeaweedFS does."""
    return next(port for port in iter(free_port, None) if port < 55_000)


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty bucket; the environment says how to reach it."""
    need_extensions()
    if not WEED.exists():
        pytest.skip("there is no server of S3: make .venv-s3/.ready")
    identity = {"name": KEY, "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
                "actions": ["Admin", "Read", "Write", "List", "Tagging"]}  # fmt: skip
    config = tmp_path / "s3.json"
    config.write_text(json.dumps({"identities": [identity]}))
    ports = {name: low_port() for name in ("s3", "master", "volume", "filer")}
    (tmp_path / "weed").mkdir()
    command = [WEED, "server", f"-dir={tmp_path / 'weed'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3",
               f"-s3.config={config}", *(f"-{name}.port={port}" for name, port in ports.items())]  # fmt: skip
    with (tmp_path / "weed.log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        try:
            shell = [WEED, "shell", f"-master=127.0.0.1:{ports['master']}"]
            until = time.monotonic() + START_SECONDS
            while time.monotonic() < until:
                made = subprocess.run(shell, input="s3.bucket.create -name lakes\n", capture_output=True, text=True,
                                      timeout=START_SECONDS, check=False)  # fmt: skip
                if "created bucket lakes" in made.stdout + made.stderr:
                    break
                time.sleep(1)
            monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
            monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
            monkeypatch.setenv("AWS_REGION", "us-east-1")
            monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{ports['s3']}")
            yield "s3://lakes/one"
        finally:
            server.terminate()


@pytest.mark.nightly
def test_a_lake_in_a_bucket(bucket: str, tmp_path: Path) -> None:
    with running_server() as server:
        lake = read_address(f"ducklake:postgres:{server.database()}", bucket)
        for number in range(3):
            publish(lake, small_release(tmp_path, f"R{number}", [("a", no, number) for no in range(5)]), MACROS)
        con, release = connect(lake)
        with closing(con):
            assert release.release_id == "R2"
            assert con.execute("SELECT no, twice(value) FROM core.stated").fetchall() == [(no, 4) for no in range(5)]
            for query in (
                "FROM read_text('/etc/hostname')",
                "FROM read_parquet('s3://other/x.parquet')",
                "FROM read_parquet('http://127.0.0.1:1/x.parquet')",
                "COPY (SELECT 1) TO 's3://other/x.parquet'",
            ):
                with pytest.raises(duckdb.PermissionException):
                    con.execute(query)
            secrets = str(con.execute("FROM duckdb_secrets()").fetchall())
            assert KEY in secrets
            assert SECRET not in secrets
        assert verify(lake).problems == []
        assert roll_back(lake).release_id == "R1"
        assert tidy(lake, timedelta(0)).releases == 0
        assert [verify(lake, f"R{number}").problems for number in range(3)] == [[], [], []]
