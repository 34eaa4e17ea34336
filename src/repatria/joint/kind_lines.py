"""The lines of an evidence file that are not autosomal: one for each kind, and what was not multiplied because it depends on another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from repatria.errors import InvalidInput, MissingReference
from repatria.evidence.combine import choose
from repatria.evidence.mtdna import compare_mitotypes
from repatria.evidence.ystr import compare_haplotypes
from repatria.joint.kinds import Kinds, subjects_of, weigh_kinds
from repatria.joint.leads import TOGETHER, Lead
from repatria.joint.lineages import Lineage
from repatria.joint.lines import Speaking
from repatria.model.beside import Remains
from repatria.model.casefile import CaseFile
from repatria.model.finding import Caution, Finding, Proposition
from repatria.model.profile import Profile

WORDS = {
    "mtdna": "mitochondrial DNA",
    "ystr": "Y-chromosomal markers",
    "age": "age at death",
    "stature": "stature",
    "place": "the place of our own recovery",
    "populations": "what the kinds have in common, since populations are mixed after kinds are multiplied",
}
OTHER = "another man of the list or of the pools"
RECORDS = {"age": "another man of the list", "stature": "another man of the list", "place": "another man of the list"}
STATEMENT = "what the giver says of place, day and unit"


def kinds_of_pair(
    case: CaseFile, unit: tuple[Profile, ...], person: str, subjects: Sequence[str]
) -> tuple[Kinds, tuple[Remains, ...]] | None:
    """The kinds of one person of ``case`` against everybody, with its remains; ``None`` where the case has nothing of it."""
    if not case.beside:
        return None
    (remains,) = subjects_of(case, [person], [[*(p.id for p in unit), *subjects]])
    return weigh_kinds(case, [person], [remains], [unit]), remains


def findings_of_kinds(case: CaseFile, kinds: Kinds, person: str, missing: str) -> list[Finding]:
    """A finding for each kind that says something of ``person`` as ``missing``, with the log LR as it was multiplied."""
    column = [m for f in case.families for m in f.missing].index(missing)
    speaking = {x.kind: _speaking(x, column) for x in kinds.lineages}
    out = []
    for kind, values in kinds.by_kind.items():
        value = float(values[0, column])
        lineage = next((x for x in kinds.lineages if x.kind == kind), None)
        if lineage is not None and (speaker := speaking[lineage.kind]) is not None:
            out.append(_weighed(case, lineage, speaker, value))
        elif value != 0.0 or kind in RECORDS:
            out.append(_plain(kind, person, missing, value))
    return out


def not_multiplied(kinds: Kinds, remains: Sequence[Remains], autosomal: bool) -> list[dict[str, str]]:
    """What is known of a person and not multiplied, because it depends on what is; with the reason."""
    there = [*(["autosomal"] if autosomal else []), *(k for k in kinds.by_kind if k != "populations")]
    if any(r.sex and r.sex_from == "dna" for r in remains) or autosomal:
        there.append("amelogenin")
    if any(r.sex and r.sex_from != "dna" for r in remains):
        there.append("sex_bones")
    try:
        found = choose(there)
    except InvalidInput:  # a kind that the table does not know is not silently multiplied: it is told by its own line
        return []
    return [
        {"kind": x.kind, "text": f"{x.kind}: not multiplied beside {x.because_of}. {x.reason}"} for x in found.left_out.values()
    ]


def stated_lead(case: CaseFile, kinds: Kinds, missing: str, leads: Sequence[Lead]) -> tuple[Lead, ...]:
    """What the giver says as a lead beside ``leads``, within what all leads together may weigh; nothing where it was told already."""
    if kinds.leads is None or any(lead.kind == "statement" for lead in leads):
        return ()
    column = [m for f in case.families for m in f.missing].index(missing)
    room = TOGETHER - sum(max(0.0, lead.log_lr) for lead in leads)
    return (Lead("statement", min(float(kinds.leads[0, column]), max(0.0, room)), STATEMENT),)


def _speaking(lineage: Lineage, column: int) -> Speaking | None:
    """Who speaks for the missing person, if the two share enough to be compared."""
    at = np.flatnonzero(lineage.references.of_missing == column)
    if not len(at) or not len(lineage.person) or not bool(lineage.compared[0, at[0]]):
        return None
    return lineage.references.speaking[int(at[0])][0]


def _weighed(case: CaseFile, lineage: Lineage, speaker: Speaking, value: float) -> Finding:
    """The comparison with the donor who speaks, with the log LR as it was multiplied: over pools where these have their own databases."""
    name = lineage.databases[int(lineage.database[0])]
    held: Any = lineage.references.profiles
    weigh: Any = compare_mitotypes if lineage.kind == "mtdna" else compare_haplotypes
    base: Any = (case.beside.mtdna if lineage.kind == "mtdna" else case.beside.ystr)[name]
    meioses, donor = max(1, speaker.meioses), held[speaker.reference]
    try:  # the list's own lines are counted as in the joint answer
        found: Finding = weigh(lineage.profiles[0], donor, base, meioses=meioses, others=held).finding
    except (
        MissingReference
    ):  # nobody of it was read over all that the two share: counted over the part that most were read over
        return _plain(lineage.kind, lineage.profiles[0].id, donor.id, value)
    if len(lineage.databases) == 1:
        return replace(found, log_lr=value)
    caution = Caution(
        "pools", value=", ".join(n or "all others" for n in lineage.databases),
        text="The log LR is over the populations mixed; what stands by place or marker and the interval are those of one database.",
    )  # fmt: skip
    return replace(found, log_lr=value, interval=None, cautions=(*found.cautions, caution))


def _plain(kind: str, person: str, missing: str, value: float) -> Finding:
    return Finding(
        kind=kind,
        h1=Proposition(f"The person {person} is the missing person {missing}."),
        h2=Proposition(f"The person {person} is {RECORDS.get(kind, OTHER)}."),
        log_lr=value,
        per_marker={WORDS.get(kind, kind): value},
        basis={"method": f"{kind}-lr/1"},
    )
