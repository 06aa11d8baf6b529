"""Problems are values: which rule, how grave, where, what is wrong and how to fix it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from zcdoc.errors import UnsafeError, ZcdocError

Severity = Literal["error", "warning"]
SEVERITY_LABEL: dict[str, str] = {"error": "错误", "warning": "提醒"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `where` is `Sheet!Cell`, `file:line:column` or a paragraph."""

    rule: str
    severity: Severity
    where: str
    message: str
    fix: str

    def as_dict(self) -> dict[str, str]:
        return {
            "rule": self.rule,
            "severity": self.severity,
            "where": self.where,
            "message": self.message,
            "fix": self.fix,
        }

    def line(self) -> str:
        fix = f"（{self.fix}）" if self.fix else ""
        return f"{SEVERITY_LABEL[self.severity]} {self.where}：{self.message}{fix} [{self.rule}]"


@dataclass(slots=True)
class Problems:
    """A growing list of problems; all of them are shown at once."""

    items: list[Problem] = field(default_factory=list)

    def error(self, rule: str, where: str, message: str, fix: str = "") -> None:
        self.items.append(Problem(rule, "error", where, message, fix))

    def warning(self, rule: str, where: str, message: str, fix: str = "") -> None:
        self.items.append(Problem(rule, "warning", where, message, fix))

    def extend(self, more: Iterable[Problem]) -> None:
        self.items.extend(more)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def errors(self) -> list[Problem]:
        return [p for p in self.items if p.severity == "error"]

    @property
    def warnings(self) -> list[Problem]:
        return [p for p in self.items if p.severity == "warning"]

    def raise_errors(self, headline: str) -> None:
        """Raises ProblemsError when there is an error among the problems."""
        if self.errors:
            raise ProblemsError(headline, self)


class ProblemsError(ZcdocError):
    """Several problems in the user's data; nothing was changed."""

    def __init__(self, headline: str, problems: Problems, fix: str = "") -> None:
        super().__init__(headline, fix)
        self.problems = problems


class RefusedError(UnsafeError):
    """Several things that could do harm, each with its place; nothing was made."""

    def __init__(self, headline: str, problems: Problems, fix: str = "") -> None:
        super().__init__(headline, fix)
        self.problems = problems
