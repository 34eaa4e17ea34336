"""Step 5, its end: something that the signature rests on changes, and the signature is void wherever it is shown."""

from __future__ import annotations

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.steps import Walk


def walk(walk: Walk) -> None:
    """Whoever grouped the bones opens the individual again; the examiner sees a void signature and why."""
    code, individual = walk.left["identification"], walk.left["made"].individuals[0].code
    blind = walk.enter(Role.ANTHROPOLOGIST)
    blind.go(f"inventory/individuals/{individual}/")
    assert code not in blind.page.content()
    blind.act({"Why": "the edges were looked at again"}, "Open as the next version")
    blind.says("Version 2")
    examiner = walk.enter(Role.EXAMINER)
    examiner.go(f"review/{code}/")
    examiner.says("Void signature", "Void since", individual)
    examiner.keep("void")
    examiner.page.goto(walk.left["signature"])
    examiner.look()
    examiner.says("This signature is void.")
    examiner.keep("void-signature")
    examiner.go("review/signatures/")
    examiner.says("void:")
    examiner.go(f"identification/{code}/")
    examiner.says("Void")
