"""Actors by municipalities: how many obligations each bears, as a plot and as the same numbers in a table.

The only module that imports matplotlib, and only when a plot is asked for.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus.errors import InputError
from qa.duties.register import actor_bases, known_municipalities
from qa.types import Duty, Modality

IMAGE_FORMATS = ("svg", "png")
_WORDS = {
    "en": {
        "title": "Obligations by actor and municipality",
        "actor": "actor",
        "total": "total",
        "empty": "No obligations found.",
        "scale": "obligations",
    },
    "sv": {
        "title": "Skyldigheter per aktör och kommun",
        "actor": "aktör",
        "total": "summa",
        "empty": "Inga skyldigheter hittades.",
        "scale": "skyldigheter",
    },
}


@dataclass(frozen=True, slots=True)
class Matrix:
    """Counts of obligations. A duty with a coordinated subject counts once for each of its actors."""

    actors: tuple[str, ...]  # base forms, most obligations first
    municipalities: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]  # (n_actors, n_municipalities)

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.actors) or any(len(row) != len(self.municipalities) for row in self.counts):
            raise ValueError(f"counts do not fit {len(self.actors)} actors by {len(self.municipalities)} municipalities")

    def rows(self, language: str = "en") -> list[list[str | int]]:
        """The table twin: a header row, then actor, a count per municipality, total."""
        words = _words(language)
        header: list[str | int] = [words["actor"], *self.municipalities, words["total"]]
        rows: list[list[str | int]] = [header]
        for actor, row in zip(self.actors, self.counts, strict=True):
            rows.append([actor, *row, sum(row)])
        return rows

    def to_text(self, language: str = "en") -> str:
        """The table twin as aligned text; or one line that says that there is nothing."""
        if not self.actors:
            return _words(language)["empty"] + "\n"
        rows = [[str(cell) for cell in row] for row in self.rows(language)]
        widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
        return "".join(
            "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]) + "\n"
            for row in rows
        )


def count_obligations(
    duties: Sequence[Duty], municipalities: Sequence[str] = (), modalities: Sequence[Modality] = (Modality.OBLIGATION,)
) -> Matrix:
    """The matrix of a register.

    `municipalities`: the columns, in order; those that state a duty when none are given. `modalities`: what counts.
    """
    columns = tuple(municipalities) or known_municipalities(duties)
    counts: dict[str, list[int]] = {}
    for duty in duties:
        if duty.modality in modalities and duty.municipality in columns:
            for base in actor_bases(duty):
                counts.setdefault(base, [0] * len(columns))[columns.index(duty.municipality)] += 1
    actors = tuple(sorted(counts, key=lambda base: (-sum(counts[base]), base)))
    return Matrix(actors, columns, tuple(tuple(counts[a]) for a in actors))


def plot_matrix(matrix: Matrix, format: str = "svg", language: str = "en") -> bytes:
    """The matrix as an image, a number in each cell; the same matrix gives the same bytes.

    Raises InputError for a format other than IMAGE_FORMATS.
    """
    if format not in IMAGE_FORMATS:
        raise InputError(f"unknown image format {format!r}; use one of {', '.join(IMAGE_FORMATS)}")
    words = _words(language)
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    # Letters stay letters in the SVG, so that it can be searched and read aloud; the salt makes its ids repeat.
    settings: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "duties", "font.family": "DejaVu Sans"}
    with matplotlib.rc_context(settings):
        figure = Figure(
            figsize=(2.8 + 1.25 * max(len(matrix.municipalities), 2), 1.8 + 0.34 * max(len(matrix.actors), 2)),
            layout="constrained",
        )
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        axes.set_title(words["title"])
        if matrix.actors:
            highest = max(max(row) for row in matrix.counts)
            # cividis keeps its order for every kind of colour vision and in grey print
            image = axes.imshow(matrix.counts, cmap="cividis", vmin=0, vmax=max(highest, 1), aspect="auto")
            axes.set_xticks(range(len(matrix.municipalities)), matrix.municipalities)
            axes.set_yticks(range(len(matrix.actors)), matrix.actors)
            axes.tick_params(length=0)
            for y, row in enumerate(matrix.counts):
                for x, count in enumerate(row):
                    axes.text(x, y, str(count), ha="center", va="center", color="black" if count > highest / 2 else "white")
            figure.colorbar(image, ax=axes, label=words["scale"], ticks=MaxNLocator(integer=True))
        else:
            axes.text(0.5, 0.5, words["empty"], ha="center", va="center", transform=axes.transAxes)
            axes.set_axis_off()
        out = io.BytesIO()
        figure.savefig(out, format=format, dpi=150, metadata={"Date": None} if format == "svg" else {"Software": None})
        return out.getvalue()


def _words(language: str) -> dict[str, str]:
    try:
        return _WORDS[language]
    except KeyError:
        raise InputError(f"no words in language {language!r}; use one of {', '.join(_WORDS)}") from None
