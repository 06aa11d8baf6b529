"""One function for each kind of chart: how XlsxWriter draws it. Told apart without colour, no scale that misleads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zcdoc.charts.data import Chart

SHEET = "Sheet1"  # what Word itself calls it; a Chinese name would need quotes in every reference
LATIN, SONG = "Times New Roman", "宋体"

_INK, _GRID = "#000000", "#BFBFBF"
# Told apart without colour: dark, middle, hatched, light, white; the ink of the label that stands on each.
_FILLS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"fill": {"color": "#1F4E79"}}, "#FFFFFF"),
    ({"fill": {"color": "#7FAEDB"}}, _INK),
    ({"pattern": {"pattern": "light_upward_diagonal", "fg_color": "#7F7F7F", "bg_color": "#FFFFFF"}}, _INK),
    ({"fill": {"color": "#D0D0D0"}}, _INK),
    ({"fill": {"color": "#FFFFFF"}}, _INK),
)
_LINES = (("solid", "circle", "above", "#1F4E79"), ("dash", "diamond", "below", "#C00000"))


def _series(chart: Chart, number: int) -> dict[str, Any]:
    """Names, categories and values of a series as references into the sheet."""
    last = len(chart.categories)
    return {
        "name": [SHEET, 0, number + 1],
        "categories": [SHEET, 1, 0, last, 0],
        "values": [SHEET, 1, number + 1, last, number + 1],
    }


def _labels(chart: Chart, **more: Any) -> dict[str, Any]:
    return {"value": True, "num_format": chart.format, "font": _font(), **more}


def _font(size: float = 8, color: str = _INK, *, bold: bool = False) -> dict[str, Any]:
    return {"name": LATIN, "size": size, "color": color, "bold": bold}


def _axes(found: Any, chart: Chart, values: str, names: str) -> None:
    """The value axis begins where the data do not mislead; categories stand in the order of the table, from the top."""
    scale = {"min": chart.bottom, "max": chart.top, "major_unit": chart.unit}
    getattr(found, f"set_{values}_axis")(
        {key: value for key, value in scale.items() if value is not None}
        | {
            "num_format": chart.ticks or chart.format,
            "num_font": _font(),
            "name": chart.axis,
            "name_font": _font(),
            "major_tick_mark": "outside",
            "minor_tick_mark": "none",
            "major_gridlines": {"visible": True, "line": {"color": _GRID, "width": 0.5}},
            "line": {"color": "#7F7F7F", "width": 0.75},
        }
    )
    turned = {"reverse": True, "crossing": "max"} if values == "x" else {}
    getattr(found, f"set_{names}_axis")(
        {
            "num_font": _font(),
            "line": {"color": "#7F7F7F", "width": 0.75},
            "major_tick_mark": "none",
            "minor_tick_mark": "none",
            **turned,
        }
    )


def _frame(found: Any, chart: Chart) -> Any:
    """No title of its own (the caption is the title), no border, the legend below where there is something to tell apart."""
    found.set_title({"none": True})
    found.set_chartarea({"border": {"none": True}, "fill": {"color": "#FFFFFF"}})
    found.set_plotarea({"fill": {"none": True}})
    found.set_legend({"position": "bottom", "font": _font()} if chart.has_legend else {"none": True})
    return found


def _bar(book: Any, chart: Chart) -> Any:
    """Horizontal bars. Each category has a value in one series only, so that its look tells where it belongs."""
    found = book.add_chart({"type": "bar"})
    for number in range(len(chart.series)):
        look, _ = _FILLS[number % len(_FILLS)]
        found.add_series(
            _series(chart, number)
            | look
            | {
                "border": {"color": _INK, "width": 0.5},
                "gap": 45,
                "overlap": 100,
                "data_labels": _labels(chart, position="outside_end"),
            }
        )
    _axes(found, chart, "x", "y")
    return _frame(found, chart)


def _stacked(book: Any, chart: Chart) -> Any:
    """Pieces of a bar with their figures inside; a piece of no length has none, for it would stand on its neighbour."""
    found = book.add_chart({"type": "bar", "subtype": "stacked"})
    for number in range(len(chart.series)):
        look, ink = _FILLS[number % len(_FILLS)]
        labels = _labels(chart, position="center", font=_font(color=ink, bold=True), num_format=f"{chart.format};;")
        found.add_series(
            _series(chart, number) | look | {"border": {"color": _INK, "width": 0.5}, "gap": 45, "data_labels": labels}
        )
    _axes(found, chart, "x", "y")
    return _frame(found, chart)


def _gantt(book: Any, chart: Chart) -> Any:
    """Bars that begin where an invisible series ends."""
    found = book.add_chart({"type": "bar", "subtype": "stacked"})
    found.add_series(_series(chart, 0) | {"fill": {"none": True}, "border": {"none": True}, "gap": 55})
    for number in range(1, len(chart.series)):
        look, _ = _FILLS[(number - 1) % len(_FILLS)]
        found.add_series(_series(chart, number) | look | {"border": {"color": _INK, "width": 0.5}})
    _axes(found, chart, "x", "y")
    return _frame(found, chart)


def _radar(book: Any, chart: Chart) -> Any:
    """Figures stand in the names of the corners, for labels beside the points would run into them."""
    found = book.add_chart({"type": "radar", "subtype": "with_markers"})
    for number in range(len(chart.series)):
        dash, marker, _, color = _LINES[number % len(_LINES)]
        found.add_series(
            _series(chart, number)
            | {
                "line": {"color": color, "width": 2, "dash_type": dash},
                "marker": {"type": marker, "size": 7, "fill": {"color": color}, "border": {"color": color}},
            }
        )
    _axes(found, chart, "y", "x")
    return _frame(found, chart)


def _line(book: Any, chart: Chart) -> Any:
    found = book.add_chart({"type": "line"})
    for number, series in enumerate(chart.series):
        dash, marker, place, color = _LINES[number % len(_LINES)]
        silent = [{"delete": True} if i in series.unlabelled else None for i in range(len(chart.categories))]
        found.add_series(
            _series(chart, number)
            | {
                "line": {"color": color, "width": 1.75, "dash_type": dash},
                "marker": {"type": marker, "size": 7, "fill": {"color": color}, "border": {"color": color}},
                "data_labels": _labels(chart, position=place, custom=silent, fill={"color": "#FFFFFF"}),
            }
        )
    found.show_blanks_as("span")  # years without a value keep their place on the axis
    _axes(found, chart, "y", "x")
    return _frame(found, chart)


KINDS: dict[str, Callable[[Any, Chart], Any]] = {
    "bar": _bar,
    "stacked": _stacked,
    "gantt": _gantt,
    "radar": _radar,
    "line": _line,
}
