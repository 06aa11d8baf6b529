"""`reviews.yaml`: the reviews of one pack, beside the pack itself or in a workspace. Reviews are added and never taken away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from zcdoc import yamlio
from zcdoc.model.reviews import Found, Review, verdict_of
from zcdoc.model.values import date_text
from zcdoc.problems import Problems

NAME = "reviews.yaml"
_HEAD = "# 谁在什么时候、对照哪一份文本审读过哪些内容。由 zcdoc pack review 追加；每项的 digest 是当时内容的摘要，改过就不再算审读过。\n"
_TEXTS = ("by", "date", "basis", "version", "sha256")


def read_reviews(content: bytes, name: str, problems: Problems) -> list[Review]:
    """The reviews of a file; what is wrong goes to `problems`, and no review that is wrong anywhere is used."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.error("pack-reviews", f"{name}:1:1", "不是 UTF-8 编码", "用 UTF-8 另存")
        return []
    doc = yamlio.read(text, name, problems)
    if doc.data is None:
        return []
    listed = doc.data.get("reviews") if isinstance(doc.data, dict) else None
    if not isinstance(listed, list):
        problems.error("pack-reviews", doc.where(()), "没有 reviews 列表", "恢复 zcdoc pack review 写的内容")
        return []
    return [review for i, one in enumerate(listed) if (review := _review(doc, i, one, problems)) is not None]


def _review(doc: yamlio.Document, i: int, data: Any, problems: Problems) -> Review | None:
    before = len(problems)
    for path, message in _faults(data):
        problems.error("pack-reviews", doc.where(("reviews", i, *path)), message, "恢复 zcdoc pack review 写的内容")
    if len(problems) > before:
        return None
    items = {
        key: Found(verdict_of(one["verdict"]) or "存疑", one["digest"], one.get("note", ""))
        for key, one in data["items"].items()
    }
    return Review(**{name: data[name] for name in _TEXTS}, items=items)


def _faults(data: Any) -> Iterator[tuple[yamlio.Path, str]]:
    if not isinstance(data, dict):
        yield (), "一次审读应是键值对"
        return
    for name in _TEXTS:
        if not isinstance(data.get(name), str) or not data[name].strip():
            yield (name,), f"缺少“{name}”"
    if isinstance(data.get("date"), str) and not _is_date(data["date"]):
        yield ("date",), f"“{data['date'][:20]}”不是日期"
    items = data.get("items")
    if not isinstance(items, dict):
        yield ("items",), "缺少 items"
        return
    for key, one in items.items():
        if not isinstance(one, dict) or not isinstance(one.get("digest"), str):
            yield ("items", key), "缺少 digest"
        elif verdict_of(str(one.get("verdict"))) is None:
            yield ("items", key, "verdict"), f"“{str(one.get('verdict'))[:20]}”不是审读结论"
        elif not isinstance(one.get("note", ""), str):
            yield ("items", key, "note"), "note 应是文字"


def _is_date(text: str) -> bool:
    try:
        return date_text(text) == text
    except ValueError:
        return False


def written(reviews: Sequence[Review]) -> bytes:
    """The file's content with these reviews in their order."""
    data = [
        {
            **{name: getattr(review, name) for name in _TEXTS},
            "items": {
                key: {"verdict": one.verdict, "digest": one.digest, **({"note": one.note} if one.note else {})}
                for key, one in review.items.items()
            },
        }
        for review in reviews
    ]
    return (_HEAD + yamlio.write({"reviews": data})).encode("utf-8")
