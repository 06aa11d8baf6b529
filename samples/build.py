"""Builds the sample workspace from `samples/data`: through the same doors that a user takes, the same bytes at every run.

    python samples/build.py            # rebuilds samples/parks and samples/workbooks
    python samples/build.py --to DIR   # builds a second workspace elsewhere
    python samples/build.py --only suzhou-demo   # one park

What happens, when and by whom stands in the 步骤 of each `data/<park>.yaml`; nothing about a park stands in this file.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import yaml

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import papers  # noqa: E402  stands beside this script
import typing_in  # noqa: E402

from zcdoc import ooxml  # noqa: E402
from zcdoc.actions import adopt, checklist, evidence, judge, parks  # noqa: E402
from zcdoc.actions.origin import find_pack  # noqa: E402
from zcdoc.model import pins  # noqa: E402
from zcdoc.model.record import PARK, Address, Change, Record, get  # noqa: E402
from zcdoc.store import ParkStore, Workspace  # noqa: E402

MARKER = "# zcdoc 工作区：示例园区。由 build.py 生成，见 README.md。\nuser: 示例填报人\n"
Data = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description="重建示例工作区")
    parser.add_argument("--to", type=Path, default=HERE, help="建在哪个文件夹（默认就是 samples）")
    parser.add_argument("--only", metavar="园区", help="只建这一个（默认全部）")
    given = parser.parse_args()
    # The samples stand under whatever packs their checkout has, as parks of an older version do: rounds that remembered a
    # pack would stop with every edit of a built-in one until they are made anew.
    with mock.patch("zcdoc.actions.pinned.remembered", _version_alone):
        build(given.to, given.only)


def _version_alone(
    workspace: Workspace, _store: ParkStore, record: Record, pack_id: str, rounds: Sequence[str]
) -> list[Change]:
    """The version under which answers are given is kept all the same: they are never mapped twice."""
    version = find_pack(pack_id, workspace).version
    places = [Address(PARK, pins.TABLE, f"{name}/{pack_id}", "version") for name in rounds]
    return [Change(at, get(record.state, at), version) for at in places if get(record.state, at) != version]


def build(root: Path, only: str | None = None) -> None:
    """Every park of `data/`, or one, into the workspace `root`; a park that stands there already is made anew."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "workbooks").mkdir(exist_ok=True)
    (root / "zcdoc.yaml").write_text(MARKER, encoding="utf-8")
    for path in sorted((HERE / "data").glob("*.yaml")):
        if path.stem.count(".") == 0 and only in (None, path.stem):
            Park(Workspace(root.resolve(), "示例填报人"), path.stem).build()
            print(f"{path.stem}：已生成")


