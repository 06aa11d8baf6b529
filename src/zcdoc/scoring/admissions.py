"""Other grounds for 不适用 that a standard may be read to admit: which answers then count as given, and which do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from zcdoc.model.assumed import Assumed
from zcdoc.model.record import Decision
from zcdoc.model.settled import settled
from zcdoc.model.terms import Terms
from zcdoc.model.view import View


def others(view: View, terms: Terms) -> Iterator[tuple[frozenset[str], View, Terms]]:
    """The view under every other choice of grounds that nobody has settled, where it touches a row that is answered 否.

    Each with the keys of the assumptions that are chosen otherwise. An answer that is no longer admitted is none: it brings
    nothing, or all that it can.
    """
    axes = [a for a in view.pack.assumptions if not terms.settled(a) and a.key not in terms.trial and touched(view, a)]
    for choice in product(*(a.extremes() for a in axes)):
        other = {a.key: v for a, v in zip(axes, choice, strict=True) if v != terms.in_force(a)}
        if other:
            yield frozenset(other), *_under(view, terms, other)


def touched(view: View, assumed: Assumed) -> list[str]:
    """The rows answered 否, with a reason, that some choice of this assumption admits and another does not."""
    return [
        number
        for number in sorted(assumed.admits)
        if (row := view.answers.get(number, {})).get("是否适用") == "否" and row.get("不适用理由", "").strip()
    ]


def _under(view: View, terms: Terms, chosen: dict[str, str]) -> tuple[View, Terms]:
    taken = {key: Decision(key, value, "", "", "") for key, value in chosen.items()}
    pack = settled(view.pack.written or view.pack, {**terms.decisions, **taken})
    return replace(view, pack=pack), replace(terms, pack=pack, trial={**terms.trial, **chosen})
