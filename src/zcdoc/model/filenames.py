"""File names that every system can bear: what is wrong with one, a good one in its place, and when two are one.

Evidence travels: from a Linux server into a zip, onto a Windows desk, over a Mac. A name that one of them refuses, folds or
shows as another is lost on the way. What may become a path at all is not decided here but by `fsio.child`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection

LONGEST = 255  # of one name: bytes of UTF-8 on Linux, units of UTF-16 on Windows and macOS
EMPTY = "证据"  # stands in for a name of which nothing can be kept
# To the eye the same, and allowed everywhere.
_TWINS = str.maketrans('<>"|?*:\\', "＜＞＂｜？＊：＼")
_FORBIDDEN = re.compile(r'[<>"|?*:\\]')
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\..*)?", re.IGNORECASE)
_LEFTOVER = re.compile(r"\.zcdoc-.*", re.IGNORECASE)  # files on their way, which the next command sweeps or settles
_EDGES = re.compile(r"^\s|[\s.]$")
# Signs without a shape that are no format characters to Unicode: fillers and variation selectors.
_SHAPELESS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_MANY = 3


def faults(name: str) -> list[str]:
    """Why a name cannot be relied on; empty when it can. `name` may be a relative path with `/` between its parts."""
    return list(dict.fromkeys(fault for part in name.split("/") for fault in _part_faults(part)))


def proposal(name: str) -> str:
    """The nearest name without fault; a good one comes back as it is."""
    parts = [part for part in name.split("/") if part.strip(". ")] or [EMPTY]
    return "/".join(_mended(part) for part in parts)


def spelling(name: str) -> str:
    """What two spellings of one name have in common: Windows and macOS do not tell them apart."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def free(name: str, taken: Collection[str]) -> str:
    """The name, or with the first number in brackets that makes it new. `taken` holds spellings."""
    found, number = name, 1
    while spelling(found) in taken:
        number += 1
        found = _numbered(name, number)
    return found


def _numbered(name: str, number: int) -> str:
    folder, slash, last = name.rpartition("/")
    stem, suffix = _split(last)
    mark = f" ({number})"
    return f"{folder}{slash}{_cut(stem, suffix, room=len(mark))}{mark}{suffix}"


# --- one part of a path -----------------------------------------------------------------------------------------------


def _part_faults(part: str) -> list[str]:
    checks: tuple[Callable[[str], str], ...] = (
        _has_forbidden, _has_unseen, _has_edges, _is_device, _is_leftover, _is_long, _is_odd_form,
    )  # fmt: skip
    if not part.strip(". "):
        return ["是空的，或只有点和空格"]
    return [fault for check in checks if (fault := check(part))]


def _has_forbidden(part: str) -> str:
    found = "".join(dict.fromkeys(_FORBIDDEN.findall(part)))
    return f"含有 Windows 不允许的字符 {' '.join(found)}" if found else ""


def _has_unseen(part: str) -> str:
    codes = list(dict.fromkeys(f"U+{ord(sign):04X}" for sign in part if _unseen(sign)))
    more = " 等" if len(codes) > _MANY else ""
    return f"含有看不见的字符 {'、'.join(codes[:_MANY])}{more}" if codes else ""


def _unseen(sign: str) -> bool:
    """Controls, marks of direction, zero-width signs, lone surrogates and numbers that are no characters."""
    nothing = ord(sign) & 0xFFFE == 0xFFFE or "\ufdd0" <= sign <= "\ufdef"
    return nothing or unicodedata.category(sign) in _UNSEEN or bool(_SHAPELESS.match(sign))


def _has_edges(part: str) -> str:
    # Windows drops trailing dots and spaces; a cell of a workbook is read without the spaces around it.
    return "以空格开头，或以点、空格结尾" if _EDGES.search(part) else ""


def _is_device(part: str) -> str:
    return "是 Windows 的设备名" if _DEVICE.fullmatch(part) else ""


def _is_leftover(part: str) -> str:
    return "是 zcdoc 临时文件的名称，会被清理" if _LEFTOVER.fullmatch(part) else ""


def _is_long(part: str) -> str:
    length = _length(part)
    return f"太长（按 UTF-8 计 {length} 字节，上限 {LONGEST}）" if length > LONGEST else ""


def _is_odd_form(part: str) -> str:
    # macOS stores or finds the composed form; written otherwise one name stands twice in a folder.
    return "里的字母与附加符号是分开写的（Unicode NFD）" if not unicodedata.is_normalized("NFC", part) else ""


def _length(part: str) -> int:
    """Bytes of UTF-8: never fewer than units of UTF-16."""
    return len(part.encode("utf-8", "surrogatepass"))


def _mended(part: str) -> str:
    seen = "".join(" " if sign in "\t\n\r" else sign for sign in part if sign in "\t\n\r" or not _unseen(sign))
    text = unicodedata.normalize("NFC", seen.translate(_TWINS))
    text = _trimmed(text)
    if text.startswith(".") and not part.startswith("."):  # nothing but the ending is left
        text = EMPTY + text
    stem, suffix = _split(text or EMPTY)
    whole = _trimmed(_cut(stem, suffix) + suffix)  # what is cut without an ending may end in a dot now
    return f"_{whole}" if _DEVICE.fullmatch(whole) else whole.lstrip(".") if _LEFTOVER.fullmatch(whole) else whole


def _trimmed(text: str) -> str:
    shorter = text.lstrip().rstrip(".").rstrip()
    return shorter if shorter == text else _trimmed(shorter)


def _split(part: str) -> tuple[str, str]:
    """Stem and ending; an ending is short and follows something."""
    stem, dot, ending = part.rpartition(".")
    return (stem, f".{ending}") if dot and stem.strip(". ") and len(ending) <= 12 else (part, "")


def _cut(stem: str, suffix: str, room: int = 0) -> str:
    """The stem, shortened until it fits beside its ending and `room` more bytes."""
    while stem and _length(stem) + _length(suffix) + room > LONGEST:
        stem = stem[:-1]
    return stem
