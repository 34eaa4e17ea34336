"""The rest of the world of the matrix: for each address that opens one thing, that thing, and what is sent to it.

``world.furnish`` makes the things that every proof walks over. Here stand those that only the matrix of addresses opens: rows of
crews by acts of theirs, and one pair that was searched, weighed, reviewed and signed (review's court) in the crew's incident.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from repatria.model import Call
from repatria.registry.accounting import actions as publishing
from repatria.registry.assurance.tests import homewards
from repatria.registry.assurance.tests.fill_asking import asked
from repatria.registry.assurance.tests.fill_home import corrected, ended
from repatria.registry.assurance.tests.fill_telling import told as told_families
from repatria.registry.assurance.tests.world import Crew
from repatria.registry.codes import actions as codes
from repatria.registry.custody import actions as custody
from repatria.registry.custody import sealing
from repatria.registry.families import actions as families
from repatria.registry.families.dates import read_date
from repatria.registry.identification import actions as identifying
from repatria.registry.identification import excluding, leading
from repatria.registry.identification.evidence import open_evidence
from repatria.registry.identification.models import EvidenceFile, Identification
from repatria.registry.identification.tests import hands as by_hand
from repatria.registry.intake import actions as intake
from repatria.registry.intake.arriving import Arrival
from repatria.registry.inventory.actions import allowing, entering, grouping, importing, measuring, scoring
from repatria.registry.inventory.typed import read_line
from repatria.registry.journal import clock
from repatria.registry.laboratory import lineage_bases, profiling
from repatria.registry.laboratory.checking import check_control
from repatria.registry.laboratory.lineages import lineage_of, typed_lineage
from repatria.registry.laboratory.models import Alarm, Lineage
from repatria.registry.people import erasing
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.review import auditing, known
from repatria.registry.review.models import Objection, Review, Signature
from repatria.registry.review.tests import court
from repatria.registry.searching.models import CandidateList
from repatria.registry.searching.tests.hands import Made, awaited
from repatria.registry.testing.scene import Scene

LEFT = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
SHEET = "box,no,bone,side\n{box},1,Femur,L\n"
COLUMNS = {"box": "container", "no": "designator", "bone": "element", "side": "side"}


@dataclass(frozen=True, slots=True)
class Fill:
    """What stands in an address, what is sent to it, and as whom it is opened (``None``: as any role that may)."""

    told: Mapping[str, Any]
    data: Mapping[str, Any] = field(default_factory=dict)
    role: str | None = None


Fills = dict[str, Fill]


def fill(c: Crew, mark: str, folder: Path) -> Fills:
    """Rows of the crew's own stages, by the address that opens them."""
    found: Fills = {}
    found |= _people(c, mark)
    found |= _intake(c, mark)
    found |= _families(c, mark, folder)
    found |= _inventory(c, mark)
    found |= asked(c, Fill)
    found |= told_families(c, Fill)
    found |= ended(c, Fill)
    keepers = ("homecoming:release-act", "homecoming:prepare", "homecoming:come-back")
    going = homewards.addresses(c)
    return found | {name: Fill(told, {}, Role.CUSTODY if name in keepers else None) for name, told in going.items()}


def _people(c: Crew, mark: str) -> Fills:
    m, keeper = c.made, c.seat(Role.CUSTODY)
    erasure = erasing.ask(c.seat(Role.ADMINISTRATOR), m["kin"].code, reason="asked by letter", sure=True)
    seal = sealing.set_seal(keeper, m["loose too"], number=f"T-{mark}")
    ends = c.users["second custody"].memberships.get()
    unknown = m["delivery"].lines.filter(outcome="unknown").get()
    return {
        "laboratory:explain": Fill({"code": m["delivery"].thing.code, "pk": unknown.pk}),
        "people:end": Fill({"pk": ends.pk}, {"reason": "moved on"}),
        "people:erasure": Fill({"pk": erasure.pk}),
        "people:decline-erasure": Fill({"pk": erasure.pk}, {"reason": "not now"}),
        "custody:seal": Fill({"code": m["loose too"].thing.code, "pk": seal.pk}, {"found": "broken"}),
        "api:end-key": Fill({"pk": m["token"][0].pk}, {}, Role.CUSTODY),
    }


