"""Hand-overs for programs: what was announced, what came, what it is said to be, and the steps of the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ninja import Router, UploadedFile

from repatria.registry.api.asked import told_by
from repatria.registry.api.claims import told as told_claim
from repatria.registry.api.custody import differs
from repatria.registry.api.ways import Paper, Row, acts, brings, fetches, lists, looks
from repatria.registry.claims import queries as claims
from repatria.registry.custody import paper
from repatria.registry.intake import actions, doing, figures, forms, giverlist, queries
from repatria.registry.intake.models import Accession, Container, ExpectedContainer, Handover, HandoverLeg
from repatria.registry.intake.reading import read_boxes, read_seals
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound

router = Router()
PDF = "application/pdf"


def _choices(at: Seat, **_said: Any) -> Row:
    return {"places": queries.places(at), "parties": claims.parties(at), "people": queries.colleagues(at)}


@lists(router, "/handovers", "intake.read")
def handovers(at: Seat) -> Any:
    """Hand-overs, newest first."""
    return queries.handovers(at), told


@looks(router, "/handovers/{code}", "intake.read")
def handover(at: Seat, code: str) -> Row:
    """One hand-over: its steps, figures, counts, signatures, way and ceremonies. An empty figure is null, never 0."""
    row = queries.handover_called(at, code)
    known = figures.summary(at, row)
    return {
        **told(row),
        "steps": [{"step": s.key, "done": s.done, "words": s.words} for s in queries.steps(at, row)],
        "said": known.sentence,
        "figures": {
            "containers": known.containers,
            "listed": known.listed,
            "people_at_least": known.people.value,
            "people_by_dna": known.dna.value,
        },
        "counts": [
            {"number": c.number, "counted": c.counted, "by": c.by.code if c.by else None} for c in queries.counts(at, row)
        ],
        "signatures": [
            {"side": s.side, "name": s.name, "title": s.title, "moment": s.moment} for s in queries.signatures(at, row)
        ],
        "legs": [_leg(leg) for leg in queries.legs(at, row)],
        "ceremonies": [{"on": c.on, "place": c.place.name, "words": c.words} for c in queries.ceremonies(at, row)],
        "statements": [{"number": s.number, "text": s.text, "moment": s.moment} for s in queries.statements(at, row)],
    }


@lists(router, "/handovers/{code}/containers", "intake.read")
def containers(at: Seat, code: str) -> Any:
    """The containers that came."""
    return queries.containers(at, queries.handover_called(at, code)), told_box


@lists(router, "/handovers/{code}/expected", "intake.read")
def expected(at: Seat, code: str, only_absent: bool = False) -> Any:
    """The giver's list, with what came of each line. What it says stays a claim of the giver."""
    return queries.expected(at, queries.handover_called(at, code), only_absent=only_absent), _line


@lists(router, "/handovers/{code}/discrepancies", "intake.read")
def discrepancies(at: Seat, code: str) -> Any:
    """What does not agree about a hand-over or its containers, the open ones first."""
    return queries.discrepancies(at, queries.handover_called(at, code)), differs


@lists(router, "/handovers/{code}/claims", "intake.read")
def claims_about(at: Seat, code: str) -> Any:
    """What is claimed of a hand-over, by whom, in which document."""
    row = queries.handover_called(at, code)
    return claims.claims(at).filter(about=row.thing).order_by("topic__place", "pk"), told_claim


@fetches(router, "/handovers/{code}/labels", "intake.read", PDF)
def labels(at: Seat, code: str) -> Paper:
    """The labels of all containers of a hand-over, as PDF."""
    row = queries.handover_called(at, code)
    items = [box.item for box in queries.containers(at, row)]
    if not items:
        raise NotFound
    return Paper(paper.labels_of(at, items), f"labels-{row.code}.pdf", PDF)


@looks(router, "/containers/{code}", "intake.read")
def container(at: Seat, code: str) -> Row:
    """One container: its seals, its reviews and what is claimed of it."""
    row = queries.container_called(at, code)
    return {
        **told_box(row),
        "seals": [{"number": s.number, "state": s.state} for s in queries.seals(at, row)],
        "reviews": [
            {"verdict": r.verdict, "period": r.period, "note": r.note, "moment": r.moment} for r in queries.reviews(at, row)
        ],
        "claims": [told_claim(c) for _topic, group in claims.claims_about(at, row.item.thing) for c in group.claims],
    }


@lists(router, "/accessions", "intake.read")
def accessions(at: Seat) -> Any:
    """All accessions, those without hand-over included."""
    return queries.accessions(at), told_accession


@lists(router, "/accessions/{code}/containers", "intake.read")
def accession_containers(at: Seat, code: str) -> Any:
    """The containers of one accession."""
    return queries.containers(at, accession=queries.accession_called(at, code)), told_box


@acts(router, "/handovers", "intake.write", forms.Announce, _choices)
def announce(at: Seat, form: Any) -> Row:
    """Announce a hand-over."""
    return {"code": doing.announce(at, form.cleaned_data).code}


