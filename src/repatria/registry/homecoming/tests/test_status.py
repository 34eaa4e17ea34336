"""What a family is told: the same words whether nobody was found or a signature waits; then told, fallen, taken back, home. Readable."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from repatria.registry.codes.models import Thing
from repatria.registry.families.actions import add_missing, merge_missing
from repatria.registry.families.actions import kin as kindred
from repatria.registry.families.models import Consent
from repatria.registry.gateway import clearing
from repatria.registry.homecoming.actions import disposing, doors, letters, telling
from repatria.registry.homecoming.models import Door, Letter, Notification
from repatria.registry.homecoming.status import near, status_of, statuses
from repatria.registry.homecoming.status.facts import Facts
from repatria.registry.homecoming.status.gathering import a_year_on
from repatria.registry.homecoming.status.readability import grade, syllables_in
from repatria.registry.homecoming.status.sentences import paragraphs
from repatria.registry.homecoming.tests import hands
from repatria.registry.journal import clock
from repatria.registry.refusals import NotFound
from repatria.registry.testing.scene import Scene

DAY = date(2031, 5, 3)
PAGE, GRADE = 380, 8.0


def facts(**told: object) -> Facts:
    made = Facts("Orlan Velmarest", DAY, a_year_on(DAY), "Ring us")
    for name, value in told.items():
        setattr(made, name, value)
    return made


STATES = [
    facts(),
    facts(tree=True, donors=["child"], compared=DAY, me="sibling"),
    facts(tree=True, donors=["cousin"], unread=2, could=["half sibling", "niece or nephew"], due=DAY, tag=DAY, effect=DAY),
    facts(tree=True, donors=["sibling", "sibling"], mine="read", compared=DAY),
    facts(told=DAY, consents=[("identification", DAY), ("court", DAY), ("research", DAY), ("contact", DAY)], quarrel=True),
    facts(told=DAY, checking=True, donors=["sibling"], wish="wait", ask_again=DAY, later="tell", could=["sibling"]),
    facts(told=DAY, wish="now", leaves=True, later="with"),
    facts(told=DAY, home=DAY, buried=DAY, place="Heldenruh, row 7", wish="now", later="tell"),
    facts(taken_back=DAY, tree=True, donors=["child"], compared=DAY, ended=[("identification", DAY)]),
]


@pytest.mark.parametrize("told", STATES, ids=range(len(STATES)))
def test_every_state_reads_easily_and_fits_a_page(told: Facts) -> None:
    made = paragraphs(told)
    texts = [one.text for one in made]
    assert grade(texts) <= GRADE and sum(len(text.split()) for text in texts) <= PAGE
    assert len({one.key for one in made}) == len(made) and made[-1].key == "ring"
    assert "3 May 2032" in next(one.text for one in made if one.key == "next")
    for word in ("hit", "victim", "score", "posterior", "likelihood", "None", "HERON"):
        assert word not in " ".join(texts)


def test_what_was_done_stands_in_the_order_of_its_days() -> None:
    days = {"tag": date(2027, 3, 1), "taken_back": date(2029, 5, 2), "effect": date(2026, 1, 5), "compared": date(2030, 2, 3)}

    def order(**told: object) -> list[str]:
        (done,) = (one.text for one in paragraphs(facts(donors=["child"], **told)) if one.key == "done")
        return re.findall(r"On \d+ \w+ (\d{4})", done)

    assert order(**days) == ["2026", "2027", "2029", "2030"]
    assert order(**{**days, "told": date(2028, 1, 1)}) == ["2026", "2027", "2028", "2029"]
    assert order(**{**days, "compared": date(2025, 2, 3)}) == ["2025", "2026", "2027", "2029"]


def test_what_would_help_names_a_kind_and_an_order_of_size() -> None:
    words = {one.key: one.text for one in paragraphs(facts(tree=True, donors=["cousin"], could=["niece or nephew"]))}["helps"]
    assert "A sample from a brother's or sister's child of your relative would help most" in words
    assert "from less than 1 in 10 to about 1 in 10" in words
    mine = {one.key: one.text for one in paragraphs(facts(tree=True, me="child", could=["sibling"]))}["helps"]
    assert mine.startswith("A sample from you would help most") and "more than 9 in 10" in mine
    assert near.chance([]) == 0.0 and near.chance(["", "sibling"]) == near.chance(["sibling"])


def test_the_shares_are_those_of_the_simulation() -> None:
    asked = [("sibling",), ("cousin",)]
    again = clearing.clear_chances(asked, odds=7.2, draws=32, seed=7)
    assert abs(again[0] - (near.chance(["sibling"]) or 0)) < 0.3 and again[1] < 0.1


def test_kinds_of_kin() -> None:
    # 1, 2 parents; 3 missing; 4 full, 5 half; 6, 7 grandparents; 8 uncle; 9 cousin; 10 child; 11 grandchild; 12 child of 4; 13 a stranger
    tree = near.Tree({3: (1, 2), 4: (1, 2), 5: (1, 13), 1: (6, 7), 8: (6, 7), 9: (8,), 10: (3,), 11: (10,), 12: (4,)})
    told = {who: tree.kind_of(3, who) for who in (1, 4, 5, 6, 8, 9, 10, 11, 12, 13)}
    assert told == {
        1: "parent", 4: "sibling", 5: "half sibling", 6: "grandparent", 8: "aunt or uncle", 9: "cousin", 10: "child",
        11: "grandchild", 12: "niece or nephew", 13: "",
    }  # fmt: skip
    assert near.best(["cousin", "", "sibling"]) == "sibling" and near.best([]) == ""


def test_the_grade_is_the_formula() -> None:
    text = "The cat sat on the mat. It was a good day."
    words, sentences, syllables = 11, 2, 11
    assert grade([text]) == pytest.approx(0.39 * words / sentences + 11.8 * syllables / words - 15.59)
    assert [syllables_in(one) for one in ("sample", "home", "compared", "2026", "sister's")] == [2, 1, 2, 4, 2]
    assert grade([]) == 0.0
    assert (
        grade(["Notwithstanding administrative determinations, identification necessitates interdisciplinary corroboration."])
        > 12
    )
    assert a_year_on(date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.django_db
def test_a_signature_that_waits_for_the_telling_changes_no_word(scene: Scene) -> None:
    """The gate: nobody reads of a finding before a person has told them."""
    one = hands.signed(scene)
    hands.due(one)
    near_kin, _directs = hands.family_of(scene, one)
    by = hands.office(scene)
    person = add_missing(by, name="Nobody Found")
    other = kindred.add_kin(by, name="Kin of nobody", relation="sister", living="yes", language="English")
    kindred.note_wish(by, person, next_of_kin=other)
    waiting, nothing = status_of(one.missing, near_kin), status_of(person.thing, other)
    assert waiting.texts == nothing.texts
    row = Notification.objects.get()
    telling.tell(by, row, kin=near_kin, on=clock.today(), channel="visit", language="English", words="At home.")
    told = status_of(one.missing, near_kin)
    assert told.texts != nothing.texts and "your relative is identified" in told.texts[0]


@pytest.mark.django_db
def test_told_then_fallen_then_wished(scene: Scene) -> None:
    notice = hands.told(scene)
    one = notice.identification
    _near, directs = hands.family_of(scene, one)
    assert "There is no hurry" in " ".join(status_of(one.missing).texts)
    disposing.elect(
        hands.office(scene), one.missing, directs=directs, choice="now", ask_again=None, portions="tell", form="form 1"
    )
    text = " ".join(status_of(one.missing).texts)
    assert "bury what is there now" in text and "we will tell you, as you asked" in text
    hands.fall(one)
    assert "we check the finding again" in " ".join(status_of(one.missing).texts)


@pytest.mark.django_db
def test_one_and_all_say_the_same_in_few_queries(scene: Scene, django_assert_max_num_queries: object) -> None:
    hands.told(scene)
    by = hands.office(scene)
    people = [add_missing(by, name=f"Person {n}") for n in range(4)]
    for person in people[:3]:
        kin = kindred.add_kin(by, name=f"Kin of {person.code}", living="yes")
        kindred.note_wish(by, person, next_of_kin=kin)
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        made = {one.missing: one for one in statuses(scene.heron)}
    for missing, one in made.items():
        assert status_of(Thing.objects.get(pk=missing)) == one
    assert made[people[3].pk].kin is None and not made[people[3].pk].silent
    merge_missing(by, people[3], into=people[0], reason="the same man")
    with pytest.raises(NotFound):
        status_of(people[3].thing)


@pytest.mark.django_db
def test_what_the_database_keeps_of_doors_and_letters(scene: Scene) -> None:
    by = hands.office(scene)
    person = add_missing(by, name="Orlan Velmarest")
    kin = kindred.add_kin(by, name="Ines", living="yes")
    kindred.note_wish(by, person, next_of_kin=kin)
    doors.open_door(by, person.thing, kin=kin)
    letters.write_one(by, person.thing)
    for sql in (
        "UPDATE homecoming_door SET token_hash = 'x'",
        "UPDATE homecoming_door SET code_hash = 'x'",
        "UPDATE homecoming_letter SET digest = 'x'",
        "UPDATE homecoming_letter SET number = 7",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    with connection.cursor() as cursor:  # the control: what may change does
        cursor.execute("UPDATE homecoming_door SET tries = 3")
    assert Door.objects.get().tries == 3 and Letter.objects.get().number == 1
    assert not Consent.objects.exists()
