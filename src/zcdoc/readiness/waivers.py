"""Waivers: a named person lets a problem stand, with a reason and a date. Key: rule, bar, place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zcdoc.model.record import Row, Rows
from zcdoc.problems import Problem
from zcdoc.readiness.case import Found, Rule, blanks, listed

UNUSED = Rule("waiver-unused", "warning", "豁免应对应仍然存在的问题")
INCOMPLETE = Rule("waiver-incomplete", "warning", "豁免要有理由才生效，并应有批准人和日期")
RULES = (UNUSED, INCOMPLETE)


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem, the reason for which it is waived (blank: it stands), and the key under which it can be waived."""

    problem: Problem
    waived: str
    waiver_key: str

    @property
    def blocks(self) -> bool:
        """Whether it stops submission."""
        return self.problem.severity == "error" and not self.waived


def key_of(problem: Problem) -> str:
    return f"{problem.rule}|{problem.where}"


def applied(problems: Iterable[Problem], waivers: Rows, firm: frozenset[str] = frozenset()) -> list[Finding]:
    """The problems with their waivers; those of the rules in `firm` stand whatever was recorded."""
    keyed = [(problem, key_of(problem)) for problem in problems]
    usable = {key: row.get("reason", "") for key, row in waivers.items() if key.partition("|")[0] not in firm}
    return [Finding(problem, usable.get(key, ""), key) for problem, key in keyed]


def own_problems(waivers: Rows, found: set[str], silent: set[str]) -> Found:
    """What is wrong with the waivers themselves; rules in `silent` did not run and prove nothing."""
    for key, row in waivers.items():
        missing = _missing(row)
        if missing:
            message = f"豁免 {key} 缺{listed(missing)}" + ("，不生效" if "理由" in missing else "")
            yield INCOMPLETE.at(f"豁免!{key}", message, f"用 zcdoc check waive 补齐{listed(missing)}")
        if key not in found and key.partition("|")[0] not in silent:
            message = f"豁免 {key} 对应的问题已不存在"
            yield UNUSED.at(
                f"豁免!{key}",
                message,
                "用 zcdoc history show 找到登记这项豁免的序号，再用 zcdoc history undo 撤回这一条",
            )


def _missing(row: Row) -> list[str]:
    names = {"reason": "理由", "by": "批准人", "date": "日期"}
    return [names[name] for name in blanks(row, names)]
