"""A wish is asked of whoever directs, after the telling; a new one takes the place of the old; a quarrel is settled by name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from repatria.registry.families.actions import kin as kindred
from repatria.registry.homecoming.actions import disposing
from repatria.registry.homecoming.dependents import resting_on
from repatria.registry.homecoming.gates import GateClosed
from repatria.registry.homecoming.models import Disagreement, Election
from repatria.registry.homecoming.tests import hands
from repatria.registry.journal import clock
from repatria.registry.journal.models import Disclosure, Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

NOW: dict[str, Any] = {"choice": "now", "portions": "tell", "form": "form 7"}


def later(days: int = 90) -> Any:
    return clock.today() + timedelta(days=days)


class TestElect:
    def test_a_wish_is_written_down_and_the_next_takes_its_place(self, scene: Scene) -> None:
        first = hands.elected(scene, choice="wait")
        _near, directs = hands.family_of(scene, first_identification(first))
        second = disposing.elect(hands.office(scene), first.missing, directs=directs, words="Beside his mother.", **NOW)
        first.refresh_from_db()
        assert (first.number, second.number, first.until, second.until) == (1, 2, second.since, None)
        entry = Entry.objects.filter(tag="homecoming.elected").latest("seq")
        assert "mother" not in bytes(entry.body).decode()
        assert Disclosure.objects.filter(entry=entry, field="words", value__contains="mother").exists()

    def test_both_rest_on_the_name(self, scene: Scene) -> None:
        first = hands.elected(scene, choice="wait")
        one = first_identification(first)
        _near, directs = hands.family_of(scene, one)
        second = disposing.elect(hands.office(scene), first.missing, directs=directs, **NOW)
        found = {each.about: each.words for each in resting_on(one) if each.about.startswith("election ")}
        assert set(found) == {f"election {first.pk}", f"election {second.pk}"}
        assert "wished this before" in found[f"election {first.pk}"]

    def test_it_is_refused_before_the_telling(self, scene: Scene) -> None:
        one = hands.signed(scene)
        _near, directs = hands.family_of(scene, one)
        with pytest.raises(GateClosed, match="has not been told"):
            disposing.elect(hands.office(scene), one.missing, directs=directs, **NOW)

    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ({"choice": "wait"}, "no day to ask again"),
            ({"choice": "later"}, "no day to ask again"),
            ({"choice": "later", "ask_again": "today"}, "not after today"),
            ({"ask_again": "soon"}, "though they wish a burial now"),
            ({"choice": "keep"}, "Choose one of"),
            ({"portions": "keep"}, "Choose one of"),
            ({"form": "  "}, "the signed form is empty"),
            ({"place": "x" * 201}, "201 characters"),
            ({"instead_of": 4}, "in between"),
        ],
    )
    def test_what_it_refuses(self, scene: Scene, told: dict[str, Any], words: str) -> None:
        notice = hands.told(scene)
        _near, directs = hands.family_of(scene, notice.identification)
        days = {"today": clock.today(), "soon": later()}
        said = {name: days.get(value, value) for name, value in told.items()}
        with pytest.raises((Impossible, Overtaken), match=words):
            disposing.elect(hands.office(scene), notice.missing, directs=directs, **{**NOW, **said})
        assert not Election.objects.exists()

    def test_only_whoever_directs_is_asked(self, scene: Scene) -> None:
        notice = hands.told(scene)
        near, directs = hands.family_of(scene, notice.identification)
        with pytest.raises(Impossible, match=directs.code):
            disposing.elect(hands.office(scene), notice.missing, directs=near, **NOW)
        stranger = kindred.add_kin(hands.office(scene), name="A stranger", relation="cousin", living="yes", language="English")
        with pytest.raises(Impossible, match="is not in the family"):
            disposing.elect(hands.office(scene), notice.missing, directs=stranger, **NOW)

    @pytest.mark.parametrize("role", [Role.CUSTODY, Role.EXAMINER, Role.REVIEWER, Role.AUDITOR])
    def test_the_office_alone_writes_it(self, scene: Scene, role: str) -> None:
        notice = hands.told(scene)
        _near, directs = hands.family_of(scene, notice.identification)
        with pytest.raises(NotFound):
            disposing.elect(scene.seat(role), notice.missing, directs=directs, **NOW)
        with pytest.raises(NotFound):
            disposing.elect(scene.stranger, notice.missing, directs=directs, **NOW)


class TestDisagreement:
    def test_it_is_settled_by_name_and_reason(self, scene: Scene) -> None:
        wish = hands.elected(scene)
        near, _directs = hands.family_of(scene, first_identification(wish))
        row = disposing.disagree(hands.office(scene), wish.missing, raised_by=near, words="He belongs in the south.")
        with pytest.raises(Overtaken, match="open already"):
            disposing.disagree(hands.office(scene), wish.missing, raised_by=near, words="Again.")
        examiner = scene.seat(Role.EXAMINER)
        with pytest.raises(Impossible, match="whose word settled it is empty"):
            disposing.settle(examiner, row, decided_by=" ", settlement="They agreed.")
        with pytest.raises(Impossible, match="how it was settled"):
            disposing.settle(examiner, row, decided_by="The family together", settlement="")
        done = disposing.settle(examiner, row, decided_by="The family together", settlement="They met and agreed.")
        assert done.settled_by == examiner.user
        with pytest.raises(Overtaken, match="settled it at"):
            disposing.settle(examiner, row, decided_by="A court", settlement="Again.")

    def test_the_office_does_not_settle_it(self, scene: Scene) -> None:
        wish = hands.elected(scene)
        near, _directs = hands.family_of(scene, first_identification(wish))
        row = disposing.disagree(hands.office(scene), wish.missing, raised_by=near, words="No.")
        with pytest.raises(NotFound):
            disposing.settle(hands.office(scene), row, decided_by="me", settlement="so")

    def test_nobody_settles_what_they_wrote_down(self, scene: Scene) -> None:
        wish = hands.elected(scene)
        near, _directs = hands.family_of(scene, first_identification(wish))
        examiner = scene.seat(Role.EXAMINER)
        row = Disagreement.objects.create(
            missing=wish.missing, raised_by=near, words="No.", opened=clock.now(), by=examiner.user
        )
        with pytest.raises(NotAllowed, match="Somebody else settles it"):
            disposing.settle(examiner, row, decided_by="me", settlement="so")


def first_identification(wish: Election) -> Any:
    return wish.missing.notifications.get().identification
