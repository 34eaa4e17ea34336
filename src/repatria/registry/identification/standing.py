"""What a statement rests on, and which of it has changed since: read from the rows, written nowhere.

Every input has a name that a person can read and a digest: the individual's version, the consensus of every bone, the family's
pedigree, the consensus and the consent of every relative in it, the leads, the exclusions, the missing person's own entry, the rule for
lists; beside DNA of the common kind the lineages, what was measured of the bones, the box they lay in and what the records say
(standing_beside.py); and what higher stages add (hooks.INPUTS), such as the rule for signatures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from repatria.formats.canonical import json_digest
from repatria.registry.codes.models import Thing
from repatria.registry.families.models import Consent, MissingPerson, Parentage, PedigreeNode
from repatria.registry.identification import hooks, standing_beside
from repatria.registry.identification.models import EvidenceFile, Exclusion, Identification, Lead, Statement
from repatria.registry.inventory.models import IndividualVersion, Member
from repatria.registry.journal import clock
from repatria.registry.laboratory.models import Consensus
from repatria.registry.refusals import Impossible
from repatria.registry.searching.models import ListRule

NOTHING = ""
CONSENSUS = "consensus "
"""How the name of a bone's DNA begins."""
REFERENCE = "reference "
"""And that of a relative's."""
OF_BONES = (CONSENSUS, *standing_beside.OF_BONES)
"""How the names of everything that is told of a bone begin."""
Found = dict[int, dict[str, str]]


def inputs(identification: Identification) -> dict[str, str]:
    """Everything that a statement of ``identification`` rests on now: name -> digest, sorted by name."""
    return inputs_of([identification])[identification.pk]


def inputs_of(rows: Sequence[Identification]) -> Found:
    """The same for many identifications at once, by primary key, in a number of queries that does not grow with them."""
    found: Found = {row.pk: {} for row in rows}
    if not rows:
        return found
    _individuals(rows, found)
    _people(rows, found)
    _families(rows, found)
    _pairs(rows, found)
    _rules(rows, found)
    standing_beside.add(rows, found, _named(found, CONSENSUS), _named(found, REFERENCE))
    for provider in hooks.INPUTS:
        for pk, told in provider(rows).items():
            found[pk].update(told)
    return {pk: dict(sorted(told.items())) for pk, told in found.items()}


def inputs_on(identification: Identification, evidence: EvidenceFile) -> dict[str, str]:
    """The same for a statement on ``evidence``: with the bones that were weighed as this person though they stand in no grouping with
    him, or in another."""
    told = inputs(identification)
    weighed = evidence.document.get("asked", {}).get("profiles", [])
    names = {f"{kind}{code}" for code in weighed for kind in OF_BONES} - told.keys()
    return dict(sorted({**told, **_beside(identification.incident_id, names)}.items()))


def current_statement(row: Identification) -> Statement:
    """The statement in force of an identification."""
    found = row.statements.filter(current=True).select_related("identification", "evidence__listing__search").first()
    if found is None:
        raise Impossible(f"{row.code}: has no statement. Write one.")
    return found


def what_changed(statement: Statement) -> list[str]:
    """The names of the inputs that differ from those ``statement`` was written on; empty where everything stands."""
    return changed_of([statement])[statement.pk]


def changed_of(statements: Iterable[Statement]) -> dict[int, list[str]]:
    """The same for many statements: {primary key of the statement: names}."""
    rows = list(statements)
    identifications = {s.identification_id: s.identification for s in rows}
    now = inputs_of(list(identifications.values()))
    names: dict[int, set[str]] = defaultdict(set)
    for s in rows:
        others = (name for name in s.inputs if name.startswith(OF_BONES) and name not in now[s.identification_id])
        names[s.identification.incident_id].update(others)
    beside = {incident: _beside(incident, some) for incident, some in names.items()}
    out = {}
    for s in rows:
        mine = {name: told for name, told in beside[s.identification.incident_id].items() if name in s.inputs}
        out[s.pk] = differences(s.inputs, standing_beside.asked(s.inputs, {**mine, **now[s.identification_id]}))
    return out


