"""Data of the figures: what each chart shows, taken from the very rows and texts that the tables print.

A figure with nothing to compare is None: then there is no caption, no reference and no chart, and the chapter's sentences say
what is missing. Words on a chart stand in the phrases `figure.*`, what a blind reader is told in `alt.*`.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from zcdoc import charts
from zcdoc.model import inventory
from zcdoc.model.record import Row, Rows
from zcdoc.model.tables import LISTS
from zcdoc.model.values import fraction
from zcdoc.report.context import fmt
from zcdoc.report.context.base import Data, Writer

PERCENT, TONNES, COUNT = "0.00##%", "#,##0.00", "0"
ROOM = 1.15  # of the longest bar: the axis goes on for the figure behind it
PLOT, LABEL = 12.4, 1.4  # cm: the width that the years of a path share, and that one figure takes
MOST_BARS = 34  # more are not legible on one page
SCOPES = ("直接排放", "能源间接排放", "")  # how categories of the inventory begin
COUNTS = ("met", "partly", "unmet", "inapplicable", "open")


def printed(text: str) -> float | None:
    """The number that a table prints, None for a dash: a chart never shows another figure than its table."""
    try:
        value = Fraction(text.replace(",", "").removesuffix("%"))
    except ValueError:
        return None
    return float(value / 100 if text.endswith("%") else value)


def _chart(w: Writer, key: str, kind: str, categories: list[str], series: list[Data], /, **more: Any) -> Data:
    """Plain data of one chart; `facts` are for its alternative text."""
    facts = more.pop("facts", {})
    given: Data = {"axis": "", "format": "General", "ticks": "", "bottom": 0, "top": None, "unit": None} | more
    return {
        "key": key,
        "kind": kind,
        "alt": w.say(f"alt.{key}", count=len(categories), **facts),
        "categories": categories,
        "series": [{"unlabelled": [], **one} for one in series],
        **given,
    }


# --- score ------------------------------------------------------------------------------------------------------------


def groups(w: Writer, rows: list[Data], table: str) -> Data | None:
    """Rate of every group that has applicable indicators; fewer than three corners make no radar."""
    chosen = [(row, rate) for row in rows if (rate := printed(row["rate"])) is not None]
    if not any(i.value is not None for i in w.score.indicators) or len(chosen) < 2:
        return None
    kind = "radar" if len(chosen) > 2 else "bar"
    series = [{"name": w.say("figure.rate"), "values": [rate for _, rate in chosen]}]
    more = {
        "format": PERCENT,
        "ticks": "0%",
        **({"top": 1, "unit": 0.25} if kind == "radar" else {"top": ROOM, "unit": 0.2}),
    }
    corners = [
        w.say("figure.corner", name=r["name"], rate=r["rate"]) if kind == "radar" else r["name"] for r, _ in chosen
    ]
    return _chart(w, "score-by-group", kind, corners, series, **more, facts={"table": table})


def ratios(w: Writer, facts: list[Data], table: str) -> Data | None:
    """Every indicator's value against its leading value, as the score has it: 0 to 100 %."""
    values = [None if one["missing"] or not one["applicable"] else printed(one["ratio"]) for one in facts]
    if all(value is None for value in values):
        return None
    names = [
        w.say("figure.indicator", number=f["number"], name=f["name"], applicable=f["applicable"], missing=f["missing"])
        for f in facts
    ]
    more = {"axis": w.say("figure.ratio_axis"), "format": PERCENT, "ticks": "0%", "top": ROOM, "unit": 0.2}
    series = [{"name": w.say("figure.rate"), "values": values}]
    return _chart(w, "indicator-ratios", "bar", names, series, **more, facts={"table": table})


