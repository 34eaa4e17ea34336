"""Everything that can happen to the record of a missing person."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Identifier, Kind, Thing
from repatria.registry.codes.naming import normal_of
from repatria.registry.families import entries
from repatria.registry.families.dates import When
from repatria.registry.families.keeping import KEPT_ON_THE_LIST, come, now, own, reason_of, user_of, whole_name, words
from repatria.registry.families.models import Kin, Loss, MissingPerson, MissingStatus, OnFile, PersonName, Recorded
from repatria.registry.families.models.missing import Category, Kinds, dated
from repatria.registry.families.namekeys import script_of
from repatria.registry.families.within import PERSON, change, person_of, set_keys
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, Overtaken

SERVICE_NUMBER = "service number"
NO_SOURCE = "not recorded"


@recorded(entries.MissingAdded, verb="families.write")
def add_missing(
    by: Any,
    /,
    *,
    name: str,
    born: When | None = None,
    service_number: str = "",
    order: str = "",
    source: str = "",
    **told: str,
) -> Done[MissingPerson]:
    """Enter a missing person under an official name. ``told``: sex, service, rank, unit, nationality, as recorded.

    ``source`` is the document or party that names the person; without one the record says "not recorded", not nothing.
    """
    stray = set(told) - set(PERSON)
    if stray:
        raise TypeError(f"a missing person has no {sorted(stray)}")
    whole = words(name, 200)
    if not whole:
        raise Impossible("name: a person on the list needs a name as the list gives it. Write it in any script.")
    come(born, "date of birth", "born")
    thing = new_thing(by, Kind.MISSING, laboratory=False)
    sex = told.pop("sex", "U") or "U"
    person = MissingPerson(
        thing=thing, incident_id=thing.incident_id, sex=sex, listed_as=whole, **{f: words(v, 160) for f, v in told.items()}
    )
    person.tell(born)
    person.save(force_insert=True)
    said = words(source, 200) or NO_SOURCE
    PersonName.objects.create(thing=thing, whole=whole, order=order, script=script_of(whole), source=said)
    set_keys(thing)
    if service_number:
        _number(thing, service_number)
    return Done(
        person, subject=thing.code, facts={"sex": sex}, personal={"name": whole, "told": {**told, **_iso(born), "source": said}}
    )


@recorded(entries.MissingCorrected, verb="families.write")
def correct_missing(
    by: Any, person: MissingPerson, *, told: Mapping[str, str], reason: str, born: When | None = None
) -> Done[MissingPerson]:
    """Correct what is recorded; the former words stay readable as a version. ``born`` replaces the birth when given."""
    row = person_of(by, person)
    stray = set(told) - set(PERSON)
    if stray:
        raise TypeError(f"a missing person has no {sorted(stray)}")
    said: dict[str, Any] = {f: words(v, 160) for f, v in told.items()}
    if born is not None:
        come(born, row.code, "born")
        said |= dated(born)
    fields = change(by, row, said, reason_of(reason, row.code))
    if not fields:
        raise Impossible(f"{row.code}: nothing differs from what is recorded. Change a field first.")
    return Done(
        row,
        subject=row.code,
        facts={"fields": fields, "revision": row.revision},
        personal={"told": {**told, **_iso(born)}, "reason": reason},
    )


@recorded(entries.NameAdded, verb="families.write")
def add_name(
    by: Any,
    who: MissingPerson | Kin,
    *,
    kind: str,
    whole: str = "",
    family: str = "",
    given: str = "",
    order: str = "",
    source: str = "",
) -> Done[PersonName]:
    """Enter a name in any script. A new official name ends the former one, which stays readable."""
    own(by, who.thing)
    if kind not in Kinds.values:
        raise Impossible(f"{who.code}: kind of name {kind!r}. Choose one of {', '.join(Kinds.values)}.")
    family, given = words(family, 120), words(given, 120)
    whole = whole_name(words(whole, 200), family, given, order)
    if not whole:
        raise Impossible(f"{who.code}: a name needs words.")
    if PersonName.objects.filter(thing=who.thing, whole=whole, kind=kind, until__isnull=True).exists():
        raise Overtaken(f"{who.code}: this name stands there already.")
    if kind == Kinds.OFFICIAL:
        PersonName.objects.filter(thing=who.thing, kind=kind, until__isnull=True).update(
            until=now(), reason="another official name was entered"
        )
        type(who)._default_manager.filter(pk=who.pk).update(listed_as=whole)
    row = PersonName.objects.create(
        thing=who.thing,
        kind=kind,
        whole=whole,
        family=family,
        given=given,
        order=order,
        script=script_of(whole),
        source=words(source, 200),
    )
    set_keys(who.thing)
    return Done(row, subject=who.code, facts={"kind": kind, "script": row.script}, personal={"name": whole})


@recorded(entries.NameEnded, verb="families.write")
def end_name(by: Any, name: PersonName, *, reason: str) -> Done[PersonName]:
    """A name no longer counts; it stays readable with the reason."""
    row = PersonName.objects.select_for_update(of=("self",)).select_related("thing").get(pk=name.pk)
    own(by, row.thing)
    if row.until is not None:
        raise Overtaken(f"{row.thing.code}: this name was ended before ({row.reason}).")
    if row.kind == Kinds.OFFICIAL:
        raise Impossible(f"{row.thing.code}: the official name ends when another is entered. Enter that one.")
    row.until, row.reason = now(), reason_of(reason, row.thing.code)
    row.save(update_fields=["until", "reason"])
    set_keys(row.thing)
    return Done(row, subject=row.thing.code, facts={"kind": row.kind}, personal={"name": row.whole, "reason": row.reason})


@recorded(entries.StatusSaid, verb="families.write_loss")
def add_status(
    by: Any,
    person: MissingPerson,
    *,
    word: str,
    category: str = "",
    on: When | None = None,
    board: str = "",
    reason: str = "",
    source: str = "",
) -> Done[MissingStatus]:
    """Add a status; the earlier ones stay. ``word`` as the source writes it (MIA, POW …), ``category`` as a board sees the search."""
    row = person_of(by, person)
    word = words(word, 60)
    if not word:
        raise Impossible(f"{row.code}: a status needs a word, as the source writes it.")
    if category not in Category.values:
        raise Impossible(f"{row.code}: category {category!r}. Choose active, deferred or non-recoverable, or leave it empty.")
    come(on, row.code, "said")
    status = MissingStatus(
        person=row,
        word=word,
        category=category,
        board=words(board, 200),
        reason=words(reason, 300),
        source=words(source, 200),
        at=now(),
        by=user_of(by),
    )
    status.tell(on)
    status.save()
    row.word, row.category = word, category or row.category
    row.save(update_fields=["word", "category"])
    return Done(
        status,
        subject=row.code,
        facts={"category": category, "date": on.iso if on else None},
        personal={"word": word, "board": status.board, "reason": status.reason},
    )


@recorded(entries.LossSaid, verb="families.write_loss")
def add_loss(
    by: Any,
    person: MissingPerson,
    *,
    source: str,
    on: When | None = None,
    place: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
    radius_km: float | None = None,
    unit: str = "",
    circumstances: str = "",
) -> Done[Loss]:
    """Add a loss as one source says it. The first is in force; later ones stand beside it until somebody puts them in force."""
    row = person_of(by, person)
    _check_place(row.code, longitude, latitude, radius_km)
    if not words(source, 200):
        raise Impossible(f"{row.code}: say who states this loss (a list, a report, a witness).")
    if on is None and not place.strip() and longitude is None:
        raise Impossible(f"{row.code}: a loss needs a place or a date.")
    come(on, row.code, "lost")
    loss = Loss(
        person=row,
        source=words(source, 200),
        place=words(place, 200),
        longitude=longitude,
        latitude=latitude,
        radius_km=radius_km,
        unit=words(unit, 160),
        circumstances=circumstances.strip(),
        in_force=not Loss.objects.filter(person=row, in_force=True).exists(),
        at=now(),
        by=user_of(by),
    )
    loss.tell(on)
    loss.save()
    told = {"place": loss.place, "date": on.iso if on else "", "source": loss.source, "circumstances": loss.circumstances}
    told |= {"point": f"{longitude},{latitude},{radius_km}"} if longitude is not None else {}
    return Done(loss, subject=row.code, facts={"in_force": loss.in_force}, personal=told)


@recorded(entries.LossPutInForce, verb="families.write_loss")
def put_loss_in_force(by: Any, loss: Loss, *, reason: str) -> Done[Loss]:
    """Say which of the stated losses the search goes by; the others stay readable."""
    found = Loss.objects.select_related("person").get(pk=loss.pk)
    person = person_of(by, found.person)
    if found.in_force:
        raise Overtaken(f"{person.code}: this loss is in force already.")
    why = reason_of(reason, person.code)
    Loss.objects.filter(person=person, in_force=True).update(in_force=False)
    found.in_force = True
    found.save(update_fields=["in_force"])
    return Done(
        found,
        subject=person.code,
        personal={"place": found.place, "date": found.when.iso if found.when else "", "reason": why},
    )


@recorded(entries.RecordNoted, verb="families.write_loss")
def note_record(
    by: Any, person: MissingPerson, *, what: str, value: str, source: str, number: Decimal | None = None
) -> Done[Recorded]:
    """Enter what an old record says, such as stature_cm; ``number`` where it is one. Earlier records stay beside it."""
    row = person_of(by, person)
    if not words(what, 60) or not words(value, 200) or not words(source, 200):
        raise Impossible(f"{row.code}: say what was recorded, its value and where it stands.")
    if what == "stature_cm" and (number is None or not 100 <= number <= 230):
        raise Impossible(f"{row.code}: stature {value!r} cm. Write centimetres from 100 to 230.")
    said = Recorded.objects.create(
        person=row, what=words(what, 60), value=words(value, 200), number=number, source=words(source, 200), by=user_of(by)
    )
    return Done(said, subject=row.code, facts={"what": said.what}, personal={"value": said.value, "source": said.source})


@recorded(entries.FileNoted, verb="families.write_loss")
def note_on_file(by: Any, person: MissingPerson, *, kind: str, note: str = "", source: str = "") -> Done[OnFile]:
    """Note that a reference exists on paper: a dental chart, a chest film."""
    row = person_of(by, person)
    if kind not in OnFile.Kind.values:
        raise Impossible(f"{row.code}: kind of reference {kind!r}. Choose one of {', '.join(OnFile.Kind.values)}.")
    said = OnFile.objects.create(person=row, kind=kind, note=words(note, 300), source=words(source, 200), by=user_of(by))
    return Done(said, subject=row.code, facts={"kind": kind}, personal={"note": said.note})


@recorded(entries.MissingMerged, verb="families.merge")
def merge_missing(by: Any, person: MissingPerson, *, into: MissingPerson, reason: str) -> Done[MissingPerson]:
    """Say that two entries are one person: the first points to the second from now on, and both stay readable."""
    if person.pk == into.pk:
        raise Impossible(f"{person.code}: cannot be merged with itself. Choose the other entry.")
    first, second = sorted((person, into), key=lambda p: p.pk)
    rows = {r.pk: r for r in (person_of(by, first), person_of(by, second))}
    row, kept = rows[person.pk], rows[into.pk]
    if row.nodes.filter(until__isnull=True).exists() and kept.nodes.filter(until__isnull=True).exists():
        raise Impossible(f"{row.code} and {kept.code}: each stands in a pedigree. Take one out of its family first.")
    if row.nodes.filter(until__isnull=True).exists():
        raise Impossible(
            f"{row.code}: stands in a pedigree. Merge {kept.code} into {row.code}, so that the family keeps its own."
        )
    if against := next((said for one in KEPT_ON_THE_LIST if (said := one(row.pk))), ""):
        raise Impossible(f"{row.code}: {against} Merge {kept.code} into {row.code} instead.")
    why = reason_of(reason, row.code)
    MissingPerson.objects.filter(merged_into=row).update(merged_into=kept)
    row.merged_into, row.merged_reason = kept, why
    row.save(update_fields=["merged_into", "merged_reason"])
    return Done(row, subject=row.code, facts={"into": kept.code}, personal={"reason": why})


@recorded(entries.MissingParted, verb="families.merge")
def part_missing(by: Any, person: MissingPerson, *, reason: str) -> Done[MissingPerson]:
    """Take a merge back: they were two people after all."""
    row = MissingPerson.objects.select_for_update(of=("self",)).select_related("thing", "merged_into__thing").get(pk=person.pk)
    own(by, row.thing)
    if row.merged_into is None:
        raise Overtaken(f"{row.code}: is not merged with anybody.")
    into, why = row.merged_into.code, reason_of(reason, row.code)
    row.merged_into, row.merged_reason = None, ""
    row.save(update_fields=["merged_into", "merged_reason"])
    return Done(row, subject=row.code, facts={"into": into}, personal={"reason": why})


def _number(thing: Thing, value: str) -> None:
    normal = normal_of(value, SERVICE_NUMBER)
    taken = Identifier.objects.filter(incident_id=thing.incident_id, issuer=SERVICE_NUMBER, normal=normal).select_related(
        "thing"
    )
    for row in taken:
        raise Overtaken(f"service number {value}: already belongs to {row.thing.code}. Look that person up before you go on.")
    Identifier.objects.create(
        thing=thing, incident_id=thing.incident_id, issuer=SERVICE_NUMBER, value=value, normal=normal, personal=True
    )
    MissingPerson.objects.filter(pk=thing.pk).update(row_key=f"no:{normal}"[:80])


def _check_place(where: str, longitude: float | None, latitude: float | None, radius_km: float | None) -> None:
    if (longitude is None) != (latitude is None):
        raise Impossible(f"{where}: a point needs longitude and latitude, in degrees.")
    if longitude is not None and latitude is not None and not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise Impossible(f"{where}: longitude {longitude}, latitude {latitude} is not on earth. Write degrees, east and north.")
    if radius_km is not None and not 0 <= radius_km <= 20_000:
        raise Impossible(f"{where}: radius {radius_km} km. Write kilometres from 0 up.")


def _iso(when: When | None) -> dict[str, str]:
    return {"born": when.iso} if when else {}
