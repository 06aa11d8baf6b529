"""Chapter 温室气体核算 (in the report part b of 7.3)."""

from __future__ import annotations

from fractions import Fraction

from zcdoc.model import inventory
from zcdoc.model.record import Row, Rows
from zcdoc.model.values import fraction
from zcdoc.report.context import figures, fmt
from zcdoc.report.context.base import Data, Writer

DIRECT, INDIRECT = "直接排放", "能源间接排放"


def emissions(w: Writer, chapter: str = "5 温室气体核算") -> Data:
    w.chapter = chapter
    rows = inventory.of_year(w.view.rows("emissions"), w.year)
    counted = inventory.counted(rows)
    apart = {key: row for key, row in rows.items() if key not in counted}
    total = inventory.total(counted.values())
    used = _factors(w, rows)
    shown = {"categories": total is not None, "sources": bool(rows), "factors": bool(used)}
    number = chapter.split(maxsplit=1)[0]
    tables = {name: w.caption(number, name, when=when) for name, when in shown.items()}
    drawn = {
        "categories": w.figure(number, figures.categories(w, counted, tables["categories"]["ref"])),
        "sources": w.figure(number, figures.sources(w, counted, tables["sources"]["ref"])),
    }
    return {
        "rules": rules(w),
        "made": w.say_all("emissions.made", maker=w.field("核算报告编制单位"), standards=w.field("核算采用的标准")),
        "boundary": w.text("核算边界与范围"),
        "amounts": [*_amounts(w, counted, total, tables, drawn), *w.doubts("温室气体")],
        "t_categories": tables["categories"],
        "categories": categories(counted, total),
        "f_categories": drawn["categories"],
        "total": fmt.tonnes(total),
        "sums": sums(counted, total),
        "has": bool(rows),
        "t_sources": tables["sources"],
        "sources": [_source(w, key, row, total) for key, row in rows.items()],
        "f_sources": drawn["sources"],
        "apart": _apart(w, apart),
        "data": w.text("数据要求与质量说明"),
        "measuring": _measuring(w, rows),
        "factors": _factor_words(w, tables["factors"]["ref"]),
        "t_factors": tables["factors"],
        "factor_rows": used,
        "unquantified": _unquantified(w, rows),
    }  # fmt: skip


def rules(w: Writer) -> list[str]:
    """The standard's own accounting rules; nothing where it has none."""
    told = w.pack.head.accounting
    if not told:
        return []
    intro = w.say("emissions.rules", standard=w.pack.head.standard.number, count=len(told))
    return [
        intro,
        *(w.say("emissions.rule", number=i, text=w.own(fmt.open_end(text))) for i, text in enumerate(told, start=1)),
    ]


def _amounts(
    w: Writer, counted: Rows, total: Fraction | None, tables: dict[str, Data], drawn: dict[str, Data]
) -> list[str]:
    if not counted:
        return [w.gap("各排放源的活动数据、因子与排放量", "温室气体")]
    if total is None:
        return [w.gap("排放量", "温室气体：排放量(tCO2e)")]
    return w.say_all(
        "emissions.total",
        "emissions.largest",
        "emissions.tail",
        **shares(w, counted, total),
        categories=tables["categories"]["ref"],
        sources=tables["sources"]["ref"],
        categories_figure=drawn["categories"]["ref"],
        sources_figure=drawn["sources"]["ref"],
    )


def shares(w: Writer, counted: Rows, total: Fraction) -> Data:
    """The total with its direct and indirect parts, what belongs to neither for want of a category, and the greatest source."""
    direct, indirect = (_sum(counted, prefix) for prefix in (DIRECT, INDIRECT))
    rest = total - direct - indirect
    top_key, top = max(((k, inventory.amount(r) or Fraction(0)) for k, r in counted.items()), key=lambda x: x[1])
    return {
        "year": w.year,
        "total": fmt.tonnes(total),
        "direct": fmt.tonnes(direct),
        "direct_share": fmt.percent(_share(direct, total)),
        "indirect": fmt.tonnes(indirect),
        "indirect_share": fmt.percent(_share(indirect, total)),
        "rest": fmt.tonnes(rest) if rest else "",
        "rest_share": fmt.percent(_share(rest, total)),
        "tail": fmt.tail((direct, indirect, rest), total),
        "tails": any("尾差" in text for text in sums(counted, total).values()),
        "split": bool(direct or indirect),
        "top": counted[top_key].get("排放源", top_key),
        "top_amount": fmt.tonnes(top),
        "top_share": fmt.percent(_share(top, total)),
        "count": sum(1 for row in counted.values() if inventory.amount(row) is not None),
    }


def _sum(rows: Rows, prefix: str) -> Fraction:
    chosen = [row for row in rows.values() if row.get("类别", "").startswith(prefix)]
    return inventory.total(chosen) or Fraction(0)