def differences(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The names under which two sets of inputs differ."""
    return sorted(name for name in {*then, *now} if then.get(name, NOTHING) != now.get(name, NOTHING))


def inputs_digest(told: Mapping[str, str]) -> str:
    """SHA-256 over all inputs."""
    return json_digest(dict(told))


def statement_digest(text: str, evidence: str, told: str) -> str:
    """SHA-256 over a statement's text, the digest of its evidence and that of its inputs: what a signature binds."""
    return json_digest({"text": text, "evidence": evidence, "inputs": told})


def in_words(name: str) -> str:
    """A changed input as a person reads it."""
    kind, _space, code = name.partition(" ")
    words = {
        "individual": _("the grouping of the individual"),
        "consensus": _("the DNA of %(code)s"),
        "reference": _("the reference DNA of %(code)s"),
        "consent": _("the consent of %(code)s"),
        "pedigree": _("the pedigree of %(code)s"),
        "missing": _("the entry of the missing person"),
        "lineage": _("the lineages of %(code)s"),
        "body": _("what was measured of %(code)s"),
        "origin": _("where %(code)s lay"),
        "recorded": _("what the records say of the missing person"),
        "apart": _("which of its bones are said not to be of one person"),
        "decided": _("what another issuer decided of the missing person"),
        "leads": _("the leads"),
        "exclusions": _("the register of exclusions"),
        "list-rule": _("the rule for candidate lists"),
        "signing-rule": _("the rule for signatures"),
        "sent-back": _("it was sent back to its author"),
    }
    return words.get(kind, name) % {"code": code} if "%(code)s" in words.get(kind, "") else words.get(kind, name)


def _named(found: Found, kind: str) -> dict[int, list[str]]:
    """The codes in the names of one kind, by primary key."""
    return {pk: [name.removeprefix(kind) for name in told if name.startswith(kind)] for pk, told in found.items()}


def _digest(value: Any) -> str:
    return json_digest({"value": value})


def _individuals(rows: Sequence[Identification], found: Found) -> None:
    """The version that was identified, and the consensus of each of its bones."""
    versions = {v.pk: v for v in IndividualVersion.objects.filter(pk__in={r.version_id for r in rows})}
    members: dict[int, list[tuple[int, str]]] = defaultdict(list)
    shown = Member.objects.filter(version__in=versions, removed__isnull=True)
    for version, bone, code in shown.values_list("version_id", "specimen_id", "specimen__item__thing__code"):
        members[version].append((bone, code))
    typed = _consensuses({bone for some in members.values() for bone, _code in some})
    for row in rows:
        v = versions[row.version_id]
        found[row.pk]["individual"] = _digest([v.number, v.state, v.current, v.digest])
        for bone, code in members[row.version_id]:
            found[row.pk][f"{CONSENSUS}{code}"] = typed.get(bone, NOTHING)


def _beside(incident: int, names: Iterable[str]) -> dict[str, str]:
    """What is told of bones that stand in no version that was identified, by the name of the input."""
    wanted = set(names)
    codes = {name.partition(" ")[2] for name in wanted}
    if not codes:
        return {}
    subjects = dict(Thing.objects.filter(incident=incident, code__in=codes).values_list("code", "pk"))
    typed = _consensuses(subjects.values())
    told = {f"{CONSENSUS}{code}": typed.get(subjects.get(code, -1), NOTHING) for code in codes}
    told.update(standing_beside.of_bones(incident, codes))
    return {name: told[name] for name in wanted}


def _consensuses(subjects: Iterable[int]) -> dict[int, str]:
    """The consensus in force of each subject, or whatever stands in its place while a contradiction is looked at."""
    rows = Consensus.objects.filter(subject__in=set(subjects)).exclude(state=Consensus.State.REPLACED)
    return {
        s: _digest([version, state, digest])
        for s, version, state, digest in rows.values_list("subject_id", "version", "state", "digest")
    }


def _people(rows: Sequence[Identification], found: Found) -> None:
    """The missing person's own entry: withdrawn, or merged into another."""
    told = MissingPerson.objects.filter(pk__in={r.missing_id for r in rows})
    state = {
        pk: _digest([merged, withdrawn is not None])
        for pk, merged, withdrawn in told.values_list("pk", "merged_into_id", "withdrawn")
    }
    for row in rows:
        found[row.pk]["missing"] = state.get(row.missing_id, NOTHING)


def _families(rows: Sequence[Identification], found: Found) -> None:
    """The pedigree that the missing person stands in, and of each relative in it the reference DNA and the consent."""
    here = PedigreeNode.objects.filter(until__isnull=True)
    homes = dict(here.filter(missing__in={r.missing_id for r in rows}).values_list("missing_id", "family_id"))
    nodes: dict[int, list[PedigreeNode]] = defaultdict(list)
    for node in (
        here.filter(family__in=set(homes.values()))
        .select_related("family__thing", "kin__thing", "missing__thing")
        .order_by("pk")
    ):
        nodes[node.family_id].append(node)
    born: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    links = Parentage.objects.filter(child__family__in=list(nodes), until__isnull=True, kind=Parentage.Kind.GENETIC)
    for family, child, role, parent in links.values_list("child__family_id", "child__code", "role", "parent__code"):
        born[family].append((child, role, parent))
    kin = {n.kin_id: n.kin.code for some in nodes.values() for n in some if n.kin_id and n.kin}
    typed, agreed = _consensuses(kin), _consents(kin)
    for row in rows:
        home = homes.get(row.missing_id)
        if home is None:
            continue
        people = nodes[home]
        drawn = [[n.code, n.sex, n.twins, n.missing.code if n.missing else None, n.kin.code if n.kin else None] for n in people]
        code = people[0].family.code
        found[row.pk][f"pedigree {code}"] = _digest([drawn, sorted(map(list, born[home]))])
        for one in (n.kin_id for n in people if n.kin_id):
            found[row.pk][f"{REFERENCE}{kin[one]}"] = typed.get(one, NOTHING)
            found[row.pk][f"consent {kin[one]}"] = agreed.get(one, NOTHING)


def _consents(kin: Iterable[int]) -> dict[int, str]:
    """Which relatives' consent to identification is in force today."""
    today = clock.today()
    rows = Consent.objects.filter(kin__in=set(kin), purpose=Consent.Purpose.IDENTIFICATION)
    return {c.kin_id: _digest(True) for c in rows if c.in_force(today)}


def leads_in_force(individual: int, missing: int) -> QuerySet[Lead]:
    """The leads that point from an individual to a missing person."""
    return Lead.objects.filter(individual=individual, missing=missing, withdrawn__isnull=True).order_by("at", "pk")


def _pairs(rows: Sequence[Identification], found: Found) -> None:
    """Leads and exclusions of exactly this pair."""
    individuals, missing = {r.individual_id for r in rows}, {r.missing_id for r in rows}
    leads: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for lead in Lead.objects.filter(individual__in=individuals, missing__in=missing, withdrawn__isnull=True).order_by("pk"):
        leads[(lead.individual_id, lead.missing_id)].append([lead.pk, lead.kind, f"{lead.log_lr:.12g}"])
    out: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in Exclusion.objects.filter(individual__in=individuals, missing__in=missing, revised__isnull=True):
        out[(row.individual_id, row.missing_id)].append([row.pk, row.ground])
    for one in rows:
        pair = (one.individual_id, one.missing_id)
        found[one.pk]["leads"], found[one.pk]["exclusions"] = _digest(leads[pair]), _digest(out[pair])


def _rules(rows: Sequence[Identification], found: Found) -> None:
    """The rule that candidate lists are made by."""
    now: dict[int, str] = {}
    for incident in {r.incident_id for r in rows}:
        rule = ListRule.objects.filter(incident=incident).order_by("-number").first()
        now[incident] = (
            NOTHING if rule is None else _digest([rule.number, str(rule.listed), rule.threshold_lr, rule.grouping_lr])
        )
    for row in rows:
        found[row.pk]["list-rule"] = now[row.incident_id]
