"""Which measures have values of other days than those of their period, and what an entry of these must be."""

from __future__ import annotations

import pytest
from mart_samples import reference_tables
from pydantic import ValidationError
from the_reference import REFERENCE

from pipeline.reference.entries import MeasureWindow
from pipeline.schema.values import ORG_TYPES

MEASURES = REFERENCE.measures


def test_the_windows_of_the_measures() -> None:
    found: dict[str, dict[str, set[str]]] = {}
    for measure_id, org_type, window, source in reference_tables()["measure_window"].rows():
        found.setdefault(measure_id, {}).setdefault(window, set()).add(org_type)
        assert source
    of_all = set(ORG_TYPES)
    by_kind = {"rolling_12_months": {"ccg", "stp"}, "period": {"national", "region"}}
    assert found == {
        "cyp_access": {"rolling_12_months": of_all},
        "perinatal_access": {"rolling_12_months": of_all},
        "cyp_eating_disorder_routine_within_4_weeks": by_kind,
        "cyp_eating_disorder_urgent_within_1_week": by_kind,
        "ips_access": {"year_to_date": of_all},
        "ips_access_target": {"year_to_date": of_all},
        "suicide_rate": {"three_years": of_all},
        "smi_physical_health_check_rate": {"rolling_12_months": of_all},
    }


def test_a_kind_of_organisation_has_one_window() -> None:
    measure = MEASURES["cyp_access"]
    windows = (*measure.windows, MeasureWindow(window="period", org_types=("ccg",), source="it"))
    with pytest.raises(ValidationError, match="ccg has more than one window"):
        type(measure).model_validate(measure.model_dump() | {"windows": [window.model_dump() for window in windows]})


@pytest.mark.parametrize("given", [{"window": "month"}, {"org_types": []}, {"org_types": ["gp"]}, {"source": None}])
def test_a_window_is_one_that_is_known(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        MeasureWindow.model_validate({"window": "period", "source": "it"} | given)
