"""Which single new fact would change the answer most: another relative, another sample of a donor, the loci that are missing.

For each fact that could be had, what it would show is drawn from what is known now, given that U is M and given that U is not, both
with sound references. A draw is a genotype at every marker; markers are independent given the data, so that one table of the
asked person's genotypes for each part of the donors serves all draws. Every scenario e of :mod:`repatria.joint.reference_error`
is then weighed again, times P(genotype | e); a new sample brings its own scenarios. Reported are::

    change    E |Δ ln odds| = P · mean(|Δ| given M) + (1 - P) · mean(|Δ| given not M)
    if_true   mean posterior, reference error included, given that U is M

where P is the posterior now. A donor who is sampled again is no draw: the sample agrees, but for the weight of that donor's own swap
scenario. Draws are few and seeded: the order of the facts is what counts. Genotypes are drawn in the family's likeliest population.
An assumption of this project; the idea is the value of an experiment (Lindley 1956, Ann. Math. Stat. 27:986-1005).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCase
from repatria.evidence.kinship.donors import autosomal, donor_weights
from repatria.evidence.kinship.likelihood import answers
from repatria.evidence.kinship.links import Link, links_of
from repatria.evidence.kinship.questions import Evidence, Question, as_tuple
from repatria.joint.evidence_file import Joint, prior_log_odds
from repatria.joint.reference_error import SHIPPED, ReferenceErrors, ReferenceWeighed, logistic, mix
from repatria.model.casefile import CaseFile, Conventions
from repatria.model.family import Family
from repatria.model.locus import Panel
from repatria.model.profile import Profile
from repatria.tables.loci import panel_arrays

Array = NDArray[np.float64]
Tables = list[Array]
"""For each marker P(ordered genotype), symmetric, ``[alleles, alleles]``, summing to one."""
DRAWS = 48
RELATIVE, AGAIN, LOCI = "type a relative", "sample a donor again", "type the missing loci"


@dataclass(frozen=True, slots=True)
class NewFact:
    """One fact that could be had. ``kind`` is one of :data:`RELATIVE`, :data:`AGAIN`, :data:`LOCI`; ``who`` a person, or the marker
    names with commas.

    ``change`` is the expected absolute change of the natural log odds; ``if_true`` the expected posterior with reference error if
    the unknown person is that missing person; ``now`` the posterior at present.
    """

    kind: str
    who: str
    change: float
    if_true: float
    now: float
    words: str


def what_next(
    case: CaseFile,
    unit: Evidence,
    family: Family,
    missing: str,
    joint: Joint,
    *,
    could_be_typed: Collection[str] | None = None,
    errors: ReferenceErrors = SHIPPED,
    samples: Mapping[str, int] | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> tuple[NewFact, ...]:
    """Facts that could be had about ``unit`` as ``missing`` of ``family``, the one that would change most first.

    ``joint`` is the joint posterior at the case's λ; ``could_be_typed`` the people of the pedigree who might give a sample (default:
    everybody untyped). Refuses people who are not in the pedigree, are typed or missing, and fewer than one draw.
    """
    if draws < 1:
        raise InvalidCase(f"what next: {draws} draws. Use at least 1.")
    scene = _Scene(case, as_tuple(unit), family, missing, joint, errors, samples or {})
    rng = np.random.default_rng(seed)
    facts = [scene.relative(who, rng, draws) for who in _relatives(family, could_be_typed)]
    facts += [scene.again(donor) for donor in scene.weighed.samples]
    facts += [scene.loci(rng, draws)]
    return tuple(sorted((f for f in facts if f is not None), key=lambda f: (-f.change, f.kind, f.who)))


def _relatives(family: Family, could: Collection[str] | None) -> list[str]:
    free = [p.id for p in family.pedigree.people if p.id not in family.references and p.id not in family.missing]
    for who in could or ():
        if who not in free:
            raise InvalidCase(f"family {family.id}: {who!r} is not an untyped relative in its pedigree. Correct the code.")
    return free if could is None else [who for who in free if who in could]


@dataclass(frozen=True, slots=True)
class Hanging:
    """A told parent as it weighs now (:class:`LinkWeights`); ``donor`` is who alone hangs on it once one more is typed, or empty."""

    link: Link
    donor: str
    log_k: float
    without: float
    other: float


class _Scene:
    """One pair with everything that is asked of it several times."""

    def __init__(
        self,
        case: CaseFile,
        unit: tuple[Profile, ...],
        family: Family,
        missing: str,
        joint: Joint,
        errors: ReferenceErrors,
        samples: Mapping[str, int],
    ) -> None:
        self.unit, self.family, self.missing, self.errors = unit, family, missing, errors
        self.donors = donor_weights(case, family, unit, missing)
        self.weighed: ReferenceWeighed = mix(self.donors, errors=errors, samples=samples)
        prior = prior_log_odds(case, missing, case.prior.listed)
        self.joint, self.prior = joint, prior
        self.odds = self.weighed.odds(joint.p, rest=joint.rest, log_prior_odds=prior)
        self.now = logistic(self.odds)
        if joint.p > 0.0 and self.weighed.log_lr > -math.inf:
            self.log_z = self.weighed.log_lr + _log(joint.rest) - math.log(joint.p)
        else:
            self.log_z = -prior
        panels = {pool.name: pool.panel for pool in case.pools}
        main = max(sorted(family.pools), key=lambda name: family.pools[name]) if family.pools else ""
        self.panel = autosomal(panels.get(main, case.panel))
        self.conventions = case.conventions
        self.free = [np.outer(x.p, x.p) / x.p.sum() ** 2 for x in panel_arrays(self.panel)]

    def tables(self, who: str, parts: Sequence[tuple[frozenset[str], bool]]) -> list[Tables]:
        """Genotype tables of ``who`` given each part of the donors, with or without the unknown person in place."""
        questions = []
        for part, placed in parts:
            known = {d: (self.family.references[d],) for d in self.donors.donors if d in part}
            questions.append(
                Question(self.family.pedigree, {**known, **({self.missing: self.unit} if placed else {})}, asked=who)
            )
        return _tables(questions, self.panel, self.conventions, self.free)

    def fact(self, kind: str, who: str, words: str, true: Array, false: Array) -> NewFact:
        """A fact from the log odds after it, drawn given M and given not M."""
        moved = [float(np.abs(_finite(x) - _finite(np.array(self.odds))).mean()) for x in (true, false)]
        change = self.now * moved[0] + (1.0 - self.now) * moved[1]
        return NewFact(kind, who, change, float(np.mean([logistic(float(x)) for x in true])), self.now, words)

    def again(self, donor: str) -> NewFact:
        """Another sample of a donor: it agrees, or the donor's present sample was another's."""
        counted = {**self.weighed.samples, donor: self.weighed.samples[donor] + 1}
        agreed = mix(self.donors, errors=self.errors, samples=counted)
        after = agreed.odds(self.joint.p, rest=self.joint.rest, log_prior_odds=self.prior)
        swap = next(s for s in self.weighed.scenarios if s.what == "sample" and s.donor == donor)
        less = self.donors.without[donor] - self.log_z
        moved = abs(float(_finite(np.array(after))) - float(_finite(np.array(self.odds))))
        dropped = abs(float(_finite(np.array(less))) - float(_finite(np.array(self.odds))))
        change = (1.0 - swap.weight) * moved + swap.weight * dropped
        words = f"A second, independent sample of {donor}: if it agrees, a swap of that sample is ruled out."
        return NewFact(AGAIN, donor, change, logistic(after), self.now, words)

    def relative(self, who: str, rng: np.random.Generator, draws: int) -> NewFact | None:
        """A sample of an untyped relative."""
        whole, none = frozenset(self.donors.donors), frozenset[str]()
        parts = [(s, placed) for s in (whole, *(whole - {d} for d in self.donors.donors), none) for placed in (True, False)]
        parts = list(dict.fromkeys(parts))
        found = dict(zip(parts, self.tables(who, parts), strict=True))
        single, cut = self.hanging(who)
        if all(np.allclose(a, b) for a, b in zip(found[whole, True], found[whole, False], strict=True)):
            return None
        odds = []
        for placed in (True, False):
            seen = _draw(rng, found[whole, placed], draws)
            drawn = {k: _log_p(t, seen) for k, t in found.items()}
            more = [(x, [_log_p(t, seen) for t in three]) for x, three in cut]
            odds.append(self._with_relative(who, drawn, single, more))
        which = "a second donor" if len(whole) == 1 else "one more donor" if whole else "a first donor"
        return self.fact(RELATIVE, who, f"A sample of {who}, {which} of family {self.family.id}.", odds[0], odds[1])

    def hanging(self, who: str) -> tuple[dict[str, float], list[tuple[Hanging, list[Tables]]]]:
        """Once ``who`` is typed: whose relation alone is a told parent, its log LR; the others with tables of ``who``."""
        told = [self.link(x, who) for x in links_of(self.family.pedigree, self.missing, (*self.donors.donors, who))]
        return {x.donor: x.other for x in told if x.donor}, [(x, self.tables_cut(who, x)) for x in told if not x.donor]

    def link(self, link: Link, who: str) -> Hanging:
        """What a told parent weighs now, on whom it hangs once ``who`` is typed, and the pedigree without it."""
        before = link.side - {who}
        now = next((x for x in self.donors.links if (x.child, x.parent) == (link.child, link.parent)), None)
        if now is None:  # nobody typed hangs on it yet: it parts ``who`` alone, or its cut changes nothing so far
            return Hanging(link, who if link.parts else "", 0.0, self.weighed.log_lr, 0.0)
        return Hanging(link, now.donor if before == link.side else "", now.log_k, now.without, now.other)

    def tables_cut(self, who: str, x: Hanging) -> list[Tables]:
        """Genotype tables of ``who`` with a link cut: nobody placed, the unknown as the missing person, as the other in that place."""
        known = {d: (self.family.references[d],) for d in self.donors.donors}
        placed: tuple[Mapping[str, tuple[Profile, ...]], ...] = ({}, {self.missing: self.unit}, {x.link.other: self.unit})
        return _tables(
            [Question(x.link.cut, {**known, **p}, asked=who) for p in placed], self.panel, self.conventions, self.free
        )

    def _with_relative(
        self,
        who: str,
        log_p: Mapping[tuple[frozenset[str], bool], Array],
        single: Mapping[str, float],
        cut: Sequence[tuple[Hanging, Sequence[Array]]],
    ) -> Array:
        """Log odds after a drawn genotype of ``who``, ``[draws]``: A, B and Z of the reference error, each scenario updated."""
        whole, none = frozenset(self.donors.donors), frozenset[str]()
        sound = next(s for s in self.weighed.scenarios if s.what == "nothing wrong")
        first, lr, also = _log(sound.weight), self.weighed.log_lr, _log(self.errors.also_missing)
        new = [_log(p) - math.log1p(-p) + first for p in (self.errors.sample, self.errors.relation)]
        a, b, z = [], [], []
        for s in self.weighed.scenarios:
            if s.what == "parent":
                continue
            part = whole - {s.donor} if s.what in ("sample", "relation") else whole
            w = _log(s.weight)
            other = also + single.get(s.donor, -math.inf) if s.what == "relation" else s.log_lr_other
            a.append(w + s.log_lr + log_p[part, s.what != "file"])
            z.append(w + log_p[part, False])
            b.append(w + other + log_p[part, s.what == "file"])
        for n, w in enumerate(new):
            a.append(w + lr + log_p[none, False])
            z.append(w + log_p[none, False])
            if n == 0:
                b.append(w + log_p[none, True])
            elif who in single:
                b.append(w + also + log_p[none, True])
        for x, (nobody, as_missing, as_other) in cut:
            w = new[1] - x.log_k
            a.append(w + x.without + as_missing)
            z.append(w + nobody)
            b.append(w + also + x.other + as_other)
        return _total(a) - np.logaddexp(_total(b), self.log_z + _total(z))

    def loci(self, rng: np.random.Generator, draws: int) -> NewFact | None:
        """The markers at which no profile of the unknown person has a result."""
        blank = [n for n, x in enumerate(self.panel.loci) if not any(x.name in p.calls for p in self.unit)]
        if not blank or not self.donors.donors:
            return None
        whole = frozenset(self.donors.donors)
        wanted = [whole, *(whole - {d} for d in whole), *(frozenset({d}) for d in whole)]
        parts = [(s, False) for s in dict.fromkeys(wanted) if s]
        made = self.tables(self.missing, parts)
        found = {s: [t[n] for n in blank] for (s, _), t in zip(parts, made, strict=True)}
        found[frozenset()] = free = [self.free[n] for n in blank]
        odds, cut = [], self.cut_unknown()
        for source in (found[whole], free):
            seen = _draw(rng, source, draws)
            base = _log_p(free, seen)
            links = [[_log_p([t[n] for n in blank], seen) - base for t in pair] for pair in cut]
            odds.append(self._with_loci(whole, {s: _log_p(t, seen) - base for s, t in found.items()}, links))
        names = ", ".join(self.panel.loci[n].name for n in blank)
        return self.fact(LOCI, names, f"{len(blank)} markers of the unknown person that have no result yet.", odds[0], odds[1])

    def cut_unknown(self) -> list[tuple[Tables, Tables]]:
        """For each told parent that is weighed by itself: genotype tables, with it cut, of the missing person and of the other one."""
        known = {d: (self.family.references[d],) for d in self.donors.donors}
        told = {(x.child, x.parent) for x in self.donors.links if not x.donor}
        out = []
        for x in links_of(self.family.pedigree, self.missing, self.donors.donors):
            if (x.child, x.parent) in told:
                asked = [Question(x.cut, known, asked=who) for who in (self.missing, x.other)]
                mine, others = _tables(asked, self.panel, self.conventions, self.free)
                out.append((mine, others))
        return out

    def _with_loci(self, whole: frozenset[str], more: Mapping[frozenset[str], Array], cut: Sequence[Sequence[Array]]) -> Array:
        a, b, links = [], [], iter(cut)
        for s in self.weighed.scenarios:
            if s.what == "parent":
                mine, others = next(links)
            else:
                mine = more[whole - {s.donor} if s.donor else frozenset[str]() if s.what == "file" else whole]
                others = more[frozenset({s.donor}) if s.donor else whole]
            a.append(_log(s.weight) + s.log_lr + mine)
            b.append(_log(s.weight) + s.log_lr_other + others)
        return _total(a) - np.logaddexp(_total(b), self.log_z)


def _tables(questions: Sequence[Question], panel: Panel, conventions: Conventions, free: Tables) -> list[Tables]:
    out = [list(free) for _ in questions]
    for batch, values in answers(questions, panel, conventions):
        for n, q, i in zip(range(len(values)), batch.question.tolist(), batch.locus.tolist(), strict=True):
            k = len(free[i])
            both = values[n][:k, :k] + values[n][:k, :k].T
            if both.sum() > 0.0:
                out[q][i] = both / both.sum()
    return out


def _draw(rng: np.random.Generator, tables: Tables, draws: int) -> list[NDArray[np.int64]]:
    """For each marker the flat position of ``draws`` genotypes."""
    seen = []
    for table in tables:
        steps = np.cumsum(table.ravel())
        seen.append(np.minimum(np.searchsorted(steps, rng.random(draws) * steps[-1], side="right"), table.size - 1))
    return seen


def _log_p(tables: Tables, seen: Sequence[NDArray[np.int64]]) -> Array:
    """ln P of drawn genotypes, summed over markers, ``[draws]``."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.sum([np.log(t.ravel()[s]) for t, s in zip(tables, seen, strict=True)], axis=0))


def _total(logs: Sequence[Array]) -> Array:
    with np.errstate(invalid="ignore"):
        return np.asarray(np.logaddexp.reduce(np.array(logs), axis=0))


def _log(p: float) -> float:
    return math.log(p) if p > 0.0 else -math.inf


def _finite(x: Array) -> Array:
    """Log odds within what counts as sure: changes beyond are no changes."""
    return np.asarray(np.clip(np.nan_to_num(x, nan=0.0, posinf=50.0, neginf=-50.0), -50.0, 50.0))
