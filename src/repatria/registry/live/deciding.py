"""An exercise decided as people decide it: bones grouped, searched, weighed, reviewed and signed through the acts of the stages.

Nobody here reads the hidden truth. The anthropologist groups what the geneticist says is one person's DNA and the checks allow; the
geneticist drafts what the rule in force would carry; two reviewers and the medical examiner do their part, and what is refused
is told with its reason.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from repatria.registry.codes.naming import CODE
from repatria.registry.identification.actions import draft, submit
from repatria.registry.identification.evidence import open_evidence
from repatria.registry.identification.models import EvidenceFile, Identification
from repatria.registry.identification.wording import proposed
from repatria.registry.inventory.actions.grouping import add_members, lock_individual, open_individual
from repatria.registry.inventory.actions.relating import relate
from repatria.registry.inventory.models import Individual, IndividualVersion, Specimen
from repatria.registry.people.models import Incident, User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat, seat_of
from repatria.registry.refusals import Overtaken, Refusal
from repatria.registry.review import reviewing, rules, signing
from repatria.registry.review.confirming import Proof
from repatria.registry.review.models import SigningRule
from repatria.registry.searching.actions import ask_search
from repatria.registry.searching.models import CandidateList, Job, Search
from repatria.registry.searching.worker import work_once

WORTH_A_LOOK = 0.99
"""Joint posterior from which a candidate's evidence is opened."""


@dataclass
class Decided:
    """What came of it: how many units and individuals, what was signed, and what was not, with its reason."""

    units: int = 0
    grouped: int = 0
    signed: list[Identification] = field(default_factory=list)
    weighed: list[EvidenceFile] = field(default_factory=list)
    withheld: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, str] = field(default_factory=dict)
    searches: list[float] = field(default_factory=list)
    """Seconds from the wish to the list."""


@dataclass(frozen=True)
class Table:
    """Who sits where in the incident that is decided."""

    incident: Incident
    home: Path

    def seat(self, role: Role, number: int = 1) -> Seat:
        """The stand-in for ``role``; the second one where ``number`` is 2."""
        rows = User.objects.filter(
            memberships__incident=self.incident, memberships__role=role, memberships__until__isnull=True
        ).exclude(stands_in="")
        return seat_of(rows.order_by("memberships__pk")[number - 1], self.incident.slug)


def decide(table: Table, tell: Callable[[str], None] = lambda _words: None) -> Decided:
    """Take the incident from its profiles to its signatures."""
    done = Decided()
    tell("searching what is there")
    first = search(table, done, "before the bones are grouped")
    tell("grouping what the DNA joins")
    group(table, first, done)
    tell("searching the individuals")
    second = search(table, done, "the individuals are locked")
    done.units = second.lists.count()
    tell("weighing, reviewing, signing")
    for listing in second.lists.filter(version__isnull=False).order_by("label"):
        decide_one(table, listing, done)
    return done


def search(table: Table, done: Decided, why: str) -> Search:
    """Queue a search as the geneticist and do the worker's part; the finished search."""
    began = datetime.now(UTC)
    with suppress(Overtaken):  # the river queued one already
        ask_search(table.seat(Role.GENETICIST), why)
    while Job.objects.filter(incident=table.incident, state__in=("queued", "running")).exists() and work_once(table.home):
        pass
    done.searches.append((datetime.now(UTC) - began).total_seconds())
    return Search.objects.get(incident=table.incident, current=True)


