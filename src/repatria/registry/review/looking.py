"""Looking at every decision again: today's rule, today's data, a recomputation to the digit, and the binding of the signature.

Decisions of other issuers stand in their own column: where today's lists have something to say of them, it is said; where nothing
is on file, that they cannot be recomputed. Nothing is written here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from repatria import __version__
from repatria.errors import RepatriaError
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.families import consents
from repatria.registry.families.models import EarlierDecision
from repatria.registry.gateway import reauditing
from repatria.registry.identification import casefiles, standing
from repatria.registry.identification.models import Identification
from repatria.registry.inventory.models import Member
from repatria.registry.people.models import Incident
from repatria.registry.review.binding import verify_signature
from repatria.registry.review.models import AuditLine, Signature, SigningRule
from repatria.registry.review.short import falls_short, percent
from repatria.registry.searching.models import Candidate, CandidateList, Search, Snapshot

Outcome = AuditLine.Outcome
Progress = Callable[[str, int, int], None]
SOFTWARE = f"repatria {__version__}"
SPEAKS_AGAINST = 0.5
"""A posterior below this speaks against a decision; between it and the rule it is too little."""
GRAVEST = (Outcome.NUMBERS, Outcome.AGAINST, Outcome.DATA, Outcome.RULE)


@dataclass(slots=True)
class Line:
    """What looking at one decision came to."""

    identification: Identification | None = None
    historic: Thing | None = None
    said: list[tuple[str, str]] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """The gravest of what was found."""
        found = {outcome for outcome, _words in self.said}
        return next((o for o in GRAVEST if o in found), next(iter(sorted(found)), Outcome.STANDS))

    @property
    def words(self) -> str:
        """Everything that was found, in 600 letters at most."""
        told = " · ".join(words for _outcome, words in self.said)
        return told if len(told) <= 600 else told[:597] + "…"


def look_again(incident: Incident, rule: SigningRule, progress: Progress = lambda _step, _done, _total: None) -> list[Line]:
    """Every signed identification of ``incident`` and every decision of another issuer, looked at again."""
    signatures = _signed(incident)
    lines = {s.pk: Line(identification=s.identification) for s in signatures}
    changed = standing.changed_of([s.statement for s in signatures])
    search = Search.objects.filter(incident=incident, current=True).select_related("snapshot").first()
    ending = {row.kin.code: row.ends_on for row in consents.ending(incident) if row.purpose == "identification"}
    for done, one in enumerate(signatures):
        line = lines[one.pk]
        line.said += [(Outcome.NUMBERS, f"the signature does not hold: {wrong}") for wrong in verify_signature(one).wrong]
        line.said += [
            (Outcome.DATA, f"since the statement {standing.in_words(name)} changed") for name in changed[one.statement_id]
        ]
        line.said += _ends_soon(one, ending) + _with_other_software(one)
        line.said += [(Outcome.RULE, sentence) for sentence in falls_short(one, rule)]
        line.said += _by_todays_list(search, one, rule)
        progress("rule, data and bindings", done + 1, len(signatures))
    _recomputed(signatures, lines, progress)
    historic = list(_historic(incident))
    earlier = [_earlier(decision, search, rule) for decision in historic]
    progress("decisions of others", len(historic), len(historic))
    return [*lines.values(), *earlier]


def _ends_soon(one: Signature, ending: Mapping[str, date | None]) -> list[tuple[str, str]]:
    """What a signature rests on stands today and ends by its own date: it falls on that day unless it is given anew."""
    rests_on = {
        name.removeprefix("consent ") for name, told in one.statement.inputs.items() if told and name.startswith("consent ")
    }
    return [
        (
            Outcome.STANDS,
            f"it stands; the consent of {code} ends on {ending[code]}, and with it this signature, unless it is given anew",
        )
        for code in sorted(rests_on & ending.keys())
    ]


def _with_other_software(one: Signature) -> list[tuple[str, str]]:
    """That another version signed it: whether it comes to the same numbers is what the recomputation beside it says."""
    if one.software == SOFTWARE:
        return []
    return [(Outcome.STANDS, f"signed with {one.software}, and computed again here with {SOFTWARE}")]


def _signed(incident: Incident) -> list[Signature]:
    rows = Signature.objects.filter(
        identification__incident=incident, identification__state=Identification.State.SIGNED, voided__isnull=True
    )
    return list(
        rows.select_related(
            "identification__thing", "identification__incident", "identification__individual__thing",
            "identification__missing", "identification__version", "statement__identification__thing",
            "statement__identification__version", "statement__evidence__listing__search__snapshot", "rule__incident", "signer",
        ).order_by("pk")
    )  # fmt: skip


def _recomputed(signatures: Sequence[Signature], lines: dict[int, Line], progress: Progress) -> None:
    """Compute the evidence of every signature again from its case; one joint answer serves all of a case."""
    cases: dict[Snapshot, list[Signature]] = defaultdict(list)
    for one in signatures:
        evidence = one.statement.evidence
        if reauditing.document_digest(evidence.document) != one.evidence_digest:
            lines[one.pk].said.append((Outcome.NUMBERS, "the evidence on file is not the one that was signed"))
        elif evidence.listing.search.snapshot is not None:
            cases[evidence.listing.search.snapshot].append(one)
    done = 0
    for snapshot, some in cases.items():
        try:
            case = casefiles.case_of(snapshot)
        except RepatriaError as fault:
            for one in some:
                lines[one.pk].said.append((Outcome.UNKNOWN, f"its evidence cannot be computed again: {fault}"))
            continue

        def tick(_n: int, done: int = done) -> None:
            progress("evidence computed again", done, len(signatures))

        answers = reauditing.recompute_all(case, snapshot.digest, [s.statement.evidence.document for s in some], tick)
        for one, said in zip(some, answers, strict=True):
            lines[one.pk].said += [(Outcome.NUMBERS, said)] if said else []
        done += len(some)
        progress("evidence computed again", done, len(signatures))


def _by_todays_list(search: Search | None, one: Signature, rule: SigningRule) -> list[tuple[str, str]]:
    """What the list of today says of a signed pair: what others brought since may speak against it though its own ground is as it was."""
    listing = _list_of(search, one.identification.individual.thing)
    if listing is None:
        return []
    outcome, words = _weighed(listing, one.identification.missing, rule)
    return [(outcome, words)] if outcome in (Outcome.AGAINST, Outcome.RULE) else []


def _historic(incident: Incident) -> Sequence[EarlierDecision]:
    rows = EarlierDecision.objects.filter(incident=incident, withdrawn__isnull=True, person__withdrawn__isnull=True)
    return list(rows.select_related("person__thing", "remains_thing").order_by("pk"))


def _earlier(decision: EarlierDecision, search: Search | None, rule: SigningRule) -> Line:
    """A decision of another issuer beside what today's lists say of it."""
    line = Line(historic=decision.person.thing)
    what = decision.remains_thing.code if decision.remains_thing else decision.remains or "remains that are not named"
    told = f"{what}, decided by {decision.issuer}"
    listing = _list_of(search, decision.remains_thing) if decision.remains_thing else None
    if listing is None:
        line.said.append((Outcome.UNKNOWN, f"{told}: no list of today speaks of these remains"))
        return line
    outcome, words = _weighed(listing, decision.person.thing, rule)
    line.said.append((outcome, f"{told}: {words}"))
    return line


