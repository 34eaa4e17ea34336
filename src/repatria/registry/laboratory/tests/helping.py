"""Bones, samples and files for the tests of the laboratory."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal

from repatria.model import Call, Profile
from repatria.registry.codes.models import Kind
from repatria.registry.custody import actions as custody
from repatria.registry.custody.models import Item
from repatria.registry.laboratory import actions
from repatria.registry.laboratory.delivering import File, RunTold
from repatria.registry.laboratory.models import Sample
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene

RUN = RunTold("run 1", "reader a", "reader b", where="East Laboratory", kit="kit 24")
CUT = actions.Cut(Decimal("10.000"), Decimal("0.850"), Decimal("9.100"))


def bone(scene: Scene, what: str = "left femur", mass: str | None = "10.000") -> Item:
    """A specimen in the technician's hands."""
    return custody.take(
        scene.seat(Role.CUSTODY), what=what, giver="the other side", kind=Kind.SPECIMEN,
        mass_g=None if mass is None else Decimal(mass), holder=scene.users[Role.TECHNICIAN],
    )  # fmt: skip


def sample(scene: Scene, parent: Item | None = None) -> Sample:
    """A sample of a bone."""
    return actions.cut(scene.seat(Role.TECHNICIAN), parent or bone(scene), weighed=CUT)


def calls(*shown: str) -> dict[str, Call]:
    """``calls("TH01 6 9.3", "FGA 20 24")``."""
    return {w[0]: Call((w[1], w[2])) for w in (s.split() for s in shown)}


def file(profiles: Sequence[Profile], name: str = "run1.csv") -> File:
    """A file that holds ``profiles``."""
    digest = hashlib.sha256(repr([(p.id, dict(p.calls), p.sex) for p in profiles]).encode()).hexdigest()
    return File(name, "csv", digest, 1000, profiles)
