"""What areas are called."""

from __future__ import annotations

import duckdb
import pytest

from pipeline.publish.site.areas import register


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("NOTTINGHAM AND NOTTINGHAMSHIRE HEALTH AND CARE STP", "Nottingham and Nottinghamshire Health and Care STP"),
        ("East London Health & Care Partnership (STP)", "East London Health & Care Partnership STP"),
        ("Frimley Health", "Frimley Health STP"),
    ],
)
def test_an_stp_is_called_so_once(printed: str, name: str) -> None:
    with duckdb.connect() as con:
        con.execute("CREATE SCHEMA core; CREATE SCHEMA marts")
        con.execute("CREATE TABLE core.area (area_type VARCHAR, area_code VARCHAR)")
        con.execute(
            "CREATE TABLE marts.measure_current (org_type VARCHAR, org_code VARCHAR, org_name_published VARCHAR)"
        )
        con.execute("INSERT INTO marts.measure_current VALUES ('stp_2016', '14', $name)", {"name": printed})
        [row] = con.execute(register.OTHERS).fetchall()
    assert register._other(*row).name == name
