"""What the kinship room refuses, and that it says where, what and what to do."""

from __future__ import annotations

import itertools
import math

import pytest

from repatria import compare
from repatria.errors import (
    InvalidCall,
    InvalidCase,
    InvalidPedigree,
    MissingReference,
    OutOfScope,
    TooManyLineages,
    TooManyLoops,
)
from repatria.evidence.kinship import Question, assignment_log_likelihoods, marker_likelihoods, profile_log_likelihoods
from repatria.model import Call, CallKind, Conventions, Family, Locus, MutationModel, Panel, Pedigree, Person, Profile

NAMES = tuple(str(n) for n in range(6, 18))
STEPWISE = MutationModel("stepwise", 0.002, 0.0, 0.1)
LOCUS = Locus("L", NAMES, (1 / len(NAMES),) * len(NAMES), female=STEPWISE, male=STEPWISE)
PANEL = Panel("kit", (LOCUS,))
X = Panel("kit", (Locus("K", ("a", "b"), (0.4, 0.6), "X"),))
TRIO = Pedigree((Person("F", "M"), Person("M", "F"), Person("C", "U", "F", "M")), "T")


def one(code: str, *alleles: str, marker: str = "L", sex: str = "U", kind: CallKind = CallKind.CALLED) -> Profile:
    return Profile(code, {marker: Call(alleles, kind)}, sex)


def family(**references: Profile) -> Family:
    return Family("T", TRIO, ("C",), references)


def test_a_family_that_does_not_fit_its_own_pedigree() -> None:
    quiet = Panel("kit", (Locus("L", NAMES, LOCUS.frequencies),))
    sibs = Pedigree((*TRIO.people, Person("S", "U", "F", "M")), "T")
    odd = Family("T", sibs, ("C",), {"F": one("R1", "6", "7"), "S": one("R2", "8", "9")})
    with pytest.raises(InvalidPedigree, match=r"cannot fit it at L.*Check who was typed"):
        compare(odd, one("S1", "6", "8"), quiet)
    assert compare(odd, one("S1", "6", "8"), PANEL).log_lr > -100.0  # with mutation it is only unlikely


def test_somebody_else_is_missing() -> None:
    with pytest.raises(InvalidPedigree, match="'M' is not missing from it. Choose one of C"):
        compare(family(), one("S", "6", "7"), PANEL, missing="M")
    with pytest.raises(InvalidPedigree, match="'M' is not missing from it"):
        assignment_log_likelihoods(family(), [{"M": one("S", "6", "7")}], PANEL)


def test_a_profile_of_nobody() -> None:
    with pytest.raises(InvalidPedigree, match="profile of 'Q', who is not in it"):
        marker_likelihoods([Question(TRIO, {"Q": (one("S", "6", "7"),)})], PANEL, Conventions())


def test_an_allele_without_frequency() -> None:
    with pytest.raises(MissingReference, match="profile S, locus L: allele 99 has no frequency in kit"):
        compare(family(F=one("R", "6", "7")), one("S", "6", "99"), PANEL)
    with pytest.raises(MissingReference, match="locus L: allele 99 has no frequency"):
        profile_log_likelihoods([one("S", "6", "99")], PANEL)
    with pytest.raises(MissingReference, match="locus L: allele 99"):
        profile_log_likelihoods([one("S", "99", kind=CallKind.DROPPED)], PANEL)


def test_a_marker_without_frequencies_is_left_out_and_said() -> None:
    finding = compare(family(F=one("R", "6", "7")), Profile("S", {"L": Call(("6", "6")), "Q": Call(("1", "2"))}), PANEL)
    assert [c.value for c in finding.cautions if c.code == "markers_left_out"] == ["Q"]
    assert set(finding.per_marker) == {"L"}


@pytest.mark.parametrize("alleles", [("6",), ("6", "7")])
def test_one_allele_needs_a_reading(alleles: tuple[str, ...]) -> None:
    profile = one("S", *alleles)
    if len(alleles) == 2:
        assert profile_log_likelihoods([profile], PANEL)[0] < 0.0
        return
    with pytest.raises(InvalidCall, match="6 alone is a call of a male X marker. Write the allele twice"):
        profile_log_likelihoods([profile], PANEL)


