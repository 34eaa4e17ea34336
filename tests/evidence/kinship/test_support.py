"""Every cell of the support table, as written in the manual, against full enumeration: exact, or refused."""

from __future__ import annotations

import pytest

from evidence.kinship.support import REFUSED, SETTINGS, SHAPES, Setting, Shape
from naive import pedigree_einsum
from naive.pedigree_naive import marker_likelihood
from repatria.evidence.kinship import Question, marker_likelihoods
from repatria.model import Call, Conventions, Panel, Pedigree, Profile

CELLS = [pytest.param(shape, setting, id=f"{shape.name} / {setting.name}") for shape in SHAPES for setting in SETTINGS]
SHOWN = {"C": ("13", "12"), "D": ("13", "12"), "M": ("12", "13"), "F": ("13", "13.2")}
"""Alleles of the missing person, the direct reference and the parents; anybody else shows 12 and 13."""


def profiles(shape: Shape, setting: Setting, sex: str) -> tuple[Pedigree, dict[str, Profile]]:
    pedigree = shape.pedigree(sex)
    everybody = (*shape.typed, "C")
    return pedigree, {w: setting.profile(f"S-{w}", pedigree[w].sex, SHOWN.get(w, ("12", "13"))) for w in everybody}


def engine(pedigree: Pedigree, shown: dict[str, Profile], setting: Setting, ancestors: str) -> float:
    question = Question(pedigree, {who: (profile,) for who, profile in shown.items()})
    conventions = Conventions(ancestors, setting.theta)  # type: ignore[arg-type]
    return float(marker_likelihoods([question], Panel("one", (setting.locus,)), conventions)[0, 0])


def twin(pedigree: Pedigree, shown: dict[str, Profile], setting: Setting, ancestors: str) -> float:
    seen: dict[str, tuple[Call, ...]] = {who: (profile.calls["D1"],) for who, profile in shown.items()}
    if setting.theta:  # theta has one convention: the whole pedigree
        return marker_likelihood(pedigree, seen, setting.locus, ancestors="sum", theta=setting.theta)
    if ancestors == "sum":
        return pedigree_einsum.marker_likelihood(pedigree, seen, setting.locus)
    return marker_likelihood(pedigree, seen, setting.locus, ancestors="prune")


@pytest.mark.parametrize(("shape", "setting"), CELLS)
def test_a_cell_is_exact_or_refused(shape: Shape, setting: Setting) -> None:
    for sex in "MF":
        pedigree, shown = profiles(shape, setting, sex)
        for ancestors in ("prune", "sum"):
            if refusal := REFUSED.get((shape.name, setting.name)):
                with pytest.raises(refusal):
                    engine(pedigree, shown, setting, ancestors)
                continue
            want = twin(pedigree, shown, setting, ancestors)
            assert want > 0.0, "the cell shows nothing"
            assert engine(pedigree, shown, setting, ancestors) == pytest.approx(want, rel=1e-10)
