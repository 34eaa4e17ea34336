"""The wrong link comes to light: the signature is rescinded, what rests on it is corrected step by step, the right bone is typed."""

from __future__ import annotations

from datetime import timedelta

from repatria.registry.identification.models import Identification
from repatria.registry.inventory.actions.grouping import withdraw_individual
from repatria.registry.laboratory.models import Profile
from repatria.registry.laboratory.profiling import set_aside
from repatria.registry.live.years import bench
from repatria.registry.live.years.life import HAND_OVER, Life
from repatria.registry.people.roles import Role
from repatria.registry.review import signing

FOUND_AFTER = 0.55
"""Of the time lived, our own assumption."""
WHY = "The outside laboratory exchanged two extracts: the profile is of another bone."


def begin(life: Life, days: int) -> None:
    """Somebody finds it when about half of the time has passed."""
    if life.plant is not None:
        life.on(HAND_OVER + timedelta(days=round(days * FOUND_AFTER)), find)


def find(life: Life) -> None:
    """The laboratory tells of its exchange: what was signed on it is rescinded, and the right result is delivered."""
    plant = life.plant
    sample = life.work.kept["samples"].get(plant.wrong) if plant else None
    if plant is None or sample is None:
        return
    bone = life.work.kept["specimens"][plant.bone]
    rows = Identification.objects.filter(version__members__specimen=bone, version__members__removed__isnull=True)
    signed = rows.filter(signatures__isnull=False).exclude(state=Identification.State.RESCINDED).distinct()
    for row in signed.select_related("thing", "missing", "individual__thing", "incident").order_by("-pk"):
        standing = row.state == Identification.State.SIGNED
        if life.honestly("rescinded", signing.rescind, life.seat(Role.EXAMINER), row, reason=WHY) and standing:
            life.kept["rescinded"] = row.pk
    for profile in Profile.objects.filter(of=sample.item_id, status=Profile.Status.REPORTABLE):
        life.honestly("exchanged profile set aside", set_aside, life.seat(Role.GENETICIST), profile, reason=WHY)
    home = bone.memberships.filter(current=True).select_related("version__individual__thing").first()
    if home is not None:
        life.honestly(
            "wrong grouping ended", withdraw_individual, life.seat(Role.ANTHROPOLOGIST), home.version.individual, reason=WHY
        )
    life.later(30, bench.correct_plant)