@pytest.mark.parametrize("kind", [CallKind.CALLED, CallKind.DROPPED])
def test_a_man_shows_one_allele_at_x(kind: CallKind) -> None:
    with pytest.raises(InvalidCall, match="a male shows a and b at an X marker"):
        profile_log_likelihoods([one("S", "a", "b", marker="K", sex="M", kind=kind)], X)


def test_x_needs_the_sex_of_whoever_matters() -> None:
    with pytest.raises(InvalidPedigree, match="person of unknown sex matters"):
        compare(family(F=one("R", "a", marker="K", sex="M")), one("S", "a", "a", marker="K"), X)
    daughter = compare(family(F=one("R", "a", marker="K", sex="M")), one("S", "a", "a", marker="K", sex="F"), X)
    assert daughter.per_marker["K"] == pytest.approx(-math.log(0.4))


def test_sex_of_pedigree_and_profile_must_agree() -> None:
    with pytest.raises(InvalidPedigree, match="F: has sex M but profile R shows F"):
        compare(family(F=one("R", "6", "7", sex="F")), one("S", "6", "7"), PANEL)
    with pytest.raises(InvalidCall, match="profiles A and B: of one person, but of different sex"):
        compare(family(), (one("A", "6", "7", sex="M"), one("B", "6", "7", sex="F")), PANEL)
    parent_of_unknown_sex = Pedigree((Person("P"), Person("C", "U", "P")), "T")
    with pytest.raises(InvalidPedigree, match="P: has sex M but profile R shows F"):
        compare(Family("T", parent_of_unknown_sex, ("C",), {"P": one("R", "6", "7", sex="F")}), one("S", "6", "7"), PANEL)


@pytest.mark.parametrize("name", ["a", "nan", "inf", "1e5", "9999999"])
def test_steps_need_repeats(name: str) -> None:
    letters = Panel("kit", (Locus("L", (name, "12"), (0.5, 0.5), male=STEPWISE),))
    with pytest.raises(InvalidCase, match=f"stepwise mutation needs alleles that count repeats; '{name}' does not"):
        profile_log_likelihoods([one("S", name, "12")], letters)


def test_theta_with_inbred_founders() -> None:
    inbred = Pedigree(TRIO.people, "T", {"F": 0.25})
    with pytest.raises(OutOfScope, match="theta together with inbred founders"):
        compare(
            Family("T", inbred, ("C",), {"F": one("R", "6", "7")}),
            one("S", "6", "7"),
            PANEL,
            conventions=Conventions(theta=0.01),
        )


def test_theta_over_more_lineages_than_can_be_stated() -> None:
    people = [Person("G", "M"), Person("H", "F")]
    for n in range(5):
        people += [Person(f"W{n}", "F"), Person(f"B{n}", "M", "G", "H"), Person(f"C{n}", "U", f"B{n}", f"W{n}")]
    cousins = Family("T", Pedigree(tuple(people)), ("C0",), {f"C{n}": one(f"R{n}", "6", NAMES[n]) for n in range(1, 5)})
    with pytest.raises(TooManyLineages, match="founder alleles.*set theta to 0"):
        compare(cousins, one("S", "6", "12"), PANEL, conventions=Conventions(theta=0.01))
    assert compare(cousins, one("S", "6", "12"), PANEL).log_lr != 0.0


def test_more_loops_than_tables_can_hold() -> None:
    """Many couples whose children all marry into each other: every order of elimination meets a huge table."""
    people = [Person(f"{s}0-{n}", s) for s in "MF" for n in range(8)]
    for level, shift in enumerate((1, 3, 2, 5)):
        for s, n in itertools.product("MF", range(8)):
            people.append(Person(f"{s}{level + 1}-{n}", s, f"M{level}-{n}", f"F{level}-{(n + shift) % 8}"))
    knot = Pedigree(tuple(people), "knot")
    typed = {f"{s}4-{n}": (one(f"{s}{n}", NAMES[n], NAMES[n + 1]),) for s in "MF" for n in range(8)}
    with pytest.raises(TooManyLoops, match="Split the family, or type a person who closes a loop"):
        marker_likelihoods([Question(knot, typed)], PANEL, Conventions())