class Park:
    """One park on its way from its YAML files into the record."""

    def __init__(self, workspace: Workspace, park: str) -> None:
        self.workspace, self.park = workspace, park
        self.data: Data = _yaml(HERE / "data" / f"{park}.yaml")
        extra = HERE / "data" / f"{park}.checks.yaml"
        if extra.exists():
            self.data["检查项"] = _yaml(extra)
        listed = HERE / "data" / f"{park}.papers.yaml"
        self.papers: list[Data] = _yaml(listed) if listed.exists() else []
        self.registered = {row["证据编号"] for row in self.data.get("证据清单", [])} | set(
            self.data.get("引而未登", [])
        )

    def build(self) -> None:
        shutil.rmtree(self.workspace.root / "parks" / self.park, ignore_errors=True)
        for book in [
            *(self.workspace.root / "workbooks").glob(f"{self.park}.xlsx"),
            *(self.workspace.root / "workbooks").glob(f"{self.park}.*.xlsx"),
        ]:
            book.unlink()  # made from the same files: an export would refuse to overwrite what was filled
        doors = {
            "新建": self.new, "开轮": self.open_round, "关轮": self.close_round, "登记证据": self.register,
            "填表": self.fill, "确认假设": self.confirm, "动文件": self.meddle, "带来": self.adopt,
        }  # fmt: skip
        for step in self.data["步骤"]:
            moment = dt.datetime.fromisoformat(step["时间"])
            with mock.patch.dict(os.environ, SOURCE_DATE_EPOCH=str(int(moment.timestamp()))):
                doors[step["做"]](step)
        for lock in (self.workspace.root / "parks" / self.park).rglob("*.lock"):
            lock.unlink()

    def new(self, step: Data) -> None:
        about = self.data["园区"]
        parks.new_park(
            self.workspace, self.park, [about["标准"]], about["名称"],
            kind=step["类型"], round_id=step["轮次"], date=step["日期"], by=step["谁"],
        )  # fmt: skip

    def open_round(self, step: Data) -> None:
        parks.new_round(
            self.workspace, self.park, step["类型"],
            round_id=step["轮次"], date=step["日期"], people=step["人员"], source=step["沿用"], by=step["谁"],
        )  # fmt: skip

    def close_round(self, step: Data) -> None:
        parks.close_round(self.workspace, self.park, step["轮次"], date=step["时间"][:10], by=step["谁"])

    def register(self, step: Data) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for paper in self.papers:
                if step["从"] <= paper["编号"] <= step["到"]:
                    source = Path(folder) / paper["文件"]
                    source.write_bytes(papers.content(paper))
                    fields = {k: str(v) for k, v in paper.items() if k not in {"编号", "文件", "页", "文", "表", "图"}}
                    made = evidence.add_evidence(self.workspace, self.park, source, fields, by=step["谁"])
                    assert made.number == paper["编号"], f"{paper['编号']} 登记成了 {made.number}"
                    self.registered.add(made.number)

    def meddle(self, step: Data) -> None:
        """What people do to files behind the register's back: some get lost, some are written on."""
        folder = self.workspace.root / "parks" / self.park / "evidence"
        for name in step.get("删去", []):
            (folder / name).unlink()
        for name, more in step.get("续写", {}).items():
            (folder / name).write_bytes((folder / name).read_bytes() + more.encode())

    def confirm(self, step: Data) -> None:
        # The date of a decision comes from the clock, whatever SOURCE_DATE_EPOCH says.
        with mock.patch.object(judge, "day", return_value=step["时间"][:10]):
            for decision in step.get("确认") or self.data["确认假设"]:
                if "取值" in decision:
                    judge.replace_value(
                        self.workspace, self.park, decision["代号"], decision["取值"], decision["依据"],
                        standard=step.get("标准"), by=step["谁"],
                    )  # fmt: skip
                    continue
                everything = decision["代号"] == "全部"
                judge.confirm(
                    self.workspace, self.park, [] if everything else decision["代号"], decision["依据"],
                    standard=step.get("标准"), everything=everything, by=step["谁"],
                )  # fmt: skip

    def adopt(self, step: Data) -> None:
        """Answers of one standard come over to another, for somebody to judge."""
        adopt.adopt(
            self.workspace, self.park, step["标准"],
            source=step["从"], round_id=step["轮次"], apply=True, by=step["谁"],
        )  # fmt: skip

    def fill(self, step: Data) -> None:
        """Export, type, save, import: what a colleague with a spreadsheet does."""
        standard, data = step.get("标准"), self.data
        if standard is not None:
            data = data | _yaml(HERE / "data" / f"{self.park}.{standard}.yaml")
        path = self.workspace.root / "workbooks" / f"{'.'.join(filter(None, [self.park, standard]))}.xlsx"
        checklist.export_checklist(self.workspace, self.park, path, standard, step["轮次"])
        typing_in.fill(path, data, step["内容"], self.registered)
        path.write_bytes(_settled(path.read_bytes(), step["时间"]))
        done = checklist.import_checklist(self.workspace, path, self.park, standard, step["轮次"], by=step["谁"])
        for problem in done.problems:
            print(f"  {problem.severity} {problem.where} {problem.message}")
        if done.exit_code:
            raise SystemExit(f"{path.name}：导入没有成功")


def _settled(workbook: bytes, moment: str) -> bytes:
    """The same workbook with a fixed time of change and a fixed order of parts."""
    core = ooxml.part(workbook, "docProps/core.xml")
    utc = dt.datetime.fromisoformat(moment).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    core = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", lambda found: found[1] + utc, core)
    return ooxml.rezip(workbook, {"docProps/core.xml": core})


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
