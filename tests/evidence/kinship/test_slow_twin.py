"""The engine against full enumeration (tests/naive), on random small families, under both conventions."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from naive.families import Puzzle, puzzles, samples
from naive.pedigree_naive import marker_likelihood as enumerated
from repatria.errors import TooManyLineages
from repatria.evidence.kinship import Question, marker_likelihoods
from repatria.evidence.kinship.leaves import partition_weight
from repatria.model import NO_MUTATION, Call, CallKind, Conventions, Locus, MutationModel, Panel, Pedigree, Person, Profile
from repatria.tables import shape

ANCESTORS = ("prune", "sum")


def engine(puzzle: Puzzle, ancestors: str, theta: float = 0.0) -> float:
    shown = samples(puzzle.stranger, puzzle.locus.name)
    stranger = tuple(Profile(p.id, p.calls, puzzle.stranger_sex) for p in shown)
    question = Question(puzzle.pedigree, puzzle.profiles(), (stranger,) if stranger else ())
    return float(marker_likelihoods([question], Panel("one", (puzzle.locus,)), Conventions(ancestors, theta))[0, 0])


def twin(puzzle: Puzzle, ancestors: str, theta: float = 0.0) -> float:
    stranger = Pedigree((Person("stranger", puzzle.stranger_sex),), "stranger")
    seen = {**puzzle.seen, **({"stranger": puzzle.stranger} if puzzle.stranger else {})}
    return enumerated([puzzle.pedigree, stranger], seen, puzzle.locus, ancestors=ancestors, theta=theta)


def same(puzzle: Puzzle, ancestors: str, theta: float = 0.0) -> None:
    got, want = engine(puzzle, ancestors, theta), twin(puzzle, ancestors, theta)
    assert math.isclose(got, want, rel_tol=1e-9, abs_tol=1e-15), (got, want)


@pytest.mark.parametrize("ancestors", ANCESTORS)
@pytest.mark.parametrize("kind", ["none", "equal", "proportional", "stepwise", "matrix"])
@given(data=st.data())
@settings(max_examples=20)
def test_autosomal(kind: str, ancestors: str, data: st.DataObject) -> None:
    same(data.draw(puzzles(kind=kind)), ancestors)


@pytest.mark.parametrize("ancestors", ANCESTORS)
@given(data=st.data())
@settings(max_examples=40)
def test_x(ancestors: str, data: st.DataObject) -> None:
    same(data.draw(puzzles(x=True)), ancestors)


@pytest.fixture(params=["joint table", "partitions"])
def lineages(request: pytest.FixtureRequest) -> Iterator[None]:
    """Under theta founder alleles are one joint table where that is small, else summed over set partitions: both ways."""
    with pytest.MonkeyPatch.context() as patch:
        shape.compiled.cache_clear()
        if request.param == "partitions":
            patch.setattr(shape, "LINEAGE_LIMIT", 1)
            patch.setattr(shape, "PARTITION_LIMIT", 5)
        yield
    shape.compiled.cache_clear()


@pytest.mark.usefixtures("lineages")
@pytest.mark.parametrize("theta", [0.01, 0.2])
@pytest.mark.parametrize("x", [False, True])
@given(data=st.data())
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_theta(x: bool, theta: float, data: st.DataObject) -> None:
    """Theta has one convention: the whole pedigree is summed, whatever is asked for."""
    puzzle = data.draw(puzzles(x=x, inbred=False, most=3))
    try:
        got = engine(puzzle, "prune", theta)
    except TooManyLineages:
        assert shape.LINEAGE_LIMIT == 1  # the joint table holds whatever is drawn here
        return
    assert math.isclose(got, twin(puzzle, "sum", theta), rel_tol=1e-9, abs_tol=1e-15)
    assert got == pytest.approx(engine(puzzle, "sum", theta), rel=1e-12)


@pytest.mark.parametrize("theta", [0.0, 0.01])
def test_the_mother_whom_nobody_recorded_passes_her_son_an_x_that_may_mutate(theta: float) -> None:
    """His recorded father passes him no X and is left out of the sum; she is not."""
    drifts = MutationModel("matrix", matrix=((0.94, 0.03, 0.03), (0.03, 0.94, 0.03), (0.05, 0.03, 0.92)))
    locus = Locus("L", ("11", "12", "13"), (0.2, 0.3, 0.5), "X", female=drifts, male=NO_MUTATION)
    pedigree = Pedigree((Person("P0", "M"), Person("P1", "M", "P0")))
    puzzle = Puzzle(pedigree, locus, {"P1": (Call(("11",)),)}, (), "M")
    assert twin(puzzle, "sum", theta) == pytest.approx(0.2 * 0.94 + 0.3 * 0.03 + 0.5 * 0.05, rel=1e-12)
    same(puzzle, "sum", theta)
    assert engine(puzzle, "prune") == pytest.approx(0.2, rel=1e-12)


@pytest.mark.parametrize(("n", "bell"), [(1, 1), (2, 2), (3, 5), (4, 15), (5, 52), (6, 203), (7, 877)])
def test_partitions_are_all_there_and_their_probabilities_sum_to_one(n: int, bell: int) -> None:
    """Bell numbers: Bell (1934), Amer. Math. Monthly 41:411-419. The probabilities: Ewens (1972), Theor. Popul. Biol. 3:87-112."""
    ways = shape.partitions(n)
    assert len({frozenset(map(frozenset, blocks)) for blocks in ways}) == len(ways) == bell
    assert math.fsum(partition_weight(tuple(map(len, blocks)), 0.03) for blocks in ways) == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize("ancestors", ANCESTORS)
@given(data=st.data())
@settings(max_examples=20)
def test_clean_profiles(ancestors: str, data: st.DataObject) -> None:
    """Observed alleles go through look-ups instead of weightings: their own path, so their own test."""
    same(data.draw(puzzles(kinds=(CallKind.CALLED,), silent=False)), ancestors)


@pytest.mark.parametrize("ancestors", ANCESTORS)
@given(data=st.data())
@settings(max_examples=40)
def test_dropout_and_silent_alleles(ancestors: str, data: st.DataObject) -> None:
    same(data.draw(puzzles(kinds=(CallKind.DROPPED, CallKind.AT_LEAST), silent=True)), ancestors)


def test_unseen_alleles_are_not_one_where_two_alike_would_drop_at_another_rate() -> None:
    """Under theta, alleles that nobody shows are computed as one; not where a/b and b/b drop differently and a foreign a drops in."""
    locus = Locus("L", ("a", "b", "c", "d"), (0.1, 0.2, 0.3, 0.4))
    call = Call(("a",), CallKind.DROPPED, 0.1, 0.3, 0.05)
    puzzle = Puzzle(Pedigree((Person("F", "M"), Person("C", "M", "F"))), locus, {"C": (call,)}, (), "M")
    same(puzzle, "sum", theta=0.1)


@pytest.mark.parametrize("kind", [CallKind.CALLED, CallKind.DROPPED])
def test_a_marker_with_one_allele_says_nothing_however_large_the_family(kind: CallKind) -> None:
    """Tables with one state never grow; the number of their axes must not either."""
    people = [Person("F", "M"), Person("M", "F")]
    for n in range(24):
        people += [Person(f"W{n}", "F"), Person(f"C{n}", "M", "F", "M"), Person(f"G{n}", "F", f"C{n}", f"W{n}")]
    call = Call(("12", "12")) if kind is CallKind.CALLED else Call(("12",), kind, 0.0, 0.0)
    seen = {f"G{n}": (call,) for n in range(24)}
    assert engine(Puzzle(Pedigree(tuple(people)), Locus("L", ("12",), (1.0,)), seen, (), "M"), "sum") == pytest.approx(1.0)


@pytest.mark.parametrize("kind", ["none", "equal", "proportional"])
def test_where_tables_are_too_large_unseen_alleles_become_one(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lower limit takes the other way to the same number."""
    names = tuple(str(n) for n in range(6, 16))
    model = MutationModel(kind, 0.0 if kind == "none" else 0.01)  # type: ignore[arg-type]
    locus = Locus("L", names, tuple(n / 55 for n in range(1, 11)), female=model, male=NO_MUTATION, silent=0.02)
    people = [Person("G", "M"), Person("H", "F"), Person("A", "M", "G", "H"), Person("B", "F", "G", "H")]
    people += [Person("C", "M", "A", "B"), Person("S", "F", "A", "B")]
    call = Call(("6",), CallKind.DROPPED, 0.2, None, 0.05)
    puzzle = Puzzle(Pedigree(tuple(people)), locus, {"C": (call,), "S": (Call(("9", "10")),)}, (), "M")
    shape.compiled.cache_clear()
    whole = engine(puzzle, "sum")
    largest: list[int] = []
    planned = shape.plan

    def watched(*given: Any) -> Any:
        largest.append(planned(*given).largest)
        return planned(*given)

    monkeypatch.setattr(shape, "plan", watched)
    shape.compiled.cache_clear()
    engine(puzzle, "sum")
    monkeypatch.setattr(shape, "ITEM_LIMIT", max(largest) - 1)
    shape.compiled.cache_clear()
    assert engine(puzzle, "sum") == pytest.approx(whole, rel=1e-12)
    assert len(largest) == 3
    assert largest[2] < largest[1]
    shape.compiled.cache_clear()
