"""Chapter 6 重点项目 of the creation scheme: cut and investment, schedule by year, and what they are worth."""

from __future__ import annotations

from fractions import Fraction

from zcdoc.model.record import Row, Rows
from zcdoc.model.rounding import rounded
from zcdoc.model.values import fraction
from zcdoc.report.context import figures, fmt, targets
from zcdoc.report.context.base import Data, Writer

MONEY, CUT, GAIN, LIFE = "投资(万元)", "年减排量(tCO2e)", "年收益(万元)", "寿命(年)"
YUAN = 10_000  # in 万元
STEPS, LONGEST = 1_000_000, 100  # how fine a rate of return is told, and the longest life it is told for


def projects(w: Writer) -> Data:
    rows = w.view.rows("projects")
    schedule, worth = _schedule(rows), [row for row in rows.values() if _has_worth(row)]
    shown = {"projects": rows, "systems": rows, "schedule": schedule, "worth": worth}
    numbers = {name: w.begin(name) for name in reversed(shown)}
    tables = {name: w.caption(numbers[name], name, when=bool(when)) for name, when in shown.items()}
    every = list(rows.values())
    systems = _systems(w, every)
    cuts, gantt = (
        w.figure(numbers["systems"], figures.cuts(w, systems, tables["systems"]["ref"])),
        w.figure(numbers["schedule"], figures.schedule(w, rows)),
    )
    return {
        "intro": [
            targets.projects_sentence(w, every, tables["projects"]["ref"]),
            *_remarks(w, rows),
            *w.doubts("重点项目"),
        ],
        "t_projects": tables["projects"],
        "project_rows": [targets.project(key, row) for key, row in rows.items()],
        "sums": {"money": _closing(every, MONEY), "cut": _closing(every, CUT)},
        "systems": w.say_all(
            "projects.systems", table=tables["systems"]["ref"], figure=cuts["ref"], **_greatest(w, every)
        )
        if rows
        else [],
        "t_systems": tables["systems"],
        "system_rows": systems,
        "f_systems": cuts,
        "schedule": w.say_all(
            "projects.schedule",
            table=tables["schedule"]["ref"],
            rows=schedule,
            figure=gantt["ref"],
            undrawn=_undrawn(rows),
        ),
        "t_schedule": tables["schedule"],
        "schedule_rows": schedule,
        "f_schedule": gantt,
        "worth": w.say_all("projects.worth", table=tables["worth"]["ref"], **_whole(worth)) if worth else [],
        "t_worth": tables["worth"],
        "worth_rows": [_worth(key, row) for key, row in rows.items() if _has_worth(row)],
    }


def _closing(rows: list[Row], column: str) -> str:
    """The exact sum of a column, and by how much the printed rows come to something else."""
    total = targets.total_of(rows, column)
    known = (value for row in rows if (value := fraction(row.get(column))) is not None)
    return fmt.number(total, 2) + fmt.tail(known, total)


def _remarks(w: Writer, rows: Rows) -> list[str]:
    """What a reader must know of the list: amounts not given, dates passed, projects at rest."""
    late = [
        row.get("项目名称", key)
        for key, row in rows.items()
        if row.get("状态") not in ("建成", "暂停") and "" < row.get("完成日期", "") < w.view.as_of
    ]
    return w.say_all(
        "projects.unknown", "projects.late",
        money=[k for k, r in rows.items() if fraction(r.get(MONEY)) is None],
        cut=[k for k, r in rows.items() if fraction(r.get(CUT)) is None],
        late=late, as_of=fmt.date(w.view.as_of),
    )  # fmt: skip


# --- by system --------------------------------------------------------------------------------------------------------


def system_of(w: Writer, row: Row) -> str:
    """The system of the first clause that a project names; 其他 when it names none."""
    named = row.get("对应条款", "").partition("、")[0].strip()
    clause = next((c.chapter for c in w.whole.clauses if named in (c.number, c.id)), "")
    found = (
        c.title
        for c in w.pack.head.chapters
        if c.id == clause or named in (c.id, c.printed) or named.startswith((f"{c.id} ", f"{c.id}."))
    )
    return next(found, "其他")


def _by_system(w: Writer, rows: list[Row]) -> dict[str, list[Row]]:
    order = [*(c.title for c in w.pack.head.chapters), "其他"]
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda r: order.index(system_of(w, r))):
        found.setdefault(system_of(w, row), []).append(row)
    return found


def _systems(w: Writer, rows: list[Row]) -> list[Data]:
    whole = targets.total_of(rows, CUT)
    return [
        {
            "name": name,
            "count": str(len(many)),
            "money": fmt.number(targets.total_of(many, MONEY), 2),
            "cut": fmt.number(cut := targets.total_of(many, CUT), 2),
            "share": fmt.percent(cut / whole) if cut is not None and whole else fmt.DASH,
        }
        for name, many in _by_system(w, rows).items()
    ]


