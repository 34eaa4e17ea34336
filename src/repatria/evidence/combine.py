"""What may be multiplied with what: one table of every pair of kinds of evidence, and the product that keeps to it.

Each pair of kinds is *independent*, independent *given* something named, or *exclusive*: then only one of the two enters, and
the table says which and why. Within each population of the alternative the kinds multiply, and then the populations mix::

    log LR = log sum_k v_k prod_i P_i(data | U is M, pool k) - log sum_k w_k prod_i P_i(data | U is another, pool k)

with v the weights of the missing person's own pools and w those of the alternative: one denominator for all kinds. To multiply
ratios that were each mixed before would treat the populations as if they were drawn anew for every kind.

Leads (tags, papers, what the giver said, what lay in one container) are told apart and never multiplied here;
:mod:`repatria.joint.leads` holds them down.
The reference error, shared by all findings of one donor's sample, is weighed once after this product and not in it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from repatria.errors import InvalidInput
from repatria.kernels.pools import mix_pools, shares_of_pools

How = Literal["independent", "given", "exclusive"]

KINDS: Mapping[str, str] = {
    "autosomal": "autosomal STR markers",
    "snp": "SNP markers",
    "x": "markers of the X chromosome",
    "mtdna": "mitochondrial DNA",
    "ystr": "STR markers of the Y chromosome",
    "amelogenin": "sex as DNA shows it",
    "stature": "stature, from lengths of bones",
    "age": "age at death, from stages of growth and wear",
    "sex_bones": "sex as the bones show it",
    "frequencies": "the population, from frequencies of markers",
    "affinity": "the population, from the form of bones",
    "isotopes": "the region of upbringing, from isotopes",
    "dental": "teeth against a dental record",
    "outline": "the outline of a bone against a radiograph",
    "place": "the place of our own recovery",
    "day": "the day of the event, by itself",
    "unit": "the unit, by itself",
    "statement": "what the giver says of place, day and unit",
    "box": "where those already named from the same container fell",
    "tag": "an identification tag",
    "papers": "papers and personal effects",
    "grouped_dna": "bones put together by their DNA",
    "grouped_bones": "bones put together by their measurements",
}
"""Every kind, the first of an exclusive pair stays."""
LEADS = frozenset({"statement", "box", "tag", "papers"})
MANY = frozenset({"tag", "papers"})
"""Kinds of which several lines may stand side by side; of any other, one line."""
SAME_AS: Mapping[str, str] = {"kinship": "autosomal"}
"""Names that findings give themselves, where these differ from the name of the kind."""

CONDITIONS: Mapping[str, str] = {
    "pool": "the population is the same for both: multiplied within each pool, pools mixed after",
    "pedigree": "the told pedigree and the donors' samples are right: what if not is weighed once for all kinds of a donor",
    "person": "all of it is of one person",
    "sex": "both are weighed for people of one sex",
    "man": "the record is of that missing person, and the pool is that of the list",
    "cap": "leads together are held to their cap",
}
"""What "given" may name. All are ensured by the joint answer; a caller who cannot ensure one leaves it out of ``held``."""


@dataclass(frozen=True, slots=True)
class Dependence:
    """What the table says of two kinds; of an exclusive pair ``one`` stays. ``given`` names entries of :data:`CONDITIONS`.

    ``shared``: exclusive only where both rest on one specimen or sample, or where it is not told what they rest on.
    """

    one: str
    other: str
    how: How
    reason: str
    given: tuple[str, ...] = ()
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of evidence: natural log P(data | U is M) and log P(data | U is another of pool k), by the name of the pool.

    The name ``""`` stands for every pool. ``rests_on`` are codes of specimens or samples, ``words`` says it for a reader.
    A mere log LR that does not depend on the pool is ``Line(kind, {"": log_lr}, {"": 0.0})``.
    """

    kind: str
    log_h1: Mapping[str, float]
    log_h2: Mapping[str, float]
    words: str = ""
    rests_on: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        kind_of(self.kind)
        for what, values in (("log_h1", self.log_h1), ("log_h2", self.log_h2)):
            if not values:
                raise InvalidInput(f"line {self.kind}: no {what}. Give a value for each pool, or one under ''.")
            for pool, value in values.items():
                if math.isnan(value) or value == math.inf:
                    where = f"line {self.kind}: {what} of pool {pool!r}"
                    raise InvalidInput(f"{where} is {value}. Give the logarithm of a probability or a density.")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that is not multiplied, the kind because of which, and why."""

    kind: str
    because_of: str
    reason: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Positions of the lines that are multiplied, of those that are leads, and what is left out by its position.

    ``held`` are the conditions that the product rests on.
    """

    multiplied: tuple[int, ...]
    leads: tuple[int, ...]
    left_out: Mapping[int, LeftOut]
    held: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Combined:
    """The product: its natural log LR, each line's own, weights of the alternative's pools before and after, and the choice."""

    log_lr: float
    own: tuple[float | None, ...]
    choice: Choice
    pools: Mapping[str, float]
    pools_after: Mapping[str, float] = field(default_factory=dict)