def results(w: Writer, rows: list[Data], table: str) -> Data | None:
    """Results of the checks by chapter; nothing as long as every check is open."""
    if all(row["open"] == row["total"] for row in rows):
        return None
    series = [{"name": w.say(f"figure.{key}"), "values": [printed(row[key]) for row in rows]} for key in COUNTS]
    names = [f"{row['number']} {row['title']}" for row in rows]
    more = {
        "axis": w.say("figure.checks_axis"),
        "format": COUNT,
        "unit": max(1, _step(max(int(row["total"]) for row in rows))),
    }
    return _chart(w, "results-by-chapter", "stacked", names, series, **more, facts={"table": table})


# --- emissions --------------------------------------------------------------------------------------------------------


def categories(w: Writer, counted: Rows, table: str) -> Data | None:
    items = [(name, name, value) for name, value in inventory.by_category(counted).items()]
    return _amounts(w, "emissions-by-category", items, table)


def sources(w: Writer, counted: Rows, table: str) -> Data | None:
    """The sources that were quantified; those too many for one page stand together in the last bar."""
    found = ((row.get("排放源", key), row.get("类别", ""), inventory.amount(row)) for key, row in counted.items())
    items = sorted(((n, c, a) for n, c, a in found if a is not None), key=lambda item: -item[2])
    rest = items[MOST_BARS - 1 :] if len(items) > MOST_BARS else []
    if rest:
        name = w.say("figure.other_sources", count=len(rest))
        items = [*items[: MOST_BARS - 1], (name, "", sum((a for _, _, a in rest), Fraction(0)))]
    return _amounts(w, "emissions-by-source", items, table)


def _amounts(w: Writer, key: str, items: list[tuple[str, str, Fraction]], table: str) -> Data | None:
    """Bars of tonnes by name and category, the longest first, direct and indirect emissions told apart."""
    ordered = sorted(items, key=lambda item: -item[2])
    if len(ordered) < 2 or not any(amount for _, _, amount in ordered):
        return None
    kinds = [w.say("figure.scope", category=category) for _, category, _ in ordered]
    values = [printed(fmt.tonnes(amount)) or 0.0 for _, _, amount in ordered]
    series = [
        {"name": kind, "values": [v if k == kind else None for k, v in zip(kinds, values, strict=True)]}
        for kind in dict.fromkeys(w.say("figure.scope", category=one) for one in SCOPES)
        if kind in kinds
    ]
    more = {"axis": w.say("figure.amount_axis"), "facts": {"table": table}, **_tonnes_scale(max(values))}
    return _chart(w, key, "bar", [name for name, _, _ in ordered], series, **more)


# --- the way ahead ----------------------------------------------------------------------------------------------------


def path(w: Writer, actual: dict[str, Fraction], goals: dict[str, Fraction], base: tuple[str, Fraction | None]) -> Data | None:  # fmt: skip
    """Total emissions as they were and as they shall be; the line of targets begins at the base year."""
    aims = dict(goals) if base[1] is None or base[0] in goals else {base[0]: base[1], **goals}
    years = sorted(y for y in {*actual, *aims} if y.isdigit())
    if not goals or len(years) < 2:
        return None
    shown = [str(year) for year in range(int(min(years)), int(max(years)) + 1)]
    lines = [("actual", actual), ("goal", aims)] if actual else [("goal", aims)]
    rows = [[_tonnes(values.get(year)) for year in shown] for _, values in lines]
    silent = [_crowded(row) for row in rows]
    if actual and actual.get(base[0]) == aims.get(base[0]) and base[0] in shown:
        silent[-1].append(shown.index(base[0]))  # the same figure would stand above and below one point
    series = [
        {"name": w.say(f"figure.{name}"), "values": row, "unlabelled": quiet}
        for (name, _), row, quiet in zip(lines, rows, silent, strict=True)
    ]
    known = [value for row in rows for value in row if value is not None]
    more = {"axis": w.say("figure.amount_axis"), **_tonnes_scale(max(known)), "bottom": 0 if min(known) >= 0 else None}
    return _chart(w, "emission-path", "line", shown, series, **more, facts={"first": shown[0], "last": shown[-1]})


