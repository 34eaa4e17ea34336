"""Known answers through the door: a bone's profile whose truth is known, drawn from a seed."""

from __future__ import annotations

from repatria.model import Family, Profile


def relatives_bone(family: Family, missing: str, *, code: str, seed: int, lost: float = 0.1) -> Profile:
    """The profile of a bone of ``missing``, drawn given the family's typed people; the same seed gives the same."""
    import numpy as np

    from repatria.registry.gateway.profiles import told_pools, weighable
    from repatria.simulate.known import as_bone, draw_relative

    rng = np.random.default_rng(seed)
    panel = told_pools(family.references.values())[0].panel
    sex = next(p.sex for p in family.pedigree.people if p.id == missing)
    known = Family(family.id, family.pedigree, family.missing, {w: weighable(p, panel) for w, p in family.references.items()})
    return as_bone(rng, code, draw_relative(rng, known, missing, panel), sex=sex, lost=lost)


def strangers_bone(*, code: str, seed: int, lost: float = 0.1) -> Profile:
    """The profile of a bone of somebody who is on no list, drawn from the told populations."""
    import numpy as np

    from repatria.registry.gateway.profiles import told_pools
    from repatria.simulate.known import as_bone, draw_stranger

    rng = np.random.default_rng(seed)
    return as_bone(rng, code, draw_stranger(rng, told_pools(())), sex="M", lost=lost)
