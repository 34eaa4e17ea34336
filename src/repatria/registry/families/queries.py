"""What people may see of the missing and their families. Every reading begins with a seat; opening a record leaves a trace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from repatria.registry.codes.models import Identifier, Kind
from repatria.registry.families import entries
from repatria.registry.families.likeness import MARK
from repatria.registry.families.models import (
    EarlierDecision,
    Family,
    ImportBatch,
    ImportRow,
    Kin,
    Loss,
    MissingPerson,
    NameKey,
    PedigreeNode,
    PersonName,
    Wish,
)
from repatria.registry.families.namekeys import readings
from repatria.registry.families.tree import Tree, tree_of
from repatria.registry.families.twins import Twins, births, twins
from repatria.registry.journal.recording import Done, opened
from repatria.registry.people.models import Membership, User
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound

MOST = 5_000
"""People of one key that a search looks at; a longer list asks for another word."""


def missing(seat: Seat, *, text: str = "", category: str = "", withdrawn: bool = False) -> QuerySet[MissingPerson]:
    """The list of the missing, by name; merged and withdrawn people only where asked for."""
    seat.need("families.read")
    rows = MissingPerson.objects.filter(seat.sees("thing"), incident=seat.incident).select_related(
        "thing", "merged_into__thing"
    )
    if not withdrawn:
        rows = rows.filter(withdrawn__isnull=True, merged_into__isnull=True)
    if category:
        rows = rows.filter(category=category)
    if text:
        rows = rows.filter(_named(seat, text, Kind.MISSING))
    return rows.order_by("listed_as", "thing")


def kin(seat: Seat, *, text: str = "") -> QuerySet[Kin]:
    """All relatives, by name."""
    seat.need("families.read_kin")
    rows = Kin.objects.filter(seat.sees("thing"), incident=seat.incident).select_related("thing")
    return (
        rows.filter(_named(seat, text, Kind.KIN)).order_by("listed_as", "thing")
        if text
        else rows.order_by("listed_as", "thing")
    )


def missing_called(seat: Seat, code: str) -> MissingPerson:
    """One missing person, withdrawn and merged ones too; NotFound for anybody this seat may not see. Leaves no trace."""
    seat.need("families.read")
    row = (
        MissingPerson.objects.filter(seat.sees("thing"), thing__code=code)
        .select_related("thing", "merged_into__thing", "batch__thing", "incident")
        .first()
    )
    if row is None:
        raise NotFound
    return row


def kin_called(seat: Seat, code: str) -> Kin:
    """One relative."""
    seat.need("families.read_kin")
    row = Kin.objects.filter(seat.sees("thing"), thing__code=code).select_related("thing", "incident").first()
    if row is None:
        raise NotFound
    return row


def family_called(seat: Seat, code: str) -> Family:
    """One family, for whoever may see its pedigree by code."""
    seat.need("families.read_pedigree")
    row = Family.objects.filter(seat.sees("thing"), thing__code=code).select_related("thing", "incident").first()
    if row is None:
        raise NotFound
    return row


def families(seat: Seat) -> QuerySet[Family]:
    """All families, by code, with the number of their people."""
    seat.need("families.read_pedigree")
    return (
        Family.objects.filter(seat.sees("thing"), incident=seat.incident)
        .select_related("thing")
        .annotate(
            people=Count("nodes", filter=Q(nodes__until__isnull=True)),
            gone=Count("nodes", filter=Q(nodes__until__isnull=True, nodes__missing__isnull=False)),
        )
        .order_by("thing")
    )


@opened(entries.MissingOpened, verb="families.read")
def open_missing(seat: Any, code: str) -> Done[MissingPerson]:
    """Open the record of a missing person; fails if the opening cannot be written down."""
    row = missing_called(seat, code)
    return Done(row, subject=row.code)


@opened(entries.KinOpened, verb="families.read_kin")
def open_kin(seat: Any, code: str) -> Done[Kin]:
    """Open the record of a relative."""
    row = kin_called(seat, code)
    return Done(row, subject=row.code)


@opened(entries.PedigreeOpened, verb="families.read_pedigree")
def open_pedigree(seat: Any, code: str, *, by_code: bool) -> Done[tuple[Family, Tree]]:
    """Open a pedigree; ``by_code`` without any name. With names only for who may see relatives."""
    if not by_code:
        seat.need("families.read_kin")
    row = family_called(seat, code)
    return Done((row, tree_of(row)), subject=row.code, facts={"by_code": by_code})


def family_of(seat: Seat, who: MissingPerson | Kin) -> Family | None:
    """The one folder in which somebody stands."""
    wanted = {"missing": who} if isinstance(who, MissingPerson) else {"kin": who}
    node = PedigreeNode.objects.filter(until__isnull=True, **wanted).filter(seat.sees("family__thing"))
    found = node.select_related("family__thing").first()
    return found.family if found else None


def names_of(who: MissingPerson | Kin) -> QuerySet[PersonName]:
    """All names, those that count first."""
    return PersonName.objects.filter(thing=who.thing).order_by("until", "kind", "pk")


def numbers_of(seat: Seat, who: MissingPerson | Kin) -> QuerySet[Identifier]:
    """What others call this person, as far as this seat may see."""
    rows = Identifier.objects.filter(thing=who.thing, withdrawn__isnull=True)
    return rows if seat.may("codes.read_personal") else rows.filter(personal=False)


def duplicates(seat: Seat, person: MissingPerson, *, most: int = 20) -> list[tuple[MissingPerson, str]]:
    """Who may be the same person: shares a whole name or every word of one, and no birth that contradicts. Never merged by itself."""
    rows = missing(seat).exclude(pk=person.pk)
    keys = NameKey.objects.filter(thing=person.thing, key__startswith=MARK).values("key")
    alike = NameKey.objects.filter(incident=person.incident_id, key__in=keys).values("thing")
    asked = [("the same name", rows.filter(pk__in=alike))]
    asked += [
        ("the same words in a name", rows.filter(_named(seat, n.whole, Kind.MISSING)))
        for n in names_of(person).filter(until__isnull=True)
    ]
    found: dict[int, tuple[MissingPerson, str]] = {}
    for how, people in asked:
        for other in people[: most * 3]:
            why = births((person.first, person.last), (other.first, other.last))
            if why:
                found.setdefault(other.pk, (other, f"{how}, {why}"))
    return list(found.values())[:most]


def possible_duplicates(seat: Seat) -> Twins:
    """Pairs on the list whose names are alike in any spelling, script and order, and whose births do not contradict."""
    seat.need("families.merge")
    return twins(missing(seat))


def imports(seat: Seat) -> QuerySet[ImportBatch]:
    """Every import of the incident, the newest first."""
    seat.need("families.import")
    return (
        ImportBatch.objects.filter(seat.sees("thing"), incident=seat.incident).select_related("thing", "by").order_by("-thing")
    )


def import_called(seat: Seat, code: str) -> ImportBatch:
    """One import."""
    row = imports(seat).filter(thing__code=code).first()
    if row is None:
        raise NotFound
    return row


def rows_of(seat: Seat, batch: ImportBatch, *, outcome: str = "") -> QuerySet[ImportRow]:
    """What becomes of each row."""
    seat.need("families.import")
    rows = ImportRow.objects.filter(batch=batch).select_related("thing")
    return rows.filter(outcome=outcome).order_by("line") if outcome else rows.order_by("line")


def outcomes(seat: Seat, batch: ImportBatch) -> list[tuple[str, str, int]]:
    """(outcome, label, rows) of an import, all five."""
    seat.need("families.import")
    count = dict(ImportRow.objects.filter(batch=batch).values_list("outcome").annotate(n=Count("pk")))
    return [(o.value, str(o.label), count.get(o.value, 0)) for o in ImportRow.Outcome]


def decisions(seat: Seat) -> QuerySet[EarlierDecision]:
    """Decisions of other issuers, those withdrawn last."""
    seat.need("families.read_decisions")
    rows = EarlierDecision.objects.filter(seat.sees("person__thing"), incident=seat.incident)
    return rows.select_related("person__thing", "remains_thing").order_by(
        F("withdrawn").asc(nulls_first=True), F("first").desc(nulls_last=True), "pk"
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures about the list: how many stand on it, for how many another issuer decided a name, what remains by their account."""

    listed: int
    decided_elsewhere: int

    @property
    def still(self) -> int:
        """Still missing by the account of the others. A column of its own: nothing here was decided by this registry."""
        return self.listed - self.decided_elsewhere


