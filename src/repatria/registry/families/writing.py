"""What an import writes, inside its one recorded act: many people at once, changes one by one, and the way back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, F

from repatria.registry.codes.giving import new_things
from repatria.registry.codes.models import Identifier, Kind, Thing
from repatria.registry.codes.naming import bare_of, close_of, normal_of
from repatria.registry.families.keeping import now, user_of
from repatria.registry.families.likeness import wholes_of
from repatria.registry.families.models import (
    EarlierDecision,
    ImportBatch,
    ImportRow,
    Loss,
    MissingPerson,
    MissingStatus,
    NameKey,
    PersonName,
    Recorded,
    Version,
)
from repatria.registry.families.models.missing import Kinds, dated
from repatria.registry.families.namekeys import keys_of, script_of
from repatria.registry.families.quick import insert
from repatria.registry.families.rows import PERSON, Told, when_of
from repatria.registry.families.within import change, set_keys

CHUNK = 5_000
SERVICE_NUMBER = "service number"
MADE = ImportRow.Outcome.NEW


def write(by: Any, batch: ImportBatch) -> None:
    """Carry out the planned rows of ``batch``. Inside its recorded action."""
    for rows in _chunks(ImportRow.objects.filter(batch=batch, outcome__in=("new", "changed")).order_by("line")):
        _recheck(batch, rows)
        if batch.what == ImportBatch.What.DECISIONS:
            _decisions(by, batch, [r for r in rows if r.outcome == MADE])
            continue
        fresh = [r for r in rows if r.outcome == MADE and r.thing_id is None]
        there = [r for r in rows if r.outcome in (MADE, "changed") and r.thing_id is not None]
        make_people(by, batch, fresh)
        _mark(fresh)
        for row in there:
            _change(by, batch, row)
    ImportRow.objects.filter(batch=batch, outcome="same").update(said=None)


def counts(batch: ImportBatch) -> Counter[str]:
    """How many rows have which outcome."""
    found = ImportRow.objects.filter(batch=batch).values("outcome").annotate(n=Count("pk")).values_list("outcome", "n")
    return Counter(dict(found))


def make_people(by: Any, batch: ImportBatch, rows: list[ImportRow]) -> None:
    """New people from rows, with names, keys, number, status, loss and stature; each row then knows its person."""
    if not rows:
        return
    moment, user = now(), user_of(by)
    things = new_things(by, Kind.MISSING, len(rows), laboratory=False)
    pairs = [(row, thing, row.said or {}) for row, thing in zip(rows, things, strict=True)]
    for row, thing, _ in pairs:
        row.thing = thing
    source = f"{batch.name} ({batch.thing.code})"[:200]
    facts = (moment, user.pk if user else None, batch.pk, source)
    insert(MissingPerson, _PERSON, (_person(batch, row, thing, said) for row, thing, said in pairs))
    insert(PersonName, _NAME, (name for _, thing, said in pairs for name in _names(thing, said, source)))
    insert(
        NameKey,
        ("incident_id", "thing_id", "key"),
        ((thing.incident_id, thing.pk, key) for _, thing, said in pairs for key in _keys(said)),
    )
    insert(Identifier, _IDENTIFIER, (_number(thing, said) for _, thing, said in pairs if "service_number" in said))
    insert(MissingStatus, _STATUS, (_status(thing.pk, said, facts) for _, thing, said in pairs if "status" in said))
    insert(Loss, _LOSS, (_loss(thing.pk, said, facts) for _, thing, said in pairs if _has_loss(said)))
    insert(Recorded, _RECORDED, (_stature(thing.pk, said, facts) for _, thing, said in pairs if "stature_cm" in said))


_DAYS = ("first", "last", "precision", "raw")
_FACTS = ("at", "by_id", "batch_id", "source")
_PERSON = ("thing_id", "incident_id", "listed_as", "word", "category", "row_key", "batch_id", *PERSON, *_DAYS)
_NAME = ("thing_id", "kind", "whole", "family", "given", "order", "script", "source")
_IDENTIFIER = ("thing_id", "incident_id", "issuer", "value", "normal", "personal", "close", "bare")
_STATUS = ("person_id", "word", "category", "board", *_DAYS, *_FACTS)
_LOSS = (
    "person_id", "place", "unit", "circumstances", "in_force", "longitude", "latitude", "radius_km", *_DAYS, *_FACTS,
)  # fmt: skip
_RECORDED = ("person_id", "what", "value", "number", *_FACTS)


def _chunks(rows: Any) -> Iterator[list[ImportRow]]:
    """The rows in parts, by line: a part is fetched when the one before has been written."""
    after = 0
    while part := list(rows.filter(line__gt=after)[:CHUNK]):
        yield part
        after = part[-1].line


def _recheck(batch: ImportBatch, rows: list[ImportRow]) -> None:
    """What changed since the comparison becomes a conflict."""
    revisions = dict(
        MissingPerson.objects.filter(incident=batch.incident_id, row_key__in=_some([_person_key(r) for r in rows])).values_list(
            "row_key", "revision"
        )
    )
    late = []
    for row in rows:
        here = (row.said or {}).get("here")
        found = revisions.get(_person_key(row))
        if batch.what == ImportBatch.What.CASUALTY and found != (here[1] if here else None):
            row.outcome, row.sentence = "conflict", "The registry changed after this row was compared. Compare it again."
            late.append(row)
    ImportRow.objects.bulk_update(late, ["outcome", "sentence"], batch_size=500)


def _some(keys: list[str]) -> list[str]:
    return [k for k in keys if k]


def _person_key(row: ImportRow) -> str:
    return str((row.said or {}).get("person") or row.key)


def _days(said: Told, field: str) -> tuple[Any, ...]:
    return tuple(dated(when_of(said, field)).values())


def _person(batch: ImportBatch, row: ImportRow, thing: Thing, said: Told) -> tuple[Any, ...]:
    return (
        thing.pk,
        thing.incident_id,
        said["name"],
        said.get("status", ""),
        said.get("category", ""),
        _person_key(row),
        batch.pk,
        *(said.get(f, "U" if f == "sex" else "") for f in PERSON),
        *_days(said, "born"),
    )


def _names(thing: Thing, said: Told, source: str) -> Iterable[tuple[Any, ...]]:
    name, other = said["name"], said.get("other_name", "")
    parts = (said.get("family", ""), said.get("given", ""), said.get("order", ""))
    yield thing.pk, Kinds.OFFICIAL, name, *parts, script_of(name), source
    if other:
        yield thing.pk, Kinds.SPELLING, other, "", "", "", script_of(other), source


def _keys(said: Told) -> set[str]:
    names = [name for name in (said["name"], said.get("other_name", "")) if name]
    return {k[:80] for name in names for k in keys_of(name)} | {k for name in names for k in wholes_of(name)}


def _number(thing: Thing, said: Told) -> tuple[Any, ...]:
    value = said["service_number"]
    close = close_of(value, SERVICE_NUMBER)
    return (
        thing.pk,
        thing.incident_id,
        SERVICE_NUMBER,
        value,
        normal_of(value, SERVICE_NUMBER),
        True,
        close,
        bare_of(close) or None,
    )


def _status(person: int, said: Told, facts: tuple[Any, ...]) -> tuple[Any, ...]:
    return person, said["status"], said.get("category", ""), said.get("board", ""), *_days(said, "status_date"), *facts


def _has_loss(said: Told) -> bool:
    return bool({"loss_date", "loss_place", "longitude"} & set(said))


def _loss(person: int, said: Told, facts: tuple[Any, ...], *, in_force: bool = True) -> tuple[Any, ...]:
    place, unit, words = (said.get(f, "") for f in ("loss_place", "unit", "circumstances"))
    point = (float(said[f]) if f in said else None for f in ("longitude", "latitude", "radius_km"))
    return person, place, unit, words, in_force, *point, *_days(said, "loss_date"), *facts


def _stature(person: int, said: Told, facts: tuple[Any, ...]) -> tuple[Any, ...]:
    return person, "stature_cm", said["stature_cm"], Decimal(said["stature_cm"]), *facts


def _mark(rows: list[ImportRow]) -> None:
    """The rows know their person, and no longer hold what they said."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE families_importrow SET thing_id = %s, said = NULL WHERE id = %s", [(r.thing_id, r.pk) for r in rows]
        )


