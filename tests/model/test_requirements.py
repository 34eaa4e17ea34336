"""Requirements of the data model, one by one; the numbers are those of docs/reference/pedigrees.md."""

from __future__ import annotations

import math
import pickle
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from repatria.errors import InvalidCall, InvalidCase, InvalidPedigree
from repatria.model import (
    Call,
    CallKind,
    CaseFile,
    Conventions,
    Family,
    Incident,
    Locus,
    MutationModel,
    Panel,
    Pedigree,
    Person,
    Pool,
    Prior,
    Profile,
    check_allele,
)

PAGE = Path(__file__).parents[2] / "docs/reference/pedigrees.md"
D1 = Locus("D1", ("12", "13"), (0.4, 0.6))
PANEL = Panel("told", (D1,))
TRIO = Pedigree((Person("F", "M"), Person("M", "F"), Person("C", "M", "F", "M")), "FAM-1")
NAN = math.nan


def requirement(number: str) -> pytest.MarkDecorator:
    return pytest.mark.requirement(number)


def test_every_requirement_on_the_page_has_a_test() -> None:
    listed = set(re.findall(r"^- \*\*([A-Z]\d+)\*\*", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    tested = set(re.findall(r'^@requirement\("([A-Z]\d+)"\)', Path(__file__).read_text(encoding="utf-8"), re.MULTILINE))
    assert listed == tested


@requirement("P1")
@pytest.mark.parametrize(
    ("people", "words"),
    [
        ((Person(""),), "a person has the id ''"),
        ((Person("*"),), "Use a code other than"),
        ((Person("A"), Person("A")), "A is listed twice. Keep one row"),
    ],
)
def test_people_have_codes_of_their_own(people: tuple[Person, ...], words: str) -> None:
    with pytest.raises(InvalidPedigree, match=words):
        Pedigree(people)


@requirement("P2")
def test_sex_is_m_f_or_u() -> None:
    assert [Pedigree((Person("A", s),))["A"].sex for s in "MFU"] == ["M", "F", "U"]
    with pytest.raises(InvalidPedigree, match=r"pedigree FAM-9, A: sex 'm'. Write M, F or U"):
        Pedigree((Person("A", "m"),), "FAM-9")


@requirement("P3")
def test_a_recorded_parent_has_a_row() -> None:
    with pytest.raises(InvalidPedigree, match=r"C: father 'F' is not in the pedigree. Add a row for F"):
        Pedigree((Person("C", "M", "F"),))
    assert [p.id for p in TRIO.children("F")] == ["C"]


@requirement("P4")
@pytest.mark.parametrize(
    ("people", "words"),
    [
        ((Person("A", "F"), Person("C", father="A")), "father A has sex F"),
        ((Person("A", "M"), Person("C", mother="A")), "mother A has sex M"),
        ((Person("A"), Person("C", father="A", mother="A")), "father and mother are both A"),
    ],
)
def test_parents_are_a_man_and_a_woman(people: tuple[Person, ...], words: str) -> None:
    with pytest.raises(InvalidPedigree, match=words):
        Pedigree(people)


@requirement("P5")
def test_an_own_ancestor_is_refused() -> None:
    with pytest.raises(InvalidPedigree, match="own ancestor"):
        Pedigree((Person("A", "M", father="C"), Person("B", "M", father="A"), Person("C", "M", father="B")))
    with pytest.raises(InvalidPedigree, match="own ancestor"):
        Pedigree((Person("A", "M", father="A"),))


@requirement("P5")
def test_cousins_may_marry() -> None:
    """A loop through a marriage is not a circle of descent."""
    people = [Person("g", "M"), Person("h", "F")]
    people += [Person("s", "M", "g", "h"), Person("t", "F", "g", "h"), Person("x", "F"), Person("y", "M")]
    people += [Person("u", "M", "s", "x"), Person("v", "F", "y", "t"), Person("c", "U", "u", "v")]
    assert len(Pedigree(tuple(people)).people) == 9


@requirement("P6")
def test_one_recorded_parent_is_enough() -> None:
    assert Pedigree((Person("M", "F"), Person("C", mother="M")))["C"].father is None


@requirement("P7")
@pytest.mark.parametrize(
    "second", [Person("B", "F", "F", "M", twins="z"), Person("B", "M", "F", None, twins="z"), Person("B", "M", twins="z")]
)
def test_one_zygote_has_one_pair_of_parents_and_one_sex(second: Person) -> None:
    parents = (Person("F", "M"), Person("M", "F"))
    first = Person("A", "M", "F", "M", twins="z")
    with pytest.raises(InvalidPedigree, match="A and B share the zygote 'z' but differ in parents or sex"):
        Pedigree((*parents, first, second))
    assert "B" in Pedigree((*parents, first, Person("B", "U", "F", "M", twins="z")))


@requirement("P8")
@pytest.mark.parametrize("which", ["inbreeding", "inbreeding_x"])
def test_inbreeding_is_of_founders_and_a_fraction(which: str) -> None:
    tables: list[dict[str, float]] = [{"C": 0.1}, {"nobody": 0.1}, {"F": 1.5}, {"F": NAN}, {"F": -0.1}]
    for table in tables:
        with pytest.raises(InvalidPedigree, match="inbreeding"):
            Pedigree(TRIO.people, **{which: table})  # type: ignore[arg-type]
    assert getattr(Pedigree(TRIO.people, **{which: {"F": 0.25}}), which) == {"F": 0.25}  # type: ignore[arg-type]


@requirement("F1")
@pytest.mark.parametrize(
    ("missing", "words"),
    [((), "nobody is missing"), (("C", "C"), "listed twice"), (("Z",), "'Z' is not in its pedigree")],
)
def test_somebody_is_missing(missing: tuple[str, ...], words: str) -> None:
    with pytest.raises(InvalidPedigree, match=words):
        Family("FAM-1", TRIO, missing)


@requirement("F2")
def test_nobody_is_both_typed_and_missing() -> None:
    with pytest.raises(InvalidPedigree, match="C is both missing and typed. Enter a direct reference as a second person"):
        Family("FAM-1", TRIO, ("C",), {"C": Profile("R")})
    with pytest.raises(InvalidPedigree, match="'Z' is not in its pedigree"):
        Family("FAM-1", TRIO, ("C",), {"Z": Profile("R")})


@requirement("C1")
@pytest.mark.parametrize("name", ["1_2", "", " 12", "12 ", "12\n", "9.", ".3", "１２", "²", "a" * 17, "9,3", "-1", "12/13"])
def test_what_is_not_an_allele_is_refused(name: str) -> None:
    with pytest.raises(InvalidCall, match="not an allele"):
        check_allele(name)
    with pytest.raises(InvalidCall, match="not an allele"):
        Call((name,))


@requirement("C1")
@pytest.mark.parametrize("name", ["12", "9.3", "X", "A", "10.2.1", "a" * 16])
def test_what_is_an_allele_stays_as_it_is(name: str) -> None:
    assert check_allele(name) == name


@requirement("C2")
def test_a_mixture_is_refused_with_advice() -> None:
    with pytest.raises(InvalidCall, match="3 alleles.*mixtures are not covered: resolve the contributors first"):
        Call(("12", "13", "14"))
    with pytest.raises(InvalidCall, match="0 alleles"):
        Call(())


@requirement("C3")
def test_three_readings_of_one_allele() -> None:
    assert {Call(("12",), kind).kind for kind in CallKind} == {"called", "dropped", "at_least"}
    with pytest.raises(InvalidCall, match="'at_least' takes one allele"):
        Call(("12", "13"), CallKind.AT_LEAST)
    with pytest.raises(InvalidCall, match="write the allele once"):
        Call(("12", "12"), CallKind.DROPPED)


@requirement("C4")
@pytest.mark.parametrize("field", ["dropout", "dropout_hom", "dropin"])
@pytest.mark.parametrize("value", [-0.1, 1.0, NAN, math.inf])
def test_drop_out_is_a_probability(field: str, value: float) -> None:
    settings: dict[str, Any] = {field: value}
    with pytest.raises(InvalidCall, match=f"{field} .* Use a probability from 0 to below 1"):
        Call(("12",), CallKind.DROPPED, **settings)


@requirement("C4")
def test_a_homozygote_drops_out_with_the_square_unless_stated() -> None:
    assert Call(("12",), CallKind.DROPPED, 0.25).d_hom == 0.0625
    assert Call(("12",), CallKind.DROPPED, 0.25, 0.1).d_hom == 0.1


@requirement("C5")
def test_a_profile_has_a_code_and_stays_as_made() -> None:
    with pytest.raises(InvalidCall, match="profile without an id"):
        Profile("")
    with pytest.raises(InvalidCall, match=r"profile S-1: sex 'X'. Write M, F or U"):
        Profile("S-1", sex="X")
    calls = {"D1": Call(("12", "13"))}
    profile = Profile("S-1", calls)
    calls["D2"] = Call(("9",))
    assert list(profile.calls) == ["D1"]
    with pytest.raises(TypeError):
        profile.calls["D2"] = Call(("9",))  # type: ignore[index]
    assert pickle.loads(pickle.dumps(profile)) == profile


@requirement("L1")
@pytest.mark.parametrize(
    ("alleles", "frequencies", "words"),
    [
        ((), (), "0 alleles"),
        (("12",), (0.5, 0.5), "1 alleles and 2 frequencies"),
        (("12", "12"), (0.5, 0.5), "listed twice"),
        (("12", "13"), (0.5, 0.0), "allele 13: frequency 0.0"),
        (("12", "13"), (0.5, NAN), "frequency nan"),
        (("12", "13"), (0.5, 0.4999), "sum to 0.9999"),
    ],
)
def test_frequencies_are_of_each_allele_and_sum_to_one(
    alleles: tuple[str, ...], frequencies: tuple[float, ...], words: str
) -> None:
    with pytest.raises(InvalidCase, match=words):
        Locus("D1", alleles, frequencies)
    with pytest.raises(InvalidCase, match="without a name"):
        Locus("", ("12",), (1.0,))


@requirement("L2")
def test_a_mutation_model_is_made_of_probabilities() -> None:
    for settings in ({"rate": 1.5}, {"rate2": -0.1}, {"range": NAN}, {"rate": 0.6, "rate2": 0.6}):
        with pytest.raises(InvalidCase, match="mutation"):
            MutationModel("stepwise", **settings)
    for kind, matrix in (("matrix", ()), ("equal", ((1.0,),))):
        with pytest.raises(InvalidCase, match="a matrix is given exactly when"):
            MutationModel(kind, matrix=matrix)  # type: ignore[arg-type]
    with pytest.raises(InvalidCase, match="mutation matrix has 1 rows for 2 alleles"):
        Locus("D1", ("12", "13"), (0.4, 0.6), male=MutationModel("matrix", matrix=((1.0,),)))


@requirement("L3")
def test_a_locus_is_listed_once() -> None:
    with pytest.raises(InvalidCase, match="locus 'D1' is listed twice"):
        Panel("told", (D1, D1))
    assert "D1" in PANEL
    assert "D2" not in PANEL
    assert PANEL["D1"] is D1


@requirement("L4")
@pytest.mark.parametrize("value", [-0.1, 1.1, NAN])
def test_weights_and_silent_frequencies_are_fractions(value: float) -> None:
    with pytest.raises(InvalidCase, match="pool 'A': weight"):
        Pool("A", value, PANEL)
    with pytest.raises(InvalidCase, match="silent frequency"):
        Locus("D1", ("12",), (1.0,), silent=value)


def case(**parts: Any) -> CaseFile:
    family = Family("FAM-1", TRIO, ("C",))
    basis: dict[str, Any] = {"families": (family,), "profiles": (Profile("S-1"),), "pools": (Pool("A", 1.0, PANEL),)}
    return CaseFile(Incident("Exercise Wren", "exercise"), PANEL, **{**basis, **parts})


@requirement("K1")
def test_codes_are_used_once() -> None:
    family, other = Family("FAM-1", TRIO, ("C",)), Family("FAM-2", TRIO, ("C",))
    with pytest.raises(InvalidCase, match="family FAM-1 is listed twice"):
        case(families=(family, family))
    with pytest.raises(InvalidCase, match="missing person C is listed twice"):
        case(families=(family, other))
    with pytest.raises(InvalidCase, match="profile S-1 is listed twice"):
        case(controls=(Profile("S-1"),))


@requirement("K2")
def test_pools_share_the_alleles_and_the_weight() -> None:
    with pytest.raises(InvalidCase, match="weights of the pools do not sum to 1"):
        case(pools=(Pool("A", 0.5, PANEL),))
    turned = Panel("told", (Locus("D1", ("13", "12"), (0.6, 0.4)),))
    with pytest.raises(InvalidCase, match="pool 'A' lists other loci or alleles"):
        case(pools=(Pool("A", 1.0, turned),))


@requirement("K3")
def test_a_prior_is_a_distribution() -> None:
    for value in (0.0, 1.0, NAN):
        with pytest.raises(InvalidCase, match="strictly between 0 and 1"):
            Prior(value)
    with pytest.raises(InvalidCase, match="strictly between 0 and 1"):
        Prior(sensitivity=(0.5, 1.0))
    with pytest.raises(InvalidCase, match="weights sum to 0.5"):
        Prior(weights={"C": 0.5})
    with pytest.raises(InvalidCase, match="weight -0.5 of C"):
        Prior(weights={"C": -0.5, "D": 1.5})


@requirement("K4")
def test_the_open_missing_are_at_least_those_with_a_family() -> None:
    assert case().open_missing == 1
    assert case(open_missing=7699).open_missing == 7699


@requirement("K5")
def test_conventions_are_named() -> None:
    with pytest.raises(InvalidCase, match=r"ancestors 'guess'. Write prune or sum"):
        Conventions("guess")  # type: ignore[arg-type]
    for theta in (-0.1, 1.0, NAN):
        with pytest.raises(InvalidCase, match="theta"):
            Conventions(theta=theta)


def test_an_exercise_says_so() -> None:
    assert Incident("Exercise Wren", "exercise").banner == "Exercise: everyone here is invented."
    assert Incident("K55", "record").banner == ""


def test_nouns_are_frozen() -> None:
    for noun in (Person("A"), TRIO, D1, PANEL, Call(("12",)), Profile("S-1"), case()):
        with pytest.raises(AttributeError):
            setattr(noun, fields(noun)[0].name, "other")
