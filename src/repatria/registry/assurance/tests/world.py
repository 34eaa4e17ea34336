"""A little of everything, three times: in Heron, in Heron for another laboratory, and in the incident of strangers.

Every step is one act of a stage, done as a person whose role may do it. The proofs of permission and of the journal walk over
what stands here, so a stage whose pages open one thing needs a step that makes one.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from PIL import Image

from repatria.model import Call
from repatria.model import Profile as Noun
from repatria.registry import gateway
from repatria.registry.api.actions import make_token
from repatria.registry.claims import actions as claims
from repatria.registry.claims import reporting
from repatria.registry.codes import actions as codes
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.custody import actions as custody
from repatria.registry.custody import dividing, sealing
from repatria.registry.families.actions import kin as kin_actions
from repatria.registry.families.actions import missing, pedigree
from repatria.registry.intake import actions as intake
from repatria.registry.inventory.actions import effects, entering, grouping, photographing, relating
from repatria.registry.inventory.told import Told
from repatria.registry.inventory.typed import read_line
from repatria.registry.laboratory import actions as laboratory
from repatria.registry.laboratory.delivering import RunTold, import_profiles
from repatria.registry.laboratory.tests.helping import file
from repatria.registry.people.actions import give_role
from repatria.registry.people.models import Incident, Laboratory, User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat, TheRegistry, seat_of
from repatria.registry.programme import actions as programme
from repatria.registry.testing.scene import Scene

Step = Callable[[], Any]
RUN = RunTold("run 1", "reader a", "reader b", where="East Laboratory", kit="kit 24")


@dataclass
class Crew:
    """One person a role, of one laboratory, in one incident."""

    incident: Incident
    laboratory: Laboratory
    users: dict[str, User]
    made: dict[str, Any] = field(default_factory=dict)

    def seat(self, role: str) -> Seat:
        """That person at work."""
        return seat_of(self.users[role], self.incident.slug)


def crew(scene: Scene, name: str, incident: Incident, laboratory: Laboratory) -> Crew:
    """New accounts of one laboratory in an incident, one for each role."""
    users = {}
    for role in (*Role, "second custody"):
        user = scene.person(f"{name}.{role.replace(' ', '.')}")
        real = Role.CUSTODY if role == "second custody" else role
        give_role(TheRegistry(incident), user, incident=incident, role=real, laboratory=laboratory)
        users[str(role)] = user
    return Crew(incident, laboratory, users)


def furnish(c: Crew, mark: str) -> Iterator[tuple[str, Step]]:
    """Acts by name, in an order in which each finds what it needs; ``mark`` keeps names of one crew from another's."""
    m = c.made
    keeper, second = c.seat(Role.CUSTODY), c.seat("second custody")
    bones, bench = c.seat(Role.ANTHROPOLOGIST), c.seat(Role.TECHNICIAN)

    def keep(name: str, step: Step) -> tuple[str, Step]:
        def done() -> Any:
            m[name] = step()
            return m[name]

        return name, done

    yield keep("place", lambda: custody.name_place(keeper, name=f"shelf {mark}"))
    yield keep("box", lambda: custody.take(keeper, what="box", giver="the other side", mass_g=Decimal("1200.5")))
    yield keep("loose", lambda: custody.take(keeper, what="bag", giver="the other side", mass_g=Decimal("10.000"), pieces=4))
    yield keep("loose too", lambda: custody.take(keeper, what="bag", giver="the other side"))
    yield keep("seal", lambda: sealing.set_seal(keeper, m["loose too"], number=f"S-{mark}"))
    yield keep("seal checked", lambda: sealing.check_seal(keeper, m["seal"], found="broken"))
    yield keep("identifier", lambda: codes.give_identifier(keeper, m["box"].thing, issuer="CIL", value=f"2017-{mark}"))
    yield keep("identifier withdrawn", lambda: codes.withdraw_identifier(keeper, m["identifier"], reason="wrong box"))
    yield keep("weighed", lambda: dividing.weigh(keeper, m["loose"], mass_g=Decimal("9.900")))
    yield keep("moved", lambda: custody.move(keeper, m["loose"], place=m["place"], reason="tidied"))
    yield keep("packed", lambda: custody.pack(keeper, m["loose"], container=m["loose too"]))
    yield keep("unpacked", lambda: custody.unpack(keeper, m["loose"], reason="looked at"))
    yield keep("discrepancy", lambda: custody.open_discrepancy(keeper, m["box"].thing, kind="count", sentence="one less"))
    yield keep("explained", lambda: custody.explain(keeper, m["discrepancy"], explanation="it lay beside"))
    yield keep("declined offer", lambda: custody.offer(keeper, m["loose"], to=second.user, reason="onward"))
    yield keep("declined", lambda: custody.decline(second, m["declined offer"], reason="not mine"))
    yield keep("withdrawn offer", lambda: custody.offer(keeper, m["loose"], to=second.user, reason="onward"))
    yield keep("withdrawn", lambda: custody.withdraw(keeper, m["withdrawn offer"], reason="another day"))
    yield keep("offer", lambda: custody.offer(keeper, m["box"], to=bones.user, reason="inventory"))
    yield keep("accepted", lambda: custody.accept(bones, m["offer"]))
    parts = [dividing.Part("left", Decimal("5.000"), 2), dividing.Part("right", Decimal("4.900"), 2)]
    yield keep("split", lambda: dividing.split(keeper, m["loose"], parts=parts, reason="two halves", sure=True))
    yield keep("merged", lambda: dividing.merge(keeper, m["split"], what="bag again", reason="one after all", sure=True))
    yield keep("consumed", lambda: dividing.consume(keeper, m["merged"], mass_g=Decimal("0.100"), reason="a trial", sure=True))
    yield keep("for burning", lambda: custody.take(keeper, what="wrapping", giver="the other side"))
    yield keep("destroyed", lambda: dividing.destroy(keeper, m["for burning"], reason="mould", sure=True))
    yield from _papers(c, mark, keep)
    yield from _bones(c, keep)
    yield from _bench(c, bench, keep)
    yield from _families(c, mark, keep)
    yield keep("token", lambda: make_token(keeper, name=f"scanner {mark}", verbs=["custody.read"]))


