"""How long the range over open leading values takes, beside trying every corner of them: `python benchmarks/ranges.py`."""

from __future__ import annotations

import sys
import time
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "scoring"))

import conftest as kit
from zcdoc.scoring import score


def park(count: int, decided: dict[str, str] | None = None):
    """A park with so many open leading values, open weights and rules."""
    items = [
        {"number": str(n), "group": "甲" if n % 2 else "乙", "kind": "ratio", "direction": "higher", "leading": kit.interval("0.9", "0.5", "1")}
        for n in range(count)
    ]  # fmt: skip
    spec = {
        "groups": [("甲", kit.interval("0.3", "0.2", "0.4")), ("乙", "rest")], "items": items,
        "level_score": kit.words("total", "total", "formula"),
    }  # fmt: skip
    answers = {str(n): {"现状值": str(0.3 + 0.02 * n)} for n in range(count)}
    return kit.make_view(kit.build_pack(spec), answers, decisions=decided or {})


def corners(count: int) -> tuple[float, float]:
    """Least and greatest total of every corner."""
    keys = [f"leading-{n}" for n in range(count)]
    totals = [
        score(park(count, dict(zip([*keys, "weight-0", "level-score"], (*choice, weight, "total"), strict=True)))).total
        for choice in product(["0.5", "1"], repeat=count)
        for weight in ("0.2", "0.4")
    ]
    return float(min(totals)), float(max(totals))


def main() -> None:
    print("引领值未定的指标  zcdoc 的范围      逐个角点")
    for count in (4, 6, 8, 10, 20, 30):
        view, begin = park(count), time.perf_counter()
        made = score(view)
        own = time.perf_counter() - begin
        if count > 8:
            print(f"{count:>14}  {own:8.3f} s")
            continue
        begin = time.perf_counter()
        assert corners(count) == (float(made.low), float(made.high))
        print(f"{count:>14}  {own:8.3f} s   {time.perf_counter() - begin:8.3f} s")


if __name__ == "__main__":
    main()
