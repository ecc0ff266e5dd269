"""Where the lines of a chart run: shares of its area, which the templates draw. Knows nothing about what is drawn."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)  # that are marked on an axis from 0 to 1
_TICKS = 5  # at most


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart."""

    name: str
    points: str  # of an SVG polyline in an area of 100 x 100


@dataclass(frozen=True, slots=True)
class Axes:
    """A chart's area: x runs from 0 to 1, y from 0 to `top`."""

    top: float

    @classmethod
    def over(cls, values: Iterable[float]) -> "Axes":
        """High enough for these values, to the next tenth."""
        highest = max(values, default=0.0)
        return cls(min(1.0, max(0.1, math.ceil(10 * highest) / 10)))

    def x(self, value: float) -> float:
        """Percent from the left."""
        return round(100 * min(1.0, max(0.0, value)), 2)

    def y(self, value: float) -> float:
        """Percent from above."""
        return round(100 * (1 - min(self.top, max(0.0, value)) / self.top), 2)

    def line(self, name: str, points: Sequence[tuple[float, float]]) -> Line:
        """A line through these points."""
        return Line(name, " ".join(f"{self.x(x)},{self.y(y)}" for x, y in points))

    @property
    def ticks(self) -> tuple[float, ...]:
        """Round values on the y axis, from 0 to the top."""
        tenths = round(10 * self.top)
        step = -(-tenths // _TICKS)
        return tuple(n / 10 for n in range(0, tenths + 1, step))
