"""Commands in any order, some of them killed: the park is what somebody would expect who kept it in his head (`world.py`)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import chain
import pytest
import shelf
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from verdict import claim
from world import ANY, Expected, Workbook, World

from zcdoc.store import ParkStore

PEOPLE = st.sampled_from(["钱二", "孙三"])
TEXTS = st.sampled_from(["甲", "乙", "丙", "（清空）", ""])
# Few cells and few words, so that people come across each other.
CELLS = st.sampled_from([("基本要求", "4.2.1.a", "检查所见"), ("创建措施", "5.1-1.a", "备注")])
RESULTS = st.sampled_from(["符合", "不符合"])
SOME = st.integers(0, 99)
# One command in four is killed: before a call that changes something, or in the middle of a write.
DISTURBED = st.one_of(
    st.none(), st.none(), st.none(),
    st.tuples(
        st.sampled_from(["kill", "torn"]), st.sampled_from(["create", "write", "fsync", "replace", "unlink", "mkdir"]), st.integers(1, 3)
    ).filter(lambda plan: plan[0] == "kill" or plan[1] == "write"),
)  # fmt: skip


class Park(RuleBasedStateMachine):
    """One park and its model; `forks`, `before` and `counts` are set by the test."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=self.place)
        self.root = Path(self.folder.name) / "ws"
        shutil.copytree(self.before, self.root)
        self.park = self.root / "parks" / shelf.PARK
        self.world = World(chain.read(self.park))
        self.books: list[Workbook] = []
        self.counts["runs"] = self.counts.get("runs", 0) + 1

    def run(self, argv: list[str], by: str = "钱二", disturbed=None, expected: Expected | None = None, note=None):
        """Runs a command and compares what it did with what was expected."""
        self.counts["steps"] = self.counts.get("steps", 0) + 1
        fault = None
        if disturbed:
            fault = dict(zip(("kind", "call", "number"), disturbed, strict=True)) | {"root": str(self.root / "parks")}
        more = ["--by", by] if expected is not None else []
        said = self.forks.run([*argv, "--park", shelf.PARK, *more], self.root, fault=fault)
        assert "Traceback" not in said.words
        expected = expected or Expected()
        events = chain.read(self.park, torn=True)
        new = events[len(self.world.events) :]
        assert events[: len(self.world.events)] == [
            {k: v for k, v in e.items() if k != "of"} for e in self.world.events
        ]
        if said.killed:
            self.counts["kills"] = self.counts.get("kills", 0) + 1
            assert len(new) <= expected.event
            assert new or claim(said) != "done"
        else:
            assert said.code == expected.code, said.words
            assert len(new) == expected.event, said.words
        for event in new:
            self._same(event, expected)
            self.world.take(event | (note or {}))

    def _same(self, event, expected):
        changes = {tuple(change[:4]): change[5] for change in event["changes"]}
        assert changes.keys() == expected.changes.keys()
        wrong = {at: now for at, now in changes.items() if expected.changes[at] not in (now, ANY)}
        assert not wrong

    @initialize()
    def two_people_have_a_workbook(self):
        """Both of the same state: one export passed on."""
        self.export()
        self.export()

    @rule()
    def export(self):
        name = self.world.open_round()
        book = Workbook(f"book{len(self.books)}.xlsx", name or "", len(self.world.events))
        argv = ["checklist", "export", "-o", book.file]
        before = self.world.events
        self.run(argv, expected=None) if name else self._refused(argv)
        assert self.world.events == before
        self.books += [book] if name else []

    def _refused(self, argv):
        said = self.forks.run([*argv, "--park", shelf.PARK], self.root)
        assert said.code == 1, said.words

    @precondition(lambda self: self.books)
    @rule(which=SOME, cell=CELLS, text=TEXTS)
    def edit(self, which, cell, text):
        self._type(self.books[which % len(self.books)], *cell, text)

    @precondition(lambda self: self.books)
    @rule(which=SOME, result=RESULTS)
    def judge(self, which, result):
        self._type(self.books[which % len(self.books)], "基本要求", "4.2.1.a", "结果", result)

    def _type(self, book, sheet, key, name, text):
        self.counts["steps"] = self.counts.get("steps", 0) + 1
        shelf.fill(self.root / book.file, sheet, key, {name: text or None})
        book.typed[(f"round/{book.round}/{shelf.PACK}", "checks", key, name)] = text

    @precondition(lambda self: self.books)
    @rule(which=SOME, by=PEOPLE, disturbed=DISTURBED)
    def take_in(self, which, by, disturbed):
        book = self.books[which % len(self.books)]
        expected = self.world.take_in(book, by)
        of = {"of": (book.handed_out, book.round)}
        self.run(["checklist", "import", book.file], by, disturbed, expected, of)

    @precondition(lambda self: self.books)
    @rule(which=SOME, cell=CELLS, text=TEXTS, by=PEOPLE, disturbed=DISTURBED)
    def fill_and_take_in(self, which, cell, text, by, disturbed):
        """What happens most: an answer is typed and the workbook comes back."""
        self.edit(which, cell, text)
        self.take_in(which, by, disturbed)

    @rule(
        name=st.sampled_from(["甲.pdf", "乙.pdf"]),
        content=st.sampled_from(["一", "二", "三"]),
        by=PEOPLE,
        disturbed=DISTURBED,
    )
    def register(self, name, content, by, disturbed):
        data = content.encode() * 20_000
        (self.root / name).write_bytes(data)
        self.run(["evidence", "add", name], by, disturbed, self.world.register(data))

    @rule(
        key=st.sampled_from(["base-none", "base-2"]), value=st.sampled_from(["a", "b"]), by=PEOPLE, disturbed=DISTURBED
    )
    def assume(self, key, value, by, disturbed):
        expected = self.world.assume(key, value, "会议纪要", by)
        self.run(["assumption", "set", key, value, "--source", "会议纪要"], by, disturbed, expected)

    @rule(
        kind=st.sampled_from(["baseline", "self-inspection", "evaluation"]), which=st.none() | SOME, disturbed=DISTURBED
    )
    def open_round(self, kind, which, disturbed):
        rounds = self.world.rounds()
        source = None if which is None else rounds[which % len(rounds)]
        argv = ["round", "new", kind, *(["--from", source] if source else [])]
        self.run(argv, disturbed=disturbed, expected=self.world.new_round(kind, source))

    @rule(disturbed=DISTURBED)
    def close_round(self, disturbed):
        self.run(["round", "close"], disturbed=disturbed, expected=self.world.close())

    @rule(which=st.none() | SOME, by=PEOPLE, disturbed=DISTURBED)
    def undo(self, which, by, disturbed):
        """The latest, or any one by its number."""
        seq = None if which is None else which % len(self.world.events) + 1
        self.run(["history", "undo", *([str(seq)] if seq else [])], by, disturbed, self.world.undo(seq))

    @rule()
    def verify(self):
        self.run(["history", "verify"])

    @invariant()
    def the_record_is_what_the_events_add_up_to(self):
        record = ParkStore(self.park, shelf.PARK).load()
        found = {
            (scope, table, key, name): value
            for scope, tables in record.state.items()
            for table, rows in tables.items()
            for key, row in rows.items()
            for name, value in row.items()
        }
        assert found == self.world.values

    @invariant()
    def what_is_registered_is_kept(self):
        """In its place; or, where a command was killed after its event, whole beside it until the next command."""
        kept = {_sha256(path) for path in (self.park / "evidence").iterdir()}
        assert {digest for _, digest in self._registered()} <= kept

    def _registered(self):
        """The name and sha256 of every registered file."""
        for key in self.world.keys("evidence"):
            yield tuple(self.world.values[("park", "evidence", key, what)] for what in ("文件", "sha256"))

    def teardown(self):
        """The next command clears away what killed ones left; the history reads from end to end."""
        try:
            self.run(["round", "new", "evaluation"], expected=self.world.new_round("evaluation", None))
            assert [e["hash"] for e in chain.read(self.park)] == [e["hash"] for e in self.world.events]
            assert not [path.name for path in self.park.rglob(".zcdoc-*")]
            for name, digest in self._registered():
                assert _sha256(self.park / "evidence" / name) == digest
        finally:
            self.folder.cleanup()


def _sha256(path):
    return chain.hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("part", range(2))
def test_whatever_the_order_the_park_is_as_expected(part, before, forks, size, reached):
    place = Path("/dev/shm")
    Park.forks, Park.before, Park.counts = forks, before, {}
    Park.place = place if place.is_dir() else None
    chosen = settings(
        max_examples=size["runs"] // 2,
        stateful_step_count=size["steps"],
        deadline=None,
        database=None,
        phases=[Phase.generate],  # thirty commands can be read as they are; shrinking would run thousands
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    run_state_machine_as_test(seed(size["seed"] + part)(Park), settings=chosen)
    reached(**Park.counts)
