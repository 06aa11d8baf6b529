"""What of a pack a reviewer reads against the printed standard: every item in words, and a digest that changes with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from zcdoc.model.assumed import Assumed, AssumedBox, Span
from zcdoc.model.indicator import (
    Bands,
    ChecksInputs,
    CountInputs,
    FromItem,
    Indicator,
    Phases,
    PresenceInputs,
    RatioInputs,
    Unstated,
)
from zcdoc.model.pack import KIND_LABEL, SUBJECT_LABEL, Check, Clause, Pack
from zcdoc.model.rating import DUTY_LABEL, Scored, WeightedRatio
from zcdoc.model.view import threshold_text
from zcdoc.model.vocabulary import who

CERTAINTY = {"A": "官方原文", "B": "两份转载一致", "C": "一份转载", "D": "推断", "M": "仅凭记忆"}
CLAUSES, INDICATORS, RULES, PROCESS = "条款与检查项", "评价指标", "评定与假设", "程序与报告"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a review sheet: header, width in characters, whether it is set in the middle."""

    name: str
    width: int
    centered: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be read: `id` is unique on its sheet, `key` in the pack; `head` begins what follows it."""

    key: str
    id: str
    cells: tuple[str, ...]
    digest: str
    head: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet: its columns (the first holds the ids) and its items in the pack's order."""

    name: str
    columns: tuple[Column, ...]
    items: tuple[Item, ...]


_COLUMNS: dict[str, tuple[Column, ...]] = {
    CLAUSES: (
        Column("编号", 11), Column("条款号", 9, centered=True), Column("原文位置", 12), Column("我们的写法", 44),
        Column("类型与词", 11, centered=True), Column("由谁做", 7, centered=True), Column("只问哪些对象", 14),
        Column("要求值", 9, centered=True), Column("方式与证据", 25), Column("可不适用的理由", 14),
    ),
    INDICATORS: (
        Column("序号", 7, centered=True), Column("原文位置", 13), Column("组别", 16), Column("名称", 20), Column("解释", 30),
        Column("数什么", 34), Column("引领值", 15, centered=True), Column("期间", 11), Column("可不适用的理由", 18),
    ),
    RULES: (
        Column("代号", 20), Column("事项", 26), Column("我们的写法", 22), Column("理由", 50), Column("确定程度", 12, centered=True),
        Column("还可取", 36),
    ),
    PROCESS: (Column("编号", 14), Column("环节", 24), Column("由谁做", 14, centered=True), Column("做什么", 70)),
}  # fmt: skip


def parts(pack: Pack) -> list[Part]:
    """Every sheet that has something on it."""
    found = {
        CLAUSES: _clauses(pack),
        INDICATORS: (_indicator(item) for item in pack.indicators),
        RULES: _rules(pack),
        PROCESS: _process(pack),
    }
    made = [Part(name, _COLUMNS[name], tuple(items)) for name, items in found.items()]
    return [_filled(part) for part in made if part.items]


def _filled(part: Part) -> Part:
    """Without the columns in which nothing stands."""
    kept = [at for at in range(len(part.columns)) if any(item.cells[at] for item in part.items)]
    items = tuple(replace(item, cells=tuple(item.cells[at] for at in kept)) for item in part.items)
    return Part(part.name, tuple(part.columns[at] for at in kept), items)


def digests(pack: Pack) -> dict[str, str]:
    """The digest of every item by its key."""
    return {item.key: item.digest for part in parts(pack) for item in part.items}


def _digest(*content: Any) -> str:
    """The same for the same content, also where a later version knows more keys: what is not written does not count."""
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def _written(model: Any) -> Any:
    return model.model_dump(mode="json", exclude_defaults=True)


# --- clauses and checks -----------------------------------------------------------------------------------------------


