"""What a document says of itself when its standard's data or its template took the place of the ones that come with zcdoc.

These sentences are not among the phrases: phrases belong to the template, and the template may be what has been replaced.
"""

from __future__ import annotations

from zcdoc.model.provenance import KIND_LABEL, SHORT, Provenance
from zcdoc.report.facts import Facts


def sentences(facts: Facts) -> list[str]:
    """One sentence for each thing that nobody asked for by name and that replaced a built-in one of another content."""
    pack = facts.view.pack.provenance
    found = [_data(pack)] if pack.unasked else []
    return found + [_template(one) for one in facts.templates if one.unasked]


def _data(pack: Provenance) -> str:
    delivered = pack.built_in
    assert delivered is not None
    return (
        f"本文件所用标准数据（{pack.id}，版本 {pack.version}，校验值 {pack.short}）由编制单位自备，替代了工具随附的同名数据"
        f"（版本 {delivered.version}，校验值 {delivered.sha256[:SHORT]}）；两者内容不同，条款、限值、权重和级别界限未经随附数据核对。"
    )


def _template(one: Provenance) -> str:
    what = KIND_LABEL[one.kind]
    return f"本文件的{what}（{one.id}，校验值 {one.short}）由编制单位自备，替代了工具随附的同名{what}。"


def properties(facts: Facts) -> dict[str, str]:
    """What the document's properties say of pack, template and sentences."""
    found = _named("zcdoc.pack", facts.view.pack.provenance)
    for one in facts.templates:
        found |= _named(f"zcdoc.{one.kind}", one)
    return found


def _named(prefix: str, one: Provenance) -> dict[str, str]:
    found = {prefix: one.id, f"{prefix}-version": one.version, f"{prefix}-sha256": one.sha256}
    found[f"{prefix}-origin"] = one.origin
    if one.built_in is not None:
        found[f"{prefix}-replaces-version"] = one.built_in.version
        found[f"{prefix}-replaces-sha256"] = one.built_in.sha256
    return {name: value for name, value in found.items() if value}
