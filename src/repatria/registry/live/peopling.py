"""Many families at once: relatives, pedigrees, consents, contacts and reference samples, by one recorded act of the registry.

What the acts of the families stage do one by one (add_kin, open_family, give_consent, donate), for thousands. Used to fill
exercises and to measure imports; no role may do it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from repatria.model import Pedigree
from repatria.registry.codes.giving import new_things
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.custody.models import Holding, Item
from repatria.registry.families.dates import When
from repatria.registry.families.keeping import now
from repatria.registry.families.models import (
    Consent,
    Contact,
    Donation,
    Family,
    Kin,
    NameKey,
    Parentage,
    PedigreeNode,
    PedigreeVersion,
    PersonName,
)
from repatria.registry.families.models.missing import Kinds, dated
from repatria.registry.families.namekeys import keys_of, script_of
from repatria.registry.families.quick import insert
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.live import entries
from repatria.registry.people.models import User
from repatria.registry.refusals import Impossible

AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative as entered. ``kit`` is the number of a reference sample given on the day of consent; empty for none."""

    name: str
    sex: str = "U"
    born: When | None = None
    living: str = "unknown"
    relation: str = ""
    language: str = ""
    contact: tuple[str, str] | None = None
    consent: date | None = None
    consent_ends: date | None = None
    form: str = ""
    kit: str = ""
    what: str = "cheek swab"


