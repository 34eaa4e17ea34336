"""Known answers through the door: a bone's profile whose truth is known, drawn from a seed, worn as a bone beside it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from repatria.model import Call, CallKind, Family, Profile


def relatives_bone(
    family: Family, missing: str, *, code: str, seed: int, lost: float = 0.1, like: Profile | None = None
) -> Profile:
    """The profile of a bone of ``missing``, drawn given the family's typed people; the same seed gives the same.

    It shows the markers that ``like``, the profile of another bone, shows, by the same kit, and is as damaged; without one it lacks a
    share ``lost``.
    """
    import numpy as np

    from repatria.registry.gateway.profiles import told_pools, weighable
    from repatria.simulate.known import as_bone, draw_relative

    rng = np.random.default_rng(seed)
    panel = told_pools(family.references.values())[0].panel
    sex = next(p.sex for p in family.pedigree.people if p.id == missing)
    known = Family(family.id, family.pedigree, family.missing, {w: weighable(p, panel) for w, p in family.references.items()})
    drawn = draw_relative(rng, known, missing, panel)
    return as_bone(rng, code, drawn, sex=sex, lost=lost) if like is None else worn(rng, code, drawn, like, sex=sex)


def strangers_bone(*, code: str, seed: int, lost: float = 0.1, like: Profile | None = None) -> Profile:
    """The profile of a bone of somebody who is on no list, drawn from the told populations; ``like`` as in :func:`relatives_bone`."""
    import numpy as np

    from repatria.registry.gateway.profiles import told_pools
    from repatria.simulate.known import as_bone, draw_stranger

    rng = np.random.default_rng(seed)
    drawn = draw_stranger(rng, told_pools(()))
    return as_bone(rng, code, drawn, sex="M", lost=lost) if like is None else worn(rng, code, drawn, like, sex="M")


def worn(rng: Any, code: str, drawn: Mapping[str, tuple[str, str]], like: Profile, *, sex: str) -> Profile:
    """``drawn`` with the kit, the markers and the damage of ``like``: where copies may have dropped there, they drop here as likely."""
    shapes = like.calls.items()
    calls = {marker: call for marker, shape in shapes if marker in drawn and (call := _worn(rng, drawn[marker], shape))}
    shown = calls or {marker: Call(pair) for marker, pair in list(drawn.items())[:1]}
    return Profile(code, shown, sex=sex if like.sex != "U" else "U", kit=like.kit)


def _worn(rng: Any, pair: tuple[str, str], shape: Call) -> Call | None:
    if shape.kind is CallKind.AT_LEAST:
        return Call((pair[int(rng.integers(2))],), CallKind.AT_LEAST)
    if shape.kind is not CallKind.DROPPED:
        return Call(pair)
    seen = tuple(dict.fromkeys(allele for allele in pair if rng.random() >= shape.dropout))
    return Call(seen, shape.kind, shape.dropout, shape.dropout_hom, shape.dropin) if seen else None
