"""Plain data -> the models of a pack; pydantic's errors in Chinese, with the path as it stands in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import BaseModel, ValidationError

from zcdoc.model.crosswalk import CrosswalkFile
from zcdoc.model.indicator import IndicatorFile
from zcdoc.model.pack import ClauseFile, PackHead
from zcdoc.model.rating import RatingFile

Path: TypeAlias = tuple[str | int, ...]
FILES: dict[str, type[BaseModel]] = {
    "pack.yaml": PackHead,
    "clauses.yaml": ClauseFile,
    "indicators.yaml": IndicatorFile,
    "rating.yaml": RatingFile,
}
MODELS: dict[str, type[BaseModel]] = {**FILES, "crosswalk.yaml": CrosswalkFile}

_MESSAGES = {
    "missing": ("缺少必填项“{name}”", "补上这一项"),
    "extra_forbidden": ("不认识的项“{name}”", "检查拼写，或删去"),
    "string_type": ("“{name}”应是文字，写的是{input}", "写成一段文字"),
    "string_too_short": ("“{name}”不能为空", "写上内容"),
    "string_pattern_mismatch": ("“{name}”的写法不对：{input}", "{pattern}"),
    "literal_error": ("“{name}”的取值不对：{input}", "可用的取值：{expected}"),
    "list_type": ("“{name}”应是列表，写的是{input}", "每项前加一个短横线"),
    "too_short": ("“{name}”至少要有 {min_length} 项", "补足"),
    "too_long": ("“{name}”最多 {max_length} 项", "删去多余的"),
    "dict_type": ("“{name}”应是键值对，写的是{input}", "按 键: 值 的样式写"),
    "model_type": ("“{name}”应是键值对，写的是{input}", "按 键: 值 的样式写"),
    "model_attributes_type": ("“{name}”应是键值对，写的是{input}", "按 键: 值 的样式写"),
    "bool_type": ("“{name}”应是 true 或 false，写的是{input}", "改写为 true 或 false"),
    "bool_parsing": ("“{name}”应是 true 或 false，写的是{input}", "改写为 true 或 false"),
    "int_type": ("“{name}”应是整数，写的是{input}", "写成整数"),
    "int_parsing": ("“{name}”应是整数，写的是{input}", "写成整数"),
    "int_parsing_size": ("“{name}”太大：{input}", "写成实际的整数"),
    "int_from_float": ("“{name}”应是整数，写的是{input}", "写成整数"),
    "greater_than_equal": ("“{name}”太小：{input}", "至少写 {ge}"),
    "less_than_equal": ("“{name}”太大：{input}", "至多写 {le}"),
    "union_tag_not_found": ("“{name}”缺少 kind", "补上 kind"),
    "union_tag_invalid": ("“{name}”的 kind 不对：{tag}", "可用的取值：{expected_tags}"),
}
# How a person would say what a pattern asks for.
_PATTERNS = {
    r"^-?\d+(\.\d+)?$": "只写数字，如 12 或 0.35；份额写小数或百分数，不带单位和大于小于号",
    r"^\d{4}-\d{2}-\d{2}$": "写成 年-月-日，如 2025-04-02",
    r"^\d{4}$": "写四位年份，如 2025",
    r"^\d+\.\d+\.\d+$": "写成三段数字，如 1.0.0",
    r"^[a-z0-9][a-z0-9-]{0,63}$": "用小写字母、数字和短横线，至多 64 个字符，以字母或数字开头",
    r"^[0-9A-Za-z][0-9A-Za-z.\-]*$": "用数字、字母、点和短横线，以数字或字母开头，如 5.4-2.b",
}
# What may stand in a place that takes several forms.
_FORMS = {
    "AssumedBox": "假设 {assumed: {…}}", "Bands": "按规模分档 {by, bands}", "Phases": "按年度分段 {phases}",
    "FromItem": "取自年度数据 {item}", "Span": "区间 {min, max}", "Unstated": "来源没有给出 {unstated}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a path of the data (union tags left out), and how to fix it; `missing`: the key that is not there."""

    path: Path
    message: str
    fix: str
    missing: str = ""


def validate(name: str, data: Any) -> tuple[Any, list[Fault]]:
    """The model of one file, or None and every fault."""
    try:
        return MODELS[name].model_validate(data), []
    except ValidationError as err:
        return None, list(_faults(data, err.errors(include_url=False)))


