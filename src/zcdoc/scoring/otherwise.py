"""Other readings of a standard that change which answers count as given, or which offsets count at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from zcdoc.model.assumed import Assumed, ChangesOffsets, Span
from zcdoc.model.record import Decision
from zcdoc.model.settled import settled
from zcdoc.model.terms import Terms
from zcdoc.model.view import View


def others(view: View, terms: Terms) -> Iterator[tuple[frozenset[str], View, Terms]]:
    """The view under every other choice that nobody has settled of grounds for 不适用 and of usable offsets, where the record
    holds something that it touches.

    Each with the keys of the assumptions that are chosen otherwise. An answer that is no longer admitted is none: it brings
    nothing, or all that it can.
    """
    axes = [a for a in view.pack.assumptions if not terms.settled(a) and a.key not in terms.trial and _touches(view, a)]
    for choice in product(*(a.extremes() for a in axes)):
        other = {a.key: v for a, v in zip(axes, choice, strict=True) if v != terms.in_force(a)}
        if other:
            yield frozenset(other), *_under(view, terms, other)


def _touches(view: View, assumed: Assumed) -> bool:
    """Whether a row answered 否, with a reason, is admitted by some choices only, or an offset is registered that some take."""
    refusable = (view.answers.get(number, {}) for number in assumed.admits)
    if any(row.get("是否适用") == "否" and row.get("不适用理由", "").strip() for row in refusable):
        return True
    options = [] if isinstance(assumed.permitted, Span) else assumed.permitted
    sorts = any(isinstance(change, ChangesOffsets) for option in options for change in option.changes)
    return sorts and bool(view.rows("offsets"))


def _under(view: View, terms: Terms, chosen: dict[str, str]) -> tuple[View, Terms]:
    taken = {key: Decision(key, value, "", "", "") for key, value in chosen.items()}
    pack = settled(view.pack.written or view.pack, {**terms.decisions, **taken})
    return replace(view, pack=pack), replace(terms, pack=pack, trial={**terms.trial, **chosen})
