"""Invented families with every shape that a drawing must survive."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from repatria.model import Pedigree, Person


def family(*rows: str) -> Pedigree:
    """A pedigree from rows ``code sex father mother zygote``; a dot is nobody."""
    people = []
    for row in rows:
        code, sex, father, mother, zygote = (*row.split(), ".", ".", ".")[:5]
        people.append(Person(code, sex, *(None if x == "." else x for x in (father, mother)), "" if zygote == "." else zygote))
    return Pedigree(tuple(people))


SHAPES: dict[str, Pedigree] = {
    "alone": family("A U"),
    "strangers": family("A M", "B F", "C U"),
    "nuclear": family("F M", "M F", "A M F M", "B F F M", "C U F M"),
    "cousin": family("g M", "h F", "u M g h", "f M g h", "m F", "MP M f m", "a F", "c M u a", "p M", "q F", "x F p q"),
    "four marriages": family("A M", "B F", "C F", "D F", "E F", "b M A B", "c F A C", "d U A D", "e U A E", "f M A E"),
    "cousins married": family("g M", "h F", "u M g h", "f M g h", "x F", "y F", "c M u x", "d F f y", "k M c d", "l F c d"),
    "uncle and niece": family("g M", "h F", "u M g h", "f M g h", "y F", "n F f y", "k M u n"),
    "father and daughter": family("f M", "m F", "d F f m", "k U f d"),
    "three generations apart": family("a M", "b F", "c F a b", "e M", "h F e c", "g M", "i F g h", "k M a i"),
    "single parents": family("f M", "MP M f", "s F f", "n U . s"),
    "twins": family("f M", "m F", "t M f m z", "s F f m", "u M f m z", "w F", "k M t w"),
    "blood card": family("MP M . . q", "card M . . q", "w F", "k M MP w"),
    "double first cousins": family(
        "A M", "B F", "C M", "D F", "a M A B", "b F A B", "c F C D", "d M C D", "x M a c", "y F d b"
    ),
    "exchange": family("m M", "f F", "n M", "g F", "a M m f", "b M m g", "c M n f", "d F n g"),
    "two halves": family("f M", "m F", "n F", "a M f m", "b F f n", "k U a b"),
}


@st.composite
def pedigrees(draw: Any) -> Pedigree:
    """Any valid pedigree: each person may take parents of fitting sex among the earlier ones, one, two or none recorded."""
    people: list[Person] = []
    fathers: list[str | None] = [None]
    mothers: list[str | None] = [None]
    for i in range(draw(st.integers(1, 12))):
        sex = draw(st.sampled_from("MFU"))
        people.append(Person(f"P{i}", sex, draw(st.sampled_from(fathers)), draw(st.sampled_from(mothers))))
        can_father = sex == "M" or (sex == "U" and draw(st.booleans()))  # of unknown sex, but one of the two roles
        (fathers if can_father else mothers).append(f"P{i}")
    return Pedigree(tuple(people))
