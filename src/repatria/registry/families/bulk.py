"""Writing many people at once, inside the one act of an import: what the comparison planned, in chunks of one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.db.models import Count

from repatria.registry.codes.giving import new_things
from repatria.registry.codes.models import Identifier, Kind, Thing
from repatria.registry.codes.naming import normal_of
from repatria.registry.families.keeping import change, now, set_keys, user_of
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
)
from repatria.registry.families.models.missing import Kinds, dated
from repatria.registry.families.namekeys import keys_of, script_of
from repatria.registry.families.rows import PERSON, Told, when_of

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
        make_people(by, batch, fresh)
        _mark(fresh)
        for row in (r for r in rows if r.thing_id is not None and r.outcome in (MADE, "changed") and r.said):
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
    source = f"{batch.name} ({batch.thing.code})"[:200]
    for row, thing, _ in pairs:
        row.thing = thing
    MissingPerson.objects.bulk_create(_person(batch, row, thing, said) for row, thing, said in pairs)
    PersonName.objects.bulk_create(name for _, thing, said in pairs for name in _names(thing, said, source))
    NameKey.objects.bulk_create(
        NameKey(incident_id=thing.incident_id, thing_id=thing.pk, key=key) for _, thing, said in pairs for key in _keys(said)
    )
    Identifier.objects.bulk_create(_number(thing, said) for _, thing, said in pairs if "service_number" in said)
    facts: dict[str, Any] = {"at": moment, "by": user, "batch": batch, "source": source}
    MissingStatus.objects.bulk_create(_status(thing.pk, said, facts) for _, thing, said in pairs if "status" in said)
    Loss.objects.bulk_create(_loss(thing.pk, said, facts) for _, thing, said in pairs if _has_loss(said))
    Recorded.objects.bulk_create(_stature(thing.pk, said, facts) for _, thing, said in pairs if "stature_cm" in said)


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


def _person(batch: ImportBatch, row: ImportRow, thing: Thing, said: Told) -> MissingPerson:
    person = MissingPerson(
        thing=thing,
        incident_id=thing.incident_id,
        listed_as=said["name"],
        word=said.get("status", ""),
        category=said.get("category", ""),
        row_key=_person_key(row),
        batch=batch,
        **{f: said[f] for f in PERSON if f in said},
    )
    person.tell(when_of(said, "born"))
    return person


def _names(thing: Thing, said: Told, source: str) -> Iterable[PersonName]:
    yield PersonName(
        thing=thing,
        whole=said["name"],
        family=said.get("family", ""),
        given=said.get("given", ""),
        order=said.get("order", ""),
        script=script_of(said["name"]),
        source=source,
    )
    if "other_name" in said:
        yield PersonName(
            thing=thing, kind=Kinds.SPELLING, whole=said["other_name"], script=script_of(said["other_name"]), source=source
        )


def _keys(said: Told) -> set[str]:
    return {k[:80] for name in (said["name"], said.get("other_name", "")) if name for k in keys_of(name)}


def _number(thing: Thing, said: Told) -> Identifier:
    value = said["service_number"]
    return Identifier(
        thing=thing,
        incident_id=thing.incident_id,
        issuer=SERVICE_NUMBER,
        value=value,
        normal=normal_of(value, SERVICE_NUMBER),
        personal=True,
    )


def _status(person: int, said: Told, facts: dict[str, Any]) -> MissingStatus:
    status = MissingStatus(
        person_id=person, word=said["status"], category=said.get("category", ""), board=said.get("board", ""), **facts
    )
    status.tell(when_of(said, "status_date"))
    return status


def _has_loss(said: Told) -> bool:
    return bool({"loss_date", "loss_place", "longitude"} & set(said))


def _loss(person: int, said: Told, facts: dict[str, Any], *, in_force: bool = True) -> Loss:
    loss = Loss(
        person_id=person,
        place=said.get("loss_place", ""),
        unit=said.get("unit", ""),
        circumstances=said.get("circumstances", ""),
        in_force=in_force,
        **{f: float(said[f]) for f in ("longitude", "latitude", "radius_km") if f in said},
        **facts,
    )
    loss.tell(when_of(said, "loss_date"))
    return loss


def _stature(person: int, said: Told, facts: dict[str, Any]) -> Recorded:
    value = said["stature_cm"]
    return Recorded(
        person_id=person,
        what="stature_cm",
        value=value,
        number=value,
        source=facts["source"],
        by=facts["by"],
        batch=facts["batch"],
    )


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
    source = f"{batch.name} ({batch.thing.code})"[:200]
    facts: dict[str, Any] = {"at": now(), "by": user_of(by), "batch": batch, "source": source}
    told: dict[str, Any] = {f: said[f] for f in PERSON if f in said and not (f == "sex" and said[f] == "U")}
    told |= {name: said[f] for f, name in (("status", "word"), ("category", "category")) if f in said}
    told |= dated(when_of(said, "born")) if "born" in said else {}
    if person.withdrawn is not None:
        MissingPerson.objects.filter(pk=person.pk).update(withdrawn=None, withdrawn_reason="", batch=batch)
        person.withdrawn = None
    word = person.word
    change(by, person, told, f"import {batch.thing.code}", batch=batch)
    if "status" in said and said["status"] != word:
        _status(person.pk, said, facts).save()
    if _has_loss(said):
        _new_loss(person, said, facts)
    if "stature_cm" in said and not person.recorded.filter(what="stature_cm", value=said["stature_cm"]).exists():
        _stature(person.pk, said, facts).save()
    for name in {said["name"], said.get("other_name", "")} - {""}:
        if not PersonName.objects.filter(thing=person.thing, whole=name, until__isnull=True).exists():
            PersonName.objects.create(
                thing=person.thing, kind=Kinds.SPELLING, whole=name, script=script_of(name), source=batch.thing.code
            )
    set_keys(person.thing)
    ImportRow.objects.filter(pk=row.pk).update(said=None, thing=person.thing)


def _new_loss(person: MissingPerson, said: Told, facts: dict[str, Any]) -> None:
    """Another loss: in force if the present one came from a list too; otherwise it stands beside the one a person chose."""
    present = person.losses.filter(in_force=True).first()
    new = _loss(person.pk, said, facts, in_force=present is None or present.batch_id is not None)
    if present is not None:
        same = all(
            getattr(present, f) == getattr(new, f)
            for f in ("place", "first", "last", "longitude", "latitude")
            if getattr(new, f) not in ("", None)
        )
        if same:
            return
        if new.in_force:
            person.losses.filter(in_force=True).update(in_force=False)
    new.save()


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
    here |= {key: row.thing_id for key, row in first.items()}
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
