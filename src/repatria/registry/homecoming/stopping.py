"""What stops a release that is prepared, under way or counted in: what it rests on fell since (in the database: guards_going.py).

Remains that are away are never laid to rest under a name that does not stand. They come back, portion by portion, or a new signature
that stands covers the same bones.
"""

from __future__ import annotations

from collections.abc import Iterable

from repatria.registry.homecoming import gates, leaving
from repatria.registry.homecoming.models import Portion, Release
from repatria.registry.identification.models import Identification
from repatria.registry.inventory.models import Member, Specimen

State = Release.State
AWAY = (State.UNDER_WAY, State.ARRIVED)


def why_it_stops(row: Release) -> str:
    """Why a release must not go on, with what to do; empty where it may, or is over (cancelled, or laid to rest)."""
    if row.state == State.PREPARED:
        return _why_it_does_not_leave(row)
    if row.state not in AWAY or getattr(row, "burial", None) is not None or not row.portions.filter(standing=True).exists():
        return ""
    return why_not_laid(row)


def why_not_laid(row: Release) -> str:
    """Why what went with a release is not laid to rest now; empty where it may be."""
    if row.missing is not None:
        return _why_a_person_is_not_laid(row)
    if row.determination is not None and leaving.why_a_group_stays(row.determination):
        return f"{row.code}: {row.determination.code} does not stand any more. {BACK}"
    if row.unresolved is not None and leaving.why_the_unresolved_stay(row.unresolved):
        return f"{row.code}: {row.unresolved.code} ended. {BACK}"
    return ""


def why_asked_again(row: Release) -> str:
    """What whoever counts a release in reads first where what it rests on was taken back while it was under way; empty otherwise.

    That something arrived is a fact and is written down all the same; a signature that is only void may stand again.
    """
    if row.missing is not None:
        rests_on = Identification.objects.select_related("thing").filter(pk=row.identification_id).first()
        if rests_on is None or rests_on.state != Identification.State.RESCINDED:
            return ""
        return f"{rests_on.code} was rescinded while it was under way. Nobody comes home with it, and nothing is laid to rest."
    return why_not_laid(row)


BACK = "Lay nothing to rest: ask for it back, and note each portion as here again."
"""What to do with remains that are away under what has fallen."""


def _why_it_does_not_leave(row: Release) -> str:
    if row.missing is None:
        group, rest = row.determination, row.unresolved
        return leaving.why_a_group_stays(group) if group else leaving.why_the_unresolved_stay(rest) if rest else ""
    why = leaving.why_a_person_stays(row.missing_id or 0, row.missing.code)
    if why:
        return why
    told, wish = gates.told_of(row.missing_id or 0), leaving.wish_in_force(row.missing_id or 0)
    if wish is not None and wish.pk != row.election_id:
        return f"{row.code}: prepared under an earlier wish of the family. Cancel it, and prepare what they wish now."
    if told is not None and told.identification_id != row.identification_id:
        return f"{row.code}: prepared under an earlier identification. Cancel it, and prepare a new one."
    return ""


def _why_a_person_is_not_laid(row: Release) -> str:
    """A signature stands of which the family was told, and it covers every bone of the release; else the sentence."""
    assert row.missing is not None
    told = gates.told_of(row.missing.pk)
    if told is None:
        rests_on = Identification.objects.select_related("thing").get(pk=row.identification_id)
        if rests_on.state == Identification.State.RESCINDED:
            return f"{row.code}: {rests_on.code} was rescinded. {BACK} Its correction lists this release."
        return (
            f"{row.code}: the signature it rests on does not stand. Lay nothing to rest until one stands again for the same bones; "
            "if that takes long, ask for it back, and note each portion as here again."
        )
    strange = _not_of(told.identification.version_id, row)
    if strange:
        return f"{row.code}: {', '.join(strange)} is not among the bones of the signature that stands now. {BACK}"
    return ""


def _not_of(version: int, row: Release) -> list[str]:
    """Codes of bones that went with a release and are no members of ``version``."""
    away = Portion.objects.filter(release=row, standing=True).exclude(counted_in=False)
    bones: Iterable[int] = Specimen.objects.filter(pk__in=away.values("item")).values_list("pk", flat=True)
    inside = set(
        Member.objects.filter(version=version, removed__isnull=True, specimen__in=bones).values_list("specimen", flat=True)
    )
    lost = [one for one in bones if one not in inside]
    return list(Specimen.objects.filter(pk__in=lost).order_by("pk").values_list("item__thing__code", flat=True))
