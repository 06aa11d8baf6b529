"""Who read a pack against the printed standard, when, on which text, and what they found; and how much of it still holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["一致", "不一致", "存疑"]
VERDICTS: tuple[Verdict, ...] = ("一致", "不一致", "存疑")


@dataclass(frozen=True, slots=True)
class Found:
    """What a reviewer found of one item, whose content then had this digest."""

    verdict: Verdict
    digest: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """One sheet that came back. `basis` is the text that the reviewer held; `date` is ISO 8601."""

    by: str
    date: str
    basis: str
    version: str
    sha256: str
    items: Mapping[str, Found]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the reviews of one pack come to, as it stands now. Items are counted once, by the newest finding of each person."""

    total: int
    people: tuple[str, ...] = ()  # whose findings still hold for some item
    reviewed: int = 0  # items of which at least one finding still holds
    twice: int = 0  # of those, by two people or more
    changed: int = 0  # items reviewed once and changed since, with no finding that holds
    found: Mapping[str, Mapping[str, Found]] = field(default_factory=dict)  # by item, by person: what holds

    def with_verdict(self, verdict: Verdict) -> list[str]:
        """Items of which somebody found this."""
        return [key for key, by in self.found.items() if any(one.verdict == verdict for one in by.values())]

    @property
    def told(self) -> str:
        """In one sentence: `审读：2 人，120/300 项；不一致 1 项，存疑 2 项；8 项改过，须重新审读`."""
        if not self.people and not self.changed:
            return f"审读：还没有人审读过（共 {self.total} 项）"
        said = [f"审读：{len(self.people)} 人，{self.reviewed}/{self.total} 项"]
        if self.twice:
            said.append(f"两人以上审读过的 {self.twice} 项")
        odd = [f"{v} {len(self.with_verdict(v))} 项" for v in VERDICTS[1:] if self.with_verdict(v)]
        if odd:
            said.append("，".join(odd))
        if self.changed:
            said.append(f"{self.changed} 项审读后改过，不再算审读过")
        return "；".join(said)


def standing(digests: Mapping[str, str], reviews: Sequence[Review]) -> Standing:
    """How the reviews stand to the items as they are now, by key; a later review of the same person replaces an earlier one."""
    newest: dict[str, dict[str, Found]] = {}
    for review in sorted(reviews, key=lambda r: r.date):
        for key, found in review.items.items():
            newest.setdefault(key, {})[review.by] = found
    held = {
        key: {by: one for by, one in newest.get(key, {}).items() if one.digest == digest}
        for key, digest in digests.items()
    }
    holding = {key: by for key, by in held.items() if by}
    return Standing(
        total=len(digests),
        people=tuple(sorted({name for by in holding.values() for name in by})),
        reviewed=len(holding),
        twice=sum(len(by) > 1 for by in holding.values()),
        changed=sum(key in newest and not held[key] for key in digests),
        found=holding,
    )


def verdict_of(text: str) -> Verdict | None:
    """The verdict that a text names; None when it names none."""
    return next((verdict for verdict in VERDICTS if verdict == text), None)
