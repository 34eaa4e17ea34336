"""The wrong link comes to light: the signature is rescinded, what rests on it is corrected step by step, the right bone is typed."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from repatria.registry.homecoming.actions import burying, going, portions, publishing, telling, undoing
from repatria.registry.homecoming.leaving import waiting_events
from repatria.registry.homecoming.models import Burial, Correction, Notification, Portion, Publication, Release
from repatria.registry.homecoming.undoing import sweep
from repatria.registry.identification.models import Identification
from repatria.registry.inventory.actions.grouping import withdraw_individual
from repatria.registry.laboratory.models import Profile
from repatria.registry.laboratory.profiling import set_aside
from repatria.registry.live.years import bench
from repatria.registry.live.years.life import HAND_OVER, Life
from repatria.registry.people.roles import Role
from repatria.registry.review import signing

FOUND_AFTER = 0.75
"""Of the time lived, our own assumption."""
DONE = "The office and the laboratory put it right and wrote to whoever holds a copy."
TAKEN_BACK = "We told the family at home that the identification was wrong, and how that came about."
WHY = "The outside laboratory exchanged two extracts: the profile is of another bone."


def begin(life: Life, days: int) -> None:
    """Somebody finds it when three quarters of the time have passed."""
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
        if life.honestly("rescinded", signing.rescind, life.seat(Role.EXAMINER), row, reason=WHY):
            life.kept["told"] = life.kept.get("told", set()) - {row.missing_id}
            life.noted["people identified"] -= row.missing_id in life.kept["named"]
            life.kept["named"].discard(row.missing_id)
            life.kept.setdefault("rescinded", set()).add(row.missing_id)
    for profile in Profile.objects.filter(of=sample.item_id, status=Profile.Status.REPORTABLE):
        life.honestly("exchanged profile set aside", set_aside, life.seat(Role.GENETICIST), profile, reason=WHY)
    home = bone.memberships.filter(current=True).select_related("version__individual__thing").first()
    if home is not None:
        life.honestly(
            "wrong grouping ended", withdraw_individual, life.seat(Role.ANTHROPOLOGIST), home.version.individual, reason=WHY
        )
    for missing in sorted(life.kept.get("rescinded", ())):
        life.later(1, partial(_correct, missing=missing))
    life.later(30, bench.correct_plant)


def _correct(life: Life, *, missing: int) -> None:
    """The corrections list what rests on the link; each thing is put right by whoever it belongs to, then they are closed."""
    sweep(life.table.incident)
    corrections = list(Correction.objects.filter(identification__missing=missing).order_by("pk"))
    for one in corrections:  # what was under way when the signature fell came to rest on it since
        undoing.look_again(life.seat(Role.EXAMINER), one)
    mine = set(life.kept.get("rests", {}).get(missing, ()))
    said = {pair for one in corrections for pair in one.steps.values_list("kind", "about")}
    life.told["rescission"] = {
        "dependents_true": len(mine),
        "listed": len(mine & said),
        "not_listed": sorted(f"{kind}: {about}" for kind, about in mine - said),
        "steps": len(said),
    }
    _put_right(life, missing)
    for one in corrections:
        undoing.look_again(life.seat(Role.EXAMINER), one)
        for step in one.steps.filter(done__isnull=True):
            life.honestly("step of the correction ended", undoing.end_step, life.seat(Role.EXAMINER), step, outcome=DONE)
        life.honestly("correction closed", undoing.close, life.seat(Role.EXAMINER), one)


def _put_right(life: Life, missing: int) -> None:
    """Cancel, withdraw, take back, open, bring back, answer: whatever still stands on the wrong name."""
    office, keeper = life.seat(Role.CASUALTY), life.seat(Role.CUSTODY)
    for release in Release.objects.filter(missing=missing, state=Release.State.PREPARED):
        life.honestly("release cancelled", going.cancel, keeper, release, reason=WHY)
    for text in Publication.objects.filter(missing=missing, withdrawn__isnull=True):
        life.honestly("public text withdrawn", publishing.withdraw, office, text, reason=WHY)
        life.kept.get("public", set()).discard(missing)
    fell = Notification.objects.filter(missing=missing, state=Notification.State.TOLD, identification__state="rescinded")
    for notice in fell:
        notice.refresh_from_db(fields=["state"])
        if notice.state != Notification.State.TOLD:  # it was taken back with a later telling of the same name
            continue
        life.honestly("telling taken back", telling.take_back, office, notice, on=life.today, words=TAKEN_BACK)
    for grave in Burial.objects.filter(missing=missing, opened__isnull=True):
        life.honestly("grave opened again", burying.open_grave, office, grave, reason=WHY, sure=True)
    for portion in Portion.objects.filter(release__missing=missing, standing=True).exclude(release__state="prepared"):
        back = partial(going.come_back, keeper, portion, reason=WHY)
        life.honestly("portion brought back", back, document="receipt of the return")
    for event in waiting_events(missing):
        end = partial(portions.answer, office, event, outcome="withdrawn", words="The identification was wrong.")
        life.honestly("later bone withdrawn", end)
