"""Tracked changes of a template are accepted before it is filled.

A tag that somebody corrected while changes were tracked lies half in a deletion and half in an insertion; and a finished
document that shows who changed its template is not one to sign.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zcdoc.report.stories import P, W

_KEPT = tuple(W + n for n in ("ins", "moveTo"))  # around what stays
_GONE = tuple(W + n for n in ("del", "moveFrom"))  # around what goes
_MARKS = tuple(
    W + n
    for n in (
        "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "trPrChange", "tcPrChange", "tblGridChange",
        "numberingChange", "cellIns", "cellMerge", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
        "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd",
        "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd", "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd",
    )
)  # fmt: skip
_PROPERTIES = tuple(W + n for n in ("rPr", "trPr", "tcPr", "numPr"))  # in these, a mark says that the whole was changed


def accept(root: Any) -> int:
    """Accepts every tracked change in a part; returns how many there were."""
    count = sum(_each(root, tags, act) for tags, act in (
        ((W + "del",), _deleted_whole), (_GONE, _removed), (_KEPT, _unwrapped), ((W + "cellDel",), _cell_removed), (_MARKS, _removed),
    ))  # fmt: skip
    if count:
        _each(root, (W + "tr",), lambda row: None if row.find(f".//{W}tc") is not None else _removed(row))
        _each(root, (W + "tbl",), lambda table: None if table.find(f".//{W}tr") is not None else _removed(table))
    return count


def _each(root: Any, tags: tuple[str, ...], act: Callable[[Any], None]) -> int:
    found = list(root.iter(*tags))
    for element in found:
        if element.getparent() is not None:
            act(element)
    return len(found)


def _deleted_whole(mark: Any) -> None:
    """`w:del` among properties: the row is gone, or the paragraph runs on into the next one."""
    parent = mark.getparent()
    if parent.tag not in _PROPERTIES:
        return
    if parent.tag == W + "trPr":
        _removed(parent.getparent())
        return
    properties = parent.getparent()
    if parent.tag == W + "rPr" and properties.tag == W + "pPr":
        _joined(properties.getparent())
    if mark.getparent() is not None:
        parent.remove(mark)


def _joined(paragraph: Any) -> None:
    """A paragraph whose end was deleted goes on in the next one, whose properties hold."""
    following = paragraph.getnext()
    if following is None or following.tag != P:
        return
    at = 1 if following.find(W + "pPr") is not None else 0
    for child in [c for c in paragraph if c.tag != W + "pPr"]:
        following.insert(at, child)
        at += 1
    _removed(paragraph)


def _unwrapped(element: Any) -> None:
    """What was inserted stands where the mark of the insertion stood."""
    parent = element.getparent()
    at = parent.index(element)
    for child in list(element):
        parent.insert(at, child)
        at += 1
    parent.remove(element)


def _cell_removed(mark: Any) -> None:
    _removed(mark.getparent().getparent())


def _removed(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
