"""What a schema cannot say: references that must meet, ids that must be unique, sums that must close."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from zcdoc.model.assumed import AssumedBox, find
from zcdoc.model.indicator import Bands, FromItem, Indicator, Phases, RatioInputs, SeriesInputs, Unstated
from zcdoc.model.pack import Pack
from zcdoc.model.profile import PROFILE_OF
from zcdoc.model.rating import Points, Scored, Targets, WeightedRatio
from zcdoc.model.values import PRESENT
from zcdoc.pack import linked, lint_offsets, lint_options, lint_rating, lint_values, types, words
from zcdoc.pack.fault import Fault
from zcdoc.problems import Problem, Problems
from zcdoc.yamlio import Document, Path

NUMBER = re.compile(r"-?\d+(\.\d+)?")
SENTENCE = re.compile(r"[\u4e00-\u9fff]{3}")
PERCENT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*[%％]\s*")
BOUND = re.compile(r"\s*[>≥＞<≤＜]=?\s*(\d+(?:\.\d+)?)\s*")
PACK, CLAUSES, INDICATORS, RATING = "pack.yaml", "clauses.yaml", "indicators.yaml", "rating.yaml"


def lint(pack: Pack, docs: Mapping[str, Document], folder: str) -> list[Problem]:
    """Every problem between the files of a pack; empty when it is sound."""
    run = _Lint(pack, docs)
    run.identity(folder)
    run.clauses()
    run.checks()
    run.asked()
    run.indicators()
    run.assumptions()
    run.links()
    run.rating()
    for fault in (*lint_rating.faults(pack), *lint_values.faults(pack), *lint_options.faults(pack)):
        doc = docs[fault.file]
        tell = run.problems.warning if fault.doubtful else run.problems.error
        tell("pack-lint", doc.where(_keyed(doc, fault)), fault.message, fault.fix)
    return list(run.problems)


def _keyed(doc: Document, fault: Fault) -> Path:
    """The place of the assumption that a fault is about, where it names one; else the fault's own."""
    return _place_of(doc, fault.key) if fault.key and _place_of(doc, fault.key) else fault.path


def _place_of(doc: Document, key: str) -> Path:
    """Where an assumption stands in a file; () when it does not."""
    return next((path[:-1] for path in doc.places if path[-1:] == ("key",) and _at(doc.data, path) == key), ())


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


