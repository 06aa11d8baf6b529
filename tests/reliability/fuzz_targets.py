"""What is fuzzed: four readers of what comes from outside, the sound files they begin with, and how these are spoiled.

    python tests/reliability/fuzz_targets.py workbook FOLDER -max_total_time=60     # by atheris; libFuzzer's own options

FOLDER holds the inputs, as the seeds are there at first; what finds a new path through the code is added. Leaves with 0 when
nothing but a ZcdocError was raised (a DefectError is none that may be), else with libFuzzer's code and the input in a file `crash-…` in the working directory.
"""

from __future__ import annotations

import random
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import mutations
from mutations import Chance, Change

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "tests" / "readiness" / "small-pack"
PARK = ROOT / "samples" / "parks" / "goldwind-yizhuang-2020"
LONGEST = 1 << 20  # bytes of an input


@dataclass(frozen=True)
class Target:
    """`read` may raise ZcdocError and nothing else; `change` spoils a file while it keeps its form."""

    read: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    change: Callable[[bytes, Chance, Change], bytes]


# --- the readers ------------------------------------------------------------------------------------------------------


def _read_yaml(data: bytes) -> None:
    from zcdoc import yamlio
    from zcdoc.problems import Problems

    doc = yamlio.read(data.decode("utf-8", "replace"), "x.yaml", Problems())
    doc.where(("indicators", 0, "id"))


def _read_package(data: bytes) -> None:
    from zcdoc import ooxml

    for kind in ("xlsx", "docx"):
        _quietly(lambda content, kind=kind: ooxml.preflight(content, kind, f"x.{kind}"), data)


def _read_workbook(data: bytes) -> None:
    from zcdoc.problems import Problems
    from zcdoc.workbook import read, read_raw

    problems = Problems()
    raw = read_raw(data, "x.xlsx", problems)
    _, view, rows = _handed_out()
    read(raw, view, rows, view.record.state, problems)


def _read_history(data: bytes) -> None:
    """Without a checkpoint, beside one that proves the seed, and line by line however lines end."""
    from zcdoc.store.checkpoint import decode
    from zcdoc.store.events import fold, parse_all
    from zcdoc.store.standing import examine

    examine(data, None)
    examine(data, decode((PARK / "record.json").read_bytes()))
    events, _ = parse_all(data.decode("utf-8", "replace").splitlines(), "history.jsonl")
    fold(events)


@cache
def _handed_out():
    """A small workbook as it is exported, the view that it was made of, and its rows."""
    from zcdoc.model.record import Record, Round
    from zcdoc.model.view import View
    from zcdoc.pack import load
    from zcdoc.scoring import score
    from zcdoc.workbook import sheet_rows, write

    pack = load(PACK, "test")
    state = {
        "park": {
            "park": {"park": {"name": "园区", "standards": pack.id}},
            "rounds": {"r1": {"kind": "baseline", "date": "2026-01-05"}},
        }
    }
    view = View(pack, Record("demo", state, "a" * 64), Round("r1", "baseline", "2026-01-05"))
    scored = score(view)
    return write(view, scored, {}, []), view, sheet_rows(view, scored, {})


# --- the seeds --------------------------------------------------------------------------------------------------------


def _yaml_files() -> list[bytes]:
    found = [
        *PACK.glob("*.yaml"),
        *ROOT.glob("checklists/*/rating.yaml"),
        ROOT / "samples" / "data" / "suzhou-demo.yaml",
    ]
    return [path.read_bytes() for path in sorted(found)]


def _workbooks() -> list[bytes]:
    return [_handed_out()[0]]


def _packages() -> list[bytes]:
    return [*_workbooks(), (ROOT / "report_templates" / "scheme" / "template.docx").read_bytes()]


def _histories() -> list[bytes]:
    return [(PARK / "history.jsonl").read_bytes()]


def _bytes_alone(data: bytes, chance: Chance, change: Change) -> bytes:
    return change(data, chance)


def _planted(data: bytes) -> None:
    if b"#" in data:
        raise IndexError("planted")


TARGETS = {
    "yaml": Target(_read_yaml, _yaml_files, _bytes_alone),
    "preflight": Target(_read_package, _packages, mutations.in_a_part),
    "workbook": Target(_read_workbook, _workbooks, mutations.in_a_part),
    "history": Target(_read_history, _histories, mutations.in_an_event),
}
# A reader with a known fault, to show that one is found.
PLANTED = "planted"
_ALL = TARGETS | {PLANTED: Target(_planted, _yaml_files, _bytes_alone)}


# --- without a fuzzer: so many inputs, the same at every run --------------------------------------------------------------


def uncaught(name: str, count: int) -> list[str]:
    """What a target raised that no user may see, with the number of the input, over `count` inputs."""
    found = []
    for number in range(count):
        try:
            _quietly(_ALL[name].read, made(name, number))
        except Exception as err:  # noqa: BLE001 - whatever it is, it is what is looked for
            found.append(f"{name} {number}: {err!r}")
    return found


def made(name: str, number: int) -> bytes:
    """The input with this number."""
    target, chance = _ALL[name], random.Random(number)
    seed = chance.choice(target.seeds())
    whole = chance.random() < 0.25
    return mutations.spoiled(seed, chance) if whole else target.change(seed, chance, mutations.spoiled)


def _quietly(read: Callable[[bytes], None], data: bytes) -> None:
    from zcdoc.errors import DefectError, ZcdocError

    try:
        read(data)
    except DefectError:
        raise
    except ZcdocError:
        return


# --- by atheris ---------------------------------------------------------------------------------------------------------


def lay_seeds(name: str, folder: Path) -> None:
    """The seeds as files, to begin with."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(_ALL[name].seeds()):
        (folder / f"seed-{number}").write_bytes(data)


def main(name: str, folder: str, *options: str) -> None:
    import atheris

    warnings.simplefilter("ignore")
    target = _ALL[name]
    with atheris.instrument_imports(include=["zcdoc"]):
        if name != PLANTED:
            for data in target.seeds():  # brings in whatever a reader imports late
                target.read(data)

    def by_the_fuzzer(data: bytes, _: Chance) -> bytes:
        return bytes(atheris.Mutate(data, len(data) + 64))

    def mutated(data: bytes, longest: int, seed: int) -> bytes:
        chance = Chance(seed)
        change = chance.choice((by_the_fuzzer, mutations.spoiled))
        out = change(data, chance) if chance.random() < 0.25 else target.change(data, chance, change)
        return out if len(out) <= longest else data

    arguments = [sys.argv[0], f"-max_len={LONGEST}", "-print_final_stats=1", *options, folder]
    atheris.Setup(arguments, lambda data: _quietly(target.read, data), custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
