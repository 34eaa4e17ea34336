"""Graves under a name in which bones lie that the signature of today does not hold: nothing was rescinded, so no correction has them.

The signature that they went under fell, and the same person was signed again with other bones. Whether the first was wrong is for
somebody to decide: once it is rescinded, its correction lists the grave; or the grave is opened.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from repatria.registry.homecoming.models import Burial, Portion
from repatria.registry.identification.models import Identification
from repatria.registry.inventory.models import Member

State = Identification.State


def stranded(graves: QuerySet[Burial]) -> QuerySet[Burial]:
    """Those of ``graves`` that were not opened, rest on a void signature, and hold a bone that is not in the one that stands."""
    signed = Identification.objects.filter(missing=OuterRef("missing"), state=State.SIGNED)
    theirs = Member.objects.filter(
        specimen=OuterRef("item"), removed__isnull=True, version__identifications__missing=OuterRef("release__missing"),
        version__identifications__state=State.SIGNED,
    )  # fmt: skip
    lies = Portion.objects.filter(release=OuterRef("release"), counted_in=True, standing=True, item__specimen__isnull=False)
    rows = graves.filter(opened__isnull=True, release__identification__state=State.VOID)
    return rows.filter(Exists(signed), Exists(lies.filter(~Exists(theirs)))).order_by("pk")