def kind_of(name: str) -> str:
    """The kind that ``name`` (a kind or what a finding calls itself) means; :class:`InvalidInput` if there is none."""
    kind = SAME_AS.get(name, name)
    if kind not in KINDS:
        raise InvalidInput(f"kind of evidence {name!r} is not in the table of dependence. Use one of: {', '.join(KINDS)}.")
    return kind


def dependence(one: str, other: str) -> Dependence:
    """What the table says of two kinds; the same in either order."""
    a, b = sorted((kind_of(one), kind_of(other)), key=list(KINDS).index)
    return TABLE[a, b]


def choose(
    kinds: Sequence[str], rests_on: Sequence[Collection[str]] | None = None, held: Collection[str] = tuple(CONDITIONS)
) -> Choice:
    """Which of the lines of these ``kinds`` are multiplied; the same whatever their order.

    ``rests_on`` (by line) names specimens or samples; empty means it is not known, and then they count as shared. ``held`` are
    the conditions the caller ensures. Raises :class:`InvalidInput` for an unknown kind or condition, and for a kind that comes twice.
    """
    for name in held:
        if name not in CONDITIONS:
            raise InvalidInput(f"condition {name!r} is not in the table of dependence. Use: {', '.join(CONDITIONS)}.")
    named = [kind_of(kind) for kind in kinds]
    for kind in sorted({k for k in named if named.count(k) > 1} - MANY):
        raise InvalidInput(f"{kind}: {named.count(kind)} lines of one kind. Put them together in their own room first.")
    on = [frozenset(x) for x in rests_on] if rests_on is not None else [frozenset[str]() for _ in named]
    if len(on) != len(named):
        raise InvalidInput(f"{len(named)} kinds and {len(on)} entries of what they rest on. Give one for each.")
    order = sorted(range(len(named)), key=lambda i: (list(KINDS).index(named[i]), sorted(on[i]), i))
    out: dict[int, LeftOut] = {}
    for n, i in enumerate(order):
        for j in order[:n]:
            if i in out or j in out or named[i] == named[j]:
                continue
            if reason := _refused(dependence(named[i], named[j]), on[i], on[j], held):
                out[i] = LeftOut(named[i], named[j], reason)
    stay = [i for i in range(len(named)) if i not in out]
    givens = {name for i in stay for j in stay if named[i] != named[j] for name in dependence(named[i], named[j]).given}
    return Choice(
        tuple(i for i in stay if named[i] not in LEADS),
        tuple(i for i in stay if named[i] in LEADS),
        out,
        tuple(name for name in CONDITIONS if name in givens),
    )


def _refused(found: Dependence, mine: frozenset[str], theirs: frozenset[str], held: Collection[str]) -> str:
    """Why the later of the two kinds of ``found`` may not stand beside the first; empty if it may."""
    if found.how == "exclusive":
        return "" if found.shared and mine and theirs and not mine & theirs else found.reason
    lacking = [CONDITIONS[name] for name in found.given if name not in held]
    return f"independent only given this, which is not ensured here: {'; '.join(lacking)}" if lacking else ""


