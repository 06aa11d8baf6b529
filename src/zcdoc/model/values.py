"""Canonical text of values: what the record stores, so that two values are equal exactly when their texts are.

Numbers keep 15 significant digits (what a spreadsheet keeps), dates are ISO, evidence lists are joined by 、.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Context, Decimal, DecimalException, InvalidOperation, Overflow, Underflow
from fractions import Fraction

from zcdoc.model.ids import EVIDENCE_ID

DIGITS = 15
_CONTEXT = Context(prec=DIGITS, traps=[InvalidOperation, Overflow, Underflow])
# Signs that take no room: zero-width ones, which documents print for line breaking, marks of direction, byte-order marks.
_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(0x5E)}
_DASHES = str.maketrans("‐‑‒–—―−", "-------")
OPEN_ENDED = ("长期", "永久")  # what a document says in place of a last day
# Words and ticks for which a column asks that knows presence alone.
_SEEN = {**dict.fromkeys(("是", "√", "✓", "✔", "☑"), "有"), **dict.fromkeys(("否", "×", "✗", "✘"), "无")}
PRESENT = {
    "有": Fraction(1), "设立": Fraction(1), "达到": Fraction(1),
    "无": Fraction(0), "未设立": Fraction(0), "未达到": Fraction(0),
}  # fmt: skip
SEPARATORS = re.compile(r"[、,，;；\n]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
MAX_TEXT = 32_767
# Year, month and day in one of three ways of writing, and a time of day that says nothing here. "2026111" could be
# 1 November or 11 January: a run of digits is a date only when all eight are there.
_DATE = re.compile(
    r"(?:(?P<y>[0-9]{4})\s*年\s*(?P<m>[0-9]{1,2})\s*月\s*(?P<d>[0-9]{1,2})\s*[日号]"
    r"|(?P<y2>[0-9]{4})\s*(?P<sign>[-/.])\s*(?P<m2>[0-9]{1,2})\s*(?P=sign)\s*(?P<d2>[0-9]{1,2})"
    r"|(?P<y3>[0-9]{4})(?P<m3>[0-9]{2})(?P<d3>[0-9]{2}))"
    r"(?:(?:\s+|\s*T|(?<=[日号]))(?:上午|下午|凌晨|中午|晚上)?\s*(?:[01]?[0-9]|2[0-4])\s*"
    r"(?:[:时点]\s*[0-5]?[0-9](?:\s*(?:分|:[0-5]?[0-9](?:\.[0-9]+)?))?(?:[0-5]?[0-9]秒)?|[时点]整?)"
    r"(?:\s*[AP]M|Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")


class BadValue(ValueError):  # noqa: N818  it is a value's fault, told in Chinese, and always caught
    """A cell's value cannot be taken; the text says why and `fix` what to do."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.fix = fix


def number_text(value: float | Decimal | str) -> str:
    """`0.35` for 0.35, 0.350 and 3.5e-1. Raises BadValue when it is no finite number."""
    try:
        # The exact binary value, rounded once: what LibreOffice saves for a number that Excel saved with 17 digits.
        number = _CONTEXT.create_decimal(Decimal(value) if isinstance(value, float) else str(value))
    except DecimalException:
        raise BadValue(f"“{str(value)[:40]}”不是数字", "只填数字，单位写在单位栏") from None
    if not number.is_finite():
        raise BadValue(f"“{value}”不是有限的数字", "改填一个确定的数字")
    if number and not -30 <= number.adjusted() <= 30:
        raise BadValue(f"“{value}”超出可用范围", "检查数量级和单位")
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def number_from_text(text: str) -> str:
    """A typed number: thousands separators, full-width digits and a percent sign are understood."""
    plain = visible(text).translate(str.maketrans("０１２３４５６７８９．－％，", "0123456789.-%,")).replace(" ", "")
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?%?", plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain.removesuffix("%")):
        raise BadValue(f"“{text[:40]}”不是数字", "只填数字，单位写在单位栏")
    if plain.endswith("%"):
        return number_text(Decimal(number_text(plain[:-1])) / 100)
    return number_text(plain)


def date_text(value: dt.date | dt.datetime | str) -> str:
    """ISO date. Understands 2026-3-5, 2026/3/5, 2026.3.5, 2026年3月5日, in full width and with a time of day, too.

    Raises BadValue otherwise.
    """
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    found = _DATE.fullmatch(half_width(visible(value)).translate(_DASHES))
    try:
        if found:
            year, month, day = (found[n] or found[f"{n}2"] or found[f"{n}3"] for n in "ymd")
            return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:  # 30 February
        pass
    raise BadValue(f"“{value[:40]}”不是日期", "按 2026-03-05 的样式填写")


