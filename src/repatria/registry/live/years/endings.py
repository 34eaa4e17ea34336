"""Honest endings without a name: one group that two nations sign for, and per box what stays unresolved, compared every year."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from repatria.registry.codes.models import Thing
from repatria.registry.homecoming.actions import ending, going, nations, resting
from repatria.registry.homecoming.free import of_box, why_not_free
from repatria.registry.homecoming.models import Determination, Unresolved
from repatria.registry.inventory.models import Specimen
from repatria.registry.journal import clock
from repatria.registry.live import parameters
from repatria.registry.live.years import carrying, gates
from repatria.registry.live.years.life import HAND_OVER, Life
from repatria.registry.people.roles import Role
from repatria.registry.review.confirming import Proof
from repatria.registry.searching.models import CandidateList

UNRESOLVED_AFTER = 0.9
"""Of the time lived; our own assumption."""
ON_NO_LIST = 0.5
"""Posterior of being nobody on the list from which an individual is looked at for the group; our own assumption."""
NATIONS = ("the northern neighbour", "the southern neighbour")
SIGNERS = (Role.REVIEWER, Role.EXAMINER)
"""Who signs for which of the two."""
EVIDENCE = (
    "Exercise. Nobody of the list whose family gave a sample is nearer than chance; what was found with them, and where, is of the "
    "group. Both nations looked at the boxes together."
)
GROUND = "Every sample was typed as far as it can be; nobody of the list and no group could be named."
RULE = "May be opened again on the word of the medical examiner when a comparison finds somebody."
BURIED = 3
"""Boxes of unresolved remains that are laid to rest under a number; the others wait in the strong room."""


def begin(life: Life, days: int) -> None:
    """Half-way the group, near the end what stays unresolved."""
    life.on(HAND_OVER + timedelta(days=round(days * parameters.of("group determination"))), determine)
    life.on(HAND_OVER + timedelta(days=round(days * UNRESOLVED_AFTER)), write_up)


def determine(life: Life) -> None:
    """The historian writes for whom no list can name; two others sign, each for a nation; then they are carried home together."""
    lists = CandidateList.objects.filter(
        search__current=True, search__incident=life.table.incident, version__isnull=False, none_of_these__gte=ON_NO_LIST
    )
    versions = {row.version_id for row in lists}
    bones = list(
        Specimen.objects.filter(
            memberships__version__in=versions, memberships__removed__isnull=True, memberships__current=True
        ).select_related("item__thing")
    )
    taken = why_not_free(bone.pk for bone in bones)
    free = [bone for bone in bones if bone.pk not in taken]
    if not free:
        life.noted["no bone is free for a group"] += 1
        return
    accredit(life)
    row = life.honestly(
        "determination written", ending.determine, life.seat(Role.HISTORIAN), group="soldiers of the neighbour, as a group",
        receiving=NATIONS[0], evidence=EVIDENCE, specimens=free,
    )  # fmt: skip
    if row is None:
        return
    life.kept["group"] = [bone.code for bone in free]
    _sign(life, row, 0)
    gates.attempt(
        life, "group leaves with one nation's signature", going.try_to_prepare, life.seat(Role.CUSTODY),
        going.For(determination=row), items=[free[0].item], receiver=NATIONS[0],
    )  # fmt: skip
    life.later(30, partial(_second, determination=row.pk))


def accredit(life: Life) -> None:
    """The administrator puts both nations on the list, and names who signs for which."""
    admin = life.seat(Role.ADMINISTRATOR)
    for name, role in zip(NATIONS, SIGNERS, strict=True):
        row = life.honestly(
            "nation put on the list", nations.enter, admin, name=name, part="looks at the boxes together with us"
        )
        if row is not None:
            life.honestly("signer named for a nation", nations.name_delegate, admin, row, life.seat(role).user)


def _sign(life: Life, row: Determination, number: int) -> None:
    signer, digest = life.seat(SIGNERS[number]), ending.digest_of(row)
    proof = Proof(signer.user.pk, row.pk, digest, clock.now())
    life.honestly(
        "determination signed for a nation", ending.try_to_sign, signer, row, lambda: proof,
        words="We looked at the boxes together.", digest=digest,
    )  # fmt: skip


def _second(life: Life, *, determination: int) -> None:
    row = Determination.objects.select_related("thing").get(pk=determination)
    _sign(life, row, 1)
    row.refresh_from_db()
    if row.state != Determination.State.SIGNED:
        return
    items = [m.specimen.item for m in row.members.filter(current=True).select_related("specimen__item__thing")]
    life.noted["specimens returned as a group"] += len(items)
    for at in range(0, len(items), going.MOST):
        carrying.carry(life, going.For(determination=row), items[at : at + going.MOST], NATIONS[0])


def write_up(life: Life) -> None:
    """What is left of each box is written up; some of it is laid to rest under a number."""
    for number, code in enumerate(sorted(life.kept.get("boxes", {}))):
        box = Thing.objects.get(code=code)
        if not of_box(box):
            life.noted["box of which nothing remains"] += 1
            continue
        made = life.honestly(
            "box written up as unresolved", resting.write_up, life.seat(Role.EXAMINER), box, ground=GROUND, exhumation=RULE
        )
        if made is None:
            continue
        life.noted["specimens unresolved"] += made.members.count()
        life.on(made.compare_next, partial(_compare, unresolved=made.pk))
        if number < BURIED:
            items = [m.specimen.item for m in made.members.filter(current=True).select_related("specimen__item__thing")]
            carrying.carry(life, going.For(unresolved=made), items[: going.MOST], "the cemetery of the exercise")


def _compare(life: Life, *, unresolved: int) -> None:
    """Once a year they are compared again with everybody."""
    row = Unresolved.objects.select_related("thing").get(pk=unresolved)
    if row.ended is not None:
        return
    made = life.honestly(
        "unresolved compared again", resting.compare, life.seat(Role.EXAMINER), row, on=life.today,
        words="Nobody new could be named.",
    )  # fmt: skip
    if made is not None:
        row.refresh_from_db()
        life.on(row.compare_next, partial(_compare, unresolved=unresolved))