def _clauses(pack: Pack) -> Iterator[Item]:
    for clause in pack.clauses:
        content = clause.model_dump(mode="json", exclude_defaults=True, exclude={"checks", "themes"})
        cells = (
            clause.id, clause.number, clause.locator or "", f"{clause.title}：{clause.requirement}", KIND_LABEL[clause.kind],
            "、".join(SUBJECT_LABEL[s] for s in clause.subjects), "", "", "", "",
        )  # fmt: skip
        yield Item(f"clause:{clause.id}", clause.id, cells, _digest(content), head=True)
        for check in members(clause):
            yield _check(clause, check)


def members(clause: Clause) -> list[Check]:
    """The checks of a clause in their order, each statement that stands beside them without a result at its letter."""
    beside = getattr(clause, "context", [])
    found = [*clause.checks, *beside]
    return sorted(found, key=lambda check: (len(check.id), check.id)) if beside else found


def _check(clause: Clause, check: Check) -> Item:
    cells = (
        check.id, clause.number, check.locator or clause.locator or "", check.text, check.label, who(clause, check),
        check.scope or "", threshold_text(check.quantity) if check.quantity else "",
        f"{check.method}：{'；'.join(shown_evidence(check))}", "；".join(check.na),
    )  # fmt: skip
    return Item(
        f"check:{check.id}", check.id, cells, _digest(clause.kind, clause.number, who(clause, check), _written(check))
    )


def shown_evidence(check: Check) -> list[str]:
    """The usual evidence of a check, each with how long it holds."""
    return [f"{e.name}（{e.valid}）" if e.valid else e.name for e in check.evidence]


# --- indicators -------------------------------------------------------------------------------------------------------


def _indicator(item: Indicator) -> Item:
    cells = (
        item.number, item.locator or "", f"{plain(item.group)}／{item.subgroup}", item.name, item.definition, counted(item),
        target(item), item.period, "；".join(item.na),
    )  # fmt: skip
    return Item(f"indicator:{item.number}", item.number, cells, _digest(_written(item)))


def plain(value: Any) -> str:
    """A value as it is in force without a decision; an assumed one says so."""
    return (
        f"{value.assumed.meaning(value.assumed.value)}（假设）" if isinstance(value, AssumedBox) else str(value or "")
    )


def counted(item: Indicator) -> str:
    """What is counted, side by side; each way of a 二选一 on a line of its own."""
    named = len(item.options) > 1
    return "\n".join((f"{o.name}：" if named else "") + _inputs(o.inputs) for o in item.options)


def _inputs(inputs: Any) -> str:
    if isinstance(inputs, RatioInputs):
        top, bottom = inputs.numerator, inputs.denominator
        return f"分子 {top.counts}（{top.unit}）；分母 {bottom.counts}（{bottom.unit}）"
    if isinstance(inputs, CountInputs):
        return f"{inputs.counts}（{inputs.unit}）"
    if isinstance(inputs, PresenceInputs):
        return f"有无：{inputs.shown_by}"
    if isinstance(inputs, ChecksInputs):
        return f"由检查项 {'、'.join(inputs.checks)} 得出"
    return f"逐年：{inputs.numerator} ÷ {inputs.denominator}，{_window(inputs.window)}，{plain(inputs.mean)}"


def _window(window: Any) -> str:
    return plain(window) if isinstance(window, AssumedBox) else f"{window} 年"


def target(item: Indicator) -> str:
    """The leading or target value in words, with bonus and points."""
    compare = {"higher": "≥", "lower": "≤", "present": ""}[item.direction]
    if item.strict:
        compare = {"≥": "＞", "≤": "＜"}.get(compare, compare)
    told = [f"{compare} {_leading(item)}".strip()]
    if item.bonus:
        told.append(f"加分 {item.bonus}")
    if item.points is not None:
        told.append(f"分值 {plain(item.points)}")
    if item.must:
        told.append("必选")
    if item.types:
        told.append(f"只用于{'、'.join(item.types)}")
    return "；".join(told)


