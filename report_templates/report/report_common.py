"""Page, cell styles and headings that all parts of the report template share."""

from __future__ import annotations

from wordkit import Page, para

PAGE = Page()
WIDE = PAGE.turned()
W, L = PAGE.text, WIDE.text
T, C, N, S = "TableText", "TableCenter", "TableNumber", "TableSmall"

BREAK = "<w:pageBreakBefore/>"


def h(level: int, text: str) -> str:
    return para(f"Heading{level}", text)


def chapter(text: str) -> str:
    """A chapter begins on a new page."""
    return para("Heading1", text, BREAK)


def caption(name: str) -> str:
    return para("Caption", f"{{{{ {name}.text }}}}")
