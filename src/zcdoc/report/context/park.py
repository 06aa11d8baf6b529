"""Chapter 3 园区基本情况 (part a of 7.3)."""

from __future__ import annotations

from zcdoc.model.profile import PROFILE_OF
from zcdoc.model.values import fraction, split_refs
from zcdoc.report.context import fmt
from zcdoc.report.context.base import Data, Writer

BASICS = (
    "园区面积", "已开发土地面积", "工业用地面积", "入驻工业企业占地面积", "入驻企业数", "规模以上工业企业数", "从业人数",
)  # fmt: skip
DRAWING = "图纸"


def park(w: Writer, chapter: str = "3 园区基本情况") -> Data:
    w.chapter = chapter
    number = chapter.split(maxsplit=1)[0]
    rows, years = _yearly(w)
    basics, yearly = w.caption(number, "basics"), w.caption(number, "yearly", when=bool(rows))
    return {
        "intro": [
            _intro(w),
            *w.text("园区概况"),
            *w.say_all("park.industry", industry=w.field("主导产业")),
            *(
                told
                for name, kind in PROFILE_OF.items()
                if kind.type == "number"
                for told in w.doubts("园区信息", name)
            ),
        ],
        "t_basics": basics,
        "see_basics": w.say("see", table=basics["ref"], what=w.say("caption.basics")),
        "basics": [{"name": name, "value": w.field(name)} for name in BASICS],
        "boundary": [*w.text("物理边界说明"), _map(w)],
        "energy": w.text("能源供应与使用概况"),
        "yearly": [_yearly_sentence(w, yearly["ref"]), *w.doubts("年度数据")],
        "t_yearly": yearly,
        "years": years,
        "rows": rows,
        "has_yearly": bool(rows),
    }


def _intro(w: Writer) -> str:
    return w.say(
        "park.intro",
        park=w.view.record.name,
        address=w.field("园区地址"),
        manager=w.field("园区管理机构"),
        authority=w.field("批准设立机关"),
        document=w.field("批准文件及文号"),
        date=w.profile("批准设立日期"),
        grade=w.view.profile_value("园区级别"),
    )


def _map(w: Writer) -> str:
    """The sentence that points to the boundary map in the evidence list."""
    named = split_refs(w.view.profile.get("物理边界说明", {}).get("证据编号", ""))
    maps = [ref for ref, _ in named if ref in w.view.evidence]
    maps = maps or [key for key, row in w.view.evidence.items() if row.get("类型") == DRAWING]
    if not maps:
        return w.gap("园区边界图", "证据清单：类型为图纸，或园区信息“物理边界说明”的证据编号")
    return w.say("park.map", maps=[f"{key} {w.view.evidence[key].get('名称', '')}".strip() for key in maps])


def _yearly(w: Writer) -> tuple[list[Data], list[str]]:
    """Items by year: the last three years that the record has, at most."""
    found = w.view.rows("yearly").values()
    years = sorted({r["年度"] for r in found if r.get("年度")})[-3:]
    values = {(r.get("项目", ""), r.get("年度", "")): fraction(r.get("数值")) for r in found}
    unit = {i.name: i.unit for i in w.pack.head.yearly}
    unit.update({r["项目"]: r["单位"] for r in found if r.get("项目") and r.get("单位")})
    names = [i.name for i in w.pack.head.yearly]
    names += [r["项目"] for r in found if r.get("项目") and r["项目"] not in names]
    given = [n for n in dict.fromkeys(names) if any((n, y) in values for y in years)]
    rows = [
        {"name": n, "unit": fmt.units(unit.get(n, fmt.DASH)), "cells": [_cell(values.get((n, y))) for y in years]}
        for n in given
    ]
    return [_three(row) for row in rows], _columns(years) if rows else _pad(years)


def _cell(value: object) -> str:
    return fmt.number(value) if value is not None else fmt.DASH  # type: ignore[arg-type]


def _pad(cells: list[str]) -> list[str]:
    return [*[fmt.DASH] * (3 - len(cells)), *cells]


def _columns(years: list[str]) -> list[str]:
    """Three years: those before the first one stand in the table though the record has none of their values."""
    if not years or not years[0].isdigit():
        return _pad(years)
    before = [str(int(years[0]) - i) for i in range(3 - len(years), 0, -1)]
    return [*before, *years]


def _three(row: Data) -> Data:
    one, two, three = _pad(row["cells"])
    return {"name": row["name"], "unit": row["unit"], "one": one, "two": two, "three": three}


def _yearly_sentence(w: Writer, ref: str) -> str:
    given = sorted({r["年度"] for r in w.view.rows("yearly").values() if r.get("年度")})[-3:]
    if not given:
        return w.gap("近三年的产值、能源和排放数据", "年度数据")
    return w.say("park.yearly", first=given[0], last=given[-1], count=len(given), table=ref)