@dataclass(frozen=True, slots=True)
class Folder:
    """One family: its pedigree, which person of it is which missing thing, and which is which relative; others are unnamed."""

    pedigree: Pedigree
    missing: Mapping[str, int]
    kin: Mapping[str, Relative] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered: things of relatives and of reference samples by (place of the folder, person of its pedigree)."""

    kin: Mapping[tuple[int, str], Thing]
    samples: Mapping[tuple[int, str], Thing]
    families: Sequence[Thing]


@recorded(entries.FamiliesEntered, verb="live.fill")
def enter_families(by: Any, folders: Sequence[Folder], *, holder: User, why: str) -> Done[Entered]:
    """Enter ``folders`` with everything in them, all or nothing; ``holder`` keeps the reference samples from now on."""
    if not folders:
        raise Impossible("families: none given.")
    people = [(at, who, told) for at, folder in enumerate(folders) for who, told in folder.kin.items()]
    _check(folders, people)
    moment = now()
    things = new_things(by, Kind.KIN, len(people))
    kin = {(at, who): thing for (at, who, _), thing in zip(people, things, strict=True)}
    _relatives(people, things)
    consents = _consents(people, things)
    samples = _donations(by, people, things, consents, holder, moment)
    families = _families(by, folders, kin)
    facts = {"count": len(folders), "kin": len(people), "donations": len(samples), "why": why}
    return Done(Entered(kin, samples, families), subject=families[0].code, facts={**facts, "last": families[-1].code})


Person = tuple[int, str, Relative]


def _check(folders: Sequence[Folder], people: Sequence[Person]) -> None:
    for at, folder in enumerate(folders):
        strangers = [who for who in (*folder.missing, *folder.kin) if who not in folder.pedigree]
        if strangers or set(folder.missing) & set(folder.kin):
            who = strangers[0] if strangers else sorted(set(folder.missing) & set(folder.kin))[0]
            raise Impossible(f"family {at + 1}: {who!r} is not one person of its pedigree. Add the person or correct the code.")
    for _, who, told in people:
        if told.kit and told.consent is None:
            raise Impossible(f"kit {told.kit} of {who}: no consent. Nothing is registered or typed without it.")


def _relatives(people: Sequence[Person], things: Sequence[Thing]) -> None:
    pairs = [(told, thing) for (_, _, told), thing in zip(people, things, strict=True)]
    insert(
        Kin,
        ("thing_id", "incident_id", "listed_as", "sex", "living", "relation", "language", *_DAYS),
        ((h.pk, h.incident_id, t.name, t.sex, t.living, t.relation, t.language, *dated(t.born).values()) for t, h in pairs),
    )
    insert(
        PersonName,
        ("thing_id", "kind", "whole", "script"),
        ((h.pk, Kinds.OFFICIAL, t.name, script_of(t.name)) for t, h in pairs),
    )
    insert(
        NameKey,
        ("incident_id", "thing_id", "key"),
        ((h.incident_id, h.pk, key) for t, h in pairs for key in sorted({k[:80] for k in keys_of(t.name)})),
    )
    insert(Contact, ("kin_id", "channel", "value"), ((h.pk, *t.contact) for t, h in pairs if t.contact is not None))


_DAYS = ("first", "last", "precision", "raw")


def _consents(people: Sequence[Person], things: Sequence[Thing]) -> dict[int, Consent]:
    rows = [
        Consent(
            kin_id=thing.pk,
            purpose="identification",
            given_on=told.consent,
            form=told.form or "form on file",
            ends_on=told.consent_ends,
        )
        for (_, _, told), thing in zip(people, things, strict=True)
        if told.consent is not None
    ]
    return {row.kin_id: row for row in Consent.objects.bulk_create(rows, AT_ONCE)}


def _donations(
    by: Any,
    people: Sequence[Person],
    things: Sequence[Thing],
    consents: Mapping[int, Consent],
    holder: User,
    moment: datetime,
) -> dict[tuple[int, str], Thing]:
    given = [(at, who, told, thing) for (at, who, told), thing in zip(people, things, strict=True) if told.kit]
    tubes = new_things(by, Kind.SAMPLE, len(given))
    items = Item.objects.bulk_create(
        (
            Item(thing=tube, what=f"reference sample, kit {told.kit}")
            for (_, _, told, _), tube in zip(given, tubes, strict=True)
        ),
        AT_ONCE,
    )
    Holding.objects.bulk_create((Holding(item=item, holder=holder, since=moment) for item in items), AT_ONCE)
    insert(
        Donation,
        ("thing_id", "incident_id", "kin_id", "consent_id", "kit", "what", "on"),
        (
            (tube.pk, tube.incident_id, thing.pk, consents[thing.pk].pk, told.kit, told.what, told.consent)
            for (_, _, told, thing), tube in zip(given, tubes, strict=True)
        ),
    )
    return {(at, who): tube for (at, who, _, _), tube in zip(given, tubes, strict=True)}


def _families(by: Any, folders: Sequence[Folder], kin: Mapping[tuple[int, str], Thing]) -> list[Thing]:
    things = new_things(by, Kind.FAMILY, len(folders))
    codes = [_codes(folder) for folder in folders]
    insert(
        Family,
        ("thing_id", "incident_id", "version", "last"),
        ((t.pk, t.incident_id, 1, len(c)) for t, c in zip(things, codes, strict=True)),
    )
    nodes = [
        PedigreeNode(
            family_id=thing.pk,
            code=code,
            sex=folder.pedigree[who].sex,
            missing_id=folder.missing.get(who),
            kin_id=kin[at, who].pk if (at, who) in kin else None,
        )
        for at, (thing, folder, names) in enumerate(zip(things, folders, codes, strict=True))
        for who, code in names.items()
    ]
    placed = iter(PedigreeNode.objects.bulk_create(nodes, AT_ONCE))
    ids = [{who: next(placed).pk for who in names} for names in codes]
    insert(
        Parentage,
        ("child_id", "parent_id", "role"),
        (link for folder, known in zip(folders, ids, strict=True) for link in _links(folder.pedigree, known)),
    )
    insert(
        PedigreeVersion,
        ("family_id", "number", "body", "said"),
        ((t.pk, 1, _body(f, c), "entered") for t, f, c in zip(things, folders, codes, strict=True)),
    )
    return things


def _codes(folder: Folder) -> dict[str, str]:
    """Codes P1, P2 … of a family, the missing first."""
    order = [*folder.missing, *(p.id for p in folder.pedigree.people if p.id not in folder.missing)]
    return {who: f"P{number}" for number, who in enumerate(order, 1)}


def _links(pedigree: Pedigree, ids: Mapping[str, int]) -> Iterator[tuple[int, int, str]]:
    for person in pedigree.people:
        for role, parent in (("father", person.father), ("mother", person.mother)):
            if parent is not None:
                yield ids[person.id], ids[parent], role


def _body(folder: Folder, codes: Mapping[str, str]) -> dict[str, Any]:
    """The pedigree as a version keeps it, as :func:`repatria.registry.families.tree.body_of` writes it."""
    people = [
        {
            "code": code,
            "sex": folder.pedigree[who].sex,
            "father": codes.get(folder.pedigree[who].father or ""),
            "mother": codes.get(folder.pedigree[who].mother or ""),
            "twins": "",
        }
        for who, code in codes.items()
    ]
    missing, kin = sorted(codes[w] for w in folder.missing), sorted(codes[w] for w in folder.kin)
    return {"people": people, "missing": missing, "kin": kin, "other": []}