def _intake(c: Crew, mark: str) -> Fills:
    m, officer = c.made, c.seat(Role.INTAKE)
    boxes = intake.receive_many(officer, m["handover"], [Arrival("1"), Arrival("2")])
    for seat in (officer, c.seat(Role.CUSTODY)):
        intake.count_again(seat, m["handover"], counted=2)
    for side, name in (("giver", "Ilvan Torek"), ("receiver", "Maru Seld")):
        intake.sign(officer, m["handover"], side=side, name=name, title="Colonel")
    far = custody.name_place(c.seat(Role.CUSTODY), name=f"far shelf {mark}")
    intake.add_leg(officer, m["handover"], origin=m["place"], to=far, departed=LEFT)
    for box in boxes:
        intake.review_container(officer, box, verdict="human")
    taken = intake.accession_containers(officer, m["handover"], number=f"2026-{len(mark)}{ord(mark[0])}")
    one, hand = {"code": boxes[0].code}, {"code": m["handover"].code}
    return {
        "intake:accession": Fill({"code": taken.thing.code}),
        "intake:container": Fill(one),
        "intake:review-one": Fill(one),
        "intake:seals": Fill(one),
        "intake:act": Fill({**hand, "name": "count"}, {}, Role.INTAKE),
        "intake:labels": Fill(hand),
        "intake:arrived": Fill({**hand, "number": 1}),
    }


def _families(c: Crew, mark: str, folder: Path) -> Fills:
    m, office = c.made, c.seat(Role.CASUALTY)
    first = families.add_loss(office, m["missing"], source="a letter", place="the ridge")
    families.add_loss(office, m["missing"], source="a report", place="the ford")
    decision = families.note_earlier_decision(office, m["missing"], issuer="another office", on=read_date("1956-01-16"))
    path = folder / f"{mark}.csv"
    path.write_text(f"name\nPavel {mark.title()}\n")
    batch = families.open_import(office, source=path, name="list.csv", mapping={"name": "name"})
    one, lost = {"code": batch.thing.code}, {"code": m["missing"].code}
    losses = [x.pk for x in m["missing"].losses.all() if not x.in_force] or [first.pk]
    return {
        "families:withdraw-decision": Fill({"pk": decision.pk}, {"reason": "entered twice"}),
        "families:loss-in-force": Fill({**lost, "pk": losses[0]}, {"reason": "read again"}),
        "families:add-to-family": Fill({"code": m["family"].thing.code}, {"code": m["other missing"].code}),
        "families:import": Fill(one),
        "families:map-import": Fill(one),
        "families:compare-import": Fill(one),
        "families:carry-out-import": Fill(one),
        "families:undo-import": Fill(one),
    }


def _inventory(c: Crew, mark: str) -> Fills:
    m, bones = c.made, c.seat(Role.ANTHROPOLOGIST)
    first, second = (entering.enter_specimen(bones, m["box"], read_line("fe l 5")) for _ in range(2))
    value = measuring.measure(bones, first, code="Fem_01", value_mm=Decimal(455))
    score = scoring.score(bones, first, what="femur_distal", low=4)
    group = grouping.open_individual(bones, [first])
    question = allowing.ask_allowance(bones, group, second, why="one is a cast")
    third = grouping.open_individual(bones, [entering.enter_specimen(bones, m["box"], read_line("ti r 5"))])
    grouping.lock_individual(bones, third)
    codes.give_identifier(c.seat(Role.CUSTODY), m["box"].thing, issuer="giver", value=f"B-{mark}")
    sheet = importing.load_sheet(bones, SHEET.format(box=f"B-{mark}").encode(), name="old.csv", mapping=COLUMNS)
    return {
        "inventory:withdraw-measurement": Fill({"code": first.code, "pk": value.pk}, {"reason": "slipped"}),
        "inventory:withdraw-score": Fill({"code": first.code, "pk": score.pk}, {"reason": "slipped"}),
        "inventory:answer": Fill({"pk": question.pk}),
        "inventory:sheet": Fill({"code": sheet.thing.code}),
        "inventory:individual-paper": Fill({"code": third.code}),
    }


