"""Invented people for exercises: surnames of a fixed list that no census knows, given names that belong to nobody in particular.

The list stands in ``data/invented_surnames.txt``; it was made from syllables and every name found in the 1990 or 2000 census list of the
United States was dropped. A test compares the two lists again.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

GIVEN_MEN = (
    "Adam", "Anton", "Arvid", "Basil", "Caspar", "Clement", "Conrad", "Damian", "Edgar", "Emil", "Felix", "Florian", "Gustav",
    "Hector", "Henrik", "Hugo", "Isidor", "Jasper", "Jonas", "Julian", "Kaspar", "Lambert", "Leander", "Linus", "Magnus", "Martin",
    "Matthias", "Nestor", "Oskar", "Otto", "Paul", "Quentin", "Roland", "Rufus", "Sebastian", "Simon", "Theodor", "Tobias", "Valentin",
    "Viktor",
)  # fmt: skip
GIVEN_WOMEN = (
    "Ada", "Agnes", "Alma", "Beata", "Cecilia", "Clara", "Dora", "Edith", "Elsa", "Emma", "Flora", "Greta", "Hedda", "Helena",
    "Ida", "Irene", "Judith", "Karin", "Laura", "Lydia", "Marta", "Nora", "Olga", "Paula", "Regina", "Rosa", "Selma", "Sylvia",
    "Thea", "Vera",
)  # fmt: skip
PEOPLE = len(GIVEN_MEN) * 26


@cache
def surnames() -> tuple[str, ...]:
    """The invented surnames, in alphabetical order."""
    text = files("repatria.registry.families").joinpath("data/invented_surnames.txt").read_text(encoding="ascii")
    return tuple(text.split())


def invented_person(number: int, sex: str = "M") -> tuple[str, str]:
    """(given names, surname) of invented person ``number``; the same number gives the same name, near numbers unlike ones."""
    every = surnames()
    given = GIVEN_WOMEN if sex == "F" else GIVEN_MEN
    mixed = number * 2_654_435_761 % 2**32
    surname = every[mixed % len(every)]
    middle = chr(65 + number // 7 % 26)
    return f"{given[(mixed // len(every) + number) % len(given)]} {middle}.", surname
