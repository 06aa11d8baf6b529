"""Printing: tables for people, JSON for scripts."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from zcdoc.problems import SEVERITY_LABEL, Problem


def as_json(data: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def line(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")


def console() -> Any:
    """A rich console; wide where the output is no terminal, so that nothing is cut in a file."""
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=150, soft_wrap=False)


def shortened(text: str, length: int) -> str:
    """A text of at most so many characters; what is cut ends in an ellipsis."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def value(text: str | None, length: int = 40) -> str:
    """A value of the record on one line; what is cut ends in an ellipsis."""
    return "（空）" if text is None else shortened(" ".join(text.split()), length)


def local_time(stored: str) -> str:
    """A stored moment (ISO 8601 with its offset) as the clock on this machine shows it; other text as it stands."""
    try:
        moment = dt.datetime.fromisoformat(stored)
    except ValueError:
        return stored
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def table(title: str, headers: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> None:
    """A table; the columns numbered in `right` are aligned to the right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(
        title=title or None, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", header_style="bold green"
    )
    for i, header in enumerate(headers):
        made.add_column(header, justify="right" if i in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    console().print(made)


def problems(items: Sequence[Problem]) -> None:
    """Problems as short blocks: where and what on one line, how to fix it below."""
    for item in items:
        line(f"{SEVERITY_LABEL[item.severity]}  {item.where}  {item.message}")
        line(f"      {item.fix}  [{item.rule}]" if item.fix else f"      [{item.rule}]")


def working(text: str) -> Any:
    """A spinner on standard error while something slow runs; silent where there is no terminal."""
    from rich.console import Console

    return Console(stderr=True).status(text)
