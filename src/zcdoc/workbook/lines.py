"""How many lines a wrapped text takes: not every program fits rows to their texts by itself."""

from __future__ import annotations


def lines(text: str, width: int) -> int:
    """In a column of so many half-width characters; a Chinese character or sign is two wide."""
    return sum(-(-sum(1 + (sign > "\u2000") for sign in line) // max(1, width - 1)) or 1 for line in text.split("\n"))
