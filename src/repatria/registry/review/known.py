"""Known answers: a bone whose truth the quality manager knows enters the queue like any other, and is opened by them alone.

The bone comes in a box, is entered, sampled and typed through the stages' own acts, in the name of an account that nobody logs in
with and that the quality manager chose; its profile is drawn so that it is what the family (or a stranger) would show. It stands in no
figure about the dead, and counts as work until it is opened (codes/keptout.py). Its identification is never signed (here and in the
database), and while it is open no identification in its family is, because it takes part in the joint answer.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from repatria.formats.notes import Notes
from repatria.formats.writer import write_profiles
from repatria.model import Profile
from repatria.registry.codes import keptout
from repatria.registry.codes.models import Thing
from repatria.registry.custody import actions as custody
from repatria.registry.families.models import PedigreeNode
from repatria.registry.gateway.known import relatives_bone, strangers_bone
from repatria.registry.identification import hooks
from repatria.registry.identification.casefiles import family_now
from repatria.registry.identification.models import Identification, Statement
from repatria.registry.identification.states import OPEN
from repatria.registry.identification.within import move
from repatria.registry.inventory.actions import entering
from repatria.registry.inventory.models import Member, Specimen
from repatria.registry.inventory.typed import read_line
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.laboratory import actions as bench
from repatria.registry.laboratory.delivering import File, RunTold, import_profiles
from repatria.registry.laboratory.keeping import keep
from repatria.registry.laboratory.models import Sample
from repatria.registry.laboratory.parsing import read_here
from repatria.registry.people.actions import add_user
from repatria.registry.people.models import User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat, TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.review import entries, papers, signing
from repatria.registry.review.models import KnownAnswer
from repatria.registry.review.within import now

State = Identification.State
NAMED = (State.REVIEW, State.AGREED, State.SIGNED)
"""States in which somebody stands by a name; a draft is a thought."""


@dataclass(frozen=True, slots=True)
class Cover:
    """How the bone comes in: as whom, in what, from whom, what it is, what it weighs, and the run that typed it."""

    account: str
    name: str
    box: str
    giver: str
    line: str
    run: RunTold
    file: str = "profiles.csv"
    before_g: Decimal = Decimal("100.000")
    taken_g: Decimal = Decimal("0.900")
    remaining_g: Decimal = Decimal("99.050")


def slip(by: Any, cover: Cover, *, missing: Thing | None = None, seed: int | None = None, lost: float = 0.1) -> KnownAnswer:
    """Make a known answer: a bone of ``missing``, or of somebody on no list. The profile is drawn before anything is locked.

    Raises Impossible for a family without typed relatives, or one in which an identification or another known answer is open.
    """
    by.need("review.known")
    chosen = secrets.randbelow(2**31) if seed is None else seed
    if missing is None:
        return _slipped(by, cover, strangers_bone(code="X", seed=chosen, lost=lost), None, seed=chosen)
    if missing.incident_id != by.incident.pk:
        raise NotFound
    _must_be_free(missing)
    family = family_now(missing)
    if family is None or not family.references:
        raise Impossible(
            f"{missing.code}: its family has no typed relative whose consent is in force. Choose another, or a stranger."
        )
    return _slipped(by, cover, relatives_bone(family, missing.code, code="X", seed=chosen, lost=lost), missing, seed=chosen)


@recorded(entries.KnownAnswerSlipped, verb="review.known")
def _slipped(by: Any, cover: Cover, profile: Profile, truth: Thing | None, *, seed: int) -> Done[KnownAnswer]:
    user = User.objects.filter(username=cover.account).first() or add_user(
        TheRegistry(by.incident), cover.account, name=cover.name
    )
    if user.has_usable_password() or user.stands_in or user.memberships.exists():
        raise Impossible(f"account {cover.account!r}: somebody works with it. Choose an account that nobody has.")

    def seat(role: Role) -> Seat:
        return Seat(user, by.incident, frozenset({role}), None)

    box = custody.take(seat(Role.CUSTODY), what=cover.box, giver=cover.giver)
    bone = entering.enter_specimen(seat(Role.ANTHROPOLOGIST), box, read_line(cover.line))
    weighed = bench.Cut(cover.before_g, cover.taken_g, cover.remaining_g)
    sample = bench.cut(seat(Role.TECHNICIAN), bone.item, weighed=weighed)
    _deliver(seat(Role.TECHNICIAN), cover, profile, sample.code)
    thing = Thing.objects.get(pk=bone.pk)
    row = KnownAnswer.objects.create(specimen=thing, truth=truth, made_by=by.user, made=now(), words=f"drawn with seed {seed}")
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
    """Ids of the things that stand in no figure: the bones, their boxes, samples and individuals."""
    rows = KnownAnswer.objects.filter(opened__isnull=False) if over else KnownAnswer.objects.all()
    bones = list(rows.values_list("specimen_id", flat=True))
    if not bones:  # as nearly always: no count then pays for looking
        return Thing.objects.none().values("pk")
    boxes = Specimen.objects.filter(pk__in=bones).values_list("found_in_id", flat=True)
    groups = Member.objects.filter(specimen__in=bones, removed__isnull=True).values_list("version__individual_id", flat=True)
    samples = Sample.objects.filter(root__in=bones).values_list("item_id", flat=True)
    return Thing.objects.filter(pk__in={*bones, *boxes, *groups, *samples} - {None}).values("pk")


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


def _deliver(seat: Seat, cover: Cover, profile: Profile, code: str) -> None:
    """The profile as a file of a laboratory, kept, read again and taken in like every other."""
    with tempfile.TemporaryDirectory(prefix="repatria-plate-") as folder:
        path = Path(folder) / "plate.csv"
        write_profiles([replace(profile, id=code, source="")], path, "csv", Notes())
        kept = keep([path.read_bytes()], cover.file)
    format, nouns, notes = read_here(kept.path)
    import_profiles(seat, File(cover.file, format, kept.sha256, kept.bytes, nouns, notes), run=cover.run)


def register() -> None:
    """Let the signature, the figures and the page of an identification ask; called once, when Django is ready."""
    if papers.part not in hooks.PARTS:
        hooks.PARTS.append(papers.part)
    if against_signing not in signing.FURTHER:
        signing.FURTHER.append(against_signing)
    if kept_out not in keptout.PROVIDERS:
        keptout.PROVIDERS.append(kept_out)