def combine(
    lines: Sequence[Line],
    pools: Mapping[str, float] | None = None,
    own_pools: Mapping[str, float] | None = None,
    held: Collection[str] = tuple(CONDITIONS),
) -> Combined:
    """Multiply what may be multiplied, within each pool, and mix the pools.

    ``pools`` are the weights of the populations that another person may come from (one nameless pool if not given), ``own_pools``
    those of the missing person (the same if not given). Raises :class:`InvalidInput` where weights do not sum to 1, where a line
    has no value for a pool, and as :func:`choose` does.
    """
    before, own = pools or {"": 1.0}, own_pools or pools or {"": 1.0}
    for what, weights in (("pools", before), ("own pools", own)):
        if any(not w >= 0.0 for w in weights.values()) or abs(math.fsum(weights.values()) - 1.0) > 1e-9:
            raise InvalidInput(f"{what}: weights {dict(weights)} are not probabilities that sum to 1. Correct them.")
    choice = choose([x.kind for x in lines], [x.rests_on for x in lines], held)
    single = [_log_lr([x], before, own) if i not in choice.left_out else None for i, x in enumerate(lines)]
    chosen = sorted((lines[i] for i in choice.multiplied), key=lambda x: list(KINDS).index(kind_of(x.kind)))
    after = shares_of_pools(_values(chosen, before, "log_h2"), np.array(list(before.values()))) if chosen else None
    return Combined(
        _log_lr(chosen, before, own) if chosen else 0.0,
        tuple(single),
        choice,
        dict(before),
        dict(before) if after is None else dict(zip(before, after.tolist(), strict=True)),
    )


def _log_lr(lines: Sequence[Line], before: Mapping[str, float], own: Mapping[str, float]) -> float:
    top = float(mix_pools(_values(lines, own, "log_h1"), np.array(list(own.values()))))
    bottom = float(mix_pools(_values(lines, before, "log_h2"), np.array(list(before.values()))))
    if top == -math.inf:
        return -math.inf
    if bottom == -math.inf:
        raise InvalidInput(
            f"{', '.join(x.kind for x in lines)}: impossible for everybody else in every pool. Give the alternative a floor."
        )
    return top - bottom