def _leading(item: Indicator) -> str:
    lead = item.leading
    if isinstance(lead, Bands):
        return f"按{lead.by}：" + "，".join(
            f"{b.at_least or 0} 至 {b.below or '以上'} 为 {_figure(b.leading, item)}" for b in lead.bands
        )
    if isinstance(lead, Phases):
        return "，".join(f"{p.since or ''}—{p.until or ''} 年 {_figure(p.leading, item)}" for p in lead.phases)
    if isinstance(lead, FromItem):
        return f"年度数据“{lead.item}”的 {lead.times} 倍"
    if isinstance(lead, Unstated):
        return f"原文没有给出：{lead.unstated}"
    if isinstance(lead, AssumedBox):
        return f"{_figure(lead.assumed.value, item)}（假设）"
    return _figure(lead, item)


def _figure(text: str, item: Indicator) -> str:
    if item.direction == "present":
        return text
    return f"{float(text) * 100:g}%" if item.unit == "%" else f"{text} {item.unit}".removesuffix(" —")


# --- rules and assumptions --------------------------------------------------------------------------------------------


def _rules(pack: Pack) -> Iterator[Item]:
    rating = pack.rating
    said = f"{rating.statement}"
    yield Item(
        "rating:rule", "评定", ("评定", f"怎样评定（{rating.clause}）", said, _rule_words(pack), "", ""),
        _digest(rating.kind, rating.statement, rating.clause, _written(rating)), head=True,
    )  # fmt: skip
    for level in rating.levels:
        bound = (
            f"{level.at_least} 分及以上"
            if level.at_least
            else f"高于 {level.above} 分"
            if level.above
            else "以下各级之外"
        )
        more = "，另须净零" * level.net_zero + "，另有必须做到的项目" * bool(level.must)
        cells = (f"级别 {level.name}", "级别的界限与含义", bound + more, level.means, "", "")
        yield Item(f"level:{level.name}", f"级别 {level.name}", cells, _digest(_written(level)))
    for item in pack.assumptions:
        yield _assumption(item)


def _rule_words(pack: Pack) -> str:
    """Groups with weights or duties, the gate and zero carbon."""
    rating = pack.rating
    lines = []
    for group in rating.groups:
        if isinstance(rating, WeightedRatio):
            weight = "其余" if group.weight == "rest" else plain(group.weight)
            lines.append(
                f"{group.name} {f'{float(weight) * 100:g}%' if weight.replace('.', '', 1).isdecimal() else weight}"
            )
        elif group.duty:
            lines.append(f"{group.name}：{DUTY_LABEL[group.duty]}")
        else:
            lines.append(group.name + (f" {group.points} 分" if group.points else ""))
    if isinstance(rating, Scored):
        lines.append(f"满分 {rating.full}")
    if rating.zero_carbon:
        lines.append(f"{rating.zero_carbon.name}：{rating.zero_carbon.rule}")
    return "；".join(lines)


def _assumption(item: Assumed) -> Item:
    others = item.permitted_text() if isinstance(item.permitted, Span) else "；".join(
        o.means for o in item.permitted if o.value != item.value
    )  # fmt: skip
    cells = (item.key, item.title, item.meaning(item.value), item.reason, CERTAINTY[item.certainty], others)
    return Item(f"assumption:{item.key}", item.key, cells, _digest(_written(item)))


# --- process ----------------------------------------------------------------------------------------------------------


def _process(pack: Pack) -> Iterator[Item]:
    for stage in pack.head.process:
        for step in stage.steps:
            name = step.number if step.number.startswith(stage.number) else f"{stage.number} {step.number}"
            people = "、".join(SUBJECT_LABEL[s] for s in step.who)
            cells = (name, f"{stage.title}／{step.title}", people, "；".join(step.does))
            yield Item(f"step:{name}", name, cells, _digest(stage.number, stage.title, _written(step)))
    for part in pack.head.report:
        cells = (f"报告 {part.id}", "评价报告须有的部分", SUBJECT_LABEL["evaluator"], f"{part.title}（{part.clause}）")
        yield Item(f"report:{part.id}", f"报告 {part.id}", cells, _digest(_written(part)))
