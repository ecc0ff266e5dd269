"""Where the lines of a chart run."""

from qa.web.charts import Axes


def test_the_top_is_the_next_tenth() -> None:
    assert [Axes.over(values).top for values in ([], [0.04], [0.31, 0.2], [1.0], [0.3])] == [0.1, 0.1, 0.4, 1.0, 0.3]
    assert Axes(0.4).ticks == (0.0, 0.1, 0.2, 0.3, 0.4) and Axes(1.0).ticks == (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def test_places_are_percent_from_above_and_from_the_left() -> None:
    axes = Axes(0.5)
    assert (axes.x(0.25), axes.y(0.0), axes.y(0.5), axes.y(0.9), axes.y(-1)) == (25, 100, 0, 0, 100)
    assert axes.line("risk", [(0, 0), (1, 0.25)]).points == "0.0,100.0 100.0,50.0"
