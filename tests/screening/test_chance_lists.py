"""Expected chance hits beside each list against counting strangers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from repatria.evidence.kinship.matrix import pair_log_lrs
from repatria.model import CaseFile, Family, Panel, Pedigree, Person, Pool, Profile
from repatria.screening import run, screen
from repatria.screening.results import chance_rows
from screening.material import case, clean, panel, parents, uncle

THRESHOLD = 8.0
POOLS = (Pool("A", 0.25, panel(1)), Pool("B", 0.75, panel(2)))


def incident(copies: int, sexes: str = "U") -> CaseFile:
    """Very unlike families, of missing men and women, against profiles that differ in name (and sex) only."""
    where = POOLS[0].panel
    rng = np.random.default_rng(17)
    families: list[Family] = []
    for i in range(45):
        families.append(parents(f"p{i}", where, rng, "MF"[i % 2]))
        families += [uncle(f"u{i}{x}", where, rng) for x in "ab"]
    shown = clean("P", rng, where)
    return case(
        where, tuple(families), tuple(replace(shown, id=f"P{i}", sex=sexes[i % len(sexes)]) for i in range(copies)), POOLS
    )


def strangers(n: int, where: Panel | None = None) -> list[Profile]:
    rng = np.random.default_rng(23)
    out = []
    for i in range(n):
        pool = where or POOLS[int(rng.random() >= POOLS[0].weight)].panel
        out.append(clean(f"S{i}", rng, pool))
    return out


@pytest.fixture(scope="module")
def counted() -> np.ndarray:
    """How often a stranger reaches the threshold, ``[missing]``, and of each pool, ``[3, missing]`` with the mixture first."""
    what = incident(1)
    rows = []
    for people in (strangers(6000), *(strangers(3000, p.panel) for p in POOLS)):
        rows.append((pair_log_lrs(people, what)[0] >= np.log(THRESHOLD)).mean(axis=0))
    return np.array(rows)


def test_the_sum_over_all_lists(counted: np.ndarray) -> None:
    what = incident(40)
    found = screen(what, threshold=float(np.log(THRESHOLD)))
    for n in range(3):
        true, noise = counted[n].sum(), np.sqrt((counted[n] / (3000 if n else 6000)).sum()) * 3.0
        expected, error = found.chance_profile.expected[:, n], found.chance_profile.error[:, n]
        assert abs(expected.mean() - true) <= 4.0 * np.sqrt((error**2).sum()) / 40 + 2.0 * noise
        by_person = found.chance_person.expected[:, n] / 40
        spread = np.sqrt((found.chance_person.error[:, n] ** 2).sum()) / 40
        assert abs(by_person.sum() - true) <= 4.0 * spread + 2.0 * noise
    total = chance_rows(found)[0]
    assert total["expected"] == pytest.approx(found.chance_profile.expected[:, 0].sum()) and total["error"] > 0.0
    assert 0.0 < chance_rows(found)[-1]["expected"] < 1.0


def test_each_error_is_about_as_large_as_the_mistake(counted: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few people are drawn for each profile, in several blocks; what is not drawn is most of the error."""
    monkeypatch.setattr(run, "BLOCK", 40)
    monkeypatch.setattr("repatria.screening.chance.SOME_PEOPLE", 12)
    found = screen(incident(120), threshold=float(np.log(THRESHOLD)))
    z = (found.chance_profile.expected[:, 0] - counted[0].sum()) / found.chance_profile.error[:, 0]
    assert 0.4 < np.sqrt((z**2).mean()) < 1.6
    assert (found.chance_profile.error[:, 0] > 0.02 * found.chance_profile.expected[:, 0]).all()


def test_only_people_of_a_possible_sex_count(counted: np.ndarray) -> None:
    what = incident(60, "MFU")
    women = np.array([f.pedigree[f.missing[0]].sex == "F" for f in what.families])
    found = screen(what, threshold=float(np.log(THRESHOLD)))
    for n, mine in enumerate((~women, women, women | True)):
        assert set(found.chance_profile.compared[n::3]) == {int(mine.sum())}
        mean = found.chance_profile.expected[n::3, 0].mean()
        error = np.sqrt((found.chance_profile.error[n::3, 0] ** 2).sum()) / 20
        assert abs(mean - counted[0][mine].sum()) <= 4.0 * error + 0.1 * counted[0][mine].sum()
    assert set(found.chance_person.compared[women]) == {40}


def test_nobody_to_be_compared_with_expects_nothing() -> None:
    where = panel()
    trio = (Person("F", "M"), Person("M", "F"), Person("C", "F", "F", "M"))
    rng = np.random.default_rng(1)
    family = Family("f", Pedigree(trio, "f"), ("C",), {"M": clean("r", rng, where)})
    found = screen(case(where, (family,), (clean("man", rng, where, "M"), clean("woman", rng, where, "F"))))
    assert found.chance_profile.compared.tolist() == [0, 1]
    assert found.chance_profile.expected[0].tolist() == [0.0] * 3 == found.chance_profile.error[0].tolist()


def test_one_pair_drawn_of_many_does_not_know_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("repatria.screening.chance.SOME_PEOPLE", 1)
    found = screen(incident(2), threshold=float(np.log(THRESHOLD)))
    assert np.isnan(found.chance_profile.error).all() and np.isfinite(found.chance_profile.expected).all()
    assert chance_rows(found)[0]["error"] is None