def brought_home(c: Crew, scene: Scene) -> Fills:
    """Somebody told, with a later bone, and somebody told wrongly: of the crew's incident, one for all its laboratories."""
    return corrected(c, scene, Fill)


def accounted(scene: Scene) -> Fills:
    """A published account of ``heron``, and the words that stand in addresses of the account."""
    today = clock.today()
    row = publishing.publish(scene.seat(Role.EXAMINER), day=today, ground="whatever does not close here")
    return {
        "accounting:figure": Fill({"key": "missing"}),
        "accounting:balance": Fill({"name": "bones"}),
        "accounting:picture": Fill({"key": "flow"}),
        "accounting:statement": Fill({"number": row.number}, {"reason": "counted wrongly"}, Role.EXAMINER),
        "accounting:publish": Fill({}, {"day": today.isoformat(), "ground": "as before"}, Role.EXAMINER),
        "accounting:extract": Fill({}, {"since": today.isoformat(), "until": today.isoformat()}, Role.AUDITOR),
    }


def decided(scene: Scene) -> Fills:
    """One pair of ``heron`` searched, weighed, drafted, reviewed with an objection and signed; one more drafted; a known answer."""
    here = court.signed(scene)
    made, desk = here.made, scene.seat(Role.GENETICIST)
    assert made.search is not None and here.evidence is not None
    listing = CandidateList.objects.get(search=made.search, label=made.individuals[2].code)
    evidence = open_evidence(desk, listing, made.missing[1].thing)
    draft = identifying.draft(desk, evidence, text="These bones are those of the second man.")
    individual, who = made.individuals[1], made.missing[2].thing
    lead = leading.enter_lead(desk, individual, who, kind="tag", lr=2.0, if_so="his", if_not="another's", source="a tag")
    out = excluding.rule_out(desk, individual, who, ground="age", words="too old")
    control = profiling.enter_control(desk, kind="staff", name="A. Belmarin", calls=made.profiles["second"].calls)
    check_control(TheRegistry(scene.heron), control.token)
    bone = {"code": made.bones["second"].code}
    line = lined(made.bones["second"].item.thing)
    base = lineage_bases.enter_haplotypes(
        desk, [typed_noun("mt", "E-1")], type="mt", name="draw", source="drawn", simulated=True
    )
    rows = {
        "search": made.search.code,
        "label": listing.label,
        "missing": evidence.missing.code,
        "digest": evidence.digest,
        "individual": individual.code,
        "draft": draft.code,
        "lead": lead.pk,
        "exclusion": out.pk,
        "signed": here.row.code,
        "objection": Objection.objects.get().pk,
        "signature": Signature.objects.get(identification=here.row).pk,
        "audit": auditing.ask_audit(scene.seat(Role.EXAMINER)).pk,
        "known": slipped(made),
    }
    return {
        **addresses(rows),
        "laboratory:consensus": Fill(bone, {}, Role.GENETICIST),
        "laboratory:lineage": Fill(line, {}, Role.GENETICIST),
        "laboratory:beside": Fill(line, {"other": bone["code"]}, Role.GENETICIST),
        "laboratory:control-lineage": Fill({"token": control.token}, {"type": "y", "raw": "DYS19 14"}),
        "laboratory:end-haplotypes": Fill({"pk": base.pk}, {"reason": "another release"}),
        "laboratory:answer": Fill({"pk": Alarm.objects.filter(about=control.token).earliest("pk").pk}),
        "laboratory:end-control": Fill({"token": control.token}, {"reason": "left"}),
    }


def typed_noun(type: str, code: str) -> Any:
    """An invented lineage profile."""
    return lineage_of(type, code, typed_lineage(type, "HV1\n16126C" if type == "mt" else "DYS19 14"))


def lined(thing: Any) -> dict[str, Any]:
    """The address of a mitochondrial lineage of ``thing``, a row by hand."""
    kept = typed_lineage("mt", "HV1\n16126C")
    Lineage.objects.create(
        subject=thing, type="mt", version=1, state="current", kept=kept, size=342, digest="0", made=clock.now()
    )
    return {"code": thing.code, "type": "mt"}