def until_text(value: dt.date | dt.datetime | str) -> str:
    """The last day on which a document holds, or the word that says that there is none. Raises BadValue otherwise."""
    if isinstance(value, str) and visible(value) in OPEN_ENDED:
        return visible(value)
    try:
        return date_text(value)
    except BadValue as err:
        raise BadValue(str(err), f"{err.fix}，没有截止日期的写{'或'.join(OPEN_ENDED)}") from None


def visible(text: str) -> str:
    """A key, number or word without what nobody sees: signs that take no room, and space around it."""
    return (text if text.isascii() else _UNSEEN.sub("", text)).strip()


def half_width(text: str) -> str:
    """What a Chinese keyboard makes wide (digits, letters, marks) as plain ASCII; nothing else is guessed."""
    return text.translate(_HALF_WIDTH)


def printable(text: str) -> str:
    """Text without the control characters that no document can hold; Word's breaks of line and page become line ends."""
    return _CONTROL.sub("", text.replace("\x0b", "\n").replace("\x0c", "\n")) if _CONTROL.search(text) else text


def plain_text(value: str) -> str:
    """Text as it is stored: LF line ends, no surrounding space. Raises BadValue for control characters and over-long text."""
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if _CONTROL.search(text):
        raise BadValue("含有不可见的控制字符", "删去从别处粘贴来的不可见字符，重新输入")
    if text_length(text) > MAX_TEXT:
        raise BadValue(f"文字有 {text_length(text)} 个字符，超过单元格上限 {MAX_TEXT}", "缩短文字，或放进证据文件")
    return text


def text_length(text: str) -> int:
    """Characters as a spreadsheet counts them: a rare one (𠮷, an emoji) takes two."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def split_refs(text: str) -> list[tuple[str, str]]:
    """`EV-001、EV-003#p12` -> [("EV-001", ""), ("EV-003", "p12")]; malformed parts come back as they are."""
    parts = (part.strip() for part in SEPARATORS.split(text))
    return [(ref.strip(), page.strip()) for ref, _, page in (part.partition("#") for part in parts if part)]


def refs_text(value: str) -> str:
    """Evidence numbers in one canonical spelling. Raises BadValue for what is no evidence number."""
    out = []
    for ref, page in split_refs(visible(plain_text(value)).replace("＃", "#")):
        number = unicodedata.normalize("NFKC", ref).upper().replace("—", "-")
        if not (number.isascii() and EVIDENCE_ID.fullmatch(number)):
            raise BadValue(f"“{ref[:40]}”不是证据编号", "按 EV-001 的样式填写，多个编号用、分开，页码写作 EV-001#p12")
        out.append(f"{number}#{page}" if page else number)
    return "、".join(dict.fromkeys(out))


def graded_text(value: str) -> str:
    """有, 无, 设立, 未设立, 达到, 未达到 or a number. Raises BadValue for other words."""
    text = visible(plain_text(value))
    return text if text in PRESENT else number_from_text(text)


def presence_text(value: str) -> str:
    """As `graded_text`, and 是, 否 or a tick where nothing but presence is asked."""
    text = visible(value)
    return _SEEN[text] if text in _SEEN else graded_text(text)


def fraction(text: str | None) -> Fraction | None:
    """The exact number of a stored value; None when blank or not a number."""
    if text is None or text == "":
        return None
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def grade(text: str | None) -> Fraction | None:
    """The exact number of a stored presence value: 有 and 设立 are 1, 无 is 0."""
    return PRESENT[text] if text in PRESENT else fraction(text)


def decimal_string(value: Fraction, places: int = 28) -> str:
    """The exact decimal expansion when it ends, else 28 significant digits."""
    reduced = value.denominator
    for prime in (2, 5):
        while reduced % prime == 0:
            reduced //= prime
    precision = (
        max(places, len(str(abs(value.numerator))) + len(str(value.denominator)) * 4) if reduced == 1 else places
    )
    quotient = Context(prec=precision).divide(Decimal(value.numerator), Decimal(value.denominator))
    text = f"{quotient:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def cut(value: Fraction, places: int = 2) -> str:
    """Written with fixed places, cut towards minus infinity."""
    scaled = value * 10**places
    whole = scaled.numerator // scaled.denominator
    sign = "-" if whole < 0 else ""
    digits = str(abs(whole)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
