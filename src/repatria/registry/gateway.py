"""THE DOOR: a CaseFile goes through, Findings come back. The only module of the registry that imports science.

Functions here take and give nouns of ``repatria.model``, plain values and text, never rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from repatria.errors import InvalidCase
from repatria.model import Call, CallKind, CaseFile, Family, Panel, Pedigree, Pool, Profile

if TYPE_CHECKING:
    from repatria.simulate import Truth

# -- laboratory: the same person, kin that do not fit, the case that leaves ------------------------------------------------


@dataclass(frozen=True, slots=True)
class Alike:
    """Two profiles that may be of one person: natural ``log_lr`` against unrelated, and the loci typed in both."""

    left: str
    right: str
    log_lr: float
    loci: int


@dataclass(frozen=True, slots=True)
class Misfit:
    """A family whose typed relatives do not fit together: who it may be, markers that exclude, natural ``log_lr`` of the
    family as drawn against strangers."""

    family: str
    suspects: tuple[str, ...]
    excluded: tuple[str, ...]
    log_lr: float


def told_pools(profiles: Iterable[Profile]) -> tuple[Pool, ...]:
    """The populations that this registry weighs with, on the union of their alleles and of those that ``profiles`` show."""
    from repatria.reference import MARKERS
    from repatria.simulate.world import told_pools as pools

    seen: dict[str, set[str]] = {marker: set() for marker in MARKERS}
    for profile in profiles:
        for marker, call in profile.calls.items():
            if marker in seen:
                seen[marker].update(call.alleles)
    return pools(seen)


def same_person(
    new: Sequence[Profile],
    others: Sequence[Profile] = (),
    *,
    threshold: float,
    least: int = 8,
    among: bool = True,
    forgiving: bool = False,
) -> tuple[Alike, ...]:
    """Pairs of a profile of ``new`` with one of ``others`` (and, if ``among``, with a later one of ``new``) that may be of one
    person: natural log LR of at least ``threshold`` and ``least`` loci in common.

    ``forgiving`` reads every call of ``new`` as one that may have lost or gained an allele, as a contamination shows.
    """
    import numpy as np

    from repatria.evidence.kinship.pairs import relation_tables
    from repatria.kernels.pairing import later_pairs
    from repatria.kernels.scoring import lanes
    from repatria.tables.profiles import profile_columns

    first = [_forgiven(p) for p in new] if forgiving else list(new)
    people = [*first, *others]
    if not new or len(people) < 2:
        return ()
    panel = told_pools(people)[0].panel
    columns = profile_columns([_weighable(p, panel) for p in people], panel)
    found: list[Alike] = []
    for start in range(0, len(new), 256):
        end = min(start + 256, len(new))
        blocks = lanes(relation_tables(columns, panel, "same", start, end))
        room = 1 << 14
        while True:
            left, right, value = np.zeros(room, np.int64), np.zeros(room, np.int64), np.zeros(room)
            count = later_pairs(
                blocks, end - start, start, columns.first[start:], columns.ends, columns.rows, columns.weights, columns.scale,
                columns.sex, float(np.exp(threshold)), True, left, right, value,
            )  # fmt: skip
            if count <= room:
                break
            room = count
        for i, j, v in zip(left[:count].tolist(), right[:count].tolist(), value[:count].tolist(), strict=True):
            loci = len(people[i].calls.keys() & people[j].calls.keys())
            if loci >= least and (among or j >= len(new)):
                found.append(Alike(people[i].id, people[j].id, float(np.log(v)), loci))
    return tuple(found)


FORGIVEN_DROPOUT, FORGIVEN_DROPIN = 0.15, 0.02
"""How a profile is read when it is asked whether somebody else's DNA lies over it. Assumptions of this project; their effect
is measured in registry/laboratory/quality.py."""


def _forgiven(profile: Profile) -> Profile:
    calls = {}
    for marker, call in profile.calls.items():
        alleles = tuple(dict.fromkeys(call.alleles))
        dropout = max(call.dropout, FORGIVEN_DROPOUT)
        calls[marker] = Call(alleles, CallKind.DROPPED, dropout, None, max(call.dropin, FORGIVEN_DROPIN))
    return replace(profile, calls=calls)


def _weighable(profile: Profile, panel: Panel) -> Profile:
    """``profile`` without calls of a single allele that only a man's X marker can show, and without markers of no table."""
    calls = {m: c for m, c in profile.calls.items() if m in panel and not (c.kind is CallKind.CALLED and len(c.alleles) == 1)}
    return profile if len(calls) == len(profile.calls) else replace(profile, calls=calls)


MISFIT_LR, MISFIT_LOCI = math.log(1e-3), 3
"""A family is looked at when its typed relatives are a thousand times likelier as strangers, or three markers exclude it."""