def _change(by: Any, batch: ImportBatch, row: ImportRow) -> None:
    """One person who was there: the fields that differ, each kept as it was before."""
    said: Told = row.said or {}
    person = MissingPerson.objects.select_for_update(of=("self",)).select_related("thing").get(pk=row.thing_id)
    user = user_of(by)
    facts = (now(), user.pk if user else None, batch.pk, f"{batch.name} ({batch.thing.code})"[:200])
    told: dict[str, Any] = {f: said[f] for f in PERSON if f in said and not (f == "sex" and said[f] == "U")}
    told |= {name: said[f] for f, name in (("status", "word"), ("category", "category")) if f in said}
    told |= dated(when_of(said, "born")) if "born" in said else {}
    if person.withdrawn is not None:
        MissingPerson.objects.filter(pk=person.pk).update(withdrawn=None, withdrawn_reason="", batch=batch)
        person.withdrawn = None
    word = person.word
    change(by, person, told, f"import {batch.thing.code}", batch=batch)
    if "status" in said and said["status"] != word:
        insert(MissingStatus, _STATUS, [_status(person.pk, said, facts)])
    if _has_loss(said):
        _new_loss(person, said, facts)
    if "stature_cm" in said and not person.recorded.filter(what="stature_cm", value=said["stature_cm"]).exists():
        insert(Recorded, _RECORDED, [_stature(person.pk, said, facts)])
    _other_names(batch, person, said)
    ImportRow.objects.filter(pk=row.pk).update(said=None, thing=person.thing)