class _Lint:
    def __init__(self, pack: Pack, docs: Mapping[str, Document]) -> None:
        self.pack = pack
        self.docs = docs
        self.problems = Problems()

    def _error(self, file: str, path: Path, message: str, fix: str) -> None:
        self.problems.error("pack-lint", self.docs[file].where(path), message, fix)

    def _unique(self, file: str, named: Iterable[tuple[Path, str]], what: str) -> None:
        items = list(named)
        counts = Counter(name for _, name in items)
        for path, name in items:
            if counts[name] > 1:
                self._error(file, path, f"{what}“{name}”重复", "改成唯一的写法")

    def identity(self, folder: str) -> None:
        if self.pack.id != folder:
            self._error(PACK, ("id",), f"id 是 {self.pack.id}，文件夹叫 {folder}", "两者改成一致")
        self._unique(PACK, ((("chapters", i, "id"), c.id) for i, c in enumerate(self.pack.head.chapters)), "章编号")

    def clauses(self) -> None:
        clauses = self.pack.clauses
        self._unique(CLAUSES, ((("clauses", i, "id"), c.id) for i, c in enumerate(clauses)), "条款 id")
        self._unique(CLAUSES, ((("clauses", i, "number"), c.number) for i, c in enumerate(clauses)), "条款号")
        chapters = {c.id: c for c in self.pack.head.chapters}
        for i, clause in enumerate(clauses):
            at: Path = ("clauses", i)
            if clause.chapter not in chapters:
                self._error(
                    CLAUSES, (*at, "chapter"), f"章“{clause.chapter}”不在 pack.yaml 的 chapters 中", "补章或改编号"
                )
            elif chapters[clause.chapter].kind != clause.kind:
                self._error(CLAUSES, (*at, "kind"), "kind 与所在章不一致", f"应为 {chapters[clause.chapter].kind}")
            for j, number in enumerate(clause.indicators):
                if number not in self.pack.indicator_of:
                    self._error(CLAUSES, (*at, "indicators", j), f"没有指标 {number}", "检查指标编号")
            self._origin(CLAUSES, at, clause.source)
            for j, cited in enumerate(clause.cites):
                if cited not in {r.number for r in self.pack.head.references}:
                    self._error(CLAUSES, (*at, "cites", j), f"“{cited}”不在 pack.yaml 的 references 中", "补上或改正")

    def _origin(self, file: str, at: Path, source: str | None) -> None:
        if source is not None and source not in {s.id for s in self.pack.head.sources}:
            self._error(file, (*at, "source"), f"“{source}”不在 pack.yaml 的 sources 中", "补上来源或改正")

    def checks(self) -> None:
        places = [
            (("clauses", i, "checks", j), c) for i, cl in enumerate(self.pack.clauses) for j, c in enumerate(cl.checks)
        ]
        self._unique(CLAUSES, (((*at, "id"), c.id) for at, c in places), "检查项 id")
        for at, check in places:
            clause = self.pack.clauses[int(at[1])]
            if not check.id.startswith(f"{clause.id}."):
                self._error(CLAUSES, (*at, "id"), f"检查项 id 应以 {clause.id}. 开头", f"如 {clause.id}.a")
            for name, message, fix in (
                *types.faults(clause, check), *words.word_faults(clause, check), *words.letter_faults(clause, check)
            ):  # fmt: skip
                self._error(CLAUSES, (*at, name), message, fix)
            if check.period and check.period.window not in {None, *(a.key for a in self.pack.assumptions)}:
                self._error(CLAUSES, (*at, "period", "window"), f"没有假设 {check.period.window}", "检查假设的 key")
            for name in (check.quantity.ratio_of or []) if check.quantity else []:
                if name not in PROFILE_OF:
                    self._error(CLAUSES, (*at, "quantity"), f"园区信息没有字段“{name}”", "用园区信息中的字段名")

    def asked(self) -> None:
        """Fields of 园区信息 that the pack adds or leaves out must exist, and only fields kept for that can be added."""
        head = self.pack.head.profile
        for at, name in [(("profile", "more", i), n) for i, n in enumerate(head.more)]:
            if name not in PROFILE_OF or not PROFILE_OF[name].extra:
                extra = "、".join(f.name for f in PROFILE_OF.values() if f.extra)
                self._error(PACK, at, f"“{name}”不是备有的选填字段", f"可用：{extra}")
        for at, name in [(("profile", "less", i), n) for i, n in enumerate(head.less)]:
            if name not in PROFILE_OF:
                self._error(PACK, at, f"园区信息没有字段“{name}”", "用园区信息中的字段名")

    def indicators(self) -> None:
        items = self.pack.indicators
        self._unique(INDICATORS, ((("indicators", i, "number"), x.number) for i, x in enumerate(items)), "指标序号")
        rating = self.pack.rating
        groups = {g.name for g in rating.groups} | ({rating.bonus_group} if isinstance(rating, Scored) else set())
        clause_ids = {c.id for c in self.pack.clauses}
        yearly = {y.name for y in self.pack.head.yearly}
        for i, item in enumerate(items):
            at: Path = ("indicators", i)
            for name in _choices(item.group):
                if name not in groups:
                    self._error(
                        INDICATORS, (*at, "group"), f"一级指标“{name}”不在 rating.yaml 中", "补一级指标或改名称"
                    )
            if bool(item.alternatives) == (item.inputs is not None):
                self._error(
                    INDICATORS, at, "inputs 和 alternatives 要有且只有一个", "二选一写 alternatives，否则写 inputs"
                )
                continue
            for clause_id in item.clauses:
                if clause_id not in clause_ids:
                    self._error(INDICATORS, (*at, "clauses"), f"没有条款 {clause_id}", "检查条款 id")
            for option in item.options:
                if (
                    isinstance(option.inputs, SeriesInputs)
                    and not {option.inputs.numerator, option.inputs.denominator} <= yearly
                ):
                    self._error(INDICATORS, (*at, "inputs"), "数列的项目不在 pack.yaml 的 yearly 中", "补项目或改名称")
            self._leading(at, item)
            self._of_kind(at, item)
            self._origin(INDICATORS, at, item.source)

    def _leading(self, at: Path, item: Indicator) -> None:
        presence = item.direction == "present"
        for value in _choices(item.leading):
            if presence and SENTENCE.search(value) and isinstance(item.leading, str):
                continue  # a target in words, to be judged
            if (value in PRESENT) != presence:
                self._wrong_leading(at, f"引领值“{value}”与 direction 不配", _written_as(value))
            elif not presence and not NUMBER.fullmatch(value):
                self._wrong_leading(at, f"引领值“{value}”不是数字", _written_as(value))
            elif not presence and Decimal(value) <= 0:
                self._wrong_leading(at, "引领值要大于 0", "改正")
            elif _is_share(item) and Decimal(value) > 1:
                self._wrong_leading(at, f"引领值 {value} 超过 1，而分子是分母的一部分", _written_as(f"{value}%"))

    def _wrong_leading(self, at: Path, message: str, fix: str) -> None:
        self._error(INDICATORS, (*at, "leading"), message, fix)

    def _of_kind(self, at: Path, item: Indicator) -> None:
        """What an indicator says that only one kind of rating, or only a pack with park types, understands."""
        scored, types = isinstance(self.pack.rating, Points), {t.id for t in self.pack.head.park_types}
        if scored and item.points is None and item.bonus is None:
            self._error(INDICATORS, at, "没有 points", "写分值；来源没有给出的写成假设")
        if not scored and item.points is not None:
            self._error(INDICATORS, (*at, "points"), "只有 points 计分才用分值", "删去 points")
        if isinstance(item.leading, Bands) and not isinstance(self.pack.rating, Targets):
            self._error(INDICATORS, (*at, "leading"), "只有 targets 才能分档给目标值", "写成一个值")
        for name in item.types:
            if name not in types:
                self._error(
                    INDICATORS, (*at, "types"), f"园区类型“{name}”不在 pack.yaml 的 park_types 中", "补上或改正"
                )

    def assumptions(self) -> None:
        found = [
            a
            for file in (self.pack.head, self.pack.clauses, self.pack.indicators, self.pack.rating)
            for a in find(file)
        ]
        for key, number in Counter(a.key for a in found).items():
            if number > 1:
                self._of_assumption(key, f"假设的 key“{key}”用了 {number} 次", "每个假设用自己的 key")
        clauses, known = {c.id for c in self.pack.clauses}, self.pack.indicator_of
        for a in found:
            lost: list[tuple[Path, str]] = [(("clauses", i), c) for i, c in enumerate(a.clauses) if c not in clauses]
            lost += [(("indicators", i), n) for i, n in enumerate(a.indicators) if n not in known]
            for below, name in lost:
                self._of_assumption(a.key, f"假设 {a.key} 指向不存在的“{name}”", "检查编号", below)

    def _of_assumption(self, key: str, message: str, fix: str, below: Path = ()) -> None:
        """A problem at the file and line in which the assumption stands."""
        file = next((name for name, doc in self.docs.items() if _place_of(doc, key)), PACK)
        self._error(file, (*_place_of(self.docs[file], key), *below), message, fix)

    def links(self) -> None:
        for at, message, fix in [*linked.faults(self.pack), *lint_offsets.faults(self.pack)]:
            self._error(PACK, at, message, fix)

    def rating(self) -> None:
        rating = self.pack.rating
        if isinstance(rating, WeightedRatio):
            self._weights(rating)
        for i, group in enumerate(rating.groups):
            if isinstance(rating, WeightedRatio) != (group.weight is not None):
                self._error(RATING, ("rating", "groups", i), "weight 只用于 weighted-ratio，也不可缺", "补上或删去")
            if isinstance(rating, Targets) != (group.duty is not None):
                self._error(RATING, ("rating", "groups", i), "duty 只用于 targets，也不可缺", "补上或删去")
        if rating.gate_chapter and rating.gate_chapter not in {c.id for c in self.pack.head.chapters}:
            self._error(RATING, ("rating", "gate_chapter"), "没有这一章", "检查章编号")
        needed = rating.zero_carbon.needs_level if rating.zero_carbon else None
        if needed is not None and needed not in {x.name for x in rating.levels}:
            self._error(RATING, ("rating", "zero_carbon", "needs_level"), "需要的级别不在 levels 中", "检查级别名称")

    def _weights(self, rating: WeightedRatio) -> None:
        rest = [g for g in rating.groups if g.weight == "rest"]
        fixed = [g.weight for g in rating.groups if isinstance(g.weight, str) and g.weight != "rest"]
        assumed = [g.weight.assumed.value for g in rating.groups if isinstance(g.weight, AssumedBox)]
        if not all(NUMBER.fullmatch(value) for value in assumed):
            return  # told where the choice stands
        total = sum((Decimal(w) for w in [*fixed, *assumed]), Decimal(0))
        if len(rest) > 1 or (not rest and total != 1) or (rest and total >= 1):
            self._error(RATING, ("rating", "groups"), f"权重之和是 {total}，应合成 1", "改权重；至多一组写 rest")


def _is_share(item: Indicator) -> bool:
    """Whether the value of every side is a part of a whole."""
    return item.unit == "%" and all(isinstance(o.inputs, RatioInputs) and o.inputs.share for o in item.options)


def _written_as(value: str) -> str:
    """How a value that was meant would be written: a share as a fraction, a bound as the number alone."""
    if percent := PERCENT.fullmatch(value):
        return f"份额写成小数：{Decimal(percent[1]) / 100}"
    if bound := BOUND.fullmatch(value):
        return f"只写数字：{bound[1]}；达到即算，方向由 direction 说明"
    return "有无类写 有 或 设立，其余写数字；来源没有给出的写成假设（assumed）"


def _choices(item: str | AssumedBox | Bands | Phases | FromItem | Unstated) -> list[str]:
    if isinstance(item, str):
        return [item]
    if isinstance(item, Bands):
        return [band.leading for band in item.bands]
    if isinstance(item, Phases):
        return [phase.leading for phase in item.phases]
    if isinstance(item, FromItem | Unstated):
        return []
    return item.assumed.extremes()
