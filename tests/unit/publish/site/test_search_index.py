"""The index of the search: what each area and measure is called, and nothing twice."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from pipeline.publish.site.areas.register import Area
from pipeline.publish.site.search_index import search_index

AREAS = {
    "England": Area("England", "England", "country"),
    "QWO": Area("QWO", "NHS West Yorkshire ICB", "board", "England", ("West Yorkshire and Harrogate",)),
    "03C": Area(
        "03C",
        "NHS Leeds West CCG",
        "ccg",
        "QWO",
        ("Leeds West", "nhs leeds west", "Leeds (West)"),
        date(2013, 4, 1),
        date(2018, 3, 31),
        "E38000096",
    ),
    "15F": Area("15F", "NHS Leeds CCG", "ccg", "QWO", (), date(2018, 4, 1), None),
}
LINEAGE = {"03C": [{"relation": "successor", "related_org_code": "15F", "steps": 1}]}
RECOVERY: dict[str, Any] = {
    "measure_id": "iapt_recovery_rate",
    "measure_name": "IAPT recovery rate",
    "topic": "Talking therapies",
    "topic_no": 1,
    "has_standard": True,
    "of_any_size": True,
    "published": 34,
    "other_names": ["IAPT Recovery Rate", "moving to recovery"],
    "description": "Of the people who finished a course, the share who recovered; a course is of sessions.",
}


def read(text: str) -> Any:
    """What the script registers."""
    head, tail = "(window.ccgRatings ??= {}).search = ", ";\n"
    assert text.startswith(head)
    assert text.endswith(tail)
    return json.loads(text.removeprefix(head).removesuffix(tail))


def test_an_area_has_its_other_names_its_years_and_what_became_of_it() -> None:
    index = read(search_index(AREAS, LINEAGE, []))
    assert index["areas"] == [
        ["England", "England", "country", "areas/england.html", None, "", None, []],
        [
            *("QWO", "NHS West Yorkshire ICB", "board", "areas/qwo.html", "England", "", None),
            ["West Yorkshire and Harrogate"],
        ],
        # Names that have no other word than its own are not repeated.
        ["03C", "NHS Leeds West CCG", "ccg", "areas/03c.html", "QWO", "2013 to 2018", "15F", ["E38000096"]],
        ["15F", "NHS Leeds CCG", "ccg", "areas/15f.html", "QWO", "", None, []],
    ]


def test_a_measure_has_its_topic_its_other_names_and_the_words_that_only_its_description_has() -> None:
    other = RECOVERY | {"measure_id": "suicide_rate", "topic": "Self-harm and suicide", "topic_no": 2}
    index = read(search_index({}, {}, [other, RECOVERY]))
    assert index["topics"] == ["Talking therapies", "Self-harm and suicide"]
    assert [measure[3] for measure in index["measures"]] == [1, 0]
    assert index["measures"][1] == [
        *("iapt_recovery_rate", "IAPT recovery rate", "measures/iapt_recovery_rate.html", 0, 1, 1, 1),
        ["moving to recovery"],
        "people finished course share recovered sessions",
    ]


def test_ratings_have_their_periods_and_bands_and_an_stp_with_two_pages_is_there_once() -> None:
    ratings = {
        "mental_health": [
            {"period": "2017/18", "band": "Good"},
            {"period": "2016/17", "band": None},
            {"period": "2017/18", "band": "Inadequate"},
        ]
    }
    stps = {
        code: Area(code, name, "stp", "England")
        for code, name in (("stp-2016-37", "Devon STP"), ("E54000037", "Devon STP"), ("stp-2016-2", "Kent STP"))
    }
    index = read(search_index(stps, {}, [], ratings))
    assert index["ratings"] == [
        ["Mental health ratings", "ratings/mental_health.html", "2016/17, 2017/18", ["Good", "Inadequate"]]
    ]
    assert [area[0] for area in index["areas"]] == ["E54000037", "stp-2016-2"]
