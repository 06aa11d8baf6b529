"""One thing in a workbook that came back and was not taken: where it stands, what it is, and why."""

from __future__ import annotations

from dataclasses import dataclass

SHOWN = 30  # characters of a text in a message


@dataclass(frozen=True, slots=True)
class Ignored:
    """`where` is `Sheet!Cell`, or the sheet for a row that is gone; `why` also says what to do to have it taken."""

    where: str
    what: str
    why: str

    def as_dict(self) -> dict[str, str]:
        return {"where": self.where, "what": self.what, "why": self.why}


def short(value: object) -> str:
    """The beginning of a text, on one line."""
    text = " ".join(str(value).split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
