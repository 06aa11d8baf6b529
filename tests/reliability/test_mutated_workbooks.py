"""Workbooks that were damaged or written otherwise, and workbooks made to do harm: read as they show, or told, within bounds.

What an import took is held against what a second reader, written for this row alone, sees in the same file.
"""

from __future__ import annotations

from dataclasses import replace

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


def beyond(said):
    """Whether something else than an error of ours came out, and which bound was passed."""
    found = [said["trace"]] if said["trace"] else []
    bounds = (("seconds", SECONDS), ("megabytes", MEGABYTES))
    return found + [f"{said[name]} {name}" for name, most in bounds if said[name] > most]


def faults(said, data, ours):
    """What is wrong with how a file was taken."""
    found = beyond(said)
    if said["outcome"].refused:
        return found  # nothing was read, so nothing was read wrongly
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
    sound, ours = handed_out[parks.SMALL]
    untouched = importer.imported(parks.SMALL, sound)["outcome"]
    names, wrong = list(hostiles.HOSTILES)[: size["hostile"]], {}
    for name in names:
        data = hostiles.HOSTILES[name](sound)
        said = importer.imported(parks.SMALL, data)
        found = beyond(said) if name in hostiles.HARMLESS else faults(said, data, ours)
        if name in hostiles.HARMLESS and said["outcome"] != untouched:
            found.append("it holds the same answers, and they were not all read")
        if found:
            wrong[name] = found[:3]
    assert wrong == {}
    reached(hostile=len(names))


class TestTheSecondReader:
    """It finds what a reader gets wrong; else its silence would mean nothing."""

    @pytest.fixture
    def read(self, importer, handed_out):
        """What was seen in the small workbook, what was taken, and the differences after the outcome was spoilt."""
        data, ours = handed_out[parks.SMALL]
        seen, outcome = sheetview.view(data), importer.imported(parks.SMALL, data)["outcome"]
        return lambda **change: oracle.differences(
            seen, replace(outcome, **{k: v(outcome) for k, v in change.items()}), ours
        )

    def test_a_value_that_was_not_taken(self, read):
        assert len(read(taken=lambda o: dict(list(o.taken.items())[1:]))) == 1

    def test_another_value(self, read):
        def spoilt(outcome):
            place, (key, field, value) = next(iter(outcome.taken.items()))
            return outcome.taken | {place: (key, field, f"{value}x")}

        assert len(read(taken=spoilt)) == 1

    @pytest.mark.parametrize("column", [0, 1])
    def test_a_value_of_another_row_or_column(self, read, column):
        def spoilt(outcome):
            place, taken = next(iter(outcome.taken.items()))
            return outcome.taken | {place: tuple("别的" if i == column else v for i, v in enumerate(taken))}

        assert len(read(taken=spoilt)) == 1

    def test_a_value_out_of_nothing(self, read):
        assert len(read(taken=lambda o: o.taken | {"目标!H49": ("", "对应条款或指标", "4.1")})) == 1

    def test_what_a_problem_names_is_no_difference(self, read):
        def told(outcome):
            return [("bad-value", "error", next(iter(outcome.taken)), "")]

        assert read(taken=lambda o: dict(list(o.taken.items())[1:]), problems=told) == []

    @pytest.mark.parametrize(
        "spoil", [mutants.a_row_twice, mutants.rows_out_of_order, mutants.cells_told_to_stand_elsewhere]
    )
    def test_a_file_that_contradicts_itself_and_was_taken(self, importer, handed_out, spoil):
        data, ours = handed_out[parks.SMALL]
        book = mutants.Book(data)
        spoil(book, mutants.random.Random(4))
        outcome = importer.imported(parks.SMALL, data)["outcome"]
        assert oracle.differences(sheetview.view(book.zipped()), outcome, ours)
