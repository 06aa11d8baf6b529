"""Whether a check's type, its printed word and what hangs on them go together (types of provision: GB/T 1.1—2020)."""

from __future__ import annotations

from collections.abc import Iterator

from zcdoc.model.pack import EFFORT, TYPE_LABEL, Check, Clause
from zcdoc.model.vocabulary import result_list

Fault = tuple[str, str, str]  # the key that is wrong, the message, the fix


def faults(clause: Clause, check: Check) -> Iterator[Fault]:
    """Everything about one check that its type does not allow."""
    label = TYPE_LABEL[check.type]
    if check.type == "statement" and check.word:
        yield "word", "陈述没有能愿动词", "删去 word 或改 type"
    if check.type == "instruction" and check.word not in (None, *EFFORT):
        yield "word", f"{label}是祈使句，不带“{check.word}”", "带能愿动词的改 type；只可写 优先、尽可能、尽量"
    if check.type == "permission" and check.word not in (None, "可"):
        yield "word", f"{label}的能愿动词是“可”，不是“{check.word}”", "改 word 或改 type"
    if check.type == "instruction" and clause.kind == "requirement":
        yield "type", "基本要求里的祈使句按要求判定", "改为 requirement；原文写宜、鼓励或可的按原文"
    if result_list(clause, check) == "results_basic":
        for name, given in (("na", check.na), ("scope", check.scope)):
            if given:
                yield name, "基本要求不接受不适用", f"删去 {name}"
