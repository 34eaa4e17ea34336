"""What a family takes home after the file was explained: the words of their status text, and beside them what was found, how it is
known, and what they can count on. The pack prints these paragraphs and has no sentence of its own.

A family reads as much of the bones as it wishes to hear; no third person, no code, no number that only an expert can read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from repatria.registry.codes.models import Thing
from repatria.registry.families.models import Wish
from repatria.registry.homecoming.status.gathering import Gathered
from repatria.registry.homecoming.status.sentences import Paragraph, day, paragraphs

SHARED = ("done", "held", "waits", "wish", "next", "ring")
"""Paragraphs of the status text that are for the whole family; what one relative agreed to, or could give, is theirs alone."""
HEADS = {
    "found": gettext_lazy("What was found"),
    "known": gettext_lazy("How we know"),
    "count on": gettext_lazy("What you can count on"),
}
AFTER = "held"
"""The paragraph after which the further ones stand."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the further paragraphs are made of: the bones by name, how much the family wishes to hear, and the ground."""

    bones: Mapping[str, int]
    detail: str
    signed: date
    signer: str
    looked: int
    """How many looked at it who had no part in the work."""
    confirmed: bool = False
    resampled: bool = False
    doubt: bool = False
    once_in: int = 0
    """In so many such cases at most one mistake is expected."""


def pack_words(missing: Thing, finding: Finding, on: date) -> list[Paragraph]:
    """Every paragraph of the pack about ``missing``, as things stand, dated ``on``."""
    gathered = Gathered(missing.incident, on, [missing.pk])
    shared = [one for one in paragraphs(gathered.facts(missing.pk, None)) if one.key in SHARED]
    told = {"found": _found(finding), "known": _known(finding), "count on": _count_on()}
    further = [Paragraph(key, str(HEADS[key]), " ".join(words)) for key, words in told.items()]
    place = next((n for n, one in enumerate(shared, start=1) if one.key == AFTER), len(shared))
    return [*shared[:place], *further, *shared[place:]]


def _found(finding: Finding) -> Iterator[str]:
    total = sum(finding.bones.values())
    if finding.detail == Wish.Detail.LEAST or not total:
        yield _("Remains of your relative were found. Ask us whenever you want to know more.")
    else:
        yield ngettext("%(n)d bone of your relative was found.", "%(n)d bones of your relative were found.", total) % {
            "n": total
        }
        if finding.detail == Wish.Detail.ALL:
            listed = ", ".join(f"{n} × {one}" if n > 1 else one for one, n in finding.bones.items())
            yield _("They are: %(list)s.") % {"list": listed}
        elif finding.detail:
            yield _("We tell you each one if you ask. You said that a summary is enough for now.")
        else:
            yield _("We tell you each one if you ask.")
    yield _("More may be found later. What you wish to be done then is asked of you, and kept.")


def _known(finding: Finding) -> Iterator[str]:
    yield _("We compared DNA from the bones with DNA that relatives gave. We did not go by things that lay near, nor by looks.")
    yield _("The bones fit your family far better than anybody else on the list, or somebody unknown.")
    if finding.confirmed:
        yield _("More than one relative gave a sample, and the samples bear each other out.")
    elif finding.resampled:
        yield _("One relative gave two samples on different days, and both say the same.")
    yield ngettext(
        "%(n)d person who had no part in the work looked at it and agreed.",
        "%(n)d people who had no part in the work looked at it, each on their own. They agreed.", finding.looked,
    ) % {"n": finding.looked}  # fmt: skip
    yield _("The medical examiner, %(who)s, signed it on %(day)s.") % {"who": finding.signer, "day": day(finding.signed)}
    if finding.doubt:
        yield _("One of them kept a doubt on record. You may have it explained to you, and read it.")
    yield _("No method is free of error. We sign only where we expect at most one mistake in %(n)s such cases.") % {
        "n": f"{finding.once_in:,}"
    }


def _count_on() -> Iterator[str]:
    yield _("You may bury now, wait for more, or decide later. If you wait, we ask again on a day you choose.")
    yield _("If two of you want different things, nothing leaves until that is settled.")
    yield _("Each bone is counted when it leaves, and counted again where it comes home.")
    yield _("We make no name public before the family was told.")
    yield _("You may take back what you agreed to. We tell you first what that undoes.")
    yield _("If anything we told you turns out to be wrong, we come and say so.")
