"""Workbooks that were damaged or written otherwise, and workbooks made to do harm: read as they show, or told, within bounds.

What an import took is held against what a second reader, written for this row alone, sees in the same file.
"""

from __future__ import annotations

import hostiles
import mutants
import oracle
import parks
import pytest
import sheetview
from workbook_child import MEGABYTES, SECONDS, Importer

EVERY = 10  # of so many mutants one is made of the fullest sample, the others of the small park


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return parks.workspace(tmp_path_factory.mktemp("mutated") / "ws")


@pytest.fixture(scope="module")
def importer(made):
    found = Importer(made.root)
    yield found
    found.close()


@pytest.fixture(scope="module")
def handed_out(made):
    """By park the workbook, and the formulas that an export itself holds."""
    books = {park: parks.workbook(made, park) for park in (parks.SMALL, parks.FULL)}
    return {park: (data, oracle.shapes(sheetview.view(data))) for park, data in books.items()}


def faults(said, data, ours):
    """What is wrong with how a file was taken."""
    found = [said["trace"]] if said["trace"] else []
    found += [
        f"{said[name]} {name}" for name, most in (("seconds", SECONDS), ("megabytes", MEGABYTES)) if said[name] > most
    ]
    try:
        seen = sheetview.view(data)
    except sheetview.Broken as err:
        return found if said["outcome"].stopped else [*found, f"nothing can be seen in it ({err}), and it was taken"]
    return found + oracle.differences(seen, said["outcome"], ours)


@pytest.mark.parametrize("park", [parks.SMALL, parks.FULL])
def test_a_workbook_as_it_was_handed_out_is_read_as_it_shows(park, importer, handed_out):
    data, ours = handed_out[park]
    assert faults(importer.imported(park, data), data, ours) == []


def test_a_mutated_workbook_is_read_as_it_shows_or_told(importer, handed_out, size, reached):
    wrong = {}
    for number in range(size["mutants"]):
        park = parks.FULL if number % EVERY == 0 else parks.SMALL
        sound, ours = handed_out[park]
        data, what = mutants.mutant(sound, number)
        if found := faults(importer.imported(park, data), data, ours):
            wrong[number, what] = found[:3]
    assert wrong == {}
    reached(mutants=size["mutants"])


def test_a_hostile_workbook_is_refused_or_read_within_bounds(importer, handed_out, size, reached):
    sound, _ = handed_out[parks.SMALL]
    wrong, count = {}, 0
    every = max(1, sum(len(amounts) for _, amounts in hostiles.KINDS.values()) // size["kinds"])
    for number, (name, data) in enumerate(hostiles.hostiles(sound)):
        if number % every:
            continue
        said = importer.imported(parks.SMALL, data)
        count += 1
        if said["trace"] or said["seconds"] > SECONDS or said["megabytes"] > MEGABYTES:
            wrong[name] = said["seconds"], said["megabytes"], said["trace"][-300:]
    assert wrong == {}
    reached(hostile=count)


def test_the_second_reader_sees_a_difference():
    """An oracle that finds nothing wrong with anything would prove nothing."""
    page = sheetview.Page(cells={(1, 1): sheetview.Seen("text", "检查项")})
    seen = sheetview.View(pages={"基本要求": page})
    assert oracle.differences(seen, oracle.Outcome("", {"基本要求!A9": ("4.2.1.a", "结果", "符合")}, []), {})
