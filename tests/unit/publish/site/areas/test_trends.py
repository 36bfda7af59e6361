"""What is a change of a course and what is chance, worked out by hand with the limits of an XmR chart."""

from __future__ import annotations

from pipeline.publish.site.areas.trends import ASSURANCES, beyond_chance


def test_a_change_no_larger_than_the_steps_between_is_none() -> None:
    # Steps of 10, 20 and 16.7 have a mean of 15.6 and so a limit of 58.5; 90 to 83.3 is 6.7.
    assert not beyond_chance([90.0, 80.0, 100.0, 83.3])
    # EIP of NHS Leeds West CCG: steps of 13.4 on average and a limit of 50.2; 83.3 to 42.9 is 40.5.
    assert not beyond_chance([83.3, 90.0, 66.7, 52.6, 65.5, 73.9, 79.2, 75.0, 42.9])
    # There and back again.
    assert not beyond_chance([100.0, 60.0, 100.0])
    assert not beyond_chance([50.0, None])


def test_a_change_larger_than_its_steps_is_one() -> None:
    # Steps of 2, 3, 1, 4 and 2 have a mean of 2.4 and so a limit of 9.0; 43 to 55 is 12.
    assert beyond_chance([43.0, 45.0, None, 48.0, 49.0, 53.0, 55.0])


def test_the_usual_range_is_told_as_such_and_not_as_how_sure_a_figure_is() -> None:
    # NHS England's icons: P all limits meet the standard, F none do, ? they lie on both sides of it.
    said = {"pass": "usual range meets it", "fail": "usual range misses it", "hit_or_miss": "usual range spans it"}
    assert said == ASSURANCES
