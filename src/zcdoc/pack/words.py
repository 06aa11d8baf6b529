"""Whether the modal word that a check carries goes with its type (GB/T 1.1—2020), and how its checks are lettered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_lowercase

from zcdoc.model.pack import EFFORT, TYPE_LABEL, Check, CheckType, Clause

Fault = tuple[str, str, str]  # the key that is wrong, the message, the fix
# The words of each type that `types` does not look after; a text without a modal word may be a requirement or a recommendation.
WORDS: dict[CheckType, tuple[str, ...]] = {
    "requirement": ("应",),
    "recommendation": ("宜", "鼓励", *EFFORT),
}
_TYPE_OF: dict[str, CheckType] = {"应": "requirement", "可": "permission"}
LETTERS = [*ascii_lowercase, *(a + b for a in ascii_lowercase for b in ascii_lowercase)]


def word_faults(clause: Clause, check: Check) -> Iterator[Fault]:
    """A printed word that says another type than the check's; inside basic requirements, also that there is none."""
    if clause.kind == "requirement" and check.word is None and check.type in ("recommendation", "permission"):
        yield (
            "type",
            f"基本要求里没有能愿动词的按要求判定，类型却写成{TYPE_LABEL[check.type]}",
            "改为 requirement；原文写宜、鼓励或可的补上 word",
        )
    known = WORDS.get(check.type)
    if known is None or check.word is None or check.word in known:
        return
    meant = _TYPE_OF.get(check.word, "recommendation")
    yield (
        "type",
        f"印的是“{check.word}”，类型却写成{TYPE_LABEL[check.type]}",
        f"按原文：“{check.word}”是{TYPE_LABEL[meant]}（{meant}），{TYPE_LABEL[check.type]}的词是 {'、'.join(known)}",
    )


def letter_faults(clause: Clause, check: Check) -> Iterator[Fault]:
    """The letter of a check: a to z, then aa, ab and so on; a double one only where the single ones are used up."""
    letter = check.id.removeprefix(f"{clause.id}.")
    if letter == check.id:
        return
    if not re.fullmatch(r"[a-z]{1,2}", letter):
        yield "id", f"检查项 id 的末段“{letter}”不是字母编号", "用 a 到 z，用完再用 aa、ab"
    elif len(letter) > 1 and len(clause.checks) <= len(ascii_lowercase):
        yield "id", f"检查项 id 的末段“{letter}”越过了 z，而本条只有 {len(clause.checks)} 项", "先用 a 到 z"