def _values(lines: Sequence[Line], pools: Mapping[str, float], side: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    rows = []
    for line in lines:
        values: Mapping[str, float] = getattr(line, side)
        lacking = [pool for pool in pools if pool not in values and "" not in values]
        if lacking:
            raise InvalidInput(
                f"line {line.kind}: no {side} for pool {lacking[0]!r}. Weigh it within each pool, or say under '' that all are alike."
            )
        rows.append([values.get(pool, values.get("", 0.0)) for pool in pools])
    return np.array(rows)


NUCLEAR, LINEAGE = ("autosomal", "snp", "x"), ("mtdna", "ystr")
DNA = (*NUCLEAR, *LINEAGE)
BONES = ("stature", "age", "sex_bones")
BIOLOGY = ("amelogenin", *BONES)
POPULATION = ("frequencies", "affinity", "isotopes")
RECORDS = ("dental", "outline")
EVENT = ("place", "day", "unit")
SAID = ("statement", "box", "tag", "papers")
GROUPED = ("grouped_dna", "grouped_bones")

Rule = tuple[tuple[str, ...], tuple[str, ...], How, str, str]
"""Kinds on either side, how, what is given (or that it holds for a shared specimen), the reason. The first rule that names a pair holds."""
SHARED = "shared"
RULES: tuple[Rule, ...] = (
    (("autosomal",), ("snp",), "exclusive", "", "SNPs lie beside every STR: the same stretches of chromosome would speak twice."),
    (("x",), NUCLEAR, "given", "pedigree", "X and autosomes are passed on independently in a given pedigree."),
    (LINEAGE, NUCLEAR, "given", "pool pedigree", "No linkage; but types and alleles both differ between populations."),
    (("mtdna",), ("ystr",), "given", "pool pedigree", "Lines of mothers and of fathers part at once; both differ between populations."),
    (("amelogenin",), ("sex_bones",), "exclusive", "", "Both say the sex, and DNA says it with the smaller error."),
    (("amelogenin",), DNA, "given", "sex", "Relatives and databases are weighed for people of that sex; the sex itself counts once."),
    (("amelogenin",), ("stature", "age"), "given", "sex", "Stature and age are compared within one sex; the sex itself counts once."),
    (("stature",), ("sex_bones",), "exclusive", SHARED, "The size of the same bones would say the sex and the stature."),
    (("age",), ("stature",), "given", "man", "Growth is in the model of stature; given the record of a man the two err independently."),
    (("age",), ("sex_bones",), "given", "sex", "Stages differ by sex; within one sex the signs of age and of sex err independently."),
    (BONES, DNA, "given", "pool", "The form of a body is independent of these markers within one population."),
    (("frequencies",), DNA, "exclusive", "", "Frequencies by pool already weigh the populations; a factor beside them counts twice."),
    (("frequencies",), ("affinity",), "exclusive", "", "Both are weights of the same populations; as two factors they count twice."),
    (("frequencies",), ("isotopes",), "given", "pool", "Where somebody grew up differs between populations and is weighed within each."),
    (POPULATION, DNA, "given", "pool", "Within one population the form of bones and the diet say nothing of these markers."),
    (("affinity",), ("isotopes",), "given", "pool", "Form and diet both differ between populations and are weighed within each."),
    (("affinity",), BONES, "exclusive", SHARED, "The same measurements would say the population and the build."),
    (POPULATION, BIOLOGY, "given", "pool", "Build and age differ between populations and are weighed within each."),
    (("dental",), ("age",), "exclusive", SHARED, "The same teeth would give the age and be compared with the record."),
    (("outline",), BONES, "exclusive", SHARED, "The same bone would give its size, age or sex and be compared by its outline."),
    (("dental",), ("outline",), "independent", "", "A chart of teeth and a radiograph of the chest are separate records of one man."),
    (RECORDS, (*DNA, "amelogenin"), "independent", "", "Repairs of teeth and the form of one bone do not go with these markers."),
    (RECORDS, BIOLOGY, "given", "man", "Habit of care and size differ by age and sex of the man and are weighed given his record."),
    (RECORDS, POPULATION, "given", "pool", "Dental care and build differ between populations and are weighed within each."),
    (EVENT, EVENT, "exclusive", "", "One event: place, day and unit are weighed as one line, normalised once over the list."),
    (EVENT, ("statement",), "exclusive", "", "What the giver says of a place that we know ourselves adds nothing to it."),
    (EVENT, DNA, "given", "pool", "Where people fell says nothing of their markers within one population."),
    (EVENT, BIOLOGY, "given", "man", "Units differ in age and build; given the record of a man the place does not go with his bones."),
    (EVENT, POPULATION, "given", "pool", "Who fell where differs between populations and is weighed within each."),
    (EVENT, RECORDS, "independent", "", "A record of teeth or chest does not depend on the place of death."),
    (SAID, SAID, "given", "cap", "One giver may have packed them together: their errors are shared, so they are held down together."),
    (SAID, EVENT, "given", "cap", "A thing may be carried to where it was found; it is a lead beside the place."),
    (SAID, DNA, "given", "cap", "Whoever packed a box did not know the markers; as a lead it is held down."),
    (SAID, (*BIOLOGY, *RECORDS), "given", "cap", "Who packed a box may have seen size and age; as a lead it is held down."),
    (SAID, POPULATION, "given", "cap", "Who packed a box may have sorted by nation; as a lead it is held down."),
    (("grouped_dna",), DNA, "exclusive", SHARED, "The same profile would join the bones and name them; a consensus enters once a person."),
    (("grouped_bones",), (*BONES, "affinity"), "exclusive", SHARED, "The same measurements would join the bones and give the body."),
    (("grouped_bones",), ("outline",), "exclusive", SHARED, "The same form would join the bones and be compared with the film."),
    (("grouped_dna",), ("grouped_bones",), "independent", "", "DNA and size of two bones err independently."),
    (GROUPED, (*DNA, *BIOLOGY, *POPULATION, *RECORDS, *EVENT, *SAID), "given", "person", "Who it is and which bones are his are two "
     "questions; the name is weighed given the grouping."),
)  # fmt: skip


def _table() -> dict[tuple[str, str], Dependence]:
    names, out = list(KINDS), {}
    for n, a in enumerate(names):
        for b in names[n + 1 :]:
            rule = next(r for r in RULES if (a in r[0] and b in r[1]) or (b in r[0] and a in r[1]))
            given = tuple(word for word in rule[3].split() if word != SHARED)
            out[a, b] = Dependence(a, b, rule[2], rule[4], given, rule[3] == SHARED)
    return out


TABLE: Mapping[tuple[str, str], Dependence] = _table()
"""Every pair of two different kinds, in the order of :data:`KINDS`."""


def table() -> Iterable[Dependence]:
    """The whole table, pair by pair."""
    return TABLE.values()
