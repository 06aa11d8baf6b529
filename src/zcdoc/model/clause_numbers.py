"""Clause numbers as people write them (`第4.2.1条`, `5.4（2）`, `5.4-2`, `5.4 2）分布式光伏`) -> the clauses of a pack (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeAlias

from zcdoc.model.pack import Clause, Pack

Tokens: TypeAlias = tuple[str, ...]
_TOKEN = re.compile(r"[0-9]+|[a-z]+|[^\W\d_a-z]+")
# A number at the beginning of a text: 4.2.1, 5.4 2), 5.4（2）, 第5.4条第2款, B.1
_LEADING = re.compile(
    r"第?\s*([a-z]?[0-9]+(?:\s*[.\-·]\s*[0-9]+)*)(?:\s*[条章节])?"
    r"(?:\s*(?:第\s*([0-9]+|[a-z])\s*[款项]|\(\s*([0-9]+|[a-z])\s*\)|\s([0-9]+|[a-z])\s*\)))?"
)
# A number within its chapter: 2), （2）, a)
_RELATIVE = re.compile(r"\(?\s*([0-9]{1,2}|[a-z])\s*\)")
_NOISE = {"第", "条", "款", "项", "章", "节", "条第", "章第"}


def plain(text: str) -> str:
    """One spelling for comparing: half-width, small letters, ① apart from what stands before it."""
    apart = "".join(f" {sign} " if unicodedata.category(sign) == "No" else sign for sign in text)
    return unicodedata.normalize("NFKC", apart).casefold().strip()


def tokens(text: str) -> Tokens:
    """`5.4 2)` -> ("5", "4", "2")."""
    return tuple(t for t in _TOKEN.findall(plain(text)) if t not in _NOISE)


def squeezed(text: str) -> str:
    """A text without spaces and marks, for telling whether two say the same."""
    return "".join(_TOKEN.findall(plain(text)))


@dataclass(frozen=True)
class Numbers:
    """The clauses of a pack by their numbers."""

    pack: Pack

    @cached_property
    def _by_tokens(self) -> dict[Tokens, tuple[Clause, ...]]:
        found: dict[Tokens, tuple[Clause, ...]] = {}
        for clause in self.pack.clauses:
            for key in {tokens(clause.number), tokens(clause.id)}:
                found[key] = (*found.get(key, ()), clause)
        return found

    @cached_property
    def _by_title(self) -> dict[str, tuple[Clause, ...]]:
        found: dict[str, tuple[Clause, ...]] = {}
        for clause in self.pack.clauses:
            found[squeezed(clause.title)] = (*found.get(squeezed(clause.title), ()), clause)
        return found

    @cached_property
    def _chapters(self) -> set[Tokens]:
        """Beginnings of clause numbers: what may stand as a heading above several of them."""
        return {key[:end] for key in self._by_tokens for end in range(1, len(key))}

    def clause(self, text: str, chapter: Tokens = (), *, is_number: bool = False) -> Clause | None:
        """The one clause that a text names; None when it names none, or more than one could be meant.

        `chapter`: under which heading it stands. `is_number`: the cell holds a number, so that 5.1 may have been 5.10.
        """
        found = self._found(text, chapter)
        if len(found) != 1 or (is_number and self._lost_zero(text)):
            return None
        return found[0]

    def _found(self, text: str, chapter: Tokens) -> Sequence[Clause]:
        relative = _RELATIVE.match(plain(text))
        if relative:
            return self._by_tokens.get((*chapter, relative[1]), ()) if chapter else ()
        if plain(text).isdecimal():  # the number of a row, more often than that of a clause
            return ()
        whole = self._by_tokens.get(tokens(text))
        if whole:
            return whole
        begin = _leading(text)
        return self._by_tokens.get(begin, ()) if begin else self._by_title.get(squeezed(text), ())

    def _lost_zero(self, text: str) -> bool:
        key = tokens(text)
        return bool(key) and (*key[:-1], f"{key[-1]}0") in self._by_tokens

    def heading(self, text: str) -> Tokens:
        """The chapter that a heading opens; empty when it names none."""
        begin = _leading(text)
        return begin if begin in self._chapters else ()

    def near(self, text: str) -> Clause | None:
        """The clause of which this may be a part (4.2.1.3): for a hint, never for a match."""
        key = _leading(text)
        return next((c[0] for end in range(len(key) - 1, 1, -1) if (c := self._by_tokens.get(key[:end]))), None)


def _leading(text: str) -> Tokens:
    found = _LEADING.match(plain(text))
    if not found:
        return ()
    return tokens(" ".join(part for part in found.groups() if part))


def likeness(one: str, other: str) -> float:
    """How much two texts have in common, 0 to 1: pairs of neighbouring characters, whatever their order."""
    a, b = _pairs(one), _pairs(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


@lru_cache(4096)
def _pairs(text: str) -> frozenset[str]:
    bare = squeezed(text[:500])
    return frozenset(bare[i : i + 2] for i in range(len(bare) - 1)) or frozenset([bare] if bare else [])
