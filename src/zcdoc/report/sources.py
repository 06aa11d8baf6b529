"""What a template is made of: its own three files, and the sentences that all documents share.

Of both it can be told whose they are, without opening any of them in Word's terms.
"""

from __future__ import annotations

from pathlib import Path

from zcdoc import assets, yamlio
from zcdoc.model.provenance import Delivered, Provenance
from zcdoc.problems import Problems

TEMPLATES, SHARED = "report_templates", "shared"
WORD, CONTRACT, SENTENCES = "template.docx", "template.yaml", "phrases.yaml"
GIVEN = "given"  # the origin of a template folder named on the command line
FILES = (WORD, CONTRACT, SENTENCES)
COMMON = f"{SHARED}/{SENTENCES}"


def common(folder: Path) -> list[Path]:
    """The files of shared sentences under a template's own, the lowest first: the built-in one, then one beside the folder."""
    built_in = assets.built_in(TEMPLATES)
    delivered = built_in / COMMON if built_in else None
    beside = folder.parent / COMMON
    found = [delivered] if delivered is not None and delivered.is_file() else []
    if beside.is_file() and not any(beside.samefile(p) for p in found):
        found.append(beside)
    return found


def of(name: str, found: assets.Found) -> tuple[Provenance, ...]:
    """The template, and the shared sentences when others than the built-in ones lie under it."""
    replaced = Delivered("", assets.digest(found.hides, FILES)) if found.hides else None
    own = Provenance("template", name, "", assets.digest(found.path, FILES), found.origin, replaced)
    return own, *_own_sentences(found)


def of_form(path: Path) -> tuple[Provenance, ...]:
    """A single Word file named on the command line; fields and sentences under it are the built-in ones."""
    return (Provenance("template", path.name, "", assets.digest(path.parent, [path.name]), GIVEN, None),)


def _own_sentences(found: assets.Found) -> tuple[Provenance, ...]:
    files = common(found.path)
    if len(files) < 2 or _extends(found.path):  # the built-in file alone, or one that nobody reads
        return ()
    delivered, own = (assets.digest(p.parent, [SENTENCES]) for p in files)
    return (
        (Provenance("sentences", COMMON, "", own, found.origin, Delivered("", delivered)),) if own != delivered else ()
    )


def _extends(folder: Path) -> bool:
    """A folder that extends a built-in template takes that one's shared sentences and reads none beside itself."""
    path = folder / CONTRACT
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    data = yamlio.read(text, CONTRACT, Problems()).data
    return isinstance(data, dict) and data.get("extends") is not None
