"""Answers of an earlier pack version under the present one: words, splits, retired checks; never twice, never lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcdoc.model import carried
from zcdoc.model.incoming import Incoming
from zcdoc.model.migration import Migration, ordered
from zcdoc.model.pack import Pack
from zcdoc.model.pins import pin_changes
from zcdoc.model.record import Address, Record, apply, copied
from zcdoc.model.tables import RESULTS
from zcdoc.model.vocabulary import results_of

SCOPE = "round/r1/small-pack"
STEPS = [
    {
        "to": "1.1.0", "what": "拆", "splits": [{"old": "5.1-1.z", "new": ["5.1-1.a", "5.1-1.c"]}],
        "retired": [{"id": "5.1-1.y", "why": "原文没有"}],
    },
    {"to": "1.10.0", "what": "改号", "splits": [{"old": "5.1-9.b", "new": ["5.1-1.b"]}], "words": {"4.1-1.a": {"部分符合": "不符合"}}},
]  # fmt: skip
OLD_IDS = ("5.1-1.z", "5.1-1.y", "5.1-9.b")


@pytest.fixture(scope="module")
def pack(small_pack) -> Pack:
    head = small_pack.head.model_copy(
        update={"version": "2.0.0", "migrations": [Migration.model_validate(s) for s in STEPS]}
    )
    parts = {name: getattr(small_pack, name) for name in type(small_pack).model_fields}
    return Pack.model_construct(**{**parts, "head": head})


def state(rows: dict[str, dict[str, str]], version: str = "") -> dict[str, Any]:
    pinned = {"packs": {"r1/small-pack": {"version": version}}} if version else {}
    return {
        "park": {"rounds": {"r1": {"kind": "baseline", "date": "2026-01-01"}}, **pinned},
        SCOPE: {"checks": copied({"s": {"t": rows}})["s"]["t"]},
    }


def rows_of(pack: Pack, rows: dict[str, dict[str, str]], version: str = "") -> dict[str, dict[str, str]]:
    read = carried.read_as(Record("demo", state(rows, version)), pack, ["r1"])
    return read.rows("checks", SCOPE)


@pytest.mark.parametrize(
    ("key", "was", "now", "review"),
    [
        ("5.1-1.c", "已采用", "符合", False),  # an instruction
        ("5.1-1.c", "部分采用", "部分符合", False),
        ("5.1-1.c", "未采用", "不符合", True),
        ("4.2.1.a", "部分采用", "未检查", True),  # a requirement among the basic ones
        ("4.2.1.a", "已采用", "符合", False),
        ("4.2.1.a", "不适用", "未检查", True),
        ("5.1-1.b", "不符合", "未采用", True),  # a recommendation
        ("5.1-1.b", "部分符合", "部分采用", False),
        ("4.1-1.a", "部分符合", "不符合", True),  # the pack's own word for one check
        ("4.1-1.a", "不适用", "不适用", False),
    ],
)
def test_a_result_is_read_in_the_words_of_the_check_s_type(pack, key, was, now, review):
    row = rows_of(pack, {key: {"结果": was, "检查所见": "看过", "检查进度": "已完成"}})[key]
    assert row == {"结果": now, "检查所见": "看过", "检查进度": "待复核" if review else "已完成"}


def test_a_permission_taken_up_in_part_is_taken_up_and_to_be_looked_at():
    words = ("已采用", "未采用", "不适用", "未检查")
    assert carried.reworded("部分采用", words, {}) == ("已采用", True)
    assert carried.reworded("符合", words, {}) == ("已采用", False)
    assert carried.reworded("未采用", words, {}) == ("未采用", False)


def test_a_split_copies_result_and_evidence_to_be_reviewed(pack):
    rows = rows_of(pack, {"5.1-1.z": {"结果": "符合", "证据编号": "EV-001", "问题描述": "旧的", "计划措施": "改"}})
    assert rows == {key: {"结果": "符合", "证据编号": "EV-001", "检查进度": "待复核"} for key in ("5.1-1.a", "5.1-1.c")}


def test_what_was_filled_in_at_the_new_check_is_not_overwritten(pack):
    rows = rows_of(pack, {"5.1-1.z": {"结果": "符合"}, "5.1-1.a": {"结果": "不符合"}})
    assert rows["5.1-1.a"]["结果"] == "不符合"


def test_a_new_number_takes_the_whole_row_as_it_is(pack):
    assert rows_of(pack, {"5.1-9.b": {"结果": "已采用", "备注": "见会议纪要"}}) == {
        "5.1-1.b": {"结果": "已采用", "备注": "见会议纪要"}
    }


def test_statements_and_retired_checks_are_archived(pack):
    record = Record(
        "demo", state({"5.1-1.d": {"结果": "已采用"}, "5.1-1.y": {"结果": "符合"}, "7.7.7.a": {"结果": "符合"}})
    )
    assert list(carried.read_as(record, pack, ["r1"]).rows("checks", SCOPE)) == ["7.7.7.a"]
    assert sorted(carried.told(record, pack, ["r1"]).archived) == ["5.1-1.d", "5.1-1.y"]
    gone = {(c.at.key, c.was, c.now) for c in carried.changes(record, pack, ["r1"]) if c.at.table == "checks"}
    assert gone == {("5.1-1.d", "已采用", None), ("5.1-1.y", "符合", None)}


def test_only_what_came_after_a_version_is_applied(pack):
    rows = {"5.1-1.z": {"结果": "符合"}, "5.1-9.b": {"结果": "已采用"}}
    assert set(rows_of(pack, rows, "1.1.0")) == {"5.1-1.z", "5.1-1.b"}
    assert rows_of(pack, rows, "2.0.0") == rows
    assert rows_of(pack, rows, "3.0.0") == rows
    assert ordered("1.10.0") > ordered("1.9.9") > ordered("")


def test_the_version_under_which_answers_were_given_outlives_the_pin(pack):
    """A closed round that was given a pack afterwards: its answers are still those of the earlier version."""
    pinned = state({"5.1-1.c": {"结果": "未采用"}}, "2.0.0")
    pinned["park"]["packs"]["r1/small-pack"]["answers"] = "earlier"
    read = carried.read_as(Record("demo", pinned), pack, ["r1"])
    assert read.rows("checks", SCOPE)["5.1-1.c"]["结果"] == "不符合"
    assert carried.read_as(read, pack, ["r1"]) is read


KEYS = st.sampled_from(("4.1-1.a", "4.2.1.a", "5.1-1.a", "5.1-1.b", "5.1-1.c", "5.1-1.d", "7.7.7.a", *OLD_IDS))
ROWS = st.dictionaries(
    KEYS,
    st.fixed_dictionaries({"结果": st.sampled_from(RESULTS)}, optional={"检查所见": st.just("看"), "证据编号": st.just("EV-001")}),
)  # fmt: skip


@given(rows=ROWS, version=st.sampled_from(("", "1.0.0", "1.1.0", "1.10.0", "2.0.0")))
def test_reading_twice_recording_and_reading_are_all_the_same(pack, rows, version):
    record = Record("demo", state(rows, version))
    once = carried.read_as(record, pack, ["r1"])
    assert carried.read_as(once, pack, ["r1"]).state == once.state
    written = copied(record.state)
    pins = pin_changes(record, "r1", pack.provenance) if carried.is_older(version, pack) else []
    apply(written, [*carried.changes(record, pack, ["r1"]), *pins])
    assert {s: t for s, t in written.items() if t.get("checks", True)} == {
        s: t for s, t in once.state.items() if t.get("checks", True)
    }
    assert carried.changes(Record("demo", written), pack, ["r1"]) == []


@given(rows=ROWS)
def test_every_result_is_a_word_of_its_check_and_unknown_rows_stay(pack, rows):
    found = rows_of(pack, rows)
    for key, row in found.items():
        if key in pack.checks:
            assert row["结果"] in results_of(*pack.checks[key])
    assert ("7.7.7.a" in found) == ("7.7.7.a" in rows)
    assert not set(found) & {*OLD_IDS, "5.1-1.d"}


@given(rows=ROWS)
def test_a_file_of_the_old_version_says_what_the_record_says(pack, rows):
    """What was handed out and comes back unchanged is no change: file and record go through the same map."""
    items = [
        Incoming(Address(SCOPE, "checks", key, name), value, f"创建措施!A{i}")
        for i, (key, row) in enumerate(rows.items())
        for name, value in row.items()
    ]
    taken, lost = carried.incoming_as(items, pack, SCOPE, "1.0.0")
    told = {(i.at.key, i.at.field): i.value for i in taken}
    record = {(key, name): value for key, row in rows_of(pack, rows).items() for name, value in row.items()}
    assert told == record
    assert {i.at.key for i in lost} == {key for key in rows if key in ("5.1-1.d", "5.1-1.y")}
    assert {i.where for i in [*taken, *lost]} <= {i.where for i in items}


def test_a_workbook_of_the_present_version_is_left_alone(pack):
    item = Incoming(Address(SCOPE, "checks", "5.1-1.c", "结果"), "未采用", "创建措施!L4")
    assert carried.incoming_as([item], pack, SCOPE, "2.0.0") == ([item], [])