@brings(router, "/handovers/{code}/list", "intake.write", forms.ListFile)
def giver_list(at: Seat, _form: Any, file: UploadedFile, code: str) -> Callable[[], Row]:
    """Take up the giver's list as CSV, whole or not at all. Columns: number, origin, contents, people, seals."""
    data = file.read(giverlist.MOST_BYTES + 1)

    def act() -> Row:
        row = queries.handover_called(at, code)
        return {"code": row.code, "lines": len(actions.import_list(at, row, data=data))}

    return act


def _act_at_handover(name: str) -> None:
    step = doing.ACTS[name]

    def act(at: Seat, form: Any, code: str) -> Row:
        row = queries.handover_called(at, code)
        made = step.do(at, row, told_by(form))
        return {"handover": row.code, "done": name, "made": _codes(made)}

    act.__name__, act.__doc__ = name.replace("-", "_"), f"{step.label}."
    acts(router, f"/handovers/{{code}}/{name}", step.verb, step.form, _choices)(act)


for _name in doing.ACTS:
    _act_at_handover(_name)


@acts(router, "/handovers/{code}/legs/{number}/arrived", "intake.write", forms.Arrive)
def arrived(at: Seat, form: Any, code: str, number: int) -> Row:
    """Note the end of a leg; its containers are there from that moment on."""
    leg = queries.leg_of(at, queries.handover_called(at, code), number)
    offset = form.cleaned_data["arrived_offset"]
    moment = forms.utc(form.cleaned_data["arrived"], offset)
    return _leg(actions.arrive_leg(at, leg, arrived=moment, arrived_offset=offset))


@acts(router, "/containers/{code}/seals", "intake.write", forms.ReadSeals)
def check_seals(at: Seat, form: Any, code: str) -> Row:
    """Say which seals are on a container; what differs opens a discrepancy by itself."""
    row = queries.container_called(at, code)
    read = actions.check_seals(at, row, found=read_seals(form.cleaned_data["lines"]))
    return {"container": row.code, "seals": [{"number": s.number, "state": s.state} for s in read]}


@acts(router, "/containers/{code}/review", "intake.review", forms.Review)
def review(at: Seat, form: Any, code: str) -> Row:
    """Review one container in the field: human or not, from which time. Never how many."""
    row = queries.container_called(at, code)
    made = actions.review_container(at, row, **form.cleaned_data)
    return {"container": row.code, "verdict": made.verdict, "period": made.period}


@acts(router, "/accessions", "intake.write", forms.Older, lambda at, **_said: {"places": queries.places(at)})
def older(at: Seat, form: Any) -> Row:
    """Enter an older assemblage that came without a hand-over here."""
    said = dict(form.cleaned_data)
    row = actions.enter_assemblage(at, boxes=read_boxes(said.pop("lines")), **said)
    return {"code": row.thing.code, "number": row.number}


def told(row: Handover) -> Row:
    """A hand-over as programs see it."""
    return {
        "code": row.code,
        "title": row.title,
        "way": row.way,
        "giver": row.giver.name,
        "receiver": row.receiver.name,
        "day": row.day,
        "place": row.place.name if row.place else None,
    }


def told_box(row: Container) -> Row:
    """A container as programs see it; never a number of people."""
    return {
        "code": row.code,
        "number": row.number,
        "handover": row.handover.code if row.handover else None,
        "accession": row.accession.number if row.accession else None,
        "mass_g": row.item.mass_g,
        "size_mm": [row.length_mm, row.width_mm, row.height_mm],
        "verdict": getattr(row, "verdict", None),
        "period": getattr(row, "period", None),
        "open_discrepancies": getattr(row, "open", None),
    }


def told_accession(row: Accession) -> Row:
    """An accession as programs see it."""
    return {
        "code": row.thing.code,
        "number": row.number,
        "title": row.title,
        "handover": row.handover.code if row.handover else None,
        "received": row.day,
    }


def _line(row: ExpectedContainer) -> Row:
    return {
        "number": row.number,
        "origin": row.origin.words if row.origin else None,
        "contents": row.contents.words if row.contents else None,
        "people": row.people.words if row.people else None,
        "seals": row.seals,
        "container": row.container.code if row.container else None,
    }


def _leg(row: HandoverLeg) -> Row:
    return {
        "number": row.number,
        "from": row.origin.name,
        "to": row.to.name,
        "departed": row.departed,
        "departed_there": row.departed_words,
        "arrived": row.arrived,
        "arrived_there": row.arrived_words,
        "vehicle": row.vehicle,
        "on_hand": row.on_hand,
        "honours": row.honours,
        "flag": row.flag,
    }


def _codes(made: Any) -> list[str]:
    """The codes of what an act made, where it made things."""
    rows = made if isinstance(made, list) else [made]
    return [
        row.code if hasattr(row, "code") else row.thing.code for row in rows if hasattr(row, "code") or hasattr(row, "thing")
    ]
