"""The SBOM and the list of licences say what requirements.lock and the packages say."""

from __future__ import annotations

import json
import tomllib
from email.message import Message
from pathlib import Path

import inventory
import pytest
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
SBOM = json.loads(inventory.SBOM.read_text("utf-8"))
HASH = "--hash=sha256:" + "0" * 64


def lock(*packages: tuple[str, str]) -> str:
    """A lock of such lines: a requirement, and who asks for it, separated by blanks."""
    head = "# made by\n#    make lock\n"
    return head + "\n".join(
        f"{requirement} \\\n    {HASH}\n    # via\n" + "".join(f"    #   {one}\n" for one in via.split("|"))
        for requirement, via in packages
    )


def metadata(**fields: str) -> Message:
    message = Message()
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    return message


def found() -> list[inventory.Entry]:
    return inventory.users(inventory.entries(inventory.LOCK.read_text("utf-8")))


class TestReading:
    def test_an_entry_has_a_marker_hashes_and_reasons(self):
        first, second = inventory.entries(lock(("a==1.0 ; os_name == 'nt'", "b|c"), ("B_b==2", "c")))
        assert (first.name, first.version, first.hashes, first.via) == ("a", "1.0", (HASH,), ("b", "c"))
        assert (second.name, second.purl, second.via) == ("b-b", "pkg:pypi/b-b@2", ("c",))

    def test_one_reason_stands_on_the_line_itself(self):
        (entry,) = inventory.entries(f"#    make lock\na==1 \\\n    {HASH}\n    # via b\n")
        assert entry.via == ("b",)

    def test_a_line_of_another_kind_is_an_error(self):
        with pytest.raises(ValueError):
            inventory.entries(f"#    make lock\na==1 \\\n    {HASH}\n    --config-settings x\n")

    def test_what_only_a_group_asks_for_is_no_users(self):
        text = lock(
            ("a==1", "zcdoc (pyproject.toml)"), ("b==1", "a|d"), ("c==1", "b"), ("d==1", "zcdoc (pyproject.toml:dev)")
        )
        assert [entry.name for entry in inventory.users(inventory.entries(text))] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"License_Expression": "MIT", "License": "other"}, "MIT"),
        ({"License": "LGPL-2.1-only"}, "LGPL-2.1-only"),
        ({"License": "Copyright\nall of it", "Classifier": "License :: OSI Approved :: BSD License"}, "BSD License"),
    ],
)
def test_a_licence_is_what_the_package_states(fields, said):
    assert inventory.license_of(metadata(**fields)) == said


def test_a_package_without_a_licence_is_an_error():
    with pytest.raises(ValueError):
        inventory.license_of(metadata(Name="a"))


def test_the_sbom_has_the_locks_releases_and_who_needs_whom():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    licenses = {part["name"]: part["licenses"][0]["license"]["name"] for part in SBOM["components"]}
    assert licenses.keys() == {entry.name for entry in found()}, "make lock RENEW="
    assert inventory.sbom(found(), licenses, project) == inventory.SBOM.read_text("utf-8"), "make lock RENEW="
    own = SBOM["metadata"]["component"]["bom-ref"]
    (direct,) = [link["dependsOn"] for link in SBOM["dependencies"] if link["ref"] == own]
    assert {ref.partition("@")[0].removeprefix("pkg:pypi/") for ref in direct} == {
        canonicalize_name(text.partition(">")[0]) for text in project["dependencies"]
    }
    assert "://" not in inventory.SBOM.read_text("utf-8")


def test_the_page_lists_the_same_licences():
    licenses = {part["name"]: part["licenses"][0]["license"]["name"] for part in SBOM["components"]}
    assert inventory.page(found(), licenses) == inventory.LICENSES.read_text("utf-8"), "make lock RENEW="


def test_the_licences_are_those_that_the_installed_packages_state():
    licenses = {
        f"{part['name']}=={part['version']}": part["licenses"][0]["license"]["name"] for part in SBOM["components"]
    }
    here = inventory.stated()
    common = licenses.keys() & here.keys()
    assert {key: inventory.license_of(here[key]) for key in common} == {key: licenses[key] for key in common}


def test_a_licence_to_heed_is_named_on_the_page():
    (entry,) = inventory.users(inventory.entries(lock(("a==1", "zcdoc (pyproject.toml)"))))
    assert "a（LGPL-3.0）" in inventory.page([entry], {"a": "LGPL-3.0"})
    assert "须留意" not in inventory.page([entry], {"a": "MIT"})
