"""zcdoc crosswalk and zcdoc park adopt, as they are typed and read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zcdoc.cli.door import run

SEESA, JIANGSU, NDRC = "seesa-010-2025", "jiangsu-guide", "ndrc-2025-910"
SIDE_KEYS = {
    "pack", "other", "met", "total", "checks_met", "checks_total", "tally", "alone", "clauses", "checks", "open", "indicators",
    "indicators_alone",
}  # fmt: skip
ADOPT_KEYS = {
    "applied", "standard", "from", "round", "joins", "proposals", "untouched", "refused", "unseen", "alone", "open",
    "indicators_alone",
}  # fmt: skip


class TestCrosswalk:
    def test_it_needs_no_workspace_and_shows_both_sides(self, zcdoc):
        said = zcdoc(f"crosswalk {JIANGSU} {NDRC}")
        assert said.code == 0
        head = said.out.splitlines()
        assert head[0].startswith("DB32/T 5156—2025")
        assert head[3].startswith("发改环资〔2025〕910号")
        assert "指标 6 项，有对应 6 项，其中数据可共用 1 项" in head[4]
        for words in (
            "5.4-3.a：3 年内未发生重大安全事故", "A1-4.a：3 年内未发生重大安全事故", "等同",
            "反过来看", "5.4-3.a（等同）", "14 工业用水重复利用率", "可共用", "不可共用",
            "没有对应的条款（", "附件4 三（一）", "工业过程的核算范围", "有对应的条款里，没有对应的检查项",
            "没有对应的指标", "对照：zcdoc 维护者",
        ):  # fmt: skip
            assert words in said.out, words

    def test_the_counts_are_those_of_the_json(self, zcdoc):
        found = zcdoc(f"crosswalk {SEESA} {JIANGSU} --json").json
        assert (found["a"], found["b"]) == (SEESA, JIANGSU)
        ours, theirs = found["coverage"]
        for side in (ours, theirs):
            assert set(side) == SIDE_KEYS
            links = [link for item in side["clauses"].values() for link in item]
            assert sum(side["tally"].values()) == len(links)
            assert (
                side["met"]
                == sum(bool(item) for item in side["clauses"].values())
                == side["total"] - len(side["alone"])
            )
            assert side["checks_total"] == sum(len(checks) for checks in side["checks"].values())
            assert all({"own", "other", "relation", "reason"} == set(link) for link in links)
            assert {link["inputs"] for item in side["indicators"].values() for link in item} == {"same", "different"}
        assert ours["tally"]["subset"] == theirs["tally"]["superset"]
        shown = zcdoc(f"crosswalk {SEESA} {JIANGSU}").out
        assert (
            f"条款 {ours['total']} 条，有对应 {ours['met']} 条；检查项 {ours['checks_total']} 个，有对应 {ours['checks_met']} 个"
            in shown
        )

    def test_every_pair_that_was_compared_can_be_shown(self, zcdoc):
        from zcdoc.actions.crosswalk import pairs

        for pair in pairs(None):
            assert zcdoc(f"crosswalk {pair.b} {pair.a}").code == 0

    @pytest.mark.parametrize(
        ("names", "words"),
        [
            (f"{SEESA} none", "没有标准包“none”"),
            (f"{SEESA} {SEESA}", "同一部标准"),
            ("seesa-specialty-draft none-draft", "没有标准包"),
        ],
    )
    def test_what_cannot_be_compared_is_said(self, zcdoc, names, words):
        said = zcdoc(f"crosswalk {names}")
        assert said.code == 2
        assert words in said.words

    def test_two_that_nobody_compared_are_told_with_those_that_are(self, zcdoc, ws):
        """The workspace brings a standard of its own, which nobody compared."""
        from zcdoc import assets

        source = assets.listing("checklists", "pack.yaml", None)[NDRC].path
        shutil.copytree(source, ws / "checklists" / "own-pack")
        head = ws / "checklists" / "own-pack" / "pack.yaml"
        head.write_text(head.read_text("utf-8").replace(f"id: {NDRC}", "id: own-pack", 1), "utf-8")
        said = zcdoc(f"crosswalk {SEESA} own-pack")
        assert said.code == 2
        assert f"没有 {SEESA} 与 own-pack 的对照" in said.words
        assert f"{SEESA} 与 {JIANGSU}" in said.words


@pytest.fixture(scope="module")
def answered(made, type_into, tmp_path_factory):
    """The workspace of `filled`; tests take a copy."""
    root = Path(shutil.copytree(made, tmp_path_factory.mktemp("answered") / "ws"))
    book = root / "lingang.xlsx"
    type_into(book, "基本要求", "4.2.1.d", 结果="符合", 检查所见="近三年没有较大事故", 证据编号="EV-001")
    type_into(book, "创建措施", "5.4-2.a", 结果="已采用", 检查所见="装机 3 MW", 证据编号="EV-001")
    type_into(book, "证据清单", "EV-001", 名称="证明", 类型="文件", 备注="原件存管委会")
    type_into(book, "评价指标", "16", 分子=72, 分母=100, 数据来源="水表", 证据编号="EV-001")
    assert run(["--workspace", str(root), "checklist", "import", str(book), "--park", "lingang"]) == 0
    return root


class TestAdopt:
    @pytest.fixture
    def filled(self, ws, answered):
        """Two checks judged and one indicator answered under the first standard."""
        shutil.copytree(answered, ws, dirs_exist_ok=True)

    @pytest.mark.usefixtures("filled")
    def test_the_preview_says_all_and_writes_nothing(self, zcdoc, untouched):
        untouched()
        said = zcdoc(f"park adopt {JIANGSU} --park lingang")
        assert said.code == 0
        for words in (
            "轮次 baseline-1：从 T/SEESA 010—2025（seesa-010-2025）", "5.4-3.a：3 年内未发生重大安全事故", "所见；证据 EV-001",
            "指标 14 工业用水重复利用率", "分子 72", "不带来：指标 2 ", "口径不同", "来源项还没有结果，不动（",
            "没有对应、要新填的条款（1）：5.6 分阶段推动建设", "只是预览：写入时登记标准 jiangsu-guide；会写入 3 行", "结果一律不带",
        ):  # fmt: skip
            assert words in said.out, words

    @pytest.mark.usefixtures("filled")
    def test_applied_it_stands_in_the_workbook_of_the_new_standard(self, zcdoc):
        said = zcdoc(f"park adopt {JIANGSU} --park lingang --apply --by 孙三")
        assert "已登记标准 jiangsu-guide；写入了 3 行，都标为待复核" in said.out
        assert zcdoc("park show --park lingang --json").json["standards"] == [SEESA, JIANGSU]
        assert "park adopt jiangsu-guide" in zcdoc("history show --park lingang").out
        again = zcdoc(f"park adopt {JIANGSU} --park lingang --apply")
        assert "没有新的内容可带来，记录没有改动" in again.out

    @pytest.mark.usefixtures("filled")
    def test_check_lists_what_is_to_be_reviewed(self, zcdoc):
        zcdoc(f"park adopt {JIANGSU} --park lingang --apply")
        found = zcdoc(f"check --park lingang --standard {JIANGSU} --json").json["problems"]
        told = {p["where"]: p for p in found}
        assert "待复核，还没有结果" in told["基本要求!5.4-3.a"]["message"]
        assert "出处见“备注”" in told["基本要求!5.4-3.a"]["fix"]
        assert [p["where"] for p in found if p["rule"] == "indicator-to-review"] == ["评价指标!14"]
        assert not [p for p in found if p["rule"] == "evidence-unused"]

    @pytest.mark.usefixtures("filled")
    def test_the_json_carries_all(self, zcdoc):
        found = zcdoc(f"park adopt {JIANGSU} --park lingang --json").json
        assert set(found) == ADOPT_KEYS
        assert (found["applied"], found["standard"], found["from"], found["joins"]) == (False, JIANGSU, SEESA, True)
        assert set(found["proposals"][0]) == {"where", "sources", "fields", "kept"}
        assert set(found["refused"][0]) == {"where", "sources", "why"} == set(found["unseen"][0])
        assert zcdoc(f"park adopt {JIANGSU} --park lingang --apply --json").json["applied"] is True

    @pytest.mark.usefixtures("untouched")
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [("none --park lingang", "没有标准包“none”"), (f"{SEESA} --park lingang", "只有 seesa-010-2025 这一部标准"),
         (f"{JIANGSU} --park none", "none"), (f"{JIANGSU} --park lingang --from {NDRC}", "没有登记标准"),
         (f"{JIANGSU} --park lingang --round none", "没有轮次")],
    )  # fmt: skip
    def test_what_cannot_be_is_said(self, zcdoc, ws, arguments, words):
        said = zcdoc(f"park adopt {arguments} --apply")
        assert said.code == 2
        assert words in said.words

    def test_a_closed_round_is_refused(self, zcdoc, ws):
        zcdoc("round close --park lingang --round baseline-1")
        said = zcdoc(f"park adopt {JIANGSU} --park lingang --apply")
        assert said.code == 1
        assert "关闭，不能再改" in said.words
