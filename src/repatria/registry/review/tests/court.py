"""A signed identification with everything behind it: families, bones, a search, evidence, two reviews with an objection, a signature.

Built on the search's own test incident, through the stages' own acts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from repatria.registry.identification import actions as identifying
from repatria.registry.identification.evidence import open_evidence
from repatria.registry.identification.models import EvidenceFile, Identification
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat, seat_of
from repatria.registry.review import recomputing, reviewing, rules, signing
from repatria.registry.review.confirming import Proof
from repatria.registry.review.within import now
from repatria.registry.searching.models import CandidateList
from repatria.registry.searching.tests.hands import Made, searched
from repatria.registry.testing.keeping import kept
from repatria.registry.testing.scene import Scene

OBJECTION = "The brother's tube was opened twice. I do not think one label is enough."
ANSWER = "Both openings stand in its line, and the second reading agrees."
KEPT = "The answer does not change my view; it is kept as mine."


@dataclass
class Court:
    """The people and the rows of one decided pair."""

    scene: Scene
    made: Made
    people: dict[str, Any] = field(default_factory=dict)
    evidence: EvidenceFile | None = None
    identification: Identification | None = None

    def seat(self, name: str) -> Seat:
        """``ada`` or ``ben``, who review, or somebody of the scene by role."""
        return seat_of(self.people.get(name) or self.scene.users[name], "heron")

    @property
    def row(self) -> Identification:
        """The identification as it is now."""
        assert self.identification is not None
        rows = Identification.objects.select_related("thing", "individual__thing", "missing", "version", "incident", "author")
        return rows.get(pk=self.identification.pk)


@kept
def drafted(scene: Scene) -> Court:
    """The first individual drafted as the first missing man."""
    here = Court(scene, searched(scene))
    for name in ("ada", "ben"):
        here.people[name] = scene.person(f"review.{name}", Role.REVIEWER)
    seat = scene.seat(Role.GENETICIST)
    listing = CandidateList.objects.get(search=here.made.search, label=here.made.individuals[0].code)
    here.evidence = open_evidence(seat, listing, here.made.missing[0].thing)
    here.identification = identifying.draft(
        seat, here.evidence, text="These bones are those of the first man.\n\nOn DNA alone."
    )
    return here


@kept
def agreed(scene: Scene) -> Court:
    """Agreed by ``ada``, who keeps a minority view, and ``ben``."""
    here = drafted(scene)
    identifying.submit(scene.seat(Role.GENETICIST), here.row)
    for name in ("ada", "ben"):
        reviewing.begin(here.seat(name), here.row)
    objection = reviewing.object_to(here.seat("ada"), here.row, text=OBJECTION)
    reviewing.answer(scene.seat(Role.GENETICIST), objection, text=ANSWER)
    reviewing.close(here.seat("ada"), objection, settled=False, words=KEPT)
    reviewing.finish(here.seat("ada"), here.row, verdict="agree", words="Agreed, with one reservation.")
    reviewing.finish(here.seat("ben"), here.row, verdict="agree", words="I follow it.")
    return here


@kept
def signed(scene: Scene) -> Court:
    """Signed by the medical examiner."""
    here = agreed(scene)
    sign(here)
    return here


def sign(here: Court) -> Any:
    """The medical examiner signs."""
    seat, row = here.scene.seat(Role.EXAMINER), here.row
    statement = row.statements.get(current=True)
    proof = Proof(user=seat.user.pk, identification=row.pk, statement=statement.digest, moment=now())
    recomputing.ensure(row)
    return signing.sign(seat, row, proof=proof, statement=statement.digest, rule=rules.in_force(row.incident).number)
