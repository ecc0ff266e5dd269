"""The report's pictures as SVG: risk and coverage, reliability, hit@1 by language. The same numbers give the same bytes.

Imports matplotlib only when a picture is asked for. Each line has a colour, a dash and a place in the legend, so that it
is told apart without colours.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from qa.evaluation.measured import Bin, Curve, Interval

_STYLES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 3)))
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000")  # Okabe and Ito, 2008


def plot_risk_coverage(curves: Sequence[Curve], title: str) -> bytes:
    """How wrong it is, the more it answers; one line for each curve."""

    def draw(axes: Any) -> None:
        for n, curve in enumerate(curves):
            label = f"{curve.name} ({curve.questions})"
            style = {"linestyle": _STYLES[n % len(_STYLES)], "color": _COLOURS[n % len(_COLOURS)]}
            x, y = [p.coverage for p in curve.points], [p.risk for p in curve.points]
            axes.plot(x, y, label=label, linewidth=1.5, **style)
        axes.set(xlabel="coverage: share of the questions answered", ylabel="risk: share of those answered wrongly")
        axes.set(xlim=(0, 1), ylim=(0, 1))
        if curves:
            axes.legend(title="language (questions)")

    return _picture(title, draw)


def plot_reliability(bins: Sequence[Bin], title: str) -> bytes:
    """Share of right first passages by score, in bins that hold equally many."""

    def draw(axes: Any) -> None:
        axes.plot([0, 1], [0, 1], color="#888888", linestyle=":", label="perfectly calibrated")
        for b in bins:
            axes.plot([b.score, b.score], [b.score, b.right], color="#d55e00", linewidth=1)
        axes.plot([b.score for b in bins], [b.right for b in bins], "o-", color="#0072b2", label="measured")
        axes.set(xlabel="mean score of the bin", ylabel="share of passages that answer", xlim=(0, 1), ylim=(0, 1))
        axes.legend()

    return _picture(title, draw)


def plot_hits(hits: Mapping[str, tuple[Interval, Interval | None]], title: str) -> bytes:
    """Language -> hit@1 with curation and as if just added (None: not measured), each with its interval."""

    def draw(axes: Any) -> None:
        for offset, which, name, colour in ((-0.2, 0, "with curation", "#0072b2"), (0.2, 1, "just added", "#e69f00")):
            rows = [(n, pair[which]) for n, pair in enumerate(hits.values())]
            found = [(n, i) for n, i in rows if i is not None and not np.isnan(i[0])]
            if found:
                at, height = [n + offset for n, _ in found], [i[0] for _, i in found]
                errors = [[i[0] - i[1] for _, i in found], [i[2] - i[0] for _, i in found]]
                axes.bar(at, height, 0.4, yerr=errors, capsize=2, label=name, color=colour, hatch="" if which == 0 else "//")
        axes.set_xticks(range(len(hits)), list(hits))
        axes.set(ylabel="hit@1, 95 % interval", ylim=(0, 1.02))
        if hits:
            axes.legend(loc="lower right")

    return _picture(title, draw)


def _picture(title: str, draw: Callable[[Any], None]) -> bytes:
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # Letters stay letters in the SVG, so that it can be searched and read aloud; the salt makes its ids repeat.
    settings: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "evaluation", "font.family": "DejaVu Sans"}
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=(7, 4.2), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        axes.set_title(title)
        axes.grid(alpha=0.3)
        draw(axes)
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
        return out.getvalue()
