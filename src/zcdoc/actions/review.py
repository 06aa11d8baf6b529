"""zcdoc pack export|review: a pack is read against the printed standard, and who found what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from zcdoc import fsio, notices
from zcdoc.actions.aside import refuse_open
from zcdoc.actions.origin import find_pack, packs
from zcdoc.errors import UsageError, UserError
from zcdoc.model.pack import Pack
from zcdoc.model.reviewing import digests
from zcdoc.model.reviews import Review, Standing, standing
from zcdoc.pack.reviews import NAME, read_reviews, written
from zcdoc.problems import Problem, Problems
from zcdoc.store import Workspace

FOLDER = "reviews"
MAX_FILE = 50_000_000  # bytes of a review sheet
MAX_REVIEWS = 20_000_000  # bytes of the reviews of one pack


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one sheet: the review, where it is kept (None: it was there already), and remarks on it."""

    review: Review
    path: Path | None
    standing: Standing
    changed: list[str] = field(default_factory=list)  # items that have changed since the sheet was handed out
    remarks: list[Problem] = field(default_factory=list)


def export_review(pack_id: str, workspace: Workspace | None, output: Path, *, force: bool = False) -> Path:
    """Writes the review sheet as .xlsx or .docx, by the name of the file.

    Raises UsageError for another ending, UserError when a file stands there that is not this very sheet.
    """
    pack = find_pack(pack_id, workspace)
    data = _made(pack, output)
    if output.exists() and not force and fsio.read_limited(output, MAX_FILE) != data:
        raise UserError(f"没有覆盖“{output}”：里面可能有人填过", "用 -o 换一个文件名，或确认不要它之后加 --force")
    refuse_open(output)
    fsio.write_bytes(output, data)
    return output


def _made(pack: Pack, output: Path) -> bytes:
    ending = output.suffix.lower()
    if ending == ".xlsx":
        from zcdoc.workbook.review_write import write_review

        return write_review(pack)
    if ending == ".docx":
        from zcdoc.report.review import review_document

        return review_document(pack)
    raise UsageError(f"不知道怎样写“{output.name}”", "文件名以 .xlsx（填写）或 .docx（打印）结尾")


def take_review(
    pack_id: str, workspace: Workspace | None, path: Path, *, by: str | None = None, into_pack: bool = False
) -> Taken:
    """Adds the review in a sheet to those of the workspace, or of the pack's own folder; none is ever replaced.

    Raises ProblemsError with every problem of the sheet, UsageError without a workspace, UserError when the reviews that
    are there cannot be read.
    """
    from zcdoc.workbook.review_read import read_review

    pack = find_pack(pack_id, workspace)
    target = _own_folder(pack, workspace) / NAME if into_pack else _kept(pack.id, workspace)
    problems = Problems()
    review = read_review(fsio.read_limited(path, MAX_FILE), path.name, pack, by, problems)
    problems.raise_errors(f"{path.name} 有错误，一项都没有收下")
    assert review is not None
    added = _append(target, review)
    now = digests(pack)
    changed = [key for key, found in review.items.items() if now.get(key) != found.digest]
    return Taken(review, target if added else None, standing_of(pack, workspace), changed, list(problems))


def _append(target: Path, review: Review) -> bool:
    """Whether the review was not there yet. Held by the folder's lock, so that two at once both stay."""
    fsio.make_dirs(target.parent)
    with fsio.lock(target.parent, who=review.by, what="pack review"):
        problems = Problems()
        there = _read(target, problems)
        problems.raise_errors(f"{target} 有错误，没有写入")
        if review in there:
            return False
        fsio.write_bytes(target, written([*there, review]))
    return True


def _kept(pack_id: str, workspace: Workspace | None) -> Path:
    if workspace is None:
        raise UsageError("审读记在工作区里，这里不在任何工作区", "用 zcdoc init 文件夹名 建一个，或用 --workspace 指明")
    return fsio.child(workspace.root / FOLDER, f"{pack_id}.yaml")


def _own_folder(pack: Pack, workspace: Workspace | None) -> Path:
    """The pack's folder, for its maintainer. Raises UserError where it belongs to an installed program."""
    folder = packs(workspace)[pack.id].path
    if "_assets" in folder.parts:
        raise UserError(
            f"{pack.id} 随程序安装，记在它的文件夹里会随更新丢失", "去掉 --into-pack，记在工作区里；或在源代码中维护它"
        )
    return folder


def _read(path: Path, problems: Problems) -> list[Review]:
    if not path.is_file():
        return []
    return read_reviews(fsio.read_limited(path, MAX_REVIEWS), path.name, problems)


def own_reviews(folder: Path, problems: Problems) -> list[Review]:
    """The reviews that travel with a pack; what is wrong goes to `problems`."""
    try:
        return _read(folder / NAME, problems)
    except UserError as err:
        problems.error("pack-reviews", f"{NAME}:1:1", err.message, err.fix)
        return []


def reviews_of(pack_id: str, workspace: Workspace | None) -> list[Review]:
    """The reviews that came with the pack, then those of the workspace; a file that cannot be read is told and left out."""
    return [review for path in _places(pack_id, workspace) for review in _readable(path)]


def _places(pack_id: str, workspace: Workspace | None) -> Iterator[Path]:
    found = packs(workspace).get(pack_id)
    if found is not None:
        yield found.path / NAME
    if workspace is not None:
        yield workspace.root / FOLDER / f"{pack_id}.yaml"


def _readable(path: Path) -> list[Review]:
    problems = Problems()
    try:
        found = _read(path, problems)
    except UserError as err:
        notices.tell("pack-reviews", str(path), err.message, err.fix)
        return []
    for problem in problems.errors:
        notices.tell("pack-reviews", f"{path.parent}/{problem.where}", problem.message, problem.fix)
    return found


def standing_of(pack: Pack, workspace: Workspace | None) -> Standing:
    """How much of a pack is reviewed, by how many people."""
    return standing(digests(pack), reviews_of(pack.id, workspace))


def standing_json(found: Standing) -> dict[str, object]:
    """The key `reviews` of `pack show --json` and `pack list --json`."""
    return {
        "items": found.total, "reviewed": found.reviewed, "by_two": found.twice, "changed": found.changed,
        "people": list(found.people),
        "odd": [
            {"item": key, "by": by, "verdict": one.verdict, "note": one.note}
            for key, people in found.found.items() for by, one in people.items() if one.verdict != "一致"
        ],
    }  # fmt: skip
