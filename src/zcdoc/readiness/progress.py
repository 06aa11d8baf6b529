"""How far a round is: checks that are judged, indicators that have a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zcdoc.model.results import Score
from zcdoc.model.tables import NOT_INSPECTED
from zcdoc.model.view import View
from zcdoc.model.vocabulary import results_of


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts. Checks are those that can be judged; indicators are those that apply."""

    judged: int
    checks: int
    valued: int
    indicators: int

    @property
    def done(self) -> int:
        return self.judged + self.valued

    @property
    def to_do(self) -> int:
        return self.checks + self.indicators

    @property
    def begun(self) -> bool:
        return self.done > 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "checks": {"judged": self.judged, "all": self.checks},
            "indicators": {"valued": self.valued, "all": self.indicators},
        }


def progress(view: View, score: Score) -> Progress:
    """What is asked and what is answered; an indicator of which the evaluation got nothing to see is answered, too.

    A check of which nobody here has the words can be judged by nobody, so it does not count.
    """
    asked = [
        check
        for clause, check in view.pack.checks.values()
        if results_of(clause, check) and not view.pack.is_unknown(check)
    ]
    applicable = [i for i in score.indicators if i.applicable]
    judged = sum(view.result(check) != NOT_INSPECTED for check in asked)
    return Progress(judged, len(asked), sum(not i.blank for i in applicable), len(applicable))