def _other_names(batch: ImportBatch, person: MissingPerson, said: Told) -> None:
    """A name under which a list knows the person and the registry does not yet: another spelling, never the official one."""
    known = set(PersonName.objects.filter(thing=person.thing, until__isnull=True).values_list("whole", flat=True))
    for name in {said["name"], said.get("other_name", "")} - {""} - known:
        insert(PersonName, _NAME, [(person.pk, Kinds.SPELLING, name, "", "", "", script_of(name), batch.thing.code)])
    set_keys(person.thing)


def _new_loss(person: MissingPerson, said: Told, facts: tuple[Any, ...]) -> None:
    """Another loss: in force if the present one came from a list too; otherwise it stands beside the one a person chose."""
    present = person.losses.filter(in_force=True).first()
    in_force = present is None or present.batch_id is not None
    new = dict(zip(_LOSS, _loss(person.pk, said, facts, in_force=in_force), strict=True))
    if present is not None:
        told = [f for f in ("place", "first", "last", "longitude", "latitude") if new[f] not in ("", None)]
        if all(getattr(present, f) == new[f] for f in told):
            return
        if in_force:
            person.losses.filter(in_force=True).update(in_force=False)
    insert(Loss, _LOSS, [tuple(new.values())])


def _decisions(by: Any, batch: ImportBatch, rows: list[ImportRow]) -> None:
    """Decisions of another issuer; who is not on the list yet is entered as the decision names them."""
    moment, user = now(), user_of(by)
    keys = [_person_key(r) for r in rows]
    here = dict(MissingPerson.objects.filter(incident=batch.incident_id, row_key__in=keys).values_list("row_key", "pk"))
    first: dict[str, ImportRow] = {}
    for row in rows:
        if _person_key(row) not in here:
            first.setdefault(_person_key(row), row)
    said = {row.pk: dict(row.said or {}) for row in rows}
    make_people(by, batch, list(first.values()))
    here |= {key: int(row.thing_id or 0) for key, row in first.items()}
    made = []
    for row in rows:
        told = said[row.pk]
        row.thing_id = here[_person_key(row)]
        decision = EarlierDecision(
            person_id=row.thing_id,
            incident_id=batch.incident_id,
            issuer=told["issuer"],
            rule=told.get("rule", ""),
            remains=told.get("remains", ""),
            document=told.get("document", ""),
            at=moment,
            by=user,
            batch=batch,
        )
        decision.tell(when_of(told, "decided"))
        made.append(decision)
    EarlierDecision.objects.bulk_create(made)
    _mark(rows)


def undo(by: Any, batch: ImportBatch, reason: str) -> tuple[int, int]:
    """Withdraw what the import made and set back what it changed; (people withdrawn, people set back)."""
    EarlierDecision.objects.filter(batch=batch, withdrawn__isnull=True).update(withdrawn=now(), withdrawn_reason=reason)
    made = MissingPerson.objects.filter(batch=batch, withdrawn__isnull=True)
    # by the people and not by a join: a database without fresh statistics would go through all names for each of them
    NameKey.objects.filter(thing__in=made.values("pk")).delete()
    restored = [
        _set_back(by, version, batch)
        for version in Version.objects.filter(batch=batch).exclude(thing__missing__batch=batch).select_related("thing__missing")
    ]
    _losses_back(batch)
    _names_back(batch, reason)
    count = made.update(withdrawn=now(), withdrawn_reason=reason, revision=F("revision") + 1)
    return count, len(restored)


def _set_back(by: Any, version: Version, batch: ImportBatch) -> int:
    person = version.thing.missing
    told = {f: v for f, v in version.body.items() if f != "listed_as"}
    told |= {f: date.fromisoformat(told[f]) for f in ("first", "last") if told.get(f)}
    change(by, person, told, f"import {batch.thing.code} undone", batch=batch)
    return int(person.pk)


def _losses_back(batch: ImportBatch) -> None:
    """A loss that the import put in force on somebody else's person gives way to the one before it."""
    for loss in Loss.objects.filter(batch=batch, in_force=True).exclude(person__batch=batch):
        before = Loss.objects.filter(person=loss.person_id).exclude(batch=batch).order_by("-at", "-pk").first()
        Loss.objects.filter(pk=loss.pk).update(in_force=False)
        if before is not None:
            Loss.objects.filter(pk=before.pk).update(in_force=True)


def _names_back(batch: ImportBatch, reason: str) -> None:
    names = PersonName.objects.filter(source=batch.thing.code, until__isnull=True).select_related("thing")
    things = {name.thing for name in names}
    names.update(until=now(), reason=reason)
    for thing in things:
        set_keys(thing)
