"""What every kind of evidence owes whoever joins it with others. A new kind adds one entry to KINDS."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from evidence.mtdna.profiles import typed
from evidence.ystr.profiles import man
from repatria import Call, Family, Locus, Panel, Pedigree, Person, Profile, compare
from repatria.errors import InvalidInput
from repatria.evidence.mtdna import compare_mitotypes
from repatria.evidence.ystr import compare_haplotypes
from repatria.model.finding import Finding
from repatria.model.haplotypes import Counted


@dataclass(frozen=True)
class Kind:
    """``near`` is a finding for people who are what is claimed, ``far`` for unrelated ones; ``unfit`` asks for what cannot be weighed."""

    near: Callable[[], Finding]
    far: Callable[[], Finding]
    unfit: Callable[[], Finding]


PANEL = Panel("toy", tuple(Locus(f"L{i}", ("12", "13", "14"), (0.2, 0.3, 0.5), sampled=500) for i in range(8)))
TRIO = Pedigree((Person("F", "M"), Person("M", "F"), Person("C", "M", "F", "M")))


def _kinship(father: tuple[str, str], child: tuple[str, str], markers: int = 8) -> Finding:
    family = Family("FAM-1", TRIO, ("C",), {"F": Profile("R1", {f"L{i}": Call(father) for i in range(markers)})})
    return compare(family, Profile("S1", {f"L{i}": Call(child) for i in range(markers)}), PANEL)


def _mtdna(query: str, reference: str, ranges: str = "CR") -> Finding:
    return compare_mitotypes(
        typed("Q", query, ranges), typed("R", reference, line="L-1", meioses=2), Counted(3, 999, "a database")
    ).finding


def _ystr(kit: str, **changes: str) -> Finding:
    return compare_haplotypes(man("Q", kit, changes), man("R", line="L-1", meioses=2), Counted(3, 999, "a database")).finding


KINDS = {
    "kinship": Kind(
        lambda: _kinship(("12", "12"), ("12", "12")),
        lambda: _kinship(("12", "12"), ("13", "14")),
        lambda: _kinship(("12", "12"), ("12", "99")),
    ),
    "mtdna": Kind(
        lambda: _mtdna("16126C 73G", "16126C 73G"),
        lambda: _mtdna("16126C 73G", "16223T 263G"),
        lambda: _mtdna("16126C", "16126C", "16100-16150"),
    ),
    "ystr": Kind(
        lambda: _ystr("Yfiler"),
        lambda: _ystr("Yfiler", DYS19="17", DYS390="21", DYS391="9", DYS392="10"),
        lambda: _ystr("Minimal", DYS19="", DYS390=""),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
class TestEveryKind:
    def test_a_finding_says_what_it_is(self, kind: str) -> None:
        for made in (KINDS[kind].near(), KINDS[kind].far()):
            assert made.kind == kind and made.basis["method"].startswith(kind)
            for side in (made.h1, made.h2):
                assert side.text.endswith(".") and not re.search(r"\b(?:match|hit|victim)\b", side.text)
            assert made.h1 != made.h2

    def test_it_comes_back_the_same(self, kind: str) -> None:
        assert KINDS[kind].near() == KINDS[kind].near()

    def test_natural_logarithms_that_add_up(self, kind: str) -> None:
        for made in (KINDS[kind].near(), KINDS[kind].far()):
            assert not math.isnan(made.log_lr) and made.log_lr < math.inf
            assert made.log_lr == pytest.approx(math.fsum(made.per_marker.values()), abs=1e-9)
            assert (made.log_lr == -math.inf) == bool(made.excluding) and set(made.excluding) <= set(made.per_marker)

    def test_it_points_the_right_way(self, kind: str) -> None:
        assert KINDS[kind].near().log_lr > 0.0 > KINDS[kind].far().log_lr

    def test_the_interval_holds_the_number(self, kind: str) -> None:
        made = KINDS[kind].near()
        assert made.interval is not None and made.interval[0] <= made.log_lr <= made.interval[1]

    def test_cautions_are_data(self, kind: str) -> None:
        for made in (KINDS[kind].near(), KINDS[kind].far()):
            assert all(re.fullmatch(r"[a-z_]+", c.code) and c.text.endswith(".") for c in made.cautions)

    def test_what_cannot_be_weighed_is_refused_with_what_to_do(self, kind: str) -> None:
        from repatria.errors import RepatriaError

        with pytest.raises(RepatriaError, match=r": .+\. .+\.$") as told:
            KINDS[kind].unfit()
        assert isinstance(told.value, (InvalidInput, RepatriaError))
