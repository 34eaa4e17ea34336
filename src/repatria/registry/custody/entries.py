"""What the journal says about items, their holders, seals and masses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.journal.entrytypes import EntryType


class ItemTaken(EntryType):
    tag = "custody.taken"
    sentence = _("{subject} ({what}) was taken into custody from {giver}")
    personal = ("giver",)


class HandOverOffered(EntryType):
    tag = "custody.offered"
    sentence = _("{subject} was offered to {to}: {reason}")
    personal = ("to",)


class HandOverAccepted(EntryType):
    tag = "custody.accepted"
    sentence = _("{subject} was taken over from {giver} (items inside: {count})")
    personal = ("giver",)


class HandedOutside(EntryType):
    tag = "custody.handed_outside"
    sentence = _("{subject} left to {to}, signed for in {document} (items inside: {count})")
    personal = ("to", "document", "signed_by")


class ItemReturned(EntryType):
    tag = "custody.returned"
    sentence = _("{subject} came back from {giver} by {document}: {reason} (items inside: {count})")
    personal = ("giver", "document", "brought_by")


class ItemReleased(EntryType):
    tag = "custody.released"
    sentence = _("{subject} left for good with release {release}")


class ReleasedCameBack(EntryType):
    tag = "custody.came_back"
    sentence = _("{subject}, which had left with release {release}, is here again")


class HandOverDeclined(EntryType):
    tag = "custody.declined"
    sentence = _("{subject} was not taken over: {reason}")


class HandOverWithdrawn(EntryType):
    tag = "custody.withdrawn"
    sentence = _("The offer of {subject} was withdrawn: {reason}")


class ItemMoved(EntryType):
    tag = "custody.moved"
    sentence = _("{subject} now lies at {place}: {reason}")


class ItemPacked(EntryType):
    tag = "custody.packed"
    sentence = _("{subject} was put into {container}")


class ItemUnpacked(EntryType):
    tag = "custody.unpacked"
    sentence = _("{subject} was taken out of {container}: {reason}")


class ItemWeighed(EntryType):
    tag = "custody.weighed"
    sentence = _("{subject} weighs {mass_g} g")


class ItemSplit(EntryType):
    tag = "custody.split"
    sentence = _("{subject} was split into {parts}: {reason}")


class ItemsMerged(EntryType):
    tag = "custody.merged"
    sentence = _("{parts} were merged into {subject}: {reason}")


class ItemConsumed(EntryType):
    tag = "custody.consumed"
    sentence = _("{mass_g} g of {subject} were consumed: {reason}")


class ItemDestroyed(EntryType):
    tag = "custody.destroyed"
    sentence = _("{subject} was destroyed: {reason}")


class SealSet(EntryType):
    tag = "custody.sealed"
    sentence = _("Seal {number} was set on {subject}")


class SealChecked(EntryType):
    tag = "custody.seal_checked"
    sentence = _("Seal {number} on {subject} was found {state}")


class DiscrepancyOpened(EntryType):
    tag = "custody.discrepancy_opened"
    sentence = _("At {subject} something does not agree: {what}")


class DiscrepancyExplained(EntryType):
    tag = "custody.discrepancy_explained"
    sentence = _("The discrepancy at {subject} was explained: {explanation}")


class PlaceNamed(EntryType):
    tag = "custody.place_named"
    sentence = _("The place {name} was entered")
