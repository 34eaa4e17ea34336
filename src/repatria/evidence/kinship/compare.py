"""Two propositions about relatedness, weighed: is this person the one missing from that family, or somebody unrelated?"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidPedigree, MissingReference
from repatria.evidence.kinship.interval import database_interval
from repatria.evidence.kinship.likelihood import marker_likelihoods
from repatria.evidence.kinship.linkage import linked_cautions
from repatria.evidence.kinship.questions import Evidence, Question, as_tuple
from repatria.model.casefile import Conventions
from repatria.model.family import Family
from repatria.model.finding import Caution, Finding, Proposition
from repatria.model.locus import NO_MUTATION, Locus, Panel
from repatria.model.pedigree import Pedigree

Array = NDArray[np.float64]

METHOD = "kinship-lr/1"
DEFAULT = Conventions()


def compare(
    family: Family,
    profile: Evidence,
    panel: Panel,
    *,
    missing: str | None = None,
    conventions: Conventions = DEFAULT,
    interval: bool = True,
) -> Finding:
    """Weigh "``profile`` is the person missing from ``family``" against "it is somebody unrelated".

    ``profile`` may be a tuple of profiles of one person. ``missing`` chooses among several missing (default: the first).
    Without ``interval`` the 95 % interval, which takes longer than all else, is left out.
    Markers are multiplied as independent; pairs known to be linked are named in the cautions. Raises
    :class:`InvalidPedigree` when the typed relatives contradict their own pedigree.

    >>> from repatria import Call, Family, Locus, Panel, Pedigree, Person, Profile
    >>> panel = Panel("toy", (Locus("L1", ("12", "13", "14"), (0.2, 0.3, 0.5)),))
    >>> trio = Pedigree((Person("F", "M"), Person("M", "F"), Person("C", "M", "F", "M")))
    >>> family = Family("FAM-1", trio, ("C",), {"F": Profile("R1", {"L1": Call(("12", "13"))})})
    >>> finding = compare(family, Profile("S1", {"L1": Call(("12", "12"))}), panel)
    >>> round(math.exp(finding.log_lr), 6)  # 1 / (2 p)
    2.5
    """
    who = family.missing[0] if missing is None else missing
    if who not in family.missing:
        raise InvalidPedigree(f"family {family.id}: {who!r} is not missing from it. Choose one of {', '.join(family.missing)}.")
    shown = as_tuple(profile)
    known = {person: (p,) for person, p in family.references.items()}
    h1 = Question(family.pedigree, {**known, who: shown})
    sex = family.pedigree[who].sex  # an unrelated person in his place would have his sex too
    h2 = Question(family.pedigree, known, strangers=(tuple(replace(p, sex=sex) if p.sex == "U" else p for p in shown),))
    code = "+".join(p.id for p in shown)
    words = (
        Proposition(f"Profile {code} is {who}, missing from family {family.id}."),
        Proposition(f"Profile {code} is somebody unrelated to family {family.id}."),
    )
    return weigh(h1, h2, panel, conventions, words, interval)


def compare_pedigrees(
    h1: Pedigree, h2: Pedigree, profiles: Mapping[str, Evidence], panel: Panel, *, conventions: Conventions = DEFAULT
) -> Finding:
    """Weigh any two pedigrees over the same typed people. People absent from a pedigree are unrelated in it."""
    questions = []
    for pedigree in (h1, h2):
        inside = {who: as_tuple(p) for who, p in profiles.items() if who in pedigree}
        outside = tuple(as_tuple(p) for who, p in profiles.items() if who not in pedigree)
        questions.append(Question(pedigree, inside, outside))
    words = (Proposition(f"Pedigree {h1.id or 'H1'} is true."), Proposition(f"Pedigree {h2.id or 'H2'} is true."))
    return weigh(questions[0], questions[1], panel, conventions, words)


def weigh(
    h1: Question,
    h2: Question,
    panel: Panel,
    conventions: Conventions,
    words: tuple[Proposition, Proposition],
    interval: bool = True,
) -> Finding:
    """The finding for two questions over the same evidence."""
    names, log_lr, excluding = log_likelihood_ratios(h1, h2, panel, conventions)
    typed = _typed(h1, panel)
    total = -math.inf if excluding else math.fsum(log_lr[typed])
    mutations, among = _mutations(h1, h2, panel, conventions, names, excluding)
    return Finding(
        kind="kinship",
        h1=words[0],
        h2=words[1],
        log_lr=total,
        per_marker={n: float(v) for n, v, t in zip(names, log_lr, typed, strict=True) if t},
        excluding=excluding,
        mutations=mutations,
        interval=None if excluding or not interval else database_interval((h1, h2), panel, conventions, total),
        cautions=(*_cautions(h1, panel, conventions, typed), *(_mutation_among(m) for m in among)),
        basis={
            "method": METHOD,
            "ancestors": conventions.ancestors,
            "theta": repr(conventions.theta),
            "panel": panel_digest(panel),
        },
    )


def log_likelihood_ratios(
    h1: Question, h2: Question, panel: Panel, conventions: Conventions
) -> tuple[list[str], Array, tuple[str, ...]]:
    """Marker names, the log LR of each (``[loci]``, 0 where nobody is typed) and the markers that exclude ``h1``."""
    _need_frequencies(h1, panel)
    top, bottom = marker_likelihoods([h1, h2], panel, conventions)
    names = [locus.name for locus in panel.loci]
    if (bottom == 0.0).any():
        bad = [names[i] for i in np.flatnonzero(bottom == 0.0)]
        raise InvalidPedigree(
            f"pedigree {h2.pedigree.id}: the typed people cannot fit it at {', '.join(bad)}, so there is nothing to compare with. "
            "Check who was typed and how they are related, or allow mutation."
        )
    with np.errstate(divide="ignore"):
        log_lr = np.log(top) - np.log(bottom)
    return names, log_lr, tuple(n for n, t in zip(names, top, strict=True) if t == 0.0)


def panel_digest(panel: Panel) -> str:
    """SHA-256 over the loci, alleles, frequencies and mutation models of a panel."""
    return hashlib.sha256(repr(panel.loci).encode()).hexdigest()


def _typed(question: Question, panel: Panel) -> NDArray[np.bool_]:
    shown = [p for group in (*question.evidence.values(), *question.strangers) for p in group]
    return np.array([any(locus.name in p.calls for p in shown) for locus in panel.loci])


def _need_frequencies(question: Question, panel: Panel) -> None:
    for group in (*question.evidence.values(), *question.strangers):
        for profile in group:
            for marker, call in profile.calls.items():
                if marker in panel:
                    for allele in call.alleles:
                        if allele not in panel[marker].alleles:
                            raise MissingReference(
                                f"profile {profile.id}, locus {marker}: allele {allele} has no frequency in {panel.name}. "
                                "Add it to the table, or extend the panel by a minimum-frequency rule."
                            )


def _mutations(
    h1: Question, h2: Question, panel: Panel, conventions: Conventions, names: Sequence[str], excluding: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Markers that only a mutation explains under ``h1``; and those where the typed relatives need one among themselves."""
    if all(locus.female == locus.male == NO_MUTATION for locus in panel.loci):
        return (), ()
    still = Panel(panel.name, tuple(_without_mutation(locus) for locus in panel.loci), panel.source)
    top, bottom = marker_likelihoods([h1, h2], still, conventions)
    needed = tuple(n for n, t, b in zip(names, top, bottom, strict=True) if t == 0.0 < b and n not in excluding)
    return needed, tuple(n for n, b in zip(names, bottom, strict=True) if b == 0.0)