def _share(part: Fraction, total: Fraction) -> Fraction:
    return part / total if total else Fraction(0)


def categories(rows: Rows, total: Fraction | None) -> list[Data]:
    return [
        {"name": name, "amount": fmt.tonnes(value), "share": fmt.percent(_share(value, total or Fraction(0)))}
        for name, value in inventory.by_category(rows).items()
    ]


def sums(rows: Rows, total: Fraction | None) -> Data:
    """The closing row of the categories: the exact total, and by how much the printed parts come to something else."""
    parts = list(inventory.by_category(rows).values())
    if not total:
        return {"amount": fmt.tonnes(total) + fmt.tail(parts, total), "share": fmt.DASH}
    whole = Fraction(1)
    return {
        "amount": fmt.tonnes(total) + fmt.tail(parts, total),
        "share": fmt.percent(whole) + fmt.tail((100 * part / total for part in parts), 100 * whole),
    }


def _source(w: Writer, key: str, row: Row, total: Fraction | None) -> Data:
    amount = inventory.amount(row)
    shown = fmt.tonnes(amount)
    if amount is None:
        shown = (
            "未量化"
            if row.get("未量化说明")
            else w.short_gap(w.say("emissions.amount_gap", no=key), f"温室气体：{key}")
        )
    apart = key not in inventory.counted({key: row})
    return {
        "no": key,
        "category": row.get("类别", fmt.DASH),
        "source": row.get("排放源", fmt.DASH),
        "gas": fmt.units(row.get("气体", fmt.DASH)),
        "activity": _with_unit(row, "活动数据", "单位"),
        "factor": _with_unit(row, "排放因子", "因子单位"),
        "gwp": fmt.number(fraction(row.get("GWP"))) if row.get("GWP") else fmt.DASH,
        "amount": shown,
        "share": fmt.percent(_share(amount, total)) if amount is not None and total and not apart else fmt.DASH,
    }


def _with_unit(row: Row, name: str, unit: str) -> str:
    value = fraction(row.get(name))
    return fmt.DASH if value is None else fmt.joined(fmt.number(value, 6), row.get(unit, ""))


def _apart(w: Writer, rows: Rows) -> list[str]:
    if not rows:
        return []
    amounts = [{"name": n, "amount": fmt.tonnes(v)} for n, v in inventory.by_category(rows).items()]
    return w.say_all("emissions.apart", amounts=amounts)


def _measuring(w: Writer, rows: Rows) -> list[str]:
    """How activity data were obtained, with the share of the emissions each way stands for."""
    amounts: dict[str, list[Fraction]] = {}
    for row in inventory.counted(rows).values():
        value = inventory.amount(row)
        if value is not None:
            amounts.setdefault(row.get("计量方式") or "未注明计量方式", []).append(value)
    total = sum((a for many in amounts.values() for a in many), Fraction(0))
    ways = [
        {"name": name, "count": len(many), "share": fmt.percent(_share(sum(many, Fraction(0)), total))}
        for name, many in amounts.items()
    ]
    return w.say_all("emissions.measuring", ways=ways) if ways else []


def _factor_words(w: Writer, ref: str) -> list[str]:
    said = w.say_all("emissions.factors", table=ref) if ref else []
    why = w.text("电力排放因子选取理由")
    gwp = w.view.profile_value("GWP取值来源")
    return [*said, *why, *(w.say_all("emissions.gwp", source=fmt.open_end(gwp)) if gwp else [])]


def _factors(w: Writer, rows: Rows) -> list[Data]:
    """Every factor once, with the sources that use it."""
    users: dict[tuple[str, str, str], list[str]] = {}
    for key, row in rows.items():
        if row.get("排放因子"):
            name = (_with_unit(row, "排放因子", "因子单位"), fmt.units(row.get("气体", "")), row.get("因子来源", ""))
            users.setdefault(name, []).append(row.get("排放源", key))
    return [
        {
            "factor": factor,
            "gas": gas or fmt.DASH,
            "origin": origin or _lacking_origin(w, used),
            "used": "、".join(dict.fromkeys(used)),
        }
        for (factor, gas, origin), used in users.items()
    ]


def _lacking_origin(w: Writer, used: list[str]) -> str:
    return w.short_gap(w.say("emissions.origin_gap", used=used), "温室气体：因子来源")


def _unquantified(w: Writer, rows: Rows) -> list[str]:
    """Sources without an amount and why; a remark on a source that has one is told as a remark."""
    told: dict[bool, list[Data]] = {True: [], False: []}
    for key, row in rows.items():
        if row.get("未量化说明"):
            item = {"name": row.get("排放源", key), "why": fmt.open_end(row["未量化说明"])}
            told[inventory.amount(row) is None].append(item)
    return w.say_all(
        "emissions.unquantified", "emissions.remarked", items=told[True], others=told[False], has=bool(rows)
    )
