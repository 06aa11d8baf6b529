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
PRESENT = {
    "有": Fraction(1), "设立": Fraction(1), "达到": Fraction(1),
    "无": Fraction(0), "未设立": Fraction(0), "未达到": Fraction(0),
}  # fmt: skip
SEPARATORS = re.compile(r"[、,，;；\n]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
MAX_TEXT = 32_767
_DATE_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
_RUN_OF_DIGITS = re.compile(r"\d+")
_DIGITS_OF_A_DATE = 8
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
    plain = text.strip().translate(str.maketrans("０１２３４５６７８９．－％，", "0123456789.-%,")).replace(" ", "")
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?%?", plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain.removesuffix("%")):
        raise BadValue(f"“{text[:40]}”不是数字", "只填数字，单位写在单位栏")
    if plain.endswith("%"):
        return number_text(Decimal(number_text(plain[:-1])) / 100)
    return number_text(plain)


def date_text(value: dt.date | dt.datetime | str) -> str:
    """ISO date. Understands 2026-3-5, 2026/3/5, 2026.3.5, 2026年3月5日. Raises BadValue otherwise."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    text = value.strip()
    # "2026111" could be 1 November or 11 January: a run of digits is a date only when all eight are there.
    forms = () if _RUN_OF_DIGITS.fullmatch(text) and len(text) != _DIGITS_OF_A_DATE else _DATE_FORMS
    for form in forms:
        try:
            return dt.datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007  a date has no zone
        except ValueError:
            continue
    raise BadValue(f"“{value[:40]}”不是日期", "按 2026-03-05 的样式填写")


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
    for ref, page in split_refs(plain_text(value).replace("＃", "#")):
        number = unicodedata.normalize("NFKC", ref).upper().replace("—", "-")
        if not (number.isascii() and EVIDENCE_ID.fullmatch(number)):
            raise BadValue(f"“{ref[:40]}”不是证据编号", "按 EV-001 的样式填写，多个编号用、分开，页码写作 EV-001#p12")
        out.append(f"{number}#{page}" if page else number)
    return "、".join(dict.fromkeys(out))


def graded_text(value: str) -> str:
    """有, 无, 设立, 未设立, 达到, 未达到 or a number."""
    text = plain_text(value)
    return text if text in PRESENT else number_from_text(text)


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
