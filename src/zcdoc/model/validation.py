"""Plain data -> the models of a pack; pydantic's errors in Chinese, with the path as it stands in the file."""

from __future__ import annotations

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
    "string_type": ("“{name}”应是文字", "写成一段文字"),
    "string_too_short": ("“{name}”不能为空", "写上内容"),
    "string_pattern_mismatch": ("“{name}”的写法不对：{input}", "应符合 {pattern}"),
    "literal_error": ("“{name}”的取值不对：{input}", "可用的取值：{expected}"),
    "list_type": ("“{name}”应是列表", "每项前加一个短横线"),
    "too_short": ("“{name}”至少要有 {min_length} 项", "补足"),
    "too_long": ("“{name}”最多 {max_length} 项", "删去多余的"),
    "dict_type": ("“{name}”应是键值对", "按 键: 值 的样式写"),
    "model_type": ("“{name}”应是键值对", "按 键: 值 的样式写"),
    "bool_parsing": ("“{name}”应是 true 或 false", "改写为 true 或 false"),
    "int_parsing": ("“{name}”应是整数：{input}", "写成整数"),
    "union_tag_not_found": ("“{name}”缺少 kind", "补上 kind"),
    "union_tag_invalid": ("“{name}”的 kind 不对", "可用的取值：{expected_tags}"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a path of the data (union tags left out), and how to fix it."""

    path: Path
    message: str
    fix: str


def validate(name: str, data: Any) -> tuple[Any, list[Fault]]:
    """The model of one file, or None and every fault."""
    try:
        return MODELS[name].model_validate(data), []
    except ValidationError as err:
        return None, [_fault(data, item) for item in err.errors(include_url=False)]


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


def _fault(data: Any, item: Any) -> Fault:
    path = _real_path(data, tuple(item["loc"]))
    name = next((step for step in reversed(path) if isinstance(step, str)), "文件")
    if item["type"] in {"missing", "extra_forbidden"}:
        name = str(item["loc"][-1])
    if item["type"] == "value_error":
        return Fault(path, str(item["msg"]).removeprefix("Value error, "), "改正这一项")
    message, fix = _MESSAGES.get(item["type"], ("“{name}”不合要求：{input}", "对照 zcdoc pack schema 的说明改正"))
    context = {k: _listed(str(v)) for k, v in (item.get("ctx") or {}).items()}
    words = _Blank({"name": name, "input": str(item.get("input"))[:60], **context})
    return Fault(path, message.format_map(words), fix.format_map(words))


def _listed(choices: str) -> str:
    """`'a', 'b' or 'c'` as a Chinese reader lists them."""
    return choices.replace("' or '", "、").replace("', '", "、").strip("'")


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"


def _real_path(data: Any, loc: tuple[Any, ...]) -> Path:
    """The part of an error's location that exists in the data; union tags in between are left out."""
    path: list[str | int] = []
    node: Any = data
    for step in loc:
        if (isinstance(node, dict) and step in node) or (
            isinstance(node, list) and isinstance(step, int) and step < len(node)
        ):
            node = node[step]
        else:
            continue
        path.append(step)
    return tuple(path)
