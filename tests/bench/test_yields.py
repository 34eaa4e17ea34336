"""The judge of yields: right, wrong and withheld names against a hidden truth, and where wrong ones come from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from repatria.bench.yields import KINDS, Named, cause, judge, one_by_one, summary, twin_errors
from repatria.evidence.kinship import pair_log_lrs
from repatria.model import CaseFile
from repatria.simulate import Settings, Truth, heron

SETTINGS = Settings(mixed_up=0.05, wrong_relation=0.3)


@pytest.fixture(scope="module")
def exercise() -> tuple[CaseFile, Truth]:
    return heron(4, 0.2, SETTINGS)


def by_owner(truth: Truth) -> list[Named]:
    """What an engine that knows everything about sound samples would say."""
    samples = truth.tables["samples"]
    people = truth.tables["people"]
    listed = dict(zip(people["person"], people["missing"], strict=True))
    groups: dict[str, list[str]] = {}
    for profile, bone_of, donor in zip(samples["profile"], samples["bone_of"], samples["donor"], strict=True):
        if bone_of == donor:
            groups.setdefault(bone_of, []).append(profile)
    return [Named(tuple(p), listed[who], 0.9999 if listed[who] else 0.0) for who, p in groups.items()]


def test_perfect_names_are_all_right(exercise: tuple[CaseFile, Truth]) -> None:
    _, truth = exercise
    told = by_owner(truth)
    found = judge(truth, told)
    assert found.wrong == () and found.named == sum(bool(i.missing) for i in told) > 0
    assert found.named + found.withheld == found.individuals == len(told)
    assert found.expected_wrong == pytest.approx(1e-4 * found.named)
    assert sum(row["named"] for row in found.by_kin.values()) == found.named
    assert all(row["present"] == row["named"] + row["in_set"] + row["withheld"] + row["wrong"] for row in found.by_kin.values())


def test_low_posteriors_are_withheld_and_sets_are_counted(exercise: tuple[CaseFile, Truth]) -> None:
    _, truth = exercise
    unsure = [replace(i, posterior=0.5, in_set=(i.missing, "M9999") if i.missing else ()) for i in by_owner(truth)]
    found = judge(truth, unsure)
    assert found.named == 0 and found.withheld == len(unsure)
    assert sum(row["in_set"] for row in found.by_kin.values()) > 0


def test_each_wrong_name_is_traced(exercise: tuple[CaseFile, Truth]) -> None:
    _, truth = exercise
    told = [i for i in by_owner(truth) if i.missing]
    slips = set(truth.tables["slips"]["family"])
    men = truth.tables["men"]
    sound = next(m for m, f, k in zip(men["missing"], men["family"], men["kin"], strict=True) if f not in slips and k in KINDS)
    flawed = next(m for m, f in zip(men["missing"], men["family"], strict=True) if f in slips)
    first = replace(told[0], missing=sound)
    samples = truth.tables["samples"]
    mixed = next(p for p, f in zip(samples["profile"], samples["fate"], strict=True) if f != "own")
    assert cause(truth, first) == "chance"
    assert cause(truth, replace(first, missing=flawed)) == "reference error"
    assert cause(truth, Named((mixed,), sound, 1.0)) == "sample error"
    assert cause(truth, replace(first, profiles=(*first.profiles, *told[1].profiles))) == "grouping"
    found = judge(truth, [first, *told[1:]])
    assert [w.cause for w in found.wrong] == ["chance"]


def test_bones_of_an_unlisted_person_named_are_wrong(exercise: tuple[CaseFile, Truth]) -> None:
    _, truth = exercise
    stranger = next(i for i in by_owner(truth) if not i.missing)
    assert len(judge(truth, [replace(stranger, missing="M0001", posterior=0.9999)]).wrong) == 1


def test_exercises_of_one_world_are_added_up(exercise: tuple[CaseFile, Truth]) -> None:
    _, truth = exercise
    one = judge(truth, by_owner(truth))
    both = summary([one, one])
    assert both["named"] == 2 * one.named and both["wrong"] == 0 and both["three_over_n"] == pytest.approx(3 / (2 * one.named))
    assert both["world"] == "mismatched" and both["exercises"] == 2


def test_profiles_named_on_their_own_compete_with_everybody_else_on_the_list(exercise: tuple[CaseFile, Truth]) -> None:
    case, _ = exercise
    men = sum(len(f.missing) for f in case.families)
    log_lr = np.zeros((len(case.profiles), men))
    log_lr[0, 3] = np.log(1e9 * men)
    named = one_by_one(case, log_lr)
    assert named[0].missing == f"M{4:04d}" and named[0].posterior > 0.999999
    assert named[1].posterior == pytest.approx(1 / (2 * men))


def test_pairs_agree_with_the_slow_twin_and_a_difference_shows(exercise: tuple[CaseFile, Truth]) -> None:
    case, _ = exercise
    few = replace(case, profiles=case.profiles[:4])
    log_lr, usable = pair_log_lrs(few.profiles, few)
    assert max(twin_errors(few, log_lr, usable, 1, checks=3)) < 1e-9
    assert max(twin_errors(few, log_lr + 1e-6, usable, 1, checks=3)) > 1e-7