def swap_suspects(families: Iterable[Family]) -> tuple[Misfit, ...]:
    """Families whose typed relatives contradict their own pedigree, with the people who may be the cause."""
    import numpy as np

    from repatria.evidence.kinship.likelihood import marker_likelihoods
    from repatria.evidence.kinship.questions import Question
    from repatria.model import NO_MUTATION, Conventions, Person

    asked = [f for f in families if len(f.references) > 1]
    if not asked:
        return ()
    panel = told_pools(p for f in asked for p in f.references.values())[0].panel
    still = replace(panel, loci=tuple(replace(x, female=NO_MUTATION, male=NO_MUTATION) for x in panel.loci))
    questions: list[Question] = []
    places: list[tuple[Family, list[str]]] = []
    for family in asked:
        known = {who: (_sexless(p, panel),) for who, p in family.references.items()}
        sets = [list(known), *([w for w in known if w != left] for left in known)]
        questions += [Question(family.pedigree, {w: known[w] for w in chosen}) for chosen in sets]
        questions += [Question(Pedigree((Person("P"),), "stranger"), {"P": known[w]}) for w in known]
        places.append((family, list(known)))
    moving = marker_likelihoods(questions, panel, Conventions())
    fixed = marker_likelihoods(questions, still, Conventions())
    out, at = [], 0
    with np.errstate(divide="ignore"):
        logs = np.log(moving)
    for family, who in places:
        n = len(who)
        alone = logs[at + n + 1 : at + 2 * n + 1]
        excluded = [panel.loci[k].name for k in np.flatnonzero(fixed[at] == 0.0)]
        value = float(logs[at].sum() - alone.sum())
        if len(excluded) >= MISFIT_LOCI or value <= MISFIT_LR:
            causes = [
                w
                for k, w in enumerate(who)
                if (fixed[at + 1 + k] == 0.0).sum() < min(MISFIT_LOCI, max(len(excluded), 1))
                and logs[at + 1 + k].sum() - np.delete(alone, k, axis=0).sum() > MISFIT_LR
            ]
            out.append(Misfit(family.id, tuple(causes) or tuple(who), tuple(excluded), value))
        at += 2 * n + 1
    return tuple(out)


def _sexless(profile: Profile, panel: Panel) -> Profile:
    """The calls alone: a wrong sex is an alarm of its own and must not stop this question."""
    return replace(_weighable(profile, panel), sex="U")


def case_file(
    *,
    title: str,
    kind: str,
    note: str,
    profiles: Sequence[Profile],
    families: Sequence[Family],
    controls: Sequence[Profile] = (),
    open_missing: int = 0,
    withheld: int = 0,
    extra: Mapping[str, Any] | None = None,
) -> CaseFile:
    """Everything that a computation may know, as one noun: weighed with the told populations on the union of all alleles."""
    from repatria.model import Incident, Prior

    if kind not in ("record", "exercise"):
        raise InvalidCase(f"incident kind {kind!r}: write record or exercise.")
    references = [r for f in families for r in f.references.values()]
    pools = told_pools([*profiles, *controls, *references])
    panel = replace(pools[0].panel, name="families")
    return CaseFile(
        Incident(title, kind, note),  # type: ignore[arg-type]
        panel=panel,
        pools=pools,
        families=tuple(replace(f, references={w: _weighable(p, panel) for w, p in f.references.items()}) for f in families),
        profiles=tuple(_weighable(p, panel) for p in profiles),
        controls=tuple(_weighable(p, panel) for p in controls),
        prior=Prior(),
        open_missing=open_missing,
        extra=dict(extra or {}),
        withheld=withheld,
    )


def invented_profiles(n: int, seed: int) -> tuple[Profile, ...]:
    """``n`` invented, unrelated men with every marker called: for measuring the quality checks."""
    from repatria.simulate.bulk import profiles

    return profiles(n, seed=seed)


