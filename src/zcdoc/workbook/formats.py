"""Cell formats, made once each: one place for the workbook's look."""

from __future__ import annotations

from typing import Any

FONT = "等线"
INK, MUTED, LINE = "#1F2A37", "#5B6775", "#C5CDD6"
BRAND, SHADE, OPEN, COMPUTED = "#1B5E4B", "#EEF2F1", "#FFFFFF", "#F4F8FC"
BAND_COLORS = {
    "标准内容": "#DCE6E2",
    "检查": "#D9E8F5",
    "问题": "#F8E3DC",
    "整改": "#FBEFD5",
    "计划": "#E6E2F3",
    "过程": "#E7EBEF",
}
GOOD, PART, BAD, NONE = ("#DDF0E3", "#14532D"), ("#FFF3CD", "#7A4F01"), ("#F9D9D6", "#8A1C12"), ("#E5E9EE", "#475569")
RESULT_COLORS = {
    "符合": GOOD, "已采用": GOOD, "部分符合": PART, "部分采用": PART, "不符合": BAD, "未采用": BAD, "不适用": NONE,
    "充分": GOOD, "待补充": PART, "过期": BAD, "缺失": BAD, "已关闭": GOOD, "部分关闭": PART, "未关闭": BAD,
}  # fmt: skip
NUMBER_FORMAT = {
    "percent": "0.00%", "share": "0%", "date": "yyyy-mm-dd", "number": "#,##0.######", "year": "0", "points": "0.00##", "text": "@", "general": "General",
}  # fmt: skip


class Formats:
    """Formats by their properties; the same properties give the same format object."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"font_name": FONT, "font_size": 10, "font_color": INK, **properties}
            )
        return self._made[key]

    def cell(self, role: str, number: str, *, quote: bool = False, center: bool = False) -> Any:
        """A data cell: `role` decides the ground, `number` the number format and the side it is aligned to."""
        right = number in {"percent", "share", "number", "points"}
        ground = {"standard": SHADE, "key": SHADE, "computed": COMPUTED}.get(role, OPEN)
        extra: dict[str, Any] = {"quote_prefix": True} if quote else {}
        if role == "key":
            extra["bold"] = True
        return self.get(
            valign="top", text_wrap=not right, border=1, border_color=LINE, bg_color=ground,
            align="right" if right else "center" if center or number in {"date", "year"} else "left",
            num_format=NUMBER_FORMAT[number], **extra,
        )  # fmt: skip

    @property
    def title(self) -> Any:
        return self.get(bold=True, font_size=16, font_color=BRAND, valign="vcenter")

    @property
    def help(self) -> Any:
        return self.get(font_size=9, font_color=MUTED, valign="vcenter")

    def band(self, name: str) -> Any:
        return self.get(
            font_size=9, bold=True, font_color=INK, bg_color=BAND_COLORS.get(name, "#E7EBEF"), valign="vcenter"
        )

    def header(self, role: str) -> Any:
        ground = "#4B5F59" if role in {"standard", "key"} else "#5B7083" if role == "computed" else BRAND
        return self.get(
            bold=True, font_color="#FFFFFF", bg_color=ground, align="center", valign="vcenter", text_wrap=True, border=1,
            border_color=LINE,
        )  # fmt: skip

    @property
    def section(self) -> Any:
        return self.get(bold=True, font_size=12, font_color=BRAND, bottom=2, bottom_color=BRAND, valign="vcenter")

    @property
    def label(self) -> Any:
        return self.get(bold=True, bg_color=SHADE, border=1, border_color=LINE, valign="top", text_wrap=True)

    @property
    def link(self) -> Any:
        return self.get(
            font_color="#0B5CAD", underline=1, valign="top", text_wrap=True, border=1, border_color=LINE, num_format="@"
        )
