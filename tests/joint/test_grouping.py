"""Putting fragments together: cautiously, by whole groups, and never in silence."""

from __future__ import annotations

import math

import numpy as np
import pytest

from repatria.errors import InvalidInput
from repatria.joint.grouping import group, links_between
from repatria.model import Call, CallKind, Locus, Panel, Profile


def fixed(table):
    """Compare groups by the smallest value among their members' pairs."""

    def compare(groups):
        links = []
        for a, left in enumerate(groups):
            for b in range(a + 1, len(groups)):
                links.append((a, b, min(table[i][j] for i in left for j in groups[b])))
        return links

    return compare


def matrix(n, **values):
    table = np.full((n, n), -50.0)
    for key, value in values.items():
        i, j = int(key[1]), int(key[2])
        table[i][j] = table[j][i] = value
    return table


class TestGroups:
    def test_three_fragments_of_one_person(self):
        found = group(4, fixed(matrix(4, p01=40.0, p02=30.0, p12=35.0)))
        assert found.groups == ((0, 1, 2), (3,))
        assert found.contradictions == ()
        (told,) = found.report("abcd")
        assert told["profiles"] == ["a", "b", "c"] and told["weakest_log_lr"] == 30.0

    def test_nothing_below_the_threshold(self):
        assert group(2, fixed(matrix(2, p01=13.0))).groups == ((0,), (1,))
        assert group(2, fixed(matrix(2, p01=14.0))).groups == ((0, 1),)

    def test_a_fragment_that_fits_two_who_do_not_fit_each_other_is_named(self):
        found = group(3, fixed(matrix(3, p01=40.0, p12=30.0)))
        assert found.groups == ((0, 1), (2,))
        assert found.contradictions == ((1, 2, 30.0),)
        assert found.report("abc")[1]["contradiction"] == ["b", "c"]

    def test_equal_links_are_settled_the_same_way_each_time(self):
        table = matrix(4, p01=40.0, p23=40.0, p12=40.0)
        assert group(4, fixed(table)).groups == group(4, fixed(table)).groups == ((0, 1), (2, 3))

    def test_a_threshold_that_makes_no_sense(self):
        for threshold in (0.0, -1.0, math.nan, math.inf):
            with pytest.raises(InvalidInput, match="threshold"):
                group(2, fixed(matrix(2)), threshold)


class TestOnGenotypes:
    def test_partial_profiles_of_one_person_meet_and_a_stranger_stays_out(self):
        alleles = tuple(str(a) for a in range(10, 20))
        panel = Panel("p", tuple(Locus(f"L{k}", alleles, (0.1,) * 10) for k in range(12)))

        def profile(code, shift, dropped=()):
            calls = {}
            for k in range(12):
                pair = (alleles[(k + shift) % 10], alleles[(k + shift + 3) % 10])
                shown = pair[:1] if k in dropped else pair
                calls[f"L{k}"] = Call(shown, CallKind.DROPPED, dropout=0.2)
            return Profile(code, calls)

        profiles = [profile("a", 0), profile("x", 5), profile("b", 0, (1, 4, 7))]
        found = group(3, links_between(profiles, panel))
        assert found.groups == ((0, 2), (1,))