def _weighed(listing: CandidateList, person: Thing, rule: SigningRule) -> tuple[str, str]:
    """(outcome, words): what a list says of one person, without reference error."""
    found = Candidate.objects.filter(listing=listing, missing=person).first()
    first = Candidate.objects.filter(listing=listing).select_related("missing").order_by("-posterior").first()
    if found is None and not _was_compared(listing, person):
        return Outcome.UNKNOWN, f"{person.code} has no reference that today's search could compare"
    posterior = found.posterior if found is not None else 0.0
    if posterior >= rule.posterior:
        return Outcome.STANDS, f"today's list of {listing.label} gives {person.code} {percent(posterior)}"
    if posterior >= SPEAKS_AGAINST:
        return (
            Outcome.RULE,
            f"today's list of {listing.label} gives {person.code} {percent(posterior)}, less than the rule asks for",
        )
    other = (
        f"; first there is {first.missing.code} with {percent(first.posterior)}"
        if first and first.missing_id != person.pk
        else ""
    )
    held = percent(posterior) if found is not None else "too little to stand on it"
    return Outcome.AGAINST, f"today's list of {listing.label} gives {person.code} {held}{other}"


def _list_of(search: Search | None, remains: Thing | None) -> CandidateList | None:
    """The list of today that speaks of an individual or of a bone; None where there is none."""
    if search is None or remains is None:
        return None
    labels = [remains.code]
    if remains.kind == Kind.SPECIMEN:
        inside = (
            Member.objects.filter(specimen_id=remains.pk, current=True).select_related("version__individual__thing").first()
        )
        labels += [inside.version.individual.thing.code] if inside else []
    found = CandidateList.objects.filter(search=search, label__in=labels).select_related("search__snapshot").first()
    if found is None and remains.kind == Kind.SPECIMEN:
        rows = CandidateList.objects.filter(search=search).select_related("search__snapshot")
        found = next((row for row in rows if remains.code in row.specimens), None)
    return found


def _was_compared(listing: CandidateList, person: Thing) -> bool:
    """Whether the case of the list holds a reference for ``person``."""
    if Candidate.objects.filter(listing__search=listing.search_id, missing=person).exists():
        return True
    if listing.search.snapshot is None:
        return False
    try:
        case = casefiles.case_of(listing.search.snapshot)
    except RepatriaError:
        return False
    return any(person.code in family.missing and family.references for family in case.families)
