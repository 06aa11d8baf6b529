"""What a chart shows, as plain values; lengths in centimetres."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Kind = Literal["bar", "stacked", "radar", "line", "gantt"]

WIDTH = 15.2  # the text of an A4 page with customary margins is a little wider
ROW, LEAST, MOST = 0.56, 4.6, 21.5  # a bar with its gap, the least and the greatest height of a chart of bars
_DAY_ZERO = dt.date(1899, 12, 30)  # of serial dates


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values; None is a gap. `unlabelled` are places without a figure beside them."""

    name: str
    values: tuple[float | None, ...]
    unlabelled: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows. `format` is how cells and labels print, `ticks` how the value axis does when it differs.

    `top` is the end of the value axis (None: the program's choice), `bottom` its beginning, `unit` the step.
    A gantt chart's first series is the beginning in serial days and draws nothing; the others are lengths in days.
    """

    kind: Kind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis: str = ""
    format: str = "General"
    ticks: str = ""
    bottom: float | None = 0
    top: float | None = None
    unit: float | None = None

    @property
    def height(self) -> float:
        """Centimetres that it needs to be legible."""
        if self.kind in ("radar", "line"):
            return 8.2
        frame = 1.1 + (0.7 if self.axis else 0) + (0.8 if self.has_legend else 0)
        return min(max(frame + ROW * len(self.categories), LEAST), MOST)

    @property
    def has_legend(self) -> bool:
        """Not on a gantt chart: programs disagree on how to leave the invisible series out of it."""
        return len(self.series) > 1 and self.kind != "gantt"


def serial(iso: str) -> int:
    """A date as the number of days that spreadsheets count. Raises ValueError for what is no ISO date."""
    return (dt.date.fromisoformat(iso) - _DAY_ZERO).days


def years_axis(first: int, last: int) -> tuple[float, float, float]:
    """Beginning, end and step of an axis of dates from one year to another, in serial days.

    The step is a mean year (or half, or quarter), and the beginning is 18 hours late: so every tick falls on the first days of
    the period that it names, leap years or not.
    """
    bottom = serial(f"{first}-01-01") + 0.75
    years = last - first + 1
    step = 0.25 if years == 1 else 0.5 if years <= 3 else max(1, -(-years // 10))
    return bottom, bottom + 365.25 * years, 365.25 * step
