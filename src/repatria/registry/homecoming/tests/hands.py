"""Ways home made quickly: a signed identification with a family, told, and with a wish. No science, but the stages' own acts.

``signed(scene)`` → Identification; ``told(scene)`` and ``elected(scene)`` bring one there. Each call makes another person. ``bones``
makes specimens; ``signed(scene, bones=…)`` gives the individual these; ``fall`` and ``again`` let a signature fall and sign anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from repatria.registry.codes.giving import new_things
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.custody import actions as custody
from repatria.registry.custody.models import Item
from repatria.registry.families.actions import kin as kindred
from repatria.registry.families.models import Kin, MissingPerson, Wish
from repatria.registry.homecoming import flowing, gates
from repatria.registry.homecoming.actions import telling
from repatria.registry.homecoming.models import Election, Notification
from repatria.registry.identification.actions import void
from repatria.registry.identification.models import EvidenceFile, Exclusion, Identification
from repatria.registry.inventory.actions import entering
from repatria.registry.inventory.models import Individual, IndividualVersion, Member, Specimen
from repatria.registry.inventory.typed import read_line
from repatria.registry.journal import clock
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat, TheRegistry
from repatria.registry.review import reviewing, signing
from repatria.registry.review.tests import hands
from repatria.registry.review.tests.hands import Bench
from repatria.registry.searching.models import Candidate, CandidateList
from repatria.registry.testing.keeping import kept
from repatria.registry.testing.scene import Scene


@kept
def bench_of(scene: Scene) -> Bench:
    """The bench of this scene: a finished search and the reviewers; made once."""
    held: dict[str, Any] = vars(scene)
    if "homecoming_bench" not in held:
        held["homecoming_bench"] = hands.seated(scene)
    found: Bench = held["homecoming_bench"]
    return found


def office(scene: Scene) -> Seat:
    """The casualty officer at work."""
    return scene.seat(Role.CASUALTY)


@kept
def bones(scene: Scene, *lines: str) -> list[Specimen]:
    """Specimens in a box of the custody officer's, each typed as on the page of the inventory; one left femur if nothing is said."""
    by = scene.seat(Role.CUSTODY)
    box = custody.take(by, what="box", giver="a delegation", kind=Kind.CONTAINER)
    seat = scene.seat(Role.ANTHROPOLOGIST)
    offered = custody.offer(by, box, to=scene.users[Role.ANTHROPOLOGIST], reason="to be looked at")
    custody.accept(seat, offered)
    return [entering.enter_specimen(seat, box, read_line(line)) for line in lines or ("left femur",)]


@kept
def signed(
    scene: Scene, *, family: bool = True, bones: Sequence[Specimen] = (), missing: Thing | None = None
) -> Identification:
    """A signed identification of somebody fresh or ``missing``; the family has a next of kin and somebody who directs disposition."""
    one = _decided(scene, missing, bones)
    if family:
        family_of(scene, one)
    return one


def agreed(scene: Scene, missing: Thing | None = None, specimens: Sequence[Specimen] = ()) -> Identification:
    """Drafted by hand, reviewed and agreed, not yet signed."""
    bench = bench_of(scene)
    one = _drafted(bench, missing, specimens)
    Identification.objects.filter(pk=one.pk).update(state="review")
    one.refresh_from_db()
    for name in ("ada", "ben"):
        reviewing.begin(bench.seat(name), one)
        reviewing.finish(bench.seat(name), one, verdict="agree", words=f"{name}: I follow it.")
    return one


@kept
def again(scene: Scene, one: Identification, *, bones: Sequence[Specimen] = ()) -> Identification:
    """A new signature for the same person, after the first fell: another individual, drafted, reviewed and signed."""
    return _decided(scene, one.missing, bones)


def person_of(one: Identification) -> MissingPerson:
    """Who was identified."""
    return MissingPerson.objects.select_related("thing").get(thing=one.missing_id)


def family_of(scene: Scene, one: Identification) -> tuple[Kin, Kin]:
    """(next of kin, who directs disposition) of somebody; made where there is no wish yet."""
    return relatives_of(scene, person_of(one))


@kept
def relatives_of(scene: Scene, person: MissingPerson) -> tuple[Kin, Kin]:
    """The same for a missing person."""
    wish = Wish.objects.filter(person=person, until__isnull=True).select_related("next_of_kin__thing", "directs__thing").first()
    if wish is not None and wish.next_of_kin and wish.directs:
        return wish.next_of_kin, wish.directs
    by = office(scene)
    near = kindred.add_kin(by, name=f"Near {person.code}", relation="sister", living="yes", language="English")
    directs = kindred.add_kin(by, name=f"Directing {person.code}", relation="brother", living="yes", language="English")
    kindred.note_wish(by, person, next_of_kin=near, directs=directs, language="English", detail="summary", later="yes")
    return near, directs


def due(one: Identification) -> Notification:
    """The notification that a signature opened, as the river does after the commit."""
    flowing.sweep(one.incident)
    found = gates.due_of(one.missing_id)
    assert found is not None, "nothing is due"
    return found