def schemas() -> dict[str, dict[str, Any]]:
    """JSON Schema (2020-12) by file name."""
    return {
        name: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **model.model_json_schema(),
            "title": f"zcdoc {name}",
        }
        for name, model in MODELS.items()
    }


def _faults(data: Any, items: list[Any]) -> Iterator[Fault]:
    """One fault for each thing that is wrong: of a place that takes several forms, those of the form that was meant."""
    located = [(_locate(data, item), item) for item in items]
    for place in dict.fromkeys(where.place for where, _ in located):
        group = [one for one in located if one[0].place == place]
        forms = {
            form: [one for one in group if one[0].form == form] for form in dict.fromkeys(w.form for w, _ in group)
        }
        meant = max((found for form, found in forms.items() if form), key=_fit, default=[])
        if len(forms) - ("" in forms) > 1 and _fit(meant)[0] == len(place):
            yield _formless(place, [one for one in group if one[0].form])
            meant = []
        yield from (_fault(where.path, item) for where, item in [*forms.get("", []), *meant])


@dataclass(frozen=True, slots=True)
class _Located:
    """Where an error stands in the data, which form of a value it speaks of ("": there is one), and where that is chosen."""

    path: Path
    form: str
    place: Path


def _locate(data: Any, item: Any) -> _Located:
    """Reads an error's location, which names forms of values between the steps that the data have."""
    path: list[str | int] = []
    node, form, place = data, "", None
    steps = item["loc"][:-1] if item["type"] == "missing" else item["loc"]
    for step in steps:
        if (isinstance(node, dict) and step in node) or (
            isinstance(node, list) and isinstance(step, int) and step < len(node)
        ):
            node = node[step]
            path.append(step)
        elif not form and not (isinstance(node, dict) and step in (node.get("kind"), node.get("what"))):
            form, place = str(step), tuple(path)  # a kind that the data name themselves leaves no choice
    return _Located(tuple(path), form, tuple(path) if place is None else place)


def _fit(found: list[tuple[_Located, Any]]) -> tuple[int, int]:
    """The better the data fit a form, the deeper and the fewer are its errors."""
    return max(len(where.path) for where, _ in found), -len(found)


def _formless(place: Path, found: list[tuple[_Located, Any]]) -> Fault:
    """A value that is none of the forms that its place takes."""
    ways = dict.fromkeys(_way(where.form, item) for where, item in found)
    return Fault(place, f"“{_name(place)}”的写法不对：{_shown(found[0][1]['input'])}", f"可以写：{'；或'.join(ways)}")


def _way(form: str, item: Any) -> str:
    if form in _FORMS:
        return _FORMS[form]
    if item["type"] == "string_pattern_mismatch":
        return _PATTERNS.get(item["ctx"]["pattern"], "符合写法的文字")
    if item["type"] == "literal_error":
        return _listed(str(item["ctx"]["expected"]))
    kinds = {"int": "整数", "constrained-int": "整数", "list": "逐项列出"}
    return next((word for kind, word in kinds.items() if form.startswith(kind)), "文字")


def _fault(path: Path, item: Any) -> Fault:
    missing = str(item["loc"][-1]) if item["type"] == "missing" else ""
    name = missing or _name(path)
    if item["type"] == "value_error":
        return Fault(path, str(item["ctx"]["error"]), "改正这一项")
    message, fix = _MESSAGES.get(item["type"], ("“{name}”不合要求：{input}", "对照 zcdoc pack schema 的说明改正"))
    context = {k: _listed(str(v)) for k, v in (item.get("ctx") or {}).items()}
    if "pattern" in context:
        context["pattern"] = _PATTERNS.get(str(item["ctx"]["pattern"]), "按说明的写法改")
    words = _Blank({**context, "name": name, "input": _shown(item.get("input"))})
    return Fault(path, message.format_map(words), fix.format_map(words), missing)


def _name(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "文件")


def _shown(given: Any) -> str:
    """What was written, as its writer would call it."""
    if isinstance(given, list | tuple):
        return "一个列表"
    if isinstance(given, dict):
        return "一组键值"
    words = {None: "（空）", True: "true", False: "false"}
    return words[given] if given is None or isinstance(given, bool) else str(given)[:60]


def _listed(choices: str) -> str:
    """`'a', 'b' or 'c'` as a Chinese reader lists them."""
    return choices.replace("' or '", "、").replace("', '", "、").strip("'")


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"
