"""Plans on simulated exercises: samples by plan beside box order, and the ranked relative beside a fixed order.

Samples: the bones of an exercise are grouped as they truly are, for every order alike; a sample shows what the exercise drew for it.
After each sample the person is weighed alone by autosomal, mitochondrial and Y results against the whole list, and counts as named from
0.9995. Plan and box order differ only in which bone is next.

Relatives: in simulated families half of the relatives can be asked. The gain of the one ranked first and of the first of a fixed order
are both measured on other draws than those that ranked them.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean, stdev

import numpy as np
from numpy.typing import NDArray

from repatria.bench.protocol import Figure, Peak, Ratio
from repatria.errors import ReproductionFailed
from repatria.evidence.kinship import pair_log_lrs
from repatria.joint.kinds import subjects_of, weigh_kinds
from repatria.model import CaseFile
from repatria.planning.information import Informer
from repatria.planning.offered import offered
from repatria.planning.relatives import Asked, plan_relatives
from repatria.planning.samples import Bone, By, State, bones_of, cut_of
from repatria.planning.success import SYSTEMS, Rates, flat_rates
from repatria.planning.usable import Kinship
from repatria.simulate import Settings, Truth, heron
from repatria.simulate.assemblage import make_assemblage
from repatria.simulate.heron import RICH

HELP = "samples by plan beside box order, and the ranked relative beside a fixed order, in simulated exercises"
NAME_AT = 0.9995
SHARE = 0.90
"""Of the names that sampling every bone gives: samples are counted until so many are had."""
TOLERATED = 0.01
"""A gain smaller by this much is no smaller: the standard error of the draws is larger."""
Array = NDArray[np.float64]


def figures(quick: bool = False) -> list[Figure]:
    """Samples saved, and families in which the ranked relative gains at least as much as the fixed order."""
    seeds, scale = ((1,), 0.04) if quick else (tuple(range(1, 13)), 0.15)
    began = time.perf_counter()
    with Peak() as peak:
        runs = [sampled(seed, scale, RICH) for seed in seeds]
    runs = [r for r in runs if r.names]
    saved = [100.0 * (1.0 - r.plan / r.box) for r in runs] or [0.0]
    patient = [100.0 * (1.0 - r.plan / r.patient) for r in runs] or [0.0]
    needed = [sum(getattr(r, k) for r in runs) for k in ("plan", "box", "patient")]
    note = (
        f"samples until {SHARE:.0%} of the {sum(r.names for r in runs)} names that all samples give: plan {needed[0]}, "
        f"box order {needed[1]}, box order that leaves out bones of the named {needed[2]}; saved by exercise {_spread(saved)}, "
        f"beside the second {_spread(patient)}; wrong names by plan {sum(r.wrong for r in runs)}"
    )
    size = f"{len(runs)} exercises at scale {scale:g} with rich references and no samples mixed up, bones grouped as they truly are"
    beside = Ratio(
        "saved beside box order without bones of the named",
        mean(patient),
        mean(saved) / mean(patient) if mean(patient) else math.inf,
    )
    first = Figure(
        "samples saved by plan", mean(saved), "%", size, 25.0, True, time.perf_counter() - began, peak.mb, 0.0, beside, note
    )
    return [first, _relatives(quick)]


def _spread(values: Sequence[float]) -> str:
    sd = stdev(values) if len(values) > 1 else 0.0
    return f"{mean(values):.1f} (sd {sd:.1f}, from {min(values):.1f} to {max(values):.1f})"


@dataclass(frozen=True, slots=True)
class Sampled:
    """One exercise: names that all samples give, and the samples each order takes to reach the share of them."""

    names: int
    wrong: int
    plan: int
    box: int
    patient: int


@dataclass(frozen=True, eq=False)
class _World:
    """The results that samples would give, and what they say: ``autosomal`` by set of samples, ``lines`` by (mtDNA, Y) shown."""

    bones: tuple[Bone, ...]
    person: Mapping[str, int]
    shows: Mapping[str, Mapping[str, bool]]
    markers: Mapping[str, frozenset[str]]
    autosomal: Mapping[frozenset[str], Array]
    lines: Mapping[tuple[int, bool, bool], Array]
    log_prior: Array
    true: Mapping[int, int]


def sampled(seed: int, scale: float, settings: Settings | None = None, by: By = "names") -> Sampled:
    """Run the three orders on one exercise."""
    settings = replace(settings or Settings(), mixed_up=0.0)  # a sample of somebody else would contradict the true grouping
    case, truth = heron(seed, scale, settings)
    owner = owners(seed, scale, settings, truth)
    world = _world(case, owner, dict(zip(truth.tables["people"]["person"], truth.tables["people"]["missing"], strict=True)))
    informer = Informer(offered(case), case.panel)
    rates = flat_rates(settings.success, settings.mt_success, settings.y_success)
    box = [b.specimen for b in world.bones]
    all_names = _walk(world, box, None)
    enough = max(1, math.ceil(SHARE * all_names[-1][0] - 1e-9))
    planned = _planned(world, informer, rates, by, enough)
    names = all_names[-1][0]
    if not names:
        return Sampled(0, 0, 0, 0, 0)
    patient = _walk(world, box, NAME_AT)
    return Sampled(names, planned[-1][1], _until(planned, enough), _until(all_names, enough), _until(patient, enough))


def owners(seed: int, scale: float, settings: Settings, truth: Truth) -> NDArray[np.int64]:
    """Whose each bone is, of which nothing was learnt too: drawn again as the exercise drew it, and held against its truth."""
    stream = np.random.SeedSequence(seed).spawn(8)[2]
    owner = make_assemblage(np.random.default_rng(stream), settings.scaled(scale)).person
    told = truth.tables["remains"]
    if any(f"P{owner[int(s[1:]) - 1] + 1:03d}" != who for s, who in zip(told["specimen"], told["bone_of"], strict=True)):
        raise ReproductionFailed("bench plan: the bones are not those of the exercise. Draw them as the simulation does.")
    return owner


def _until(curve: Sequence[tuple[int, int]], names: int) -> int:
    """Samples until ``names`` are had."""
    return next((n for n, (had, _) in enumerate(curve, 1) if had >= names), len(curve))


def _world(case: CaseFile, owner: NDArray[np.int64], listed: Mapping[str, str]) -> _World:
    bones = bones_of(case)
    person = {b.specimen: int(k) for b, k in zip(bones, owner, strict=True)}
    profiles, remains = {p.id: p for p in case.profiles}, {r.subject: r for r in case.beside.remains}
    shows, held = {}, dict[int, list[str]]()
    for b in bones:
        code = b.samples[0]
        r = remains.get(code)
        shows[b.specimen] = {"autosomal": code in profiles, "mtdna": bool(r and r.mitotypes), "ystr": bool(r and r.yhaplotypes)}
        held.setdefault(person[b.specimen], []).append(b.specimen)
    code_of = {b.specimen: b.samples[0] for b in bones}
    typed = {k: [s for s in v if shows[s]["autosomal"]] for k, v in held.items()}
    sets = [frozenset(x for n, x in enumerate(v) if mask >> n & 1) for v in typed.values() for mask in range(1, 1 << len(v))]
    logs = pair_log_lrs([tuple(profiles[code_of[s]] for s in sorted(x)) for x in sets], case)[0] if sets else np.zeros((0, 0))
    missing = [m for f in case.families for m in f.missing]
    place = {m: n for n, m in enumerate(missing)}
    true = {k: place.get(listed.get(f"P{k + 1:03d}", ""), -1) for k in held}
    prior = math.log(case.prior.listed) - math.log1p(-case.prior.listed) - math.log(case.open_missing)
    lines: dict[tuple[int, bool, bool], Array] = {}
    for mt, y in ((True, False), (False, True), (True, True)):
        lines |= {(k, mt, y): row for k, row in _lines(case, held, code_of, mt, y).items()}
    return _World(
        bones, person, shows, {s: frozenset(profiles[code_of[s]].calls) for s in code_of if shows[s]["autosomal"]},
        dict(zip(sets, logs, strict=True)), lines, np.full(len(missing), prior), true,
    )  # fmt: skip


def _lines(
    case: CaseFile, held: Mapping[int, Sequence[str]], code_of: Mapping[str, str], mt: bool, y: bool
) -> dict[int, Array]:
    """Log LRs ``[missing]`` of what the lines of each person show, with nothing else weighed."""
    kept = []
    for r in case.beside.remains:
        shown = replace(r, mitotypes=r.mitotypes if mt else (), yhaplotypes=r.yhaplotypes if y else (), measurements={}, stages={},
                        origins=(), sex="", sex_from="")  # fmt: skip
        if shown.mitotypes or shown.yhaplotypes:
            kept.append(shown)
    case = replace(case, beside=replace(case.beside, remains=tuple(kept), recorded=()))
    have = {r.subject for r in kept}
    members = {k: [code_of[s] for s in v if code_of[s] in have] for k, v in held.items()}
    members = {k: v for k, v in members.items() if v}
    names = [f"person {k}" for k in members]
    if not names:
        return {}
    found = weigh_kinds(case, names, subjects_of(case, names, [tuple(v) for v in members.values()]), [() for _ in names])
    return dict(zip(members, found.log_lr, strict=True)) if found is not None else {}


def _posterior(world: _World, k: int, had: Sequence[str]) -> Array:
    logs = world.log_prior
    typed = frozenset(s for s in had if world.shows[s]["autosomal"])
    if typed:
        logs = logs + world.autosomal[typed]
    mt, y = (any(world.shows[s][kind] for s in had) for kind in ("mtdna", "ystr"))
    if mt or y:
        logs = logs + world.lines[k, mt, y]
    return np.asarray(np.exp(logs - np.logaddexp.reduce(np.append(logs, 0.0))))


def _walk(world: _World, order: Sequence[str], leave: float | None) -> list[tuple[int, int]]:
    """(names, wrong) after each sample in ``order``; with ``leave`` bones of people who have that posterior are left out."""
    had: dict[int, list[str]] = {}
    p: dict[int, Array] = {}
    curve = []
    for s in order:
        k = world.person[s]
        if leave is not None and k in p and p[k].max() >= leave:
            continue
        had.setdefault(k, []).append(s)
        p[k] = _posterior(world, k, had[k])
        curve.append(_count(world, p))
    return curve


def _count(world: _World, p: Mapping[int, Array]) -> tuple[int, int]:
    given = {k: int(row.argmax()) for k, row in p.items() if row.max() >= NAME_AT}
    right = sum(world.true[k] == m for k, m in given.items())
    return right, len(given) - right


def _planned(world: _World, informer: Informer, rates: Rates, by: By, enough: int) -> list[tuple[int, int]]:
    """(names, wrong) after each sample by plan, until ``enough`` names are had."""
    left: dict[int, list[Bone]] = {}
    for b in world.bones:
        left.setdefault(world.person[b.specimen], []).append(b)
    had: dict[int, list[str]] = {k: [] for k in left}
    p: dict[int, Array] = {}
    value = {k: _value(world, informer, rates, by, k, bones, []) for k, bones in left.items()}
    curve: list[tuple[int, int]] = []
    while value and not (curve and curve[-1][0] >= enough):
        k = max(value, key=lambda k: (value[k], -k))
        had[k].append(left[k].pop(0).specimen)
        p[k] = _posterior(world, k, had[k])
        curve.append(_count(world, p))
        if left[k]:
            value[k] = _value(world, informer, rates, by, k, left[k], had[k])
        else:
            del value[k]
    return curve


def _value(
    world: _World, informer: Informer, rates: Rates, by: By, k: int, bones: Sequence[Bone], had: Sequence[str]
) -> tuple[float, float]:
    """What the next bone of a person is ranked by, and its information where that leaves a tie."""
    fared = {s: (sum(world.shows[x][s] for x in had), len(had)) for s in SYSTEMS}
    markers = frozenset(m for x in had for m in world.markers.get(x, ()))
    lines = frozenset(s for s in ("mtdna", "ystr") if fared[s][0])
    state = State(_posterior(world, k, had), markers, lines, fared)
    cut = cut_of(informer, bones[0], str(k), state, rates)
    return cut.value(by), cut.together.nats


def _relatives(quick: bool) -> Figure:
    """The gain of the relative ranked first, and of the first of a fixed order, on draws of their own."""
    seeds, scale, draws = ((1,), 0.01, 16) if quick else ((1, 2, 3), 0.03, 128)
    began = time.perf_counter()
    gains: list[tuple[float, float]] = []
    with Peak() as peak:
        for seed in seeds:
            gains += compared(seed, scale, draws)
    mine, fixed = np.array(gains).T
    share = 100.0 * float((mine >= fixed - TOLERATED).mean())
    note = (
        f"mean gain {mine.mean():.4f} by plan, {fixed.mean():.4f} by fixed order; difference {mine.mean() - fixed.mean():.4f} "
        f"(standard error {(mine - fixed).std(ddof=1) / len(mine) ** 0.5:.4f}, from {(mine - fixed).min():.3f} to "
        f"{(mine - fixed).max():.3f}); "
        f"strictly no smaller {100.0 * float((mine >= fixed).mean()):.1f} %"
    )
    size = f"{len(mine)} missing people of {len(seeds)} exercises at scale {scale:g}, half of the relatives can be asked"
    beside = Ratio(
        "mean gain by fixed order", float(fixed.mean()), float(mine.mean() / fixed.mean()) if fixed.mean() > 0.0 else math.inf
    )
    return Figure("families in which the plan gains no less", share, "%", size, 95.0, True, time.perf_counter() - began, peak.mb, 0.0,
                  beside, note)  # fmt: skip


def compared(seed: int, scale: float, draws: int) -> list[tuple[float, float]]:
    """(gain by plan, gain by fixed order) of each missing person who has somebody to ask and a choice."""
    case, _ = heron(seed, scale)
    rng = np.random.default_rng(seed)
    among = {}
    for f in case.families:
        free = [p.id for p in f.pedigree.people if p.id not in f.missing]
        among[f.id] = [who for who, yes in zip(free, rng.random(len(free)) < 0.5, strict=True) if yes]
    ranked = plan_relatives(case, among=among, draws=draws).asked
    measured = {(a.missing, a.relative): a.gain for a in plan_relatives(case, among=among, draws=2 * draws, seed=99).asked}
    by_missing: dict[str, list[Asked]] = {}
    for a in ranked:
        by_missing.setdefault(a.missing, []).append(a)
    kinship = {f.id: Kinship(f.pedigree) for f in case.families}
    out = []
    for rows in by_missing.values():
        if len(rows) > 1:
            first = min(rows, key=lambda a: (_place(kinship[a.family], a), a.relative))
            out.append((measured[rows[0].missing, rows[0].relative], measured[first.missing, first.relative]))
    return out


def _place(kinship: Kinship, asked: Asked) -> tuple[int, int, int]:
    """Place in the fixed order: parent, child, sibling, then by share of genes, elder generations first."""
    near = (
        round(-math.log2(float(kinship.autosomal(asked.missing, asked.relative))))
        if kinship.autosomal(asked.missing, asked.relative)
        else 99
    )
    missing, relative = kinship.same[asked.missing], kinship.same[asked.relative]
    up, down = relative in kinship.parents(missing), missing in kinship.parents(relative)
    return (near, 0 if up else 1 if down else 2, -kinship.depth[missing] + kinship.depth[relative])