def figures(seat: Seat) -> Figures:
    """The figures of the list at this moment, counted afresh."""
    seat.need("families.read_decisions")
    rows = MissingPerson.objects.filter(
        seat.sees("thing"), incident=seat.incident, withdrawn__isnull=True, merged_into__isnull=True
    )
    theirs = EarlierDecision.objects.filter(incident=seat.incident, withdrawn__isnull=True, person__withdrawn__isnull=True)
    return Figures(rows.count(), theirs.filter(person__merged_into__isnull=True).values("person").distinct().count())


def receivers(seat: Seat) -> QuerySet[User]:
    """Colleagues who may hold a sample."""
    from repatria.registry.custody.verbs import HANDS

    seat.need("families.donate")
    hands = Membership.objects.filter(incident=seat.incident, until__isnull=True, role__in=HANDS)
    return User.objects.filter(pk__in=hands.values("user"), is_active=True).order_by("username")


def kin_without_folder(seat: Seat) -> QuerySet[Kin]:
    """Relatives who stand in no pedigree yet."""
    return kin(seat).exclude(pk__in=PedigreeNode.objects.filter(until__isnull=True, kin__isnull=False).values("kin"))


def kin_around(seat: Seat, person: MissingPerson) -> QuerySet[Kin]:
    """The relatives in the folder of a missing person, and those whom the wishes name."""
    family = PedigreeNode.objects.filter(missing=person, until__isnull=True).values("family")
    near = PedigreeNode.objects.filter(family__in=family, until__isnull=True, kin__isnull=False).values("kin")
    named = Wish.objects.filter(person=person, until__isnull=True)
    return kin(seat).filter(Q(pk__in=near) | Q(pk__in=named.values("next_of_kin")) | Q(pk__in=named.values("directs")))


def nodes_of(seat: Seat, family: Family) -> QuerySet[PedigreeNode]:
    """The people of a pedigree."""
    seat.need("families.read_pedigree")
    return PedigreeNode.objects.filter(family=family, until__isnull=True).select_related("family__thing").order_by("pk")


def loss_of(seat: Seat, person: MissingPerson, pk: int) -> Loss:
    """One stated loss of a person."""
    seat.need("families.read")
    row = Loss.objects.filter(person=person, pk=pk).first()
    if row is None:
        raise NotFound
    return row


def _named(seat: Seat, text: str, kind: str) -> Q:
    """Everybody whom ``text`` names: by code, by a number, or by every word of a name in any order and script."""
    from repatria.registry.codes.queries import things_called

    found = Q(pk__in=things_called(seat, text, kind).values("pk"))
    for reading in readings(text):
        one = Q()
        for keys in reading:
            one &= Q(pk__in=NameKey.objects.filter(incident=seat.incident, key__in=keys).values("thing")[:MOST])
        found |= one
    return found
