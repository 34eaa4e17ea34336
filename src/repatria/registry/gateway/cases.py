"""The case that leaves for computation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from repatria.errors import InvalidCase
from repatria.model import CaseFile, Family, Panel, Profile
from repatria.model.beside import Beside
from repatria.registry.gateway.profiles import told_pools, weighable


def case_file(
    *,
    title: str,
    kind: str,
    note: str,
    profiles: Sequence[Profile],
    families: Sequence[Family],
    controls: Sequence[Profile] = (),
    open_missing: int = 0,
    withheld: int = 0,
    extra: Mapping[str, Any] | None = None,
    beside: Beside | None = None,
) -> CaseFile:
    """Everything that a computation may know, as one noun: weighed with the told populations on the union of all alleles."""
    from repatria.model import Incident, Prior

    if kind not in ("record", "exercise"):
        raise InvalidCase(f"incident kind {kind!r}: write record or exercise.")
    references = [r for f in families for r in f.references.values()]
    pools = told_pools([*profiles, *controls, *references])
    panel = replace(pools[0].panel, name="families")
    return CaseFile(
        Incident(title, kind, note),  # type: ignore[arg-type]
        panel=panel,
        pools=pools,
        families=tuple(_weighable_family(f, panel) for f in families),
        profiles=tuple(weighable(p, panel) for p in profiles),
        controls=tuple(weighable(p, panel) for p in controls),
        prior=Prior(),
        open_missing=open_missing,
        extra=dict(extra or {}),
        withheld=withheld,
        beside=beside or Beside(),
    )


def _weighable_family(family: Family, panel: Panel) -> Family:
    """``family`` with references that can be weighed; itself, not checked again, where they all can."""
    references = {who: weighable(p, panel) for who, p in family.references.items()}
    same = all(references[who] is p for who, p in family.references.items())
    return family if same else replace(family, references=references)
