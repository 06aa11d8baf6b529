"""The assumptions of a pack as one park has settled them: which value is in force, and whether anybody confirmed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zcdoc.model.assumed import Assumed, AssumedBox
from zcdoc.model.pack import Pack
from zcdoc.model.record import Decision


@dataclass(frozen=True)
class Terms:
    """Values in force: a trial value (for ranges), else what the printed standard has, else the decision, else the pack's own."""

    pack: Pack
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    trial: Mapping[str, str] = field(default_factory=dict)

    def in_force(self, assumed: Assumed) -> str:
        if assumed.key in self.trial:
            return self.trial[assumed.key]
        if assumed.key in self.pack.completed:
            return self.pack.completed[assumed.key].value
        decision = self.decisions.get(assumed.key)
        return decision.value if decision and assumed.permits(decision.value) else assumed.value

    def value(self, item: str | int | AssumedBox) -> str:
        """The plain value of something that may be assumed."""
        return self.in_force(item.assumed) if isinstance(item, AssumedBox) else str(item)

    def confirmed(self, key: str) -> bool:
        """Whether somebody whose decision counts in this round decided it, or the printed standard gives it."""
        return key in self.pack.completed or (key in self.decisions and self.decisions[key].counts)

    def settled(self, assumed: Assumed) -> bool:
        """Whether nothing is open about it any more. Confirming is not knowing: what our text lost stays open until the printed
        standard is read, or the body in charge of the standard answers.
        """
        decision = self.decisions.get(assumed.key)
        answered = (
            decision is not None and decision.counts and (assumed.kind != "lost" or bool(decision.interpretation))
        )
        return assumed.key in self.pack.completed or answered

    def rests_on_assumption(self, item: object) -> bool:
        """True when the item is assumed and not settled."""
        return isinstance(item, AssumedBox) and not self.settled(item.assumed)
