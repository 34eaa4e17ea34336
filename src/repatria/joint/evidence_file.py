"""The evidence file: everything that speaks for and against "this unknown person is that missing person", as one plain document.

No genotype and no name stands in it. Every computed number is written with ten significant digits, so that two machines whose last
bits differ write the same text. Infinities are the words ``inf`` and ``-inf``. Layout: docs/reference/evidence-file.md.

The waterfall is in log10 odds: prior odds λπ / (1 - λπ); then each line; then what weighing everybody together adds or takes, which
is the joint log odds minus the steps before; then reference error (:mod:`.reference_error`); then leads. Steps add up to the end.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from repatria import __version__
from repatria.errors import InvalidCase
from repatria.evidence.kinship.incase import compare_in_case
from repatria.formats.casefile import case_digest
from repatria.joint.answer import Identification
from repatria.joint.kind_lines import WORDS, findings_of_kinds, kinds_of_pair, not_multiplied, stated_lead
from repatria.joint.leads import Lead, together
from repatria.joint.reference_error import SHIPPED, ReferenceErrors, ReferenceWeighed, logistic, weigh_reference_error
from repatria.model.casefile import CaseFile
from repatria.model.family import Family
from repatria.model.finding import Finding
from repatria.model.profile import Profile

SCHEMA = "repatria-evidence/1"
DIGITS = 10
NOT_WEIGHED = {
    "mtDNA": "mitochondrial DNA",
    "Y-STR": "Y-chromosomal markers",
    "age": "age at death",
    "stature": "stature",
    "place": "where the remains are said to come from",
}
"""Lines of evidence that are not weighed without their data, so that nobody takes their absence for silence of the data."""
KIND_OF = {"mtDNA": "mtdna", "Y-STR": "ystr"}


class Joint(NamedTuple):
    """A posterior of the joint answer and the probability of everything else, which keeps its digits where p is near 1."""

    p: float
    rest: float


def posteriors_of(answer: Identification, victim: str, missing: str) -> dict[float, Joint]:
    """The joint posteriors that ``victim`` is ``missing`` at each λ of ``answer``."""
    out = {}
    for a in answer.sensitivity.values() or (answer,):
        if victim not in a.victims or missing not in a.missing:
            raise InvalidCase(
                f"joint answer: {victim} as {missing} is not in it. Choose a person and a missing person it weighs."
            )
        row = a.table[a.victims.index(victim)].tolist()
        p = row.pop(a.missing.index(missing))
        out[float(a.prior["listed"])] = Joint(written(p), written(min(1.0, math.fsum(row))))  # as answers are kept
    return out


def evidence_document(
    case: CaseFile,
    unit: tuple[Profile, ...],
    family: Family,
    missing: str,
    joint: Mapping[float, Joint],
    *,
    prior_text: str = "",
    method: str = "",
    asked: Mapping[str, Any] | None = None,
    errors: ReferenceErrors = SHIPPED,
    samples: Mapping[str, int] | None = None,
    leads: Sequence[Lead] = (),
    interval: bool = True,
    digest: str = "",
    subjects: Sequence[str] = (),
) -> dict[str, Any]:
    """The evidence file of ``unit`` (profiles of one unknown person) as ``missing`` of ``family``.

    ``subjects`` are the codes of the person's remains in ``case.beside`` that are not those of its profiles; ``asked["person"]`` counts
    as one of them. The unit is empty for a person without an autosomal profile.

    ``joint`` holds the posterior of the joint answer at each λ, that of ``case.prior.listed`` among them; ``prior_text`` and
    ``method`` say how it came about; ``asked`` is kept as it is (what a recheck must know). ``digest`` is the case's, computed
    here if not given. Without ``interval`` the 95 % interval is left out, which takes longer than all else. ``samples`` counts
    the agreeing samples of a donor.
    """
    main = case.prior.listed
    if main not in joint:
        raise InvalidCase(f"evidence file: no joint posterior at λ = {main:g}. Give it.")
    person = str((asked or {}).get("person", "")) or (unit[0].id if unit else "".join(subjects[:1]))
    findings = [compare_in_case(case, family, unit, missing, interval=interval)] if unit else []
    beside = kinds_of_pair(case, unit, person, subjects)
    kinds, all_leads, unused = None, tuple(leads), []
    if beside is not None:
        kinds = beside[0]
        findings += findings_of_kinds(case, kinds, person, missing)
        all_leads = (*leads, *stated_lead(case, kinds, missing, leads))
        unused = not_multiplied(kinds, beside[1], bool(unit))
    log_leads = together(all_leads)
    weighed = weigh_reference_error(case, unit, family, missing, errors=errors, samples=samples, kinds=kinds)
    prior = {value: prior_log_odds(case, missing, value) for value in joint}
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "software": f"repatria {__version__}",
        "notice": case.incident.banner,
        "case": {"title": case.incident.title, "kind": case.incident.kind, "digest": digest or case_digest(case)},
        "asked": {
            **(asked or {}),
            "profiles": [p.id for p in unit],
            "family": family.id,
            "missing": missing,
            "reference_errors": {
                "relation": errors.relation,
                "sample": errors.sample,
                "file": errors.file,
                "also_missing": errors.also_missing,
            },
            "samples": dict(sorted((samples or {}).items())),
            "leads": [{"kind": x.kind, "log_lr": x.log_lr, "words": x.words} for x in leads],
            "interval": interval,
            **({"subjects": sorted(subjects)} if subjects else {}),
        },
        "lines": [_line(finding) for finding in findings],
        "not_weighed": _not_weighed(None if kinds is None else {f.kind for f in findings}),
        **({"not_multiplied": unused} if kinds is not None else {}),
        "prior": {"listed": main, "log_odds": prior[main], "weight": _weight(case, missing), "text": prior_text},
        "method": method,
        "posterior": [_posteriors(value, joint[value], prior[value], weighed, log_leads) for value in sorted(joint)],
        "reference_error": _errors(weighed),
        "waterfall": _waterfall(findings, joint[main], prior[main], weighed, all_leads),
    }
    return {k: v if k in ("asked", "waterfall") else written(v) for k, v in document.items()}


def prior_log_odds(case: CaseFile, missing: str, listed: float) -> float:
    """Natural log odds before any evidence that an unknown person is ``missing``: λπ / (1 - λπ)."""
    p = listed * _weight(case, missing)
    return math.log(p) - math.log1p(-p) if p > 0.0 else -math.inf


def written(value: Any) -> Any:
    """``value`` with every float at ten significant digits; infinities as words, NaN as null."""
    if isinstance(value, Mapping):
        return {str(k): written(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [written(v) for v in value]
    if isinstance(value, float):
        if math.isnan(value):
            return None
        short = float(f"{value:.{DIGITS}g}")  # the largest doubles become infinite
        return short if math.isfinite(short) else str(short)
    return value


def _not_weighed(weighed: Collection[str] | None) -> list[dict[str, str]]:
    """What no line tells of; ``weighed`` are the kinds that have a line, ``None`` for a case of autosomal DNA alone."""
    if weighed is None:
        return [{"kind": k, "text": f"{words}: not weighed in this version"} for k, words in NOT_WEIGHED.items()]
    return [
        {"kind": k, "text": f"{words}: nothing to compare"}
        for k, words in NOT_WEIGHED.items()
        if KIND_OF.get(k, k) not in weighed
    ]


def _weight(case: CaseFile, missing: str) -> float:
    weights = case.prior.weights
    return weights.get(missing, 0.0) if weights else 1.0 / max(1, case.open_missing)


def _line(finding: Finding) -> dict[str, Any]:
    basis = dict(finding.basis)
    return {
        "kind": finding.kind,
        "h1": finding.h1.text,
        "h2": finding.h2.text,
        "log_lr": finding.log_lr,
        "per_marker": dict(finding.per_marker),
        "excluding": list(finding.excluding),
        "mutations": list(finding.mutations),
        "interval": None if finding.interval is None else list(finding.interval),
        "cautions": [{"code": c.code, "marker": c.marker, "value": c.value, "text": c.text} for c in finding.cautions],
        "method": basis.pop("method", ""),
        "version": f"repatria {__version__}",
        "basis": basis,
    }


def _posteriors(listed: float, joint: Joint, log_prior: float, weighed: ReferenceWeighed, log_leads: float) -> dict[str, Any]:
    plain = _log_odds(joint)
    with_error = weighed.odds(joint.p, rest=joint.rest, log_prior_odds=log_prior)
    return {
        "listed": listed,
        "prior_log_odds": log_prior,
        "without_error": {"leads_at_one": _odds(plain), "with_leads": _odds(plain + log_leads)},
        "with_error": {"leads_at_one": _odds(with_error), "with_leads": _odds(with_error + log_leads)},
    }


def _odds(log_odds: float) -> dict[str, float]:
    return {"posterior": logistic(log_odds), "rest": logistic(-log_odds), "log_odds": log_odds}


def _log_odds(joint: Joint) -> float:
    if joint.p <= 0.0:
        return -math.inf
    return math.log(joint.p) - math.log(joint.rest) if joint.rest > 0.0 else math.inf


def _errors(weighed: ReferenceWeighed) -> dict[str, Any]:
    sure = weighed.confirmed
    return {
        "scenarios": [
            {
                "what": s.what,
                "donor": s.donor,
                "prior": s.prior,
                "weight": s.weight,
                "log_lr": s.log_lr,
                "log_lr_other": s.log_lr_other,
            }
            for s in weighed.scenarios
        ],
        "cap": weighed.cap,
        "samples": dict(weighed.samples),
        "donors": {
            "log_lr": sure.log_lr,
            "by_donor": dict(sure.by_donor),
            "confirmed": list(sure.donors),
            "two_confirmed": sure.holds,
        },
    }


def _waterfall(
    findings: Sequence[Finding], joint: Joint, log_prior: float, weighed: ReferenceWeighed, leads: Sequence[Lead]
) -> list[dict[str, Any]]:
    """Label, step and running log10 odds; a step from or to certainty is null."""
    with_error = weighed.odds(joint.p, rest=joint.rest, log_prior_odds=log_prior)
    levels = [("prior odds", log_prior)]
    for n, finding in enumerate(findings, 1):
        words = WORDS.get(finding.kind, "the typed relatives")
        levels.append((f"{finding.kind}: {words}", log_prior + math.fsum(f.log_lr for f in findings[:n])))
    levels += [
        ("everybody and every family weighed together", _log_odds(joint)),
        ("references may be wrong", with_error),
    ]
    for n, lead in enumerate(leads, 1):
        levels.append((f"lead: {lead.kind}", with_error + math.fsum(x.log_lr for x in leads[:n])))
    rows: list[dict[str, Any]] = []
    before = 0.0
    for label, level in levels:
        now = round(level / math.log(10.0), 9) if math.isfinite(level) else level
        step = round(now - before, 9) if math.isfinite(now) and math.isfinite(before) else None
        rows.append({"label": label, "step": step, "log10_odds": now if math.isfinite(now) else str(now)})
        before = now
    return rows
