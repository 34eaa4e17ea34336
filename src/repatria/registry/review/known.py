"""Known answers: a bone whose truth the quality manager knows goes through every hand like any other, and is opened by them alone.

Colleagues take it in, enter it, group it and cut it; they do not know. Before its DNA comes the quality manager names it here: the
registry draws the profile that it shall show (what a missing person's bone would show, or a stranger's), and the laboratory returns that
among the others (alike.py). So nothing that colleagues read was done by another hand, at another hour or in another order than theirs.
Its identification is never signed (here and in the database), and while it is open no identification in its family is, because
it takes part in the joint answer. In what is published it never stands (codes/keptout.py).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from repatria.model import Profile
from repatria.registry.codes import keptout
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.families.models import PedigreeNode
from repatria.registry.gateway.known import relatives_bone, strangers_bone
from repatria.registry.identification import hooks
from repatria.registry.identification.casefiles import family_now
from repatria.registry.identification.models import Identification, Statement
from repatria.registry.identification.states import OPEN
from repatria.registry.identification.within import move
from repatria.registry.inventory.models import Member
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.laboratory.models import Sample
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.review import alike, entries, papers, signing
from repatria.registry.review.models import KnownAnswer
from repatria.registry.review.within import now

State = Identification.State
NAMED = (State.REVIEW, State.AGREED, State.SIGNED)
"""States in which somebody stands by a name; a draft is a thought."""


def slip(by: Any, bone: Thing, *, missing: Thing | None = None, seed: int | None = None) -> KnownAnswer:
    """Make ``bone``, which colleagues entered and cut, a known answer: of ``missing``, or of somebody on no list.

    What its DNA shall show is drawn now and kept for the laboratory (``plate``). Raises Impossible for a bone that would be told from
    the others, for a family without typed relatives, or one in which an identification or another known answer is open.
    """
    by.need("review.known")
    if bone.incident_id != by.incident.pk or (missing is not None and missing.incident_id != by.incident.pk):
        raise NotFound
    chosen = secrets.randbelow(2**31) if seed is None else seed
    sample = alike.must_be_alike(by, bone)
    worn = alike.like_others(bone, chosen)
    if missing is None:
        return _slipped(by, bone, strangers_bone(code=sample, seed=chosen, like=worn), None, seed=chosen)
    _must_be_free(missing)
    family = family_now(missing)
    if family is None or not family.references:
        raise Impossible(
            f"{missing.code}: its family has no typed relative whose consent is in force. Choose another, or a stranger."
        )
    return _slipped(by, bone, relatives_bone(family, missing.code, code=sample, seed=chosen, like=worn), missing, seed=chosen)


@recorded(entries.KnownAnswerSlipped, verb="review.known")
def _slipped(by: Any, bone: Thing, profile: Profile, truth: Thing | None, *, seed: int) -> Done[KnownAnswer]:
    thing = Thing.objects.select_for_update(of=("self",)).get(pk=bone.pk, kind=Kind.SPECIMEN)
    alike.must_be_alike(by, thing)  # nothing came in between
    row = KnownAnswer.objects.create(
        specimen=thing, truth=truth, made_by=by.user, made=now(), words=f"drawn with seed {seed}", plate=alike.plate_of(profile)
    )
    return Done(row, personal={"specimen": thing.code, "truth": truth.code if truth else "nobody on the list"})


@recorded(entries.KnownAnswerOpened, verb="review.known")
def open_answer(by: Any, known: KnownAnswer) -> Done[KnownAnswer]:
    """Compare what was answered with the truth, and end what waits for it. From then on it takes part in no search."""
    row = KnownAnswer.objects.select_for_update(of=("self",)).select_related("specimen", "truth").get(pk=known.pk)
    if row.specimen.incident_id != by.incident.pk:
        raise NotFound
    if row.opened is not None:
        raise Overtaken(f"{row.specimen.code}: opened at {row.opened:%Y-%m-%d %H:%M} UTC. Its outcome stands on this page.")
    found = answers_to(row)
    outcome, words = judged(row, found)
    for one in found:
        if one.state in (State.DRAFT, State.REVIEW, State.AGREED):
            move(
                TheRegistry(by.incident),
                one,
                State.WITHDRAWN,
                "identification.withdraw",
                why=_("it was a known answer of quality control"),
            )
    row.outcome, row.opened, row.words = outcome, now(), f"{row.words}; {words}"[:400]
    row.save(update_fields=["outcome", "opened", "words"])
    return Done(row, subject=row.specimen.code, facts={"outcome": str(outcome)})


def answers_to(known: KnownAnswer) -> list[Identification]:
    """The identifications of the individual that holds the bone, the latest first; locked where this runs in an act."""
    versions = Member.objects.filter(specimen=known.specimen_id, removed__isnull=True).values("version_id")
    rows = Identification.objects.filter(version__in=versions).select_related("thing", "missing", "incident")
    return list(rows.order_by("-changed"))


def judged(known: KnownAnswer, found: Sequence[Identification]) -> tuple[KnownAnswer.Outcome, str]:
    """The outcome and a sentence: a name that somebody stands by is right or wrong; without one it was withheld."""
    named = [one for one in found if one.state in NAMED]
    truth = known.truth.code if known.truth else _("nobody on the list")
    if not named:
        return KnownAnswer.Outcome.WITHHELD, _("nobody was named; it is %(truth)s") % {"truth": truth}
    said = named[0].missing.code
    right = known.truth_id is not None and named[0].missing_id == known.truth_id
    outcome = KnownAnswer.Outcome.RIGHT if right else KnownAnswer.Outcome.WRONG
    return outcome, _("named as %(said)s; it is %(truth)s") % {"said": said, "truth": truth}


def against_signing(identification: Identification, _statement: Statement) -> Iterable[str]:
    """Why an identification waits for quality control: it holds a known answer, or one is open in its family."""
    bones = Member.objects.filter(version=identification.version_id, removed__isnull=True).values("specimen_id")
    held = KnownAnswer.objects.filter(specimen__in=bones).exists()
    if held or open_in_family(identification.missing).exists():
        yield _("quality control holds this family until a check of its own is finished; ask the quality manager, then sign.")


def open_in_family(missing: Thing) -> Any:
    """Known answers that are open for anybody missing from the same family."""
    nodes = PedigreeNode.objects.filter(until__isnull=True)
    family = nodes.filter(missing=missing.pk).values("family_id")
    lost = nodes.filter(family__in=family, missing__isnull=False).values("missing_id")
    return KnownAnswer.objects.filter(opened__isnull=True, truth__in=lost)


def kept_out(over: bool) -> Any:
    """Ids of what is left out with known answers: the bones, their samples, and individuals that hold nothing else."""
    rows = KnownAnswer.objects.filter(opened__isnull=False) if over else KnownAnswer.objects.all()
    bones = set(rows.values_list("specimen_id", flat=True))
    if not bones:  # as nearly always: no count then pays for looking
        return Thing.objects.none().values("pk")
    versions = Member.objects.filter(specimen__in=bones, removed__isnull=True).values("version")
    held = Member.objects.filter(version__in=versions, removed__isnull=True).values_list(
        "version__individual_id", "specimen_id"
    )
    members = list(held)
    true = {individual for individual, bone in members if bone not in bones}
    samples = Sample.objects.filter(root__in=bones).values_list("item_id", flat=True)
    return Thing.objects.filter(pk__in={*bones, *samples, *({individual for individual, _bone in members} - true)}).values("pk")


def _must_be_free(missing: Thing) -> None:
    nodes = PedigreeNode.objects.filter(until__isnull=True)
    family = nodes.filter(missing=missing.pk).values("family_id")
    lost = nodes.filter(family__in=family, missing__isnull=False).values("missing_id")
    one = Identification.objects.filter(missing__in=lost, state__in=OPEN).select_related("thing").first()
    if one is not None:
        raise Impossible(
            f"{missing.code}: {one.thing.code} is open in its family. A known answer would disturb it; choose another family."
        )
    if open_in_family(missing).exists():
        raise Impossible(
            f"{missing.code}: a known answer of its family is open. Open that one first, or choose another family."
        )


def register() -> None:
    """Let the signature, the figures and the page of an identification ask; called once, when Django is ready."""
    if papers.part not in hooks.PARTS:
        hooks.PARTS.append(papers.part)
    if against_signing not in signing.FURTHER:
        signing.FURTHER.append(against_signing)
    if kept_out not in keptout.PROVIDERS:
        keptout.PROVIDERS.append(kept_out)