def invented_families(n: int, seed: int) -> tuple[Family, ...]:
    """``n`` invented families with one missing man and two or three typed relatives each, mutation included: parent and child,
    parent and children, siblings, or nephews."""
    import numpy as np

    from repatria.simulate.bulk import bench_panel
    from repatria.simulate.roster import Writer, draw_families, pedigree_of
    from repatria.simulate.shapes import shape
    from repatria.simulate.world import matched_world

    born = "FA.M MO.F M1.M=FA+MO S1.U=FA+MO "
    shapes = (
        shape("child", born, "MO S1", "S1"),
        shape("child", "M1.M W1.F C1.U=M1+W1 C2.U=M1+W1", "W1 C1 C2", "C1"),
        shape("several", born + "S2.U=FA+MO", "S1 S2", "S1"),
        shape("nephew", born.replace("S1.U", "S1.F") + "X1.M N1.U=X1+S1 N2.U=X1+S1", "N1 N2", "S1"),
    )
    rng = np.random.default_rng(seed)
    world = matched_world(bench_panel())
    chosen = [shapes[i] for i in rng.integers(0, len(shapes), n)]
    writer = Writer(world.alleles)
    out = []
    for i, drawn in enumerate(draw_families(rng, world, chosen, ["panel"] * n, [False] * n), 1):
        code, man = f"F{i:05d}", f"M{i:05d}"
        at = {who: drawn.shape.codes.index(who) for who in drawn.shape.typed}
        typed = {w: writer.profile(f"{code}-{w}", drawn.genotypes[k], drawn.sexes[k], "reference") for w, k in at.items()}
        out.append(Family(code, pedigree_of(drawn.shape, drawn.sexes, code, [man]), (man,), typed))
    return tuple(out)


# -- families: who can give which DNA, the drawn pedigree, a pedigree that cannot be ---------------------------------------


@dataclass(frozen=True, slots=True)
class Usable:
    """Whether a relative can serve for a missing person in one marker system, and why; ``degree`` for autosomal DNA."""

    relative: str
    missing: str
    system: str
    can: bool
    reason: str
    degree: int | None = None


def usable_relatives(pedigree: Pedigree, missing: Sequence[str], relatives: Iterable[str] | None = None) -> tuple[Usable, ...]:
    """For each missing person, relative and marker system: can this DNA be used, and why. Derived, never typed."""
    from repatria.planning.usable import usable_relatives as derive

    return tuple(
        Usable(u.relative, u.missing, u.system, u.can, u.reason, u.degree) for u in derive(pedigree, missing, relatives)
    )


def draw_pedigree(
    pedigree: Pedigree,
    *,
    missing: Sequence[str] = (),
    typed: Sequence[str] = (),
    links: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    focus: str = "",
    title: str = "",
    banner: str = "",
) -> str:
    """The pedigree as SVG; a symbol with an entry in ``links`` leads there. ``labels`` replaces codes in the drawing."""
    from repatria.pictures.pedigree import draw

    called = {p.id: (labels or {}).get(p.id, p.id) for p in pedigree.people}
    shown = Pedigree(
        tuple(
            replace(p, id=called[p.id], father=called.get(p.father or ""), mother=called.get(p.mother or ""))
            for p in pedigree.people
        ),
        id=pedigree.id,
    )
    picture = draw(
        shown,
        missing=[called[m] for m in missing],
        typed=[called[t] for t in typed],
        focus=called.get(focus, ""),
        title=title,
        banner=banner,
    )
    return _linked(picture.svg, {called[code]: url for code, url in (links or {}).items() if code in called})


def _linked(svg: str, links: Mapping[str, str]) -> str:
    """The drawing with each person's symbol inside a link."""
    from xml.etree import ElementTree

    space = "http://www.w3.org/2000/svg"
    ElementTree.register_namespace("", space)
    root = ElementTree.fromstring(svg)
    found = [
        (above, group, title.text or "")
        for above in root.iter(f"{{{space}}}g")
        for group in above.findall(f"{{{space}}}g")
        if (title := group.find(f"{{{space}}}title")) is not None
    ]
    for above, group, words in found:
        url = next((u for name, u in links.items() if words.startswith(f"{name}: ")), None)
        if url is None:
            continue
        link = ElementTree.Element(f"{{{space}}}a", {"href": url, "aria-label": words})
        at = list(above).index(group)
        above.remove(group)
        link.append(group)
        above.insert(at, link)
    if links:
        root.set("role", "group")
    return ElementTree.tostring(root, encoding="unicode")


def pedigree_problems(people: Sequence[Mapping[str, str | None]], family: str = "") -> str:
    """Why these rows (code, sex, father, mother, twins) are no possible pedigree, in one sentence; empty if they are one."""
    from repatria.errors import InvalidPedigree
    from repatria.model import Person

    try:
        Pedigree(
            tuple(
                Person(str(p["code"]), p.get("sex") or "U", p.get("father"), p.get("mother"), p.get("twins") or "")
                for p in people
            ),
            id=family,
        )
    except InvalidPedigree as fault:
        return str(fault)
    return ""


# -- live: an exercise, invented ------------------------------------------------------------------------------------------


def exercise(seed: int, scale: float = 1.0) -> tuple[CaseFile, Truth]:
    """Exercise Heron as (case, hidden truth): the same seed and scale give the same. The truth never goes into a database."""
    from repatria.simulate import heron

    return heron(seed, scale)
