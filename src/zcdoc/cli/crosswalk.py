"""zcdoc crosswalk A B."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from zcdoc.cli import complete
from zcdoc.cli.options import AsJson, workspace_or_none
from zcdoc.cli.show import as_json, line, shortened, table

Pack = Annotated[str, typer.Argument(metavar="标准包", help="标准包编号", autocompletion=complete.packs)]


def crosswalk(ctx: typer.Context, a: Pack, b: Pack, json: AsJson = False) -> None:
    from zcdoc.actions.crosswalk import compare

    found = compare(a, b, workspace_or_none(ctx))
    if json:
        as_json(
            {
                "a": a,
                "b": b,
                "by": found.by,
                "origin": found.origin,
                "replaces_built_in": found.replaces_built_in,
                "coverage": [_coverage(side) for side in found.sides],
            }
        )
        return
    sides = list(zip(found.sides, found.packs, reversed(found.packs), strict=True))
    for side, pack, other in sides:
        _summary(side, pack, other)
    _clauses(*sides[0])
    _indicators(*sides[0])
    _turned(*sides[1][:2])
    for side, pack, _ in sides:
        _missing(side, pack)
    line(f"对照：{found.by}")


def _coverage(side: Any) -> dict[str, Any]:
    def plain(found: dict[str, list[Any]], *fields: str) -> dict[str, list[dict[str, Any]]]:
        names = ("own", "other", "relation", "reason", *fields)
        return {own: [{name: getattr(c, name) for name in names} for c in links] for own, links in found.items()}

    return {
        "pack": side.pack, "other": side.other, "met": side.met, "total": len(side.clauses),
        "checks_met": side.checks_met, "checks_total": side.checks_total, "tally": side.tally(), "alone": side.alone,
        "clauses": plain(side.clauses), "checks": side.checks, "open": side.open,
        "indicators": plain(side.indicators, "inputs", "own_under", "other_under"), "indicators_alone": side.indicators_alone,
    }  # fmt: skip


def _summary(side: Any, pack: Any, other: Any) -> None:
    from zcdoc.model.crosswalk import RELATION_LABEL

    number = pack.head.standard.number
    line(f"{number}（{side.pack}）在 {other.head.standard.number}（{side.other}）里：")
    met = len(side.indicators) - len(side.indicators_alone)
    counts = [
        f"条款 {len(side.clauses)} 条，有对应 {side.met} 条",
        f"检查项 {side.checks_total} 个，有对应 {side.checks_met} 个",
        f"指标 {len(side.indicators)} 项，有对应 {met} 项，其中数据可共用 {len(side.shared)} 项",
    ]
    line(f"  {'；'.join(counts)}")
    tally = side.tally()
    line(f"  对应 {sum(tally.values())} 处：{'、'.join(f'{label} {tally[r]}' for r, label in RELATION_LABEL.items())}")


def _clauses(side: Any, pack: Any, other: Any) -> None:
    """Clause by clause in the pack's order, each with the links of its checks and why."""
    from zcdoc.model.crosswalk import RELATION_LABEL

    rows = []
    for clause in pack.clauses:
        links = side.clauses[clause.id]
        if links:
            rows.append((_heading(clause), "", "", ""))
        last = ""
        for c in links:
            own = "" if c.own == last else "（整条）" if c.own == clause.id else item_name(pack, c.own)
            rows.append((own, item_name(other, c.other), RELATION_LABEL[c.relation], c.reason))
            last = c.own
    table("逐条对照", (side.pack, side.other, "关系", "理由"), rows)


def _heading(clause: Any) -> str:
    """Number and title, once where the number ends with the title."""
    return clause.number if clause.number.endswith(f"·{clause.title}") else f"{clause.number}　{clause.title}"


def _indicators(side: Any, pack: Any, other: Any) -> None:
    from zcdoc.model.crosswalk import RELATION_LABEL

    rows = [
        (
            f"{c.own} {pack.indicator_of[c.own].name}", _indicator_name(other, c.other),
            RELATION_LABEL[c.relation], _shared(c), c.reason,
        )
        for links in side.indicators.values()
        for c in links
    ]  # fmt: skip
    if rows:
        table("指标", (side.pack, side.other, "关系", "数据", "理由"), rows)


def _shared(counterpart: Any) -> str:
    """Whether the numbers of two indicators serve both."""
    if counterpart.inputs != "same":
        return "不可共用"
    return "约定之下可共用" if counterpart.conditional else "可共用"


def _turned(side: Any, pack: Any) -> None:
    """The other way round, without the reasons that have been told."""
    from zcdoc.model.crosswalk import RELATION_LABEL

    rows = [
        (
            _heading(clause),
            item,
            "；".join(f"{c.other}（{RELATION_LABEL[c.relation]}）" for c in links),
        )
        for clause in pack.clauses
        for item, links in _by_item(side.clauses[clause.id])
    ]
    shown = [
        (name if i == 0 or rows[i - 1][0] != name else "", item_name(pack, item), links)
        for i, (name, item, links) in enumerate(rows)
    ]
    table("反过来看", ("条款", side.pack, side.other), shown)


def _by_item(links: list[Any]) -> list[tuple[str, list[Any]]]:
    found: dict[str, list[Any]] = {}
    for c in links:
        found.setdefault(c.own, []).append(c)
    return list(found.items())


def _missing(side: Any, pack: Any) -> None:
    """What has no counterpart: clauses by number and title, then single checks, then indicators."""
    number = pack.head.standard.number
    clauses = [(c.number, c.title, f"{len(c.checks)} 个检查项") for c in pack.clauses if c.id in side.alone]
    if clauses:
        table(f"{number} 没有对应的条款（{len(clauses)} 条）", ("条款号", "条款主题", ""), clauses)
    else:
        line(f"{number} 的条款都有对应")
    checks = [
        (clause.number if i == 0 else "", item_name(pack, check, 48))
        for clause in pack.clauses
        if clause.id not in side.alone
        for i, check in enumerate(side.open[clause.id])
    ]
    if checks:
        table(f"{number} 有对应的条款里，没有对应的检查项（{len(checks)} 个）", ("条款号", "检查项"), checks)
    if side.indicators_alone:
        names = "；".join(_indicator_name(pack, n) for n in side.indicators_alone)
        line(f"{number} 没有对应的指标（{len(side.indicators_alone)} 项）：{names}\n")


def item_name(pack: Any, item: str, width: int = 24) -> str:
    """A check by id and text; a clause that is linked as a whole by number and title.

    No space between them: a narrow column would break there and leave the id alone on a line.
    """
    if item in pack.checks:
        return f"{item}：{shortened(pack.checks[item][1].text, width)}"
    clause = next(c for c in pack.clauses if c.id == item)
    return f"{clause.number}：{clause.title}（整条）"


def _indicator_name(pack: Any, number: str) -> str:
    """An indicator of another park type is known by its number alone."""
    found = pack.indicator_of.get(number)
    return f"{number} {found.name}" if found else number
