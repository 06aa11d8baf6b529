"""What `zcdoc check` prints: a summary that leads, then each kind of finding once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from zcdoc.cli.show import line
from zcdoc.cli.show import problems as show_problems
from zcdoc.model.rounding import rounded
from zcdoc.problems import SEVERITY_LABEL
from zcdoc.readiness.leading import FILLING

ALONE = 3  # so many findings of one rule are told one by one
NAMED = 3  # places named of the others
MORE = "同类的只写第一处：--all 逐条列出，--group sheet 按工作表，--group person 按人，-o 问题.xlsx 写成表"

FRESH = "\n这一轮还没有开始填，没有填的不逐条列出；要看的加 --all，或 -o 问题.xlsx 写成表"


def show(found: Any, group: str, *, everything: bool) -> None:
    """Prints a `Leading`. A round in which nobody has begun gets what to fill first, and not what is missing everywhere."""
    _summary(found)
    progress = found.progress
    if found.steps and 2 * progress.done < progress.to_do:
        _steps(found.steps)
    fresh = bool(found.steps) and not (progress.begun or everything or group != "rule")
    made = [_wrong(s) for s in found.grouped(group)] if fresh else found.grouped(group)
    line() if group == "rule" and any(s.entries for s in made) else None  # a section with a name brings its own
    cut = [_section(section, everything=everything) for section in made]
    line(f"\n{MORE}") if any(cut) else None
    line(FRESH) if fresh else None
    for item in (f for f in found.checked.findings if f.waived):
        line(f"豁免  {item.problem.where}  {item.problem.message}（{item.waived}）")
    if any(s.entries for s in made):
        line(_counts(found))  # once more where a terminal ends


def _wrong(section: Any) -> Any:
    """What is wrong in a round that nobody has begun, without what is only not filled yet."""
    kept = tuple(e for e in section.entries if e.severity == "error" and e.rule not in FILLING)
    return replace(section, entries=kept)


def _summary(found: Any) -> None:
    desk, progress = found.desk, found.progress
    line(f"{desk.record.name}　{desk.pack.label}　{desk.round.label} {desk.round.id}")
    line(_counts(found))
    line(_answered(progress))
    for one in found.documents:
        for text in _document(one):
            line(text)
    if found.gains:
        named = "、".join(f"{i.number} {i.option}（{rounded(i.lost)} 分）" for i in found.gains)
        line(f"补上数值至多可得分最多的指标：{named}")


def _counts(found: Any) -> str:
    data = found.checked.as_dict()
    waived = sum(bool(f.waived) for f in found.checked.findings)
    return f"错误 {data['errors']} 个，提醒 {data['warnings']} 个，豁免 {waived} 个"


def _answered(progress: Any) -> str:
    indicators = f"，指标有数值 {progress.valued}/{progress.indicators}" if progress.indicators else ""
    return f"检查项已判 {progress.judged}/{progress.checks}{indicators}"


def _document(one: Any) -> list[str]:
    """How far one document is, and what its final form refuses beside the errors."""
    told = [f"{one.title}：还有 {one.errors} 个错误，不能出正式稿" if one.errors else f"{one.title}：没有错误"]
    if one.final:
        count = sum(len(e.findings) for e in one.final)
        kinds = "；".join(f"{e.says}：{_few(e.places)} [{e.rule}]" for e in one.final)
        told.append(f"  出正式稿（--final）还要多解决 {count} 个。{kinds}")
    return told


def _few(names: Sequence[str]) -> str:
    return "、".join(names[:NAMED]) + (f" 等 {len(names)} 处" if len(names) > NAMED else "")


def _steps(steps: Sequence[Any]) -> None:
    line()
    line("先填什么")
    for number, step in enumerate(steps, 1):
        line(f"  {number}. {step.sheet}：{step.what}")


def _section(section: Any, *, everything: bool) -> bool:
    """Prints the entries of a section; whether something was left out."""
    if section.name:
        counts = (f"{SEVERITY_LABEL[s]} {section.count(s)} 个" for s in ("error", "warning"))
        line(f"\n{section.name}（{'，'.join(counts)}）")
    return any([_entry(entry, everything=everything) for entry in section.entries])  # noqa: C419  each is printed


def _entry(entry: Any, *, everything: bool) -> bool:
    problems = [f.problem for f in entry.findings]
    if everything or len(problems) <= ALONE:
        show_problems(problems)
        return False
    show_problems(problems[:1])
    line(f"      同类共 {len(problems)} 处，其余如 {'、'.join(entry.places[1 : NAMED + 1])}")
    return True
