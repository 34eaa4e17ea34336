"""Who of a family can be told, and in which order: the next of kin, who directs disposition, then by closeness in the pedigree."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from repatria.registry.families.models import Consent, ContactAttempt, Kin, MissingPerson, Parentage, PedigreeNode, Wish
from repatria.registry.homecoming.silence import silences

FAR = 99
"""Steps of somebody whom the pedigree does not join to the missing person."""
NEXT, DIRECTS = _("next of kin, told first"), _("directs what happens to the remains")


@dataclass(frozen=True, slots=True)
class Relative:
    """One relative of a missing person: steps in the pedigree, what the wishes call them, and what speaks against turning to them."""

    kin: Kin
    steps: int
    next_of_kin: bool
    directs: bool
    silent_since: date | None
    """The day since when they wish not to be contacted; None where they may be."""

    @property
    def died(self) -> bool:
        """Whether they have died."""
        return self.kin.living == Kin.Living.NO

    @property
    def silent(self) -> bool:
        """Whether they asked not to be contacted, and have not turned to us since."""
        return self.silent_since is not None

    @property
    def called(self) -> list[Any]:
        """What the family's wishes call them."""
        return [words for words, named in ((NEXT, self.next_of_kin), (DIRECTS, self.directs)) if named]


def wish_of(person: MissingPerson) -> Wish | None:
    """The family's wishes in force about how and whom to tell."""
    rows = Wish.objects.filter(person=person, until__isnull=True).select_related("next_of_kin__thing", "directs__thing")
    return rows.first()


def next_of_kin(person: MissingPerson) -> Kin | None:
    """Who is told first; ``None`` where the family was not asked yet."""
    wish = wish_of(person)
    return wish.next_of_kin if wish else None


def circle_ids(person: MissingPerson) -> set[int]:
    """The ids of the relatives in the person's folder, and of those whom the wishes name."""
    family = PedigreeNode.objects.filter(missing=person, until__isnull=True).values("family")
    near = PedigreeNode.objects.filter(family__in=family, until__isnull=True, kin__isnull=False)
    wish = wish_of(person)
    named = {wish.next_of_kin_id, wish.directs_id} if wish else set()
    return {*near.values_list("kin_id", flat=True), *(pk for pk in named if pk is not None)}


def circle_of(person: MissingPerson) -> list[Relative]:
    """Everybody who could be told, in the order in which to turn to them; who has died or asked to be left alone comes last."""
    wish, steps = wish_of(person), _steps(person)
    rows = list(Kin.objects.filter(pk__in=circle_ids(person)).select_related("thing"))
    ids = [one.pk for one in rows]
    quiet = silences(ContactAttempt.objects.filter(kin__in=ids), Consent.objects.filter(kin__in=ids))
    found = [
        Relative(
            one,
            steps.get(one.pk, FAR),
            bool(wish and wish.next_of_kin_id == one.pk),
            bool(wish and wish.directs_id == one.pk),
            quiet.get(one.pk),
        )
        for one in rows
    ]
    return sorted(found, key=lambda r: (r.died, r.silent, not r.next_of_kin, not r.directs, r.steps, r.kin.pk))


def first_to_tell(person: MissingPerson) -> Relative | None:
    """Who is turned to first: the next of kin, unless they died or asked for silence; then the next in the order."""
    return next((one for one in circle_of(person) if not one.died and not one.silent), None)


def _steps(person: MissingPerson) -> dict[int, int]:
    """For each relative of the folder, how many parents and children lie between."""
    nodes = dict(
        PedigreeNode.objects.filter(
            until__isnull=True,
            family__in=PedigreeNode.objects.filter(missing=person, until__isnull=True).values("family"),
        ).values_list("pk", "kin_id")
    )
    start = PedigreeNode.objects.filter(missing=person, until__isnull=True).values_list("pk", flat=True).first()
    beside: dict[int, list[int]] = defaultdict(list)
    links = Parentage.objects.filter(Q(child__in=nodes) | Q(parent__in=nodes), until__isnull=True)
    for child, parent in links.values_list("child_id", "parent_id"):
        beside[child].append(parent)
        beside[parent].append(child)
    reached, queue = ({start: 0}, deque([start])) if start else ({}, deque())
    while queue:
        here = queue.popleft()
        for other in beside[here]:
            if other not in reached:
                reached[other] = reached[here] + 1
                queue.append(other)
    return {kin: reached[node] for node, kin in nodes.items() if kin is not None and node in reached}