def _without_mutation(locus: Locus) -> Locus:
    return Locus(locus.name, locus.alleles, locus.frequencies, locus.chromosome, silent=locus.silent, sampled=locus.sampled)


def _mutation_among(marker: str) -> Caution:
    return Caution(
        "relatives_need_mutation", marker, text="The typed relatives fit their own pedigree here only by a mutation."
    )


def _cautions(question: Question, panel: Panel, conventions: Conventions, typed: NDArray[np.bool_]) -> tuple[Caution, ...]:
    out = list(linked_cautions([locus.name for locus, t in zip(panel.loci, typed, strict=True) if t]))
    if typed.sum() < 8:
        out.append(Caution("few_loci", value=str(int(typed.sum())), text="Few markers carry data; chance agreement is common."))
    if any(m.provisional for locus in panel.loci for m in (locus.female, locus.male)):
        out.append(Caution("provisional_rates", text="Mutation rates without a per-locus published source were used."))
    if conventions.theta > 0.0 and conventions.ancestors == "prune":
        out.append(Caution("theta_sums_ancestors", text="With theta the whole stated pedigree is summed; nobody is cut."))
    left = sorted({m for g in (*question.evidence.values(), *question.strangers) for p in g for m in p.calls if m not in panel})
    if left:
        out.append(Caution("markers_left_out", value=", ".join(left), text="Typed markers without frequencies were left out."))
    return tuple(out)