def _crowded(values: list[float | None]) -> list[int]:
    """Places whose figure would run into the next one or into the axis, counted from the latest."""
    width = PLOT / len(values)
    kept: list[int] = []
    for place in (i for i in reversed(range(len(values))) if values[i] is not None):
        if (not kept or (kept[-1] - place) * width >= LABEL) and (place + 0.5) * width >= LABEL / 2:
            kept.append(place)
    return [i for i, value in enumerate(values) if value is not None and i not in kept]


def _tonnes_scale(greatest: float) -> Data:
    """An axis from zero with room for the longest bar's figure."""
    greatest = max(greatest, 1) * ROOM
    unit = _step(greatest)
    return {
        "format": TONNES,
        "ticks": "#,##0" if unit >= 1 else "0.0",
        "unit": unit,
        "top": unit * math.ceil(greatest / unit),
    }


def _step(greatest: float) -> float:
    """The least step of 1, 2 or 5 with a power of ten that takes six at most."""
    power: float = 10 ** math.floor(math.log10(greatest / 6))
    return next(power * n for n in (1, 2, 5, 10) if power * n * 6 >= greatest)


def _tonnes(value: Fraction | None) -> float | None:
    return printed(fmt.tonnes(value))


def cuts(w: Writer, rows: list[Data], table: str) -> Data | None:
    """Yearly cut of the projects by the system they belong to, the greatest first."""
    known = [(row["name"], value) for row in rows if (value := printed(row["cut"])) is not None]
    ordered = sorted(known, key=lambda item: -item[1])
    if len(ordered) < 2:
        return None
    series = [{"name": w.say("figure.cut"), "values": [value for _, value in ordered]}]
    more = {"axis": w.say("figure.cut_axis"), "facts": {"table": table}, **_tonnes_scale(ordered[0][1])}
    return _chart(w, "cuts-by-system", "bar", [name for name, _ in ordered], series, **more)


def schedule(w: Writer, rows: Rows) -> Data | None:
    """Beginning and end of every project that has both, in order of their beginning, told apart by state."""
    chosen = drawn(rows)
    if not chosen:
        return None
    years = [int(row[name][:4]) for row in chosen.values() for name in ("开始日期", "完成日期")]
    bottom, top, unit = charts.years_axis(min(years), max(years))
    begun = [charts.serial(row["开始日期"]) for row in chosen.values()]
    states = [w.say("figure.state", state=row.get("状态", "")) for row in chosen.values()]
    known = [*reversed(LISTS["project_states"]), *states]
    lengths = [
        max(1, charts.serial(row["完成日期"]) - start) for row, start in zip(chosen.values(), begun, strict=True)
    ]
    series = [{"name": w.say("figure.begun"), "values": begun}] + [
        {"name": state, "values": [n if s == state else None for n, s in zip(lengths, states, strict=True)]}
        for state in dict.fromkeys(known)
        if state in states
    ]
    names = [
        w.say("figure.project", name=row.get("项目名称", key), state=state)
        for (key, row), state in zip(chosen.items(), states, strict=True)
    ]
    form = "yyyy" if unit > 365 else "yyyy-mm"
    more = {"format": form, "bottom": bottom, "top": top, "unit": unit, "facts": {"first": min(years), "last": max(years)}}  # fmt: skip
    return _chart(w, "project-schedule", "gantt", names, series, **more)


def drawn(rows: Rows) -> Rows:
    """Projects that the schedule can show: not at rest, with both dates; beyond a page those that cut most."""
    dated = {key: row for key, row in rows.items() if row.get("状态") != "暂停" and _has_dates(row)}
    most = sorted(dated, key=lambda key: -(fraction(dated[key].get("年减排量(tCO2e)")) or 0))[:MOST_BARS]
    return {key: dated[key] for key in sorted(most, key=lambda k: (dated[k]["开始日期"], dated[k]["完成日期"]))}


def _has_dates(row: Row) -> bool:
    first, last = row.get("开始日期", ""), row.get("完成日期", "")
    return bool(first and last) and first <= last
