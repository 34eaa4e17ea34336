"""Evidence files through the door: one pair of a frozen case, weighed in full; what has changed since the case was frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from repatria.errors import InvalidCase
from repatria.model import CaseFile, Family, Profile


@dataclass(frozen=True, slots=True)
class LeadTold:
    """One lead: its kind, natural log LR, and what it is in words."""

    kind: str
    log_lr: float
    words: str


@dataclass(frozen=True, slots=True)
class JointTold:
    """What the joint answer of a search says of one pair, and what a recomputation must know.

    ``posteriors``: λ -> (posterior, probability of everything else); ``listed`` is the λ of the rule. ``person`` is the unit as the
    answer names it, ``profiles`` those weighed as that person, ``units`` what the search was given (None: nobody was grouped).
    """

    listed: float
    posteriors: Mapping[float, tuple[float, float]]
    person: str
    units: Mapping[str, Sequence[str]] | None = None
    seed: int = 0
    grouping: float = 0.0
    prior_text: str = ""
    method: str = ""
    profiles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PairWeighed:
    """An evidence file: the document, its digest, and the numbers that the database keeps beside it."""

    document: Mapping[str, Any]
    digest: str
    posterior: float
    posterior_plain: float
    posterior_with_leads: float
    donors: int
    confirmed: bool
    resampled: bool
    excluding: int


@dataclass(frozen=True, slots=True)
class MarkerRow:
    """One marker as a table shows it. ``shown``: code of a bone or relative -> alleles; genotypes, for few to see."""

    marker: str
    shown: Mapping[str, str] = field(default_factory=dict)


def family_of(case: CaseFile, missing: str) -> Family:
    """The family of a case that ``missing`` is missing from."""
    for family in case.families:
        if missing in family.missing:
            return family
    raise InvalidCase(f"{missing}: stands in no family of this case. Enter a pedigree and a reference, then search again.")


def unit_of(case: CaseFile, codes: Sequence[str]) -> tuple[Profile, ...]:
    """The profiles of one unknown person by their codes; remains without an autosomal profile are none."""
    bare = {r.subject for r in case.beside.remains} - {p.id for p in case.profiles}
    wanted = set(codes) - bare
    found = tuple(p for p in case.profiles if p.id in wanted)
    if len(found) != len(wanted) or not codes:
        lost = ", ".join(sorted(wanted - {p.id for p in found})) or "none given"
        raise InvalidCase(f"case: profiles not in it: {lost}. Search again.")
    return found


def weigh_pair(
    case: CaseFile,
    digest: str,
    codes: Sequence[str],
    missing: str,
    told: JointTold,
    *,
    leads: Sequence[LeadTold] = (),
    samples: Mapping[str, int] | None = None,
    interval: bool = False,
) -> PairWeighed:
    """The evidence file of the profiles ``codes`` as ``missing``, and the numbers of it that rules look at.

    ``digest`` is the case's; ``samples`` counts the tubes of each donor that agree. The 95 % interval takes longer than all else.
    """
    from repatria.evidence.kinship.donors import CONFIRMED
    from repatria.joint.evidence_file import Joint, evidence_document
    from repatria.joint.leads import Lead
    from repatria.joint.signed import evidence_digest

    family = family_of(case, missing)
    document = evidence_document(
        case,
        unit_of(case, codes),
        family,
        missing,
        {value: Joint(p, rest) for value, (p, rest) in told.posteriors.items()},
        prior_text=told.prior_text,
        method=told.method,
        asked={
            "person": told.person,
            "units": None if told.units is None else {k: sorted(v) for k, v in sorted(told.units.items())},
            "seed": told.seed,
            "grouping": told.grouping,
        },
        samples=dict(samples or {}),
        leads=[Lead(x.kind, x.log_lr, x.words) for x in leads],
        interval=interval,
        digest=digest,
        subjects=sorted(set(codes) - {p.id for p in case.profiles}),
    )
    main = next(row for row in document["posterior"] if row["listed"] == told.listed)
    error = document["reference_error"]
    alone = {s["donor"]: s["log_lr_other"] for s in error["scenarios"] if s["what"] == "sample"}
    resampled = any(n > 1 and float(alone.get(who, "-inf")) >= CONFIRMED for who, n in error["samples"].items())
    return PairWeighed(
        document,
        evidence_digest(document),
        main["with_error"]["leads_at_one"]["posterior"],
        main["without_error"]["leads_at_one"]["posterior"],
        main["with_error"]["with_leads"]["posterior"],
        len(error["donors"]["by_donor"]),
        bool(error["donors"]["two_confirmed"]),
        resampled,
        sum(len(line["excluding"]) for line in document["lines"]),
    )


def marker_table(case: CaseFile, codes: Sequence[str], missing: str) -> tuple[tuple[str, ...], tuple[MarkerRow, ...]]:
    """Who stands in the table (bones first, then relatives), and the genotypes marker by marker."""
    family = family_of(case, missing)
    bones = unit_of(case, codes) if codes else ()
    people = [*bones, *(family.references[p.id] for p in family.pedigree.people if p.id in family.references)]
    names = tuple(dict.fromkeys([*codes, *(p.id for p in family.pedigree.people if p.id in family.references)]))
    shown = dict(zip(names, people, strict=True))
    rows = []
    for locus in case.panel.loci:
        told = {who: _alleles(p, locus.name) for who, p in shown.items() if locus.name in p.calls}
        if told:
            rows.append(MarkerRow(locus.name, told))
    return names, tuple(rows)


def _alleles(profile: Profile, marker: str) -> str:
    call = profile.calls[marker]
    words = ", ".join(call.alleles)
    return {"at_least": f"{words}, ?", "dropped": f"{words} *"}.get(call.kind.value, words)


def changed_since(
    case: CaseFile, profiles: Mapping[str, Profile | None], family: Family | None, missing: str
) -> tuple[str, ...]:
    """Codes of what is not as it was when ``case`` was frozen: bones, relatives, or the family's own code for its pedigree.

    ``profiles``: each bone's code and its profile now, None where it has none in force; ``family`` as it is now, None where the
    missing person stands in none.
    """
    from repatria.registry.gateway.profiles import weighable

    then = {p.id: p for p in case.profiles}
    out = [
        code
        for code, now in profiles.items()
        if now is None or code not in then or not _same(weighable(now, case.panel), then[code])
    ]
    before = family_of(case, missing)
    if family is None or family.pedigree != before.pedigree or set(family.missing) != set(before.missing):
        out.append(before.id)
    given = {} if family is None else family.references
    for who in sorted({*before.references, *given}):
        both = before.references.get(who), given.get(who)
        if both[0] is None or both[1] is None or not _same(weighable(both[1], case.panel), both[0]):
            out.append(who)
    return tuple(out)


def _same(one: Profile, other: Profile) -> bool:
    return dict(one.calls) == dict(other.calls) and one.sex == other.sex


@dataclass(frozen=True, slots=True)
class Help:
    """One fact that could be had: ``kind`` (``relative``, ``again``, ``loci``), who or which markers, the expected change of the log10
    odds, and the posterior to expect after it if this is the missing person."""

    kind: str
    who: str
    change: float
    if_true: float
    words: str


def facts_that_help(case: CaseFile, document: Mapping[str, Any], living: Sequence[str] | None = None) -> tuple[Help, ...]:
    """Which single new fact about the pair of an evidence file would change its answer most; the first changes most.

    ``living``: untyped relatives who might give a sample; everybody untyped where it is not given.
    """
    import math

    from repatria.joint.evidence_file import Joint
    from repatria.joint.reference_error import ReferenceErrors
    from repatria.planning.what_next import AGAIN, RELATIVE, what_next

    asked = document["asked"]
    if not asked["profiles"]:  # known by its line only: the first autosomal profile changes more than any relative
        return ()
    family = family_of(case, asked["missing"])
    main = next(row for row in document["posterior"] if row["listed"] == document["prior"]["listed"])
    now = main["without_error"]["leads_at_one"]
    free = {p.id for p in family.pedigree.people if p.id not in family.references and p.id not in family.missing}
    found = what_next(
        case,
        unit_of(case, asked["profiles"]),
        family,
        asked["missing"],
        Joint(now["posterior"], now["rest"]),
        could_be_typed=None if living is None else sorted(free & set(living)),
        errors=ReferenceErrors(**asked["reference_errors"]),
        samples=asked["samples"],
    )
    kinds = {RELATIVE: "relative", AGAIN: "again"}
    return tuple(Help(kinds.get(f.kind, "loci"), f.who, f.change / math.log(10.0), f.if_true, f.words) for f in found)
