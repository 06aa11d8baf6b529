"""The photographs of the register as a report takes them, and a word about those that it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from zcdoc import notices, pictures
from zcdoc.actions.files import picture
from zcdoc.model.evidence import MAX_PHOTOS, is_photo
from zcdoc.model.facts import ABSENT, FileFact
from zcdoc.model.record import Rows
from zcdoc.store import ParkStore

if TYPE_CHECKING:
    from zcdoc.report import Photo


def photos(store: ParkStore, register: Rows, files: Mapping[str, FileFact]) -> tuple[Photo, ...]:
    """In the order of the register: pictures until there are MAX_PHOTOS, and between them those that cannot be shown.

    What is left out because there are more is told.
    """
    from zcdoc.report import Photo

    there = [n for n, row in register.items() if is_photo(row) and files.get(n, ABSENT).exists]
    out: list[Photo] = []
    shown = 0
    for number in there:
        if shown == MAX_PHOTOS:
            break
        row = register[number]
        found = picture(store, row["文件"], files[number])
        shown += isinstance(found, pictures.Picture)
        out.append(Photo(number, row.get("名称", number), found))
    _tell_left_out(there[len(out) :])
    return tuple(out)


def _tell_left_out(numbers: list[str]) -> None:
    if numbers:
        message = f"评价报告的附录最多放 {MAX_PHOTOS} 张照片，{numbers[0]} 起的 {len(numbers)} 张没有放入，只列编号"
        notices.tell(
            "photos-left-out", f"证据清单!{numbers[0]}", message, "次要的照片改登记为别的类型，留下的就放得进去"
        )