def _papers(c: Crew, mark: str, keep: Any) -> Iterator[tuple[str, Step]]:
    m, officer = c.made, c.seat(Role.INTAKE)
    yield keep("party", lambda: claims.name_party(officer, name=f"The other side {mark}", kind="government"))
    yield keep("receiver", lambda: claims.name_party(officer, name=f"Laboratory {mark}", kind="laboratory"))
    yield keep("document", lambda: claims.enter_document(officer, title=f"List {mark}", publisher="The other side"))
    yield keep(
        "claim",
        lambda: claims.record_claim(
            officer, topic=f"Boxes {mark}", kind="number", said_by=m["party"], document=m["document"], low=Decimal(3), text="3"
        ),
    )
    told = gateway.plain_report(
        f"The other side handed over 3 boxes. About 40 soldiers are believed to be missing, said Laboratory {mark}."
    )
    yield keep("report", lambda: reporting.read_report(officer, told, title=f"Report {mark}", publisher="The Courier"))
    yield keep("rejected", lambda: reporting.reject(officer, m["report"].proposals.first(), reason="not said so"))
    yield keep(
        "matter", lambda: programme.enter_matter(officer, kind="journey", title=f"The way {mark}", document=m["document"])
    )
    yield keep(
        "leg",
        lambda: programme.add_leg(
            officer, m["matter"], purpose="out", origin="Port Varn", destination="Saltreef", document=m["document"]
        ),
    )
    yield keep(
        "state",
        lambda: programme.tell_state(officer, m["matter"], state="begun", according_to=m["party"], document=m["document"]),
    )
    yield keep(
        "handover",
        lambda: intake.announce_handover(
            officer,
            title=f"Three boxes {mark}",
            giver=m["party"],
            receiver=m["receiver"],
            on="2031-05-04",
            place=m["place"],
            stated_containers=3,
            stated_people="not known how many",
        ),
    )


