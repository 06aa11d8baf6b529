"""Names of evidence files that come in with a file: refused where they are new, let pass where they stood before."""

from __future__ import annotations

import pytest

from zcdoc.actions.names import refuse_names
from zcdoc.model.incoming import Incoming, NewRow
from zcdoc.model.record import Address
from zcdoc.problems import Problems


def state(**names):
    return {"park": {"evidence": {number.replace("_", "-"): {"文件": name} for number, name in names.items()}}}


@pytest.fixture
def told(judged):
    """Rule and place of what is refused: `told({"EV-001": "a.pdf"}, [record, hand-out], new=["b.pdf"])`."""

    def call(typed, known=({},), new=()):
        problems = Problems()
        incoming = [
            Incoming(Address("park", "evidence", number, "文件"), name, f"证据清单!{number}")
            for number, name in typed.items()
        ]
        rows = [NewRow("park", "evidence", {"文件": (name, f"证据清单!行{i}")}) for i, name in enumerate(new)]
        refuse_names(judged.store, list(known), incoming, rows, problems)
        assert all(p.fix and p.severity == "error" for p in problems)
        return [(p.rule.removeprefix("evidence-"), p.where.partition("!")[2]) for p in problems]

    return call


def test_a_new_name_without_fault_passes(told):
    assert told({"EV-001": "台账.pdf", "EV-002": None}, new=["2025/合同.pdf"]) == []


def test_each_fault_is_told_at_its_place(told):
    assert told({"EV-001": "a?.pdf", "EV-002": "../a.pdf"}, new=["b\u200b.pdf"]) == [
        ("file-name", "EV-001"), ("path", "EV-002"), ("file-name", "行0"),
    ]  # fmt: skip


def test_what_stands_in_record_or_hand_out_was_not_typed_now(told):
    old = {"EV-001": "a?.pdf"}
    assert told(old, [state(EV_001="a?.pdf"), {}]) == []
    assert told(old, [state(EV_001="a？.pdf"), state(EV_001="a?.pdf")]) == []
    assert told(old, [state(EV_001="a？.pdf"), {}]) == [("file-name", "EV-001")]


def test_two_spellings_are_told_wherever_the_first_stands(told):
    record = [state(EV_001="a.pdf")]
    assert told({"EV-002": "A.pdf"}, record) == [("file-spelling", "EV-002")]
    assert told({"EV-002": "b.pdf", "EV-003": "B.pdf"}, record) == [("file-spelling", "EV-003")]
    assert told({}, record, new=["c.pdf", "C.pdf"]) == [("file-spelling", "行1")]


def test_one_file_under_two_numbers_and_a_corrected_spelling_pass(told):
    record = [state(EV_001="a.pdf")]
    assert told({"EV-002": "a.pdf"}, record) == []
    assert told({"EV-001": "A.pdf"}, record) == []


def test_the_spelling_on_the_disk_counts(told, judged):
    (judged.store.evidence_folder / "合同.PDF").write_bytes(b"x")
    assert told({"EV-001": "合同.pdf"}) == [("file-spelling", "EV-001")]
    assert told({"EV-001": "合同.PDF"}) == []
