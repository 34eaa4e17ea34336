"""Variable elimination against one einsum over everything, on random networks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.kernels import elimination_order
from repatria.kernels.elimination import Factor, Observed
from repatria.kernels.elimination_order import plan
from repatria.tables.shape import Known, Shape, Unit, _Network, compiled

LOCI, STATES = 2, 3


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[Factor], dict[int, Observed], frozenset[int], tuple[int, ...]]:
    """Slots and bits, some slots observed through a phase bit, one or two slots kept, random factors over up to three."""
    slots = draw(st.integers(2, 6))
    bits = frozenset(range(slots, slots + draw(st.integers(1, 3))))
    seen = draw(st.sets(st.integers(0, slots - 1), max_size=slots - 1))
    phases = [*bits, -1]
    observed = {v: Observed(n, n % 2, draw(st.sampled_from(phases))) for n, v in enumerate(sorted(seen))}
    kept = tuple(v for v in range(slots) if v not in seen)[: draw(st.integers(0, 2))]
    variables = [*range(slots), *bits]
    axes = [
        draw(st.lists(st.sampled_from(variables), min_size=1, max_size=3, unique=True)) for _ in range(draw(st.integers(1, 5)))
    ]
    turns = {o.phase for o in observed.values()}
    items = [draw(st.booleans()) for _ in axes]
    for n, item in enumerate(items):  # phase bits stand in item factors only, and in none that holds an observed slot
        if not item or seen & set(axes[n]):
            axes[n] = [v for v in axes[n] if v not in turns]
    axes += [[v] for v in variables]  # everything is held by some factor
    items += [v in turns or draw(st.booleans()) for v in variables]
    return [Factor(("f", n), tuple(a), item) for n, (a, item) in enumerate(zip(axes, items, strict=True))], observed, bits, kept


def sizes(axes: tuple[int, ...], bits: frozenset[int]) -> tuple[int, ...]:
    return tuple(2 if v in bits else STATES for v in axes)


@given(network=networks(), seed=st.integers(0, 99))
@settings(max_examples=100)
def test_elimination_is_the_sum_over_everything(
    network: tuple[list[Factor], dict[int, Observed], frozenset[int], tuple[int, ...]], seed: int
) -> None:
    factors, observed, bits, kept = network
    rng = np.random.default_rng(seed)
    items = 4
    locus = rng.integers(0, LOCI, items)
    codes = rng.integers(0, STATES, (items, max(1, len(observed)), 2))
    tables = {f.source: rng.random((items if f.item else LOCI, *sizes(f.axes, bits))) for f in factors}
    steps = plan(factors, observed, bits, kept, STATES)
    constants = steps.constants(lambda source: tables[source])
    got = steps.run(constants, locus, codes, lambda source: tables[source])
    for i in range(items):
        terms: list[object] = []
        for f in factors:
            terms += [tables[f.source][i if f.item else locus[i]], list(f.axes)]
        for v, seen in observed.items():  # a slot equals the observed allele that its phase picks
            a, b = codes[i, seen.person, [seen.copy, 1 - seen.copy]]
            if seen.phase < 0:
                terms += [np.eye(STATES)[a], [v]]
            else:
                terms += [np.stack([np.eye(STATES)[a], np.eye(STATES)[b]]), [seen.phase, v]]
        want = np.einsum(*terms, list(kept), optimize="greedy")  # type: ignore[call-overload]
        np.testing.assert_allclose(got[i], want, rtol=1e-10)


def test_the_limit_on_constants_changes_the_order_not_the_answer(monkeypatch: object) -> None:
    chain = [Factor(("p",), (0,)), *(Factor(("m", n), (n, n + 1)) for n in range(4)), Factor(("soft",), (4,), item=True)]
    rng = np.random.default_rng(1)
    tables = {f.source: rng.random((3 if f.item else 1, *(5,) * len(f.axes))) for f in chain}
    answers = []
    for limit in (elimination_order.CONSTANT_LIMIT, 0):
        monkeypatch.setattr(elimination_order, "CONSTANT_LIMIT", limit)  # type: ignore[attr-defined]
        steps = plan(chain, {}, frozenset(), (), 5)
        assert bool(steps.first) == (limit > 0)
        answers.append(
            steps.run(
                steps.constants(lambda s: tables[s]),
                np.zeros(3, dtype=np.int64),
                np.zeros((3, 0, 2), dtype=np.int64),
                lambda s: tables[s],
            )
        )
    np.testing.assert_allclose(answers[0], answers[1], rtol=1e-12)


COUPLE = (Unit(-1, -1, "U"), Unit(-1, -1, "U"))
CHILD = Unit(0, 1, "U")
NOTHING, CLEAN, SOFT, ASKED = Known.NOTHING, Known.CLEAN, Known.SOFT, Known.ASKED


@pytest.mark.parametrize(
    "shape",
    [
        Shape((*COUPLE, CHILD, CHILD, CHILD), (NOTHING, NOTHING, CLEAN, SOFT, ASKED)),
        Shape((*COUPLE, CHILD, CHILD, CHILD, Unit(2, -1, "U")), (NOTHING, NOTHING, NOTHING, SOFT, ASKED, CLEAN)),
        Shape((*COUPLE, CHILD, CHILD, Unit(2, -1, "U"), Unit(3, -1, "U")), (NOTHING,) * 4 + (SOFT, ASKED)),
        Shape(
            (*COUPLE, CHILD, CHILD, Unit(2, 3, "U"), Unit(2, 3, "U")), (NOTHING,) * 4 + (SOFT, CLEAN)
        ),  # children of siblings
        Shape((*COUPLE, CHILD, Unit(2, 0, "U"), Unit(3, -1, "U")), (SOFT,) + (NOTHING,) * 3 + (CLEAN,)),  # of mother and son
    ],
)
def test_copies_kept_apart_give_the_same_answer(shape: Shape, monkeypatch: pytest.MonkeyPatch) -> None:
    net = _Network(shape, False).build()
    rng = np.random.default_rng(7)
    tables = {}
    for f in net.factors:
        tables[f.source, f.axes] = rng.random((3 if f.item else LOCI, *sizes(f.axes, frozenset(net.bits))))
        if f.source[0] == "pick":
            tables[f.source, f.axes][:, 1 - f.picks] = 1.0 if f.picks else 0.5
    named = [Factor((f.source, f.axes), f.axes, f.item, f.picks) for f in net.factors]
    locus, codes = np.array([0, 1, 1]), rng.integers(0, STATES, (3, 2, 2))
    answers = []
    for worth, gain in ((1 << 60, 1), (0, 0)):
        monkeypatch.setattr(elimination_order, "WORTH_APART", worth)
        monkeypatch.setattr(elimination_order, "GAIN_APART", gain)
        steps = plan(named, net.observed, frozenset(net.bits), net.kept, STATES)
        assert any(hasattr(step, "picks") for step in steps.then) == (gain == 0)
        answers.append(steps.run(steps.constants(tables.__getitem__), locus, codes, tables.__getitem__))
    np.testing.assert_allclose(answers[1], answers[0], rtol=1e-12)


def test_copies_are_kept_apart_only_where_that_is_much_cheaper() -> None:
    small = Shape((*COUPLE, CHILD, CHILD, CHILD), (NOTHING, NOTHING, CLEAN, CLEAN, ASKED))
    cousins = (*COUPLE, CHILD, CHILD, CHILD, Unit(2, -1, "U"), Unit(3, -1, "U"), Unit(4, -1, "U"))
    large = Shape(cousins, (NOTHING,) * 5 + (CLEAN, SOFT, ASKED))
    (_, cheap), *_ = compiled(small, False, 64)
    (_, dear), *_ = compiled(large, False, 64)
    assert not any(hasattr(step, "picks") for step in cheap.then)
    assert any(hasattr(step, "picks") for step in dear.then)
    assert dear.work < 2_000_000  # 590 million with the copies tied together
