"""A workspace of two small standards that somebody compared, and a park that was judged under the first."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zcdoc.actions.parks import new_park
from zcdoc.model.record import PARK, Address, Change, scope_of
from zcdoc.store import Workspace, init

OLD, NEW = "small-pack", "other-pack"
SMALL = Path(__file__).resolve().parents[1] / "readiness" / OLD
CROSSWALK = """\
pairs:
- a: small-pack
  b: other-pack
  by: 某人
  clauses:
  - {a: 4.2.1.a, b: 4.2.6.a, relation: subset, reason: 甲只问事故。}
  - {a: 5.1-1, b: 4.1-1, relation: overlaps, reason: 整条对照。}
  - {a: 5.1-1.a, b: 4.2.6.a, relation: overlaps, reason: 甲问光伏。}
  - {a: 5.1-1.a, b: 5.1-1.a, relation: equal, reason: 都问光伏。}
  - {a: 5.1-1.b, b: 5.1-1.b, relation: superset, reason: 甲还问储能。}
  indicators:
  - {a: "1", b: "1", relation: equal, inputs: same, reason: 都数绿色建筑。}
  - {a: "5", b: "6", relation: overlaps, inputs: different, reason: 分母不同。}
"""


@pytest.fixture
def two_packs(tmp_path):
    """`small-pack` and a copy of it under another name, compared."""
    root = init(tmp_path / "ws")
    for name in (OLD, NEW):
        shutil.copytree(SMALL, root / "checklists" / name)
        head = root / "checklists" / name / "pack.yaml"
        head.write_text(head.read_text("utf-8").replace(f"id: {OLD}", f"id: {name}", 1), "utf-8")
    (root / "checklists" / "crosswalk.yaml").write_text(CROSSWALK, "utf-8")
    return Workspace(root, "钱二")


class Judged:
    """A park under the first standard; `set` types into a row of either."""

    def __init__(self, workspace):
        self.workspace, self.store = workspace, workspace.store("demo")
        new_park(workspace, "demo", [OLD], "示范园区", date="2026-01-05")

    def set(self, table, key, pack=OLD, round_id="baseline-1", **values):
        scope = scope_of("pack", round_id, pack) if pack else PARK

        def change(record):
            now = record.rows(table, scope).get(key, {})
            return [Change(Address(scope, table, key, name), now.get(name), value) for name, value in values.items()]

        self.store.commit(change, "typed", "钱二")
        return self

    def row(self, table, key, pack=NEW, round_id="baseline-1"):
        return self.store.load().rows(table, scope_of("pack", round_id, pack)).get(key, {})


@pytest.fixture
def judged(two_packs):
    park = Judged(two_packs)
    park.set(
        "checks",
        "4.2.1.a",
        结果="符合",
        检查所见="看了安监台账",
        证据编号="EV-001#p2",
        检查人="钱二",
        检查进度="已完成",
    )
    park.set(
        "checks",
        "5.1-1.a",
        结果="不符合",
        检查所见="屋顶没有光伏",
        证据编号="EV-001#p2、EV-002",
        问题描述="没有装",
        问题等级="一般",
    )
    park.set(
        "indicators", "1", 分子="30", 分母="100", 数据年度="2025", 数据来源="台账", 证据编号="EV-002", 自评值="0.4"
    )
    park.set("indicators", "5", 分子="3", 分母="100")
    return park
