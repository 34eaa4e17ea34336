"""What to find out next: every draw is what typing that person would give, and the ranking says what a person would."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from joint.small_case import ALLELES, LOCI, small_case
from repatria.errors import InvalidCase
from repatria.joint.evidence_file import Joint
from repatria.joint.reference_error import weigh_reference_error
from repatria.model import NO_MUTATION, Call, Family, Profile
from repatria.planning.what_next import AGAIN, RELATIVE, _draw, _log_p, _Scene, what_next
from repatria.planning.what_next import LOCI as MARKERS

CASE, TRUTH = small_case()
ONE, TWO, SIX = CASE.families
JOINT = Joint(0.999, 0.001)
FIXED = replace(CASE.panel, loci=tuple(replace(x, female=NO_MUTATION, male=NO_MUTATION) for x in CASE.panel.loci))
STILL = replace(CASE, panel=FIXED, pools=tuple(replace(p, panel=FIXED) for p in CASE.pools))
"""Without mutation frequencies are the same in every generation, and twin and fast path agree exactly."""


def scene(unit, family: Family, missing: str) -> _Scene:
    from repatria.joint.reference_error import SHIPPED

    return _Scene(STILL, unit, family, missing, JOINT, SHIPPED, {})


def shown(seen, draw: int, loci) -> dict[str, Call]:
    out = {}
    for n, flat in zip(loci, seen, strict=True):
        a, b = divmod(int(flat[draw]), len(ALLELES))
        out[f"L{n}"] = Call((ALLELES[a], ALLELES[b]))
    return out


class TestAgainstTheTwin:
    """The twin adds the drawn genotype to the case and asks the reference error from the start; Z, all else, stays."""

    @pytest.mark.parametrize(("family", "missing", "who"), [(ONE, "ONE-N", "F"), (TWO, "TWO-N", "W"), (SIX, "SIX-N", "S2")])
    def test_a_relative(self, family: Family, missing: str, who: str) -> None:
        unit = (CASE.profiles[0 if family is ONE else 2],)
        s = scene(unit, family, missing)
        whole, none = frozenset(s.donors.donors), frozenset()
        parts = [(p, placed) for p in (whole, *(whole - {d} for d in whole), none) for placed in (True, False)]
        parts = list(dict.fromkeys(parts))
        found = dict(zip(parts, s.tables(who, parts), strict=True))
        seen = _draw(np.random.default_rng(3), found[whole, True], 4)
        single, cut = s.hanging(who)
        drawn = [(x, [_log_p(t, seen) for t in three]) for x, three in cut]
        after = s._with_relative(who, {k: _log_p(t, seen) for k, t in found.items()}, single, drawn)
        for draw in range(4):
            typed = Profile("new", shown(seen, draw, range(LOCI)))
            more = replace(family, references={**family.references, who: typed})
            weighed = weigh_reference_error(STILL, unit, more, missing)
            odds = weighed.log_lr - s.log_z
            p = 1.0 / (1.0 + math.exp(-odds))
            assert after[draw] == pytest.approx(weighed.odds(p, rest=1.0 / (1.0 + math.exp(odds))), abs=1e-6)

    def test_the_missing_loci(self) -> None:
        unit = (CASE.profiles[1],)  # seven of twelve loci
        s = scene(unit, ONE, "ONE-N")
        blank = range(7, LOCI)
        whole = frozenset(s.donors.donors)
        sets = [whole, *(frozenset({d}) for d in whole)]
        made = s.tables("ONE-N", [(x, False) for x in sets])
        found = {x: [t[n] for n in blank] for x, t in zip(sets, made, strict=True)}
        found[frozenset()] = free = [s.free[n] for n in blank]
        seen = _draw(np.random.default_rng(4), found[whole], 4)
        base = _log_p(free, seen)
        after = s._with_loci(whole, {k: _log_p(t, seen) - base for k, t in found.items()}, [])
        for draw in range(4):
            fuller = replace(unit[0], calls={**unit[0].calls, **shown(seen, draw, blank)})
            weighed = weigh_reference_error(STILL, fuller, ONE, "ONE-N")
            odds = weighed.log_lr - s.log_z
            p = 1.0 / (1.0 + math.exp(-odds))
            assert after[draw] == pytest.approx(weighed.odds(p, rest=1.0 / (1.0 + math.exp(odds))), abs=1e-6)

    def test_the_missing_loci_where_a_widow_vouches_for_a_child(self) -> None:
        unit = (replace(CASE.profiles[2], calls=dict(list(CASE.profiles[2].calls.items())[:7])),)
        s = scene(unit, TWO, "TWO-N")
        widow = Profile(
            "w", shown(_draw(np.random.default_rng(3), s.tables("W", [(frozenset("K"), True)])[0], 1), 0, range(LOCI))
        )
        both = replace(TWO, references={**TWO.references, "W": widow})
        s = scene(unit, both, "TWO-N")
        assert "parent" in {x.what for x in s.weighed.scenarios}
        blank, whole = range(7, LOCI), frozenset("KW")
        sets = [whole, frozenset("K"), frozenset("W")]
        made = s.tables("TWO-N", [(x, False) for x in sets])
        found = {x: [t[n] for n in blank] for x, t in zip(sets, made, strict=True)}
        found[frozenset()] = free = [s.free[n] for n in blank]
        seen = _draw(np.random.default_rng(4), found[whole], 4)
        base = _log_p(free, seen)
        cut = [[_log_p([t[n] for n in blank], seen) - base for t in pair] for pair in s.cut_unknown()]
        after = s._with_loci(whole, {k: _log_p(t, seen) - base for k, t in found.items()}, cut)
        for draw in range(4):
            fuller = replace(unit[0], calls={**unit[0].calls, **shown(seen, draw, blank)})
            weighed = weigh_reference_error(STILL, fuller, both, "TWO-N")
            odds = weighed.log_lr - s.log_z
            p = 1.0 / (1.0 + math.exp(-odds))
            assert after[draw] == pytest.approx(weighed.odds(p, rest=1.0 / (1.0 + math.exp(odds))), abs=1e-6)


class TestRanking:
    def test_with_one_donor_a_second_donor_or_sample_lifts_the_cap(self) -> None:
        facts = {f.kind: f for f in reversed(what_next(CASE, CASE.profiles[2], TWO, "TWO-N", Joint(1.0, 1e-9)))}
        assert facts[RELATIVE].now < 0.9985 < facts[RELATIVE].if_true
        assert facts[AGAIN].now < facts[AGAIN].if_true < 0.9995  # a child told to be his, however often it is sampled
        assert "W" in {f.who for f in what_next(CASE, CASE.profiles[2], TWO, "TWO-N", Joint(1.0, 1e-9))}

    def test_the_foremost_comes_first_and_the_same_every_time(self) -> None:
        facts = what_next(CASE, CASE.profiles[1], ONE, "ONE-N", JOINT)
        assert [f.change for f in facts] == sorted((f.change for f in facts), reverse=True)
        assert facts == what_next(CASE, CASE.profiles[1], ONE, "ONE-N", JOINT)
        assert {f.kind for f in facts} == {RELATIVE, AGAIN, MARKERS}

    def test_a_full_profile_has_no_missing_loci(self) -> None:
        assert MARKERS not in {f.kind for f in what_next(CASE, CASE.profiles[0], ONE, "ONE-N", JOINT)}

    def test_who_cannot_be_typed_is_not_asked_and_a_stranger_by_marriage_says_nothing(self) -> None:
        facts = what_next(CASE, CASE.profiles[0], ONE, "ONE-N", JOINT, could_be_typed=["F"])
        assert {f.who for f in facts if f.kind == RELATIVE} == {"F"}
        facts = what_next(CASE, CASE.profiles[0], ONE, "ONE-N", JOINT, could_be_typed=["W"])
        assert RELATIVE not in {f.kind for f in facts}

    def test_somebody_excluded_is_asked_about_too(self) -> None:
        facts = what_next(CASE, CASE.profiles[4], TWO, "TWO-N", Joint(0.0, 1.0))
        assert all(math.isfinite(f.change) and 0.0 <= f.if_true <= 1.0 for f in facts)


class TestRefusals:
    @pytest.mark.parametrize(
        ("extra", "match"), [({"draws": 0}, "at least 1"), ({"could_be_typed": ["S1"]}, "not an untyped relative")]
    )
    def test_what_cannot_be_asked(self, extra, match: str) -> None:
        with pytest.raises(InvalidCase, match=match):
            what_next(CASE, CASE.profiles[0], ONE, "ONE-N", JOINT, **extra)
