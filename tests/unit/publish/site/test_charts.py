"""The file of a chart's rows."""

from __future__ import annotations

from markupsafe import Markup

from pipeline.publish.site.charts import Chart


def test_a_figure_has_no_noise_of_binary_places_and_is_else_as_it_was() -> None:
    rows = [(4.260000000000001, 6.124999999999999, 577149640.24189, 0.1 + 0.2, 29.4285714284, 7)]
    chart = Chart("page", "name", "", Markup(""), tuple("abcdef"), rows)
    assert chart.csv == "a,b,c,d,e,f\n4.26,6.125,577149640.24189,0.3,29.4285714284,7\n"
