"""Which bones are free for an ending without a name: nobody's identification, no other ending, in the house and whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from repatria.registry.codes.models import Thing
from repatria.registry.custody.models import Item
from repatria.registry.homecoming.models import DeterminationMember, Portion, UnresolvedMember
from repatria.registry.identification.models import Identification
from repatria.registry.inventory.models import Member, Specimen

State = Identification.State
STANDING = (State.DRAFT, State.REVIEW, State.AGREED, State.SIGNED)
"""States in which an identification holds its bones."""


def why_not_free(specimens: Iterable[int]) -> dict[int, str]:
    """For each bone that is not free (primary key), why, in words that say what to do."""
    asked = set(specimens)
    said: dict[int, str] = {}
    named = Member.objects.filter(specimen__in=asked, removed__isnull=True, version__identifications__state__in=STANDING)
    found = named.values_list("specimen_id", "version__identifications__thing__code", "version__identifications__state")
    for bone, code, state in found.order_by("pk"):
        said.setdefault(bone, f"is in {code} ({State(state).label}). End that first.")
    for one in Portion.objects.filter(item__in=asked, standing=True).select_related("release__thing"):
        said.setdefault(one.item_id, f"is in release {one.release.code}. Look there.")
    for held in DeterminationMember.objects.filter(specimen__in=asked, current=True).select_related("determination__thing"):
        said.setdefault(held.specimen_id, f"is in determination {held.determination.code}. Reverse or revise that first.")
    for rest in UnresolvedMember.objects.filter(specimen__in=asked, current=True).select_related("unresolved__thing"):
        said.setdefault(rest.specimen_id, f"is among unresolved remains {rest.unresolved.code}. End those first.")
    for bone in Specimen.objects.filter(pk__in=asked).select_related("item"):
        if bone.withdrawn is not None:
            said.setdefault(bone.pk, "was entered by mistake and withdrawn. Leave it out.")
        elif bone.item.state != Item.State.HELD:
            said.setdefault(bone.pk, f"is {bone.item.get_state_display()}. Only what is held can be taken.")
    return said


def named_since(specimens: Iterable[int]) -> dict[int, str]:
    """For each of these bones that stands in a signed identification: that identification's code."""
    asked = set(specimens)
    rows = Member.objects.filter(specimen__in=asked, removed__isnull=True, version__identifications__state=State.SIGNED)
    return dict(rows.values_list("specimen_id", "version__identifications__thing__code"))


def being_named(specimens: Iterable[int]) -> dict[int, tuple[str, str]]:
    """For each of these bones that an identification holds, signed or on its way to a signature: (its code, its state)."""
    asked = set(specimens)
    rows = Member.objects.filter(specimen__in=asked, removed__isnull=True, version__identifications__state__in=STANDING)
    columns = ("specimen_id", "version__identifications__thing__code", "version__identifications__state")
    found: dict[int, tuple[str, str]] = {}
    for bone, code, state in rows.order_by("version__identifications__pk").values_list(*columns):
        if bone not in found or state == State.SIGNED:
            found[bone] = (code, state)
    return found


def of_box(container: Thing) -> Sequence[Specimen]:
    """The specimens first found in a container that are free, in the order of their numbers."""
    rows = Specimen.objects.filter(found_in=container.pk, withdrawn__isnull=True).select_related("item__thing")
    found = list(rows.order_by("item__thing__number"))
    taken = why_not_free(one.pk for one in found)
    return [one for one in found if one.pk not in taken]