def _greatest(w: Writer, rows: list[Row]) -> Data:
    cuts = {name: targets.total_of(many, CUT) or Fraction(0) for name, many in _by_system(w, rows).items()}
    whole = sum(cuts.values(), Fraction(0))
    name = max(cuts, key=lambda n: cuts[n])
    return {"count": len(cuts), "name": name, "known": bool(whole), "share": fmt.percent(cuts[name] / whole) if whole else ""}  # fmt: skip


# --- by year ----------------------------------------------------------------------------------------------------------


def _schedule(rows: Rows) -> list[Data]:
    """Every year from the first beginning to the last completion: what begins, what is done, what it cuts from then on."""
    begun, done = _by_year(rows, "开始日期"), _by_year(rows, "完成日期")
    years = sorted(y for y in {*begun, *done} if y.isdigit())
    sum_ = Fraction(0)
    out = []
    for year in (str(y) for y in range(int(years[0]), int(years[-1]) + 1)) if years else ():
        fresh = targets.total_of(done.get(year, []), CUT)
        sum_ += fresh or Fraction(0)
        out.append(
            {
                "year": year,
                "begun": _names(begun.get(year, [])),
                "done": _names(done.get(year, [])),
                "money": fmt.number(targets.total_of(done.get(year, []), MONEY), 2),
                "cut": fmt.number(fresh, 2),
                "sum": fmt.number(sum_, 2),
            }
        )
    return out


def _undrawn(rows: Rows) -> list[str]:
    """Projects that are not in the figure, though they are not at rest: without both dates, or too many for a page."""
    drawn = figures.drawn(rows)
    return [r.get("项目名称", key) for key, r in rows.items() if key not in drawn and r.get("状态") != "暂停"]


def _by_year(rows: Rows, column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows.values():
        if row.get(column) and row.get("状态") != "暂停":
            found.setdefault(row[column][:4], []).append(row)
    return found


def _names(rows: list[Row]) -> str:
    return "；".join(row.get("项目名称", fmt.DASH) for row in rows) or fmt.DASH


# --- worth ------------------------------------------------------------------------------------------------------------


def _has_worth(row: Row) -> bool:
    """Investment, yearly benefit and yearly cut are all known."""
    return all((fraction(row.get(name)) or 0) > 0 for name in (MONEY, GAIN, CUT))


def _worth(key: str, row: Row) -> Data:
    money, gain, cut = (fraction(row.get(name)) or Fraction(0) for name in (MONEY, GAIN, CUT))
    life = fraction(row.get(LIFE))
    return {
        "no": key,
        "name": row.get("项目名称", fmt.DASH),
        "money": fmt.number(money, 2),
        "gain": fmt.number(gain, 2),
        "payback": rounded(money / gain, 1),
        "irr": fmt.percent(rate_of_return(money, gain, life)),
        "per_tonne": fmt.grouped(rounded(money * YUAN / cut, 0)),
        "life": fmt.number(life, 1),
        "cost": fmt.grouped(rounded((money / life - gain) * YUAN / cut, 0)) if life else fmt.DASH,
    }


def rate_of_return(money: Fraction, gain: Fraction, life: Fraction | None) -> Fraction | None:
    """The internal rate at which `life` equal yearly gains are worth the investment, to a millionth.

    None for a life that is not in whole years, and for a rate beyond 1000 %.
    """
    if not life or life.denominator != 1 or not 1 <= life <= LONGEST:
        return None
    low, high = -STEPS + 1, 10 * STEPS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _present(gain, life, Fraction(middle, STEPS)) > money else (low, middle)
    return Fraction(high, STEPS) if high < 10 * STEPS else None


def _present(gain: Fraction, life: Fraction, rate: Fraction) -> Fraction:
    return sum((gain / (1 + rate) ** year for year in range(1, int(life) + 1)), Fraction(0))


def _whole(rows: list[Row]) -> Data:
    money, gain, cut = (targets.total_of(rows, name) or Fraction(0) for name in (MONEY, GAIN, CUT))
    longer = [
        row.get("项目名称", fmt.DASH)
        for row in rows
        if (life := fraction(row.get(LIFE))) and (fraction(row[MONEY]) or 0) / (fraction(row[GAIN]) or 1) > life
    ]
    return {
        "count": len(rows),
        "money": fmt.number(money, 2),
        "gain": fmt.number(gain, 2),
        "payback": rounded(money / gain, 1),
        "per_tonne": fmt.grouped(rounded(money * YUAN / cut, 0)),
        "longer": longer,
    }
