"""The programme for programs: agreements, promises, requests, journeys, ceremonies, each with its source."""

from __future__ import annotations

from typing import Any

from ninja import Router

from repatria.registry.api.ways import Row, acts, lists, looks
from repatria.registry.codes.queries import thing_called
from repatria.registry.people.seats import Seat
from repatria.registry.programme import actions, forms, queries
from repatria.registry.programme.models import Leg, Matter, Step
from repatria.registry.refusals import NotFound

router = Router()


@lists(router, "/matters", "programme.read")
def matters(at: Seat, kind: str = "") -> Any:
    """All matters, or those of one kind."""
    rows = queries.matters(at)
    return rows.filter(kind=kind) if kind else rows, told


@looks(router, "/matters/{code}", "programme.read")
def matter(at: Seat, code: str) -> Row:
    """One matter with what was said to come of it, and the legs of a journey."""
    return told(queries.matter_called(at, code))


@lists(router, "/story", "programme.read")
def story(at: Seat) -> Any:
    """The dated lines in order."""
    return queries.lines(at), lambda line: {
        "since": line.since,
        "until": line.until,
        "words": line.words,
        "place": line.place,
        "ahead": line.ahead,
        "according_to": line.said or None,
        "matter": line.matter.code,
        "document": line.document.thing.code,
    }


@looks(router, "/anniversaries", "programme.read")
def anniversaries(at: Seat) -> Row:
    """The gaps of the story and the anniversaries that come next, computed from the days that were entered."""
    found = queries.programme(at).story
    return {
        "as_seen_from": found.day,
        "gaps": [{"since": gap.since, "until": gap.until, "days": gap.days} for gap in found.gaps],
        "next": [{"day": day, "years": years, "matter": row.code, "title": row.title} for day, years, row in found.next],
    }


def _lists(at: Seat, **_said: Any) -> Row:
    return {"parties": queries.parties(at), "documents": queries.documents(at)}


def _of_kind(at: Seat, key: str) -> Row:
    if key not in Matter.Kind.values:
        raise NotFound
    return {"kind": key, **_lists(at)}


def _of_matter(at: Seat, code: str) -> Row:
    return {"kind": queries.matter_called(at, code).kind, **_lists(at)}


@acts(router, "/kinds/{key}/matters", "programme.record", forms.NewMatter, _of_kind)
def enter_matter(at: Seat, form: Any, key: str) -> Row:
    """Enter a matter of the kind ``key``: promise, request, ceremony and so on."""
    said = dict(form.cleaned_data)
    claim, about = said.pop("claim"), said.pop("about")
    said["claim"] = queries.claim_called(at, claim) if claim else None
    said["about"] = thing_called(at, about) if about else None
    return {"code": actions.enter_matter(at, kind=key, **said).code}


@acts(router, "/matters/{code}/states", "programme.record", forms.NewState, _of_matter)
def tell_state(at: Seat, form: Any, code: str) -> Row:
    """Enter what somebody says has come of a matter; it stands beside what others say."""
    step = actions.tell_state(at, queries.matter_called(at, code), **form.cleaned_data)
    return {"code": step.matter.code, "state": step.state}


@acts(router, "/matters/{code}/legs", "programme.record", forms.NewLeg, _lists)
def add_leg(at: Seat, form: Any, code: str) -> Row:
    """Add the next leg of a journey."""
    leg = actions.add_leg(at, queries.matter_called(at, code), **form.cleaned_data)
    return {"code": leg.matter.code, "number": leg.number}


def told(row: Matter) -> Row:
    """A matter as programs see it."""
    return {
        "code": row.code,
        "kind": row.kind,
        "title": row.title,
        "words": row.words,
        "by": row.by.name if row.by else None,
        "to": row.to.name if row.to else None,
        "since": row.since,
        "since_precision": row.since_precision,
        "until": row.until,
        "until_precision": row.until_precision,
        "place": row.place,
        "ahead": row.ahead,
        "part": row.part,
        "document": row.document.thing.code,
        "claim": row.claim.thing.code if row.claim else None,
        "about": row.about.code if row.about else None,
        "quote": row.quote,
        "states": [_state(step) for step in row.steps.all()],
        "legs": [_leg(leg) for leg in row.legs.all()],
    }


def _state(step: Step) -> Row:
    return {
        "state": step.state,
        "according_to": step.according_to.name,
        "day": step.day,
        "precision": step.precision,
        "words": step.words,
        "quote": step.quote,
        "document": step.document.thing.code,
    }


def _leg(leg: Leg) -> Row:
    return {
        "number": leg.number,
        "purpose": leg.purpose,
        "origin": leg.origin,
        "origin_ahead": leg.origin_ahead,
        "departed": leg.departed,
        "departed_precision": leg.departed_precision,
        "destination": leg.destination,
        "destination_ahead": leg.destination_ahead,
        "arrived": leg.arrived,
        "arrived_precision": leg.arrived_precision,
        "vehicle": leg.vehicle,
        "crew": leg.crew,
        "load": leg.load,
        "on_hand": leg.on_hand,
        "honours": leg.honours,
        "flag": leg.flag,
        "document": leg.document.thing.code,
    }