def slipped(here: Made) -> str:
    """The code of the bone of a known answer that belongs to nobody on the list."""
    bone = awaited(here, "ra r 5")[0][0]
    return str(known.slip(here.scene.seat(Role.QUALITY), bone.item.thing, seed=5).specimen.code)


def undecided(scene: Scene) -> Fills:
    """The same addresses in the incident of strangers: rows by hand, since nobody of ours may tell what stands behind them."""
    pair = by_hand.pair(scene, scene.other)
    row = by_hand.drafted(scene, pair)
    evidence: EvidenceFile = pair.evidence
    desk = TheRegistry(scene.other)
    said = {"if_so": "his", "if_not": "another's", "source": "a tag"}
    user = scene.stranger_user
    lead = leading.enter_lead(desk, pair.individual, pair.missing, kind="tag", lr=2.0, **said)
    out = excluding.rule_out(desk, pair.individual, pair.missing, ground="age", words="too old")
    control = profiling.enter_control(desk, kind="staff", name="B. Torek", calls={"TH01": Call(("7", "8"))})
    statement = row.statements.get()
    Identification.objects.filter(pk=row.pk).update(state=Identification.State.REVIEW)
    review = Review.objects.create(statement=statement, reviewer=user, place=1, begun=by_hand.NOW)
    objection = Objection.objects.create(review=review, text="x", raised=by_hand.NOW)
    token = {"laboratory:end-control": Fill({"token": control.token}, {"reason": "left"})}
    return token | addresses(
        {
            "search": evidence.listing.search.code,
            "label": pair.individual.code,
            "missing": pair.missing.code,
            "digest": evidence.digest,
            "individual": pair.individual.code,
            "draft": row.code,
            "lead": lead.pk,
            "exclusion": out.pk,
            "signed": row.code,
            "objection": objection.pk,
            "signature": 10**8,
            "audit": auditing.ask_audit(desk).pk,
            "known": pair.individual.code,
        }
    )


def addresses(rows: Mapping[str, Any]) -> Fills:
    """The addresses of searches, evidence, identifications and reviews that open these rows."""
    code, listed = {"code": rows["search"]}, {"code": rows["search"], "label": rows["label"]}
    both, kept = {"label": rows["label"], "missing": rows["missing"]}, {"digest": rows["digest"]}
    draft, signed, why = {"code": rows["draft"]}, {"code": rows["signed"]}, {"reason": "a reason"}
    pair = {"individual": rows["individual"], "missing": rows["missing"]}
    found = {f"searching:{name}": Fill(code) for name in ("search", "progress", "cancel")}
    found |= {f"searching:{name}": Fill(listed) for name in ("list", "memo")}
    found["searching:unit"] = Fill({"label": rows["label"]})
    names = ("evidence-file", "dna-report", "what-next", "markers", "draft", "rule-out-here")
    found |= {f"identification:{name}": Fill(kept) for name in names}
    found |= {f"identification:{name}": Fill(draft) for name in ("identification", "statement", "submit")}
    found |= {
        "identification:withdraw": Fill(draft, why),
        "identification:why": Fill(both),
        "identification:ask-why": Fill({}, {"label": rows["label"], "missing": rows["missing"]}),
        "identification:evidence": Fill({**both, "search": rows["search"]}),
        "identification:enter-lead": Fill(pair),
        "identification:take-back": Fill({"pk": rows["lead"]}, why),
        "identification:revise": Fill({"pk": rows["exclusion"]}, why),
    }
    found |= {f"review:{name}": Fill(signed) for name in ("one", "sign", "statement-paper", "dissent-paper", "export")}
    return found | {
        "review:act": Fill({**signed, "name": "begin"}, {}, Role.REVIEWER),
        "review:objection": Fill({**signed, "pk": rows["objection"], "name": "close"}, {}, Role.REVIEWER),
        "review:signature": Fill({**signed, "pk": rows["signature"]}),
        "review:decide-rule": Fill({"number": 1}, {}, Role.REVIEWER),
        "review:audit": Fill({"pk": rows["audit"]}),
        "review:audit-lines": Fill({"pk": rows["audit"]}),
        "review:open-known": Fill({"code": rows["known"]}),
    }


def not_there(value: str) -> str:
    """A digest that belongs to nothing."""
    return hashlib.sha256(value.encode()).hexdigest()
