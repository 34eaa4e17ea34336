"""What was found out and done about every missing person: spans of distinct facts, each with its own day.

*Identified*, *accounted for*, *told*, *home*, *buried* and *public* are different facts and are never read from one another. What another
issuer decided stands in its own column.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from repatria.registry.accounting.spans import Span, Spans
from repatria.registry.families.models import EarlierDecision, MissingPerson
from repatria.registry.homecoming.models import Burial, Notification, Portion, Publication
from repatria.registry.identification.models import Identification
from repatria.registry.inventory.models import Member, Specimen
from repatria.registry.journal.models import Entry
from repatria.registry.people.models import Incident
from repatria.registry.review.models import Signature


def people(incident: Incident) -> Mapping[str, Spans]:
    """The facts by their names: listed, what each figure of people counts."""
    on_list, signed, told = listed(incident), _signed(incident), _told(incident)
    ever_told = _told(incident, standing=False)
    historic = Spans(
        Span(pk, at, withdrawn)
        for pk, at, withdrawn in EarlierDecision.objects.filter(incident=incident)
        .order_by()
        .values_list("person_id", "at", "withdrawn")
    )
    notified = told.within(signed)
    away = _bones_away(incident)
    home = _home(away)
    return {
        "listed": on_list,
        "signed": signed,
        "accounted": _first(signed, historic),
        "told": notified,
        "heard": ever_told,
        "fallen": ever_told.without(signed),
        "waiting": signed.without(notified),
        "home": home,
        "unhomed": on_list.without(home),
        "buried": _buried(incident, away),
        "published": _published(incident),
        "historic": historic,
        "historic_alone": historic.within(on_list).without(signed),
        "still": on_list.without(signed).without(historic),
    }


def listed(incident: Incident) -> Spans:
    """Who stands on the list of the missing: entered, not withdrawn, and not merged into another entry at that time."""
    rows = MissingPerson.objects.filter(thing__incident=incident).order_by()
    entries = {
        code: (pk, at, gone) for pk, code, at, gone in rows.values_list("pk", "thing__code", "thing__created", "withdrawn")
    }
    merged: dict[str, list[tuple[datetime, datetime | None]]] = {}
    acts = Entry.objects.filter(incident=incident.slug, tag__in=("families.missing_merged", "families.missing_parted"))
    for tag, subject, at in acts.order_by("seq").values_list("tag", "subject", "at"):
        spans = merged.setdefault(subject, [])
        if tag == "families.missing_merged":
            spans.append((at, None))
        elif spans:
            spans[-1] = (spans[-1][0], at)
    under_another = Spans(
        Span(entries[code][0], since, until) for code, some in merged.items() if code in entries for since, until in some
    )
    return Spans(Span(pk, at, gone) for pk, at, gone in entries.values()).without(under_another)


def merges_into(incident: Incident) -> Mapping[str, str]:
    """Of every entry that is merged now: the code of the one it was merged into."""
    into: dict[str, str] = {}
    acts = Entry.objects.filter(incident=incident.slug, tag="families.missing_merged").order_by("seq")
    for subject, body in acts.values_list("subject", "body"):
        into[subject] = str(json.loads(bytes(body))["facts"]["into"])
    return into


def _signed(incident: Incident) -> Spans:
    rows = Signature.objects.filter(identification__incident=incident).order_by()
    columns = ("identification__missing_id", "at", "voided")
    return Spans(Span(pk, at, voided) for pk, at, voided in rows.values_list(*columns))


def _told(incident: Incident, *, standing: bool = True) -> Spans:
    """Told, as long as the telling was not taken back; ``standing``: and as long as the signature stands that it was told under."""
    rows = Notification.objects.filter(identification__incident=incident, told__isnull=False).order_by()
    columns = ("missing_id", "told", "ended", "signature__voided")
    spans = []
    for pk, told, ended, voided in rows.values_list(*columns):
        ends = [moment for moment in (ended, voided if standing else None) if moment is not None]
        spans.append(Span(pk, told, min(ends) if ends else None))
    return Spans(spans)


def _first(signed: Spans, historic: Spans) -> Spans:
    """Identified here, and accounted for by nobody before: no decision of another issuer stood when it was signed."""
    before: dict[int, list[Span]] = {}
    for span in historic.all:
        before.setdefault(span.subject, []).append(span)

    def decided(span: Span) -> bool:
        theirs = before.get(span.subject, ())
        return any(one.since <= span.since and (one.until is None or one.until > span.since) for one in theirs)

    return Spans(span for span in signed.all if not decided(span))


def _taken_back(incident: Incident) -> dict[int, datetime]:
    """When an identification was rescinded, by its number: what went home under it never counts again, whoever is signed later."""
    rows = Identification.objects.filter(incident=incident, state=Identification.State.RESCINDED).order_by()
    return dict(rows.values_list("pk", "changed"))


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((one for one in moments if one is not None), default=None)


def _home(away: Sequence[_Away]) -> Spans:
    """Of whom a bone was counted in where it went, as long as it is there and theirs. A thing alone brings nobody home."""
    return Spans(Span(one.missing, one.arrived, one.until) for one in away)


@dataclass(frozen=True, slots=True)
class _Away:
    """A bone counted in for a missing person with a release; ``until``: here again, taken back, or known not to be theirs."""

    release: int
    missing: int
    arrived: datetime
    until: datetime | None


def _bones_away(incident: Incident) -> list[_Away]:
    bones = Specimen.objects.filter(item__thing__incident=incident).values("pk")
    rows = Portion.objects.filter(
        release__incident=incident,
        release__missing__isnull=False,
        release__arrived__isnull=False,
        counted_in=True,
        item__in=bones,
    )
    columns = ("pk", "item_id", "release_id", "release__missing_id", "release__identification_id", "release__arrived")
    told = list(rows.order_by("pk").values_list(*columns))
    back, taken = _came_back(incident), _taken_back(incident)
    others = _signed_without({(missing, item) for _pk, item, _release, missing, _under, _at in told})
    return [
        _Away(release, missing, at, _earliest(back.get(pk), taken.get(under), _first_after(at, others[missing, item])))
        for pk, item, release, missing, under, at in told
    ]


def _signed_without(pairs: set[tuple[int, int]]) -> dict[tuple[int, int], list[datetime]]:
    """For each (missing person, bone): when that person was signed as an individual without the bone."""
    people, bones = {missing for missing, _bone in pairs}, {bone for _missing, bone in pairs}
    signed = Signature.objects.filter(identification__missing__in=people).order_by("at")
    rows = list(signed.values_list("identification__missing_id", "identification__version_id", "at"))
    inside = Member.objects.filter(version__in={version for _m, version, _at in rows}, specimen__in=bones, removed__isnull=True)
    members = set(inside.values_list("version_id", "specimen_id"))
    of: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for missing, version, at in rows:
        of[missing].append((version, at))
    return {(who, bone): [at for version, at in of[who] if (version, bone) not in members] for who, bone in pairs}


def _first_after(moment: datetime, moments: list[datetime]) -> datetime | None:
    return next((one for one in moments if one > moment), None)


def _came_back(incident: Incident) -> dict[int, datetime]:
    """When each portion that had left was here again, by its number."""
    acts = Entry.objects.filter(incident=incident.slug, tag="homecoming.came_back").order_by("seq")
    return {int(json.loads(bytes(body))["facts"]["portion"]): at for body, at in acts.values_list("body", "at")}


def _buried(incident: Incident, away: Sequence[_Away]) -> Spans:
    rows = Burial.objects.filter(incident=incident, missing__isnull=False).order_by()
    graves = {release: (at, opened) for release, at, opened in rows.values_list("release_id", "at", "opened")}
    return Spans(
        Span(one.missing, graves[one.release][0], _earliest(graves[one.release][1], one.until))
        for one in away
        if one.release in graves
    )


def _published(incident: Incident) -> Spans:
    rows = Publication.objects.filter(notification__identification__incident=incident).order_by()
    return Spans(Span(pk, at, gone) for pk, at, gone in rows.values_list("missing_id", "at", "withdrawn"))
