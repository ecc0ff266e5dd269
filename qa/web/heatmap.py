"""Actors by municipalities as a picture: where each cell stands, how dark it is and which filter it opens.

The numbers are those of `qa.duties.matrix`. Knows nothing about SVG or colours: a template draws, a style sheet paints.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.duties.matrix import count_obligations
from qa.duties.register import NOBODY
from qa.types import Duty, Modality

STEPS = 4  # of darkness, beside none


@dataclass(frozen=True, slots=True)
class Cell:
    """One number."""

    count: int
    step: int  # 0 (none) to STEPS (the most)
    municipality: str


@dataclass(frozen=True, slots=True)
class Row:
    """One actor."""

    actor: str  # base form; NOBODY for the sentences that name none
    cells: tuple[Cell, ...]

    @property
    def total(self) -> int:
        """Of all municipalities."""
        return sum(c.count for c in self.cells)


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture's numbers, rows from most to least, the ones of nobody last."""

    municipalities: tuple[str, ...]
    rows: tuple[Row, ...]


def draw(duties: Sequence[Duty], municipalities: Sequence[str]) -> Chart:
    """How often each actor must, should or may do something, by municipality: a row per actor that a duty names."""
    matrix = count_obligations(duties, municipalities, list(Modality))
    nobody = tuple(sum(1 for d in duties if d.municipality == m and not d.actor_base) for m in municipalities)
    named = list(zip(matrix.actors, matrix.counts, strict=True))
    # The sentences without an actor are many; the darkest cell is the highest among those that name one.
    highest = max((count for _, counts in named for count in counts), default=1)
    rows = [*named, *([(NOBODY, nobody)] if any(nobody) else [])]
    return Chart(
        tuple(municipalities),
        tuple(
            Row(actor, tuple(Cell(c, _step(c, highest), m) for c, m in zip(counts, municipalities, strict=True)))
            for actor, counts in rows
        ),
    )


def _step(count: int, highest: int) -> int:
    return min(STEPS, -(-STEPS * count // max(highest, 1)))