def group(table: Table, found: Search, done: Decided) -> None:
    """Every unit that is not yet a locked individual becomes one, bones of one person by their DNA together."""
    bones: dict[str, list[Specimen]] = defaultdict(list)
    at_hand = {s.item.thing.code: s for s in Specimen.objects.filter(item__thing__incident=table.incident, withdrawn=None)
               .select_related("item__thing")}  # fmt: skip
    for listing in found.lists.order_by("label"):
        bones[listing.person] += [at_hand[code] for code in listing.specimens if code in at_hand]
    for code in sorted(bones):
        relate_all(table.seat(Role.GENETICIST), bones[code])
        start_group(table.seat(Role.ANTHROPOLOGIST), bones[code])
    for version in IndividualVersion.objects.filter(
        individual__thing__incident=table.incident, current=True, state=IndividualVersion.State.OPEN
    ).select_related("individual__thing"):
        try:
            lock_individual(table.seat(Role.ANTHROPOLOGIST), version.individual)
        except Refusal as refusal:
            done.reasons[version.individual.code] = str(refusal)
    done.grouped = IndividualVersion.objects.filter(
        individual__thing__incident=table.incident, current=True, state=IndividualVersion.State.LOCKED
    ).count()


def relate_all(seat: Seat, bones: list[Specimen]) -> None:
    """Note that these bones show one person's DNA, each beside the next; what was noted before stays."""
    for one, other in itertools.pairwise(bones):
        try:
            relate(seat, one, other, kind="same-dna", verdict="certain", grounds=["dna"])
        except Refusal:
            continue  # they were related before, or one was withdrawn


def start_group(seat: Seat, bones: list[Specimen]) -> None:
    """One open grouping of ``bones``: each joins where the checks allow it, or begins one of its own."""
    open_one: Individual | None = None
    for bone in bones:
        if bone.memberships.filter(current=True).exists():
            continue
        if open_one is not None:
            try:
                add_members(seat, open_one, [bone])
                continue
            except Refusal:
                pass
        try:
            made = open_individual(seat, [bone])
        except Refusal:
            continue
        open_one = open_one or made


def decide_one(table: Table, listing: CandidateList, done: Decided) -> None:
    """Weigh the best candidate of one individual; draft, review and sign where the rule carries it."""
    best = listing.candidates.order_by("rank").select_related("missing").first()
    if best is None or best.posterior < WORTH_A_LOOK:
        done.withheld["no candidate worth a look"] += 1
        return
    author = table.seat(Role.GENETICIST)
    evidence = open_evidence(author, listing, best.missing)
    done.weighed.append(evidence)
    rule = rules.in_force(table.incident)
    left = lacking(evidence, rule)
    if left:
        done.withheld[left] += 1
        done.reasons[listing.label] = left
        return
    try:
        done.signed.append(_carry(table, evidence, rule.number))
    except Refusal as refusal:
        done.withheld[f"refused on the way: {in_general(str(refusal))}"] += 1
        done.reasons[listing.label] = str(refusal)


def in_general(sentence: str) -> str:
    """A refusal without the code that it begins with and the codes in it, so that the same refusal of many is counted as one."""
    code, _colon, rest = sentence.partition(": ")
    return CODE.sub("…", rest if rest and CODE.fullmatch(code) else sentence)


def lacking(evidence: EvidenceFile, rule: SigningRule) -> str:
    """What the author sees is missing before anything is drafted; empty where the rule may carry it."""
    if evidence.excluding:
        return "a marker excludes it"
    if evidence.posterior < rule.posterior:
        return "below the threshold with reference error"
    if rule.two_donors and not (evidence.confirmed or evidence.resampled):
        return "one donor, typed once"
    return ""


def _carry(table: Table, evidence: EvidenceFile, rule: int) -> Identification:
    row = draft(table.seat(Role.GENETICIST), evidence, text=proposed(evidence))
    submit(table.seat(Role.GENETICIST), row)
    for number in (1, 2):
        reviewer = table.seat(Role.REVIEWER, number)
        reviewing.begin(reviewer, row)
        reviewing.finish(reviewer, row, verdict="agree", words="The numbers were recomputed and the file was read whole.")
    statement, examiner = row.statements.get(current=True), table.seat(Role.EXAMINER)
    proof = Proof(examiner.user.pk, row.pk, statement.digest, datetime.now(UTC))
    signing.try_to_sign(examiner, row, lambda: proof, statement=statement.digest, rule=rule)
    row.refresh_from_db()
    return row