def _bones(c: Crew, keep: Any) -> Iterator[tuple[str, Step]]:
    m, bones = c.made, c.seat(Role.ANTHROPOLOGIST)
    yield keep("specimen", lambda: entering.enter_specimen(bones, m["box"], read_line("fem l")))
    yield keep("fragment", lambda: entering.enter_specimen(bones, m["box"], Told(element="fragment")))
    yield keep("other fragment", lambda: entering.enter_specimen(bones, m["box"], Told(element="fragment")))
    yield keep(
        "relation",
        lambda: relating.relate(bones, m["specimen"], m["fragment"], kind="refit", verdict="possible"),
    )
    yield keep("photograph", lambda: photographing.add_photograph(bones, m["specimen"], picture(), name="a.jpg"))
    yield keep("individual", lambda: grouping.open_individual(bones, [m["specimen"]]))
    yield keep("member", lambda: grouping.add_members(bones, m["individual"], [m["fragment"]]))
    yield keep("left", lambda: grouping.remove_member(bones, m["individual"], m["fragment"], reason="another colour"))
    yield keep("locked", lambda: grouping.lock_individual(bones, m["individual"]))
    yield keep("unlocked", lambda: grouping.unlock_individual(bones, m["individual"], reason="one more bone"))
    finder = c.seat(Role.CUSTODY)
    yield keep(
        "effect",
        lambda: effects.record_effect(finder, m["loose too"], kind="tag", description="a tag", text_read="O. Avel"),
    )
    yield keep("lead", lambda: effects.note_name(finder, m["effect"], name="O. Avel"))
    yield keep("effect photograph", lambda: photographing.add_effect_photograph(finder, m["effect"], picture(), name="b.jpg"))


def _bench(c: Crew, bench: Seat, keep: Any) -> Iterator[tuple[str, Step]]:
    m = c.made
    yield keep(
        "bone",
        lambda: custody.take(
            c.seat(Role.CUSTODY),
            what="left femur",
            giver="the other side",
            kind=Kind.SPECIMEN,
            mass_g=Decimal("10.000"),
            holder=c.users[Role.TECHNICIAN],
        ),
    )
    weighed = laboratory.Cut(Decimal("10.000"), Decimal("0.850"), Decimal("9.100"))
    yield keep("sample", lambda: laboratory.cut(bench, m["bone"], weighed=weighed))
    yield keep("request", lambda: laboratory.make_request(bench, [m["sample"].item], to="East", wanted="STR"))
    yield keep("sent", lambda: laboratory.send(bench, m["request"]))
    shown = {"TH01": Call(("6", "9.3")), "FGA": Call(("20", "24"))}
    yield keep(
        "delivery",
        lambda: import_profiles(
            bench,
            file([Noun(m["sample"].code, shown), Noun(f"NOBODY-{m['sample'].code}", shown)]),
            run=RUN,
            request=m["request"],
        ),
    )


def _families(c: Crew, mark: str, keep: Any) -> Iterator[tuple[str, Step]]:
    m, office = c.made, c.seat(Role.CASUALTY)
    yield keep(
        "missing", lambda: missing.add_missing(office, name=f"Avel {mark.title()}", service_number=f"7{len(mark)}33{mark}")
    )
    yield keep("other missing", lambda: missing.add_missing(office, name=f"Torek {mark.title()}"))
    yield keep("name", lambda: missing.add_name(office, m["missing"], kind="spelling", whole=f"Awel {mark.title()}"))
    yield keep("kin", lambda: kin_actions.add_kin(office, name=f"Maru Avel {mark}"))
    yield keep("contact", lambda: kin_actions.add_contact(office, m["kin"], channel="phone", value="555 0100"))
    yield keep(
        "consent",
        lambda: kin_actions.give_consent(office, m["kin"], purpose="identification", on=date(2024, 1, 2), form="form 7"),
    )
    yield keep("family", lambda: pedigree.open_family(office, m["missing"]))
    yield keep("relative", lambda: pedigree.add_to_family(office, m["family"], kin=m["kin"]))


def picture() -> bytes:
    """A photograph of nothing."""
    out = io.BytesIO()
    Image.effect_noise((40, 30), 90).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def things(c: Crew) -> dict[str, list[Thing]]:
    """What a crew's laboratory made, by kind."""
    found: dict[str, list[Thing]] = {}
    for thing in Thing.objects.filter(incident=c.incident).order_by("pk"):
        if thing.laboratory_id in (None, c.laboratory.pk):
            found.setdefault(thing.kind, []).append(thing)
    return found