@kept
def told(scene: Scene, one: Identification | None = None) -> Notification:
    """The family of a signed identification is told."""
    one = one or signed(scene)
    near, _directs = family_of(scene, one)
    return telling.tell(
        office(scene), due(one), kin=near, on=clock.today(), channel="visit", language="English", words="We told her at home."
    )


@kept
def elected(scene: Scene, one: Identification | None = None, *, choice: str = "now", portions: str = "tell") -> Election:
    """The family was told and has said what it wishes."""
    from repatria.registry.homecoming.actions import disposing  # the part that follows

    notice = told(scene, one)
    _near, directs = family_of(scene, notice.identification)
    asked = None if choice == "now" else clock.today() + timedelta(days=90)
    made: Election = disposing.elect(
        office(scene), notice.missing, directs=directs, choice=choice, ask_again=asked, portions=portions, form="form 1"
    )
    return made


@kept
def fall(one: Identification) -> Identification:
    """Something that the signature rests on changed: the identification is void, and the river has run."""
    Exclusion.objects.create(individual=one.individual, missing=one.missing, ground="age", words="a test", at=clock.now())
    row = void(TheRegistry(one.incident), Identification.objects.get(pk=one.pk))
    flowing.sweep(one.incident)
    return row


@kept
def rescinded(scene: Scene, one: Identification) -> Identification:
    """The medical examiner takes the signature back, and the river has run."""
    row = signing.rescind(scene.seat(Role.EXAMINER), Identification.objects.get(pk=one.pk), reason="it was another man")
    flowing.sweep(one.incident)
    return row


@kept
def effect(scene: Scene, what: str = "a tag") -> Item:
    """An effect in the hands of the custody officer, in no container."""
    return custody.take(scene.seat(Role.CUSTODY), what=what, giver="a delegation", kind=Kind.EFFECT, mass_g=Decimal("3.1"))


def _decided(scene: Scene, missing: Thing | None, specimens: Sequence[Specimen]) -> Identification:
    """Signed by the stages' own acts; drafted by hand."""
    bench, one = bench_of(scene), agreed(scene, missing, specimens)
    hands.recomputed(one)
    hands.sign(bench, one)
    rows = Identification.objects.select_related("thing", "individual__thing", "missing", "incident", "version")
    return rows.get(pk=one.pk)


def _drafted(bench: Bench, missing: Thing | None, specimens: Sequence[Specimen]) -> Identification:
    """One identification with a statement, of a fresh individual of ``specimens`` as ``missing`` or somebody fresh."""
    if bench.search.finished:
        bench.begin(bench.search.number + 1)
    incident, by, moment = bench.scene.heron, TheRegistry(bench.scene.heron), hands.now()
    with transaction.atomic():
        group, called = new_things(by, Kind.INDIVIDUAL, 1)[0], new_things(by, Kind.IDENTIFICATION, 1)[0]
        person = missing or new_things(by, Kind.MISSING, 1)[0]
    if missing is None:
        MissingPerson.objects.create(thing=person, incident=incident, listed_as=f"Invented {person.number}")
    individual = Individual.objects.create(thing=group, made_by=bench.grouper, made_at=moment)
    version = IndividualVersion.objects.create(individual=individual, number=1, made_by=bench.grouper, made_at=moment)
    Member.objects.filter(specimen__in=specimens, current=True).update(current=False)
    Member.objects.bulk_create(Member(version=version, specimen=s, by=bench.grouper, at=moment) for s in specimens)
    version.state, version.locked_at, version.locked_by = "locked", moment, bench.grouper
    version.digest = hands.digest("version", group.code)
    version.save()
    listing = CandidateList.objects.create(
        search=bench.search, label=group.code, version=version, person=group.code, size_before=9, compared=9, size_after=1,
        none_of_these=0.00001, without_reference=0.00001, digest=hands.digest("list", group.code),
    )  # fmt: skip
    posteriors = {"0.2": 0.9997, "0.5": 0.99991, "0.8": 0.99992}
    Candidate.objects.create(
        listing=listing, missing=person, family="F", rank=1, rank_of_missing=1, log_lr=30.0, posterior=0.99991,
        posteriors=posteriors,
    )  # fmt: skip
    bench.publish()
    told = {"posterior": 0.99991, "donors": 2, "confirmed": True, "resampled": False, "excluding": 0}
    file = EvidenceFile.objects.create(
        listing=listing, missing=person, document=hands._document(posteriors), digest=hands.digest("evidence", group.code),
        posterior_plain=0.99991, posterior_with_leads=0.99991, made=moment, **told,
    )  # fmt: skip
    author = bench.scene.users[Role.GENETICIST]
    one = Identification.objects.create(
        thing=called, incident=incident, individual=individual, version=version, missing=person, author=author,
        made=moment, changed=moment,
    )  # fmt: skip
    hands._statements([one], [file], author)
    return one
