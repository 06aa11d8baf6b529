"""Out and back: whatever a record holds, an export that nobody touched brings no change and no complaint."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

TRICKY = [
    "=1+1", "=SUM(A1:A9)", "+1", "-1", "@home", "=", "==", "'quoted", '"', "<b>&amp;</b>", "a\tb", "line\nline", " x", "x ",
    "0012", "1e5", "1/2", "2026-03-05", "TRUE", "是", "None", "true", "5.10", "３５％", "", "　", "𠮷野家🌱", "http://a.cn/b?c=1",
    "mailto:a@b.cn", "internal:'x'!A1", "{=1+1}", "a\r\nb", "_x0041_", "_x000D_\n", "a_x005F_b", "_x005F_x000D_", "x" * 32_767, "&&&", "]]>", "\u200b", "e\u0301", "\u202ertl",
    "<r></r>", "<r><t>x</t></r>", "<r>&</r>", "<r></t></si></r>",
]  # fmt: skip
# A round trip takes half a second, so a failure is told as it was found and not made smaller.
SLOW = settings(
    max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_it_brings_no_change_for_the_real_pack(kit, pack, seed):
    view = kit.view(pack, kit.filled(pack, seed, TRICKY))
    result = kit.back(kit.export(view), view)
    assert result.changes == []
    assert result.plan.conflicts == []
    assert [p.line() for p in result.problems] == []


@SLOW
@given(
    st.integers(0, 10**6),
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(TRICKY),
        min_size=3,
        max_size=12,
    ),
)
def test_it_brings_no_change_for_any_record(kit, small_pack, seed, texts):
    view = kit.view(small_pack, kit.filled(small_pack, seed, texts))
    result = kit.back(kit.export(view), view)
    assert result.changes == []
    assert [p.line() for p in result.problems] == []


@settings(SLOW, max_examples=4)
@given(st.integers(0, 10**6))
def test_it_brings_no_change_after_a_script_has_opened_and_saved_it(kit, small_pack, seed):
    # openpyxl drops the underline that tells a text from the escape of a character, so afterwards the file shows another text.
    view = kit.view(small_pack, kit.filled(small_pack, seed, [text for text in TRICKY if "_x" not in text]))
    result = kit.back(kit.Edited(kit.export(view)).saved(), view)
    assert result.changes == []
    assert [p.line() for p in result.problems] == []


def test_it_fills_an_empty_record_with_everything(kit, handed_out, small_pack):
    """Read against nothing, the workbook gives back every value that it was made of, hidden fields apart."""
    result = kit.back(handed_out.data, handed_out.view, base={}, record=kit.bare(small_pack))
    found = {(c.at.scope, c.at.table, c.at.key, c.at.field): c.now for c in result.changes}
    held = {
        (scope, table, key, name): value
        for scope, tables in handed_out.state.items()
        for table, rows in tables.items()
        if table not in {"park", "rounds"}
        for key, row in rows.items()
        for name, value in row.items()
        if (name, value) not in {("结果", "未检查"), ("是否适用", "是")}
    }
    assert found == held
    assert not result.plan.conflicts


def test_the_same_state_gives_the_same_bytes(kit, handed_out):
    assert kit.export(handed_out.view) == handed_out.data


@pytest.mark.parametrize("kind", ["baseline", "self-inspection", "evaluation"])
def test_every_kind_of_round_brings_no_change(kit, small_pack, kind):
    view = kit.view(small_pack, kit.filled(small_pack, 8), kind)
    assert kit.back(kit.export(view), view).changes == []
