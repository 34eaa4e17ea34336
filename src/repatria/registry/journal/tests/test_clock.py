"""Invented time: bound to the exercises it was made for, never backwards, gone afterwards."""

from __future__ import annotations

import contextvars
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from repatria.registry import startup
from repatria.registry.journal import clock
from repatria.registry.journal.entries import FlowFailed, TimeInvented
from repatria.registry.journal.entrytypes import TYPES
from repatria.registry.journal.models import Entry
from repatria.registry.journal.recording import append
from repatria.registry.people.lived import in_its_time, lived, moment_of
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.testing.scene import Scene

BEGAN = datetime(2018, 8, 1, 9, tzinfo=UTC)
FACTS = {"after": "a", "step": "b", "fault": "c"}


def test_it_moves_forward_only_and_ends() -> None:
    with clock.inventing(BEGAN, frozenset({"heron"})) as time:
        first = clock.now()
        assert BEGAN < first < clock.now() < BEGAN + timedelta(seconds=1)
        time.move_to(BEGAN + timedelta(days=400))
        assert clock.today().isoformat() == "2019-09-05"
        time.move_to(BEGAN)
        assert timezone.now() > BEGAN + timedelta(days=399)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert abs(timezone.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.invented_for() is None


def test_it_is_for_named_exercises_and_not_twice() -> None:
    with pytest.raises(RuntimeError, match="named exercises"), clock.inventing(BEGAN, frozenset()):
        pass
    with (
        clock.inventing(BEGAN, frozenset({"heron"})),
        pytest.raises(RuntimeError, match="once"),
        clock.inventing(BEGAN, frozenset({"heron"})),
    ):
        pass


@pytest.mark.django_db
def test_an_act_on_a_record_is_refused(scene: Scene) -> None:
    with clock.inventing(BEGAN, frozenset({scene.heron.slug})):
        with transaction.atomic():
            append(FlowFailed, TheRegistry(scene.heron), facts=FACTS)
        with pytest.raises(RuntimeError, match="does not live in invented time"), transaction.atomic():
            append(FlowFailed, TheRegistry(scene.record), facts=FACTS)
        with pytest.raises(RuntimeError, match="the registry itself"), transaction.atomic():
            append(FlowFailed, TheRegistry(), facts=FACTS)
    assert Entry.objects.get(tag=FlowFailed.tag).at.date() == BEGAN.date()


@pytest.mark.django_db
def test_only_what_was_lived_in_invented_time_may_be_ahead_of_the_clock(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def act(by: TheRegistry, at: datetime | None = None) -> None:
        with monkeypatch.context() as patched, transaction.atomic():
            if at is not None:
                patched.setattr(clock, "now", lambda: at)
            append(FlowFailed, by, facts=FACTS)

    ahead = datetime.now(UTC) + timedelta(days=900)
    heron = TheRegistry(scene.heron)
    with clock.inventing(ahead, frozenset({scene.heron.slug})):
        act(heron)
        act(heron)
    first, *others = Entry.objects.filter(incident=scene.heron.slug, at__gte=ahead).order_by("seq")
    assert first.tag == TimeInvented.tag and first.said["facts"]["began"].startswith(f"{ahead:%Y-%m-%d}")
    assert {one.tag for one in others} == {FlowFailed.tag}, "it is said once"
    assert startup._clock() == []
    act(heron)  # by the machine's clock again, which is long before
    assert startup._clock() == []
    act(heron, ahead - timedelta(days=1))
    assert "before the last entry of heron" in startup._clock()[0]
    act(heron)
    for by in (TheRegistry(scene.other), TheRegistry(scene.record), TheRegistry()):
        act(by, datetime.now(UTC) + timedelta(minutes=2))
        assert f"before the last entry of {by.slug or 'the registry itself'} in" in startup._clock()[0]
        act(by)
        assert startup._clock() == []


@pytest.mark.django_db
@pytest.mark.parametrize(("digest", "was"), [("", True), ("ab", False)])
def test_an_exercise_lived_before_the_journal_said_so_is_known_by_its_end(scene: Scene, digest: str, was: bool) -> None:
    assert not lived(scene.heron.slug)
    with transaction.atomic():
        append(TYPES["live.exercise_filled"], TheRegistry(scene.heron), facts={"seed": 1, "scale": "1", "digest": digest})
    assert lived(scene.heron.slug) is was and not lived(scene.record.slug)


def ahead_by(days: int) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


def went_until(scene: Scene, moment: datetime) -> TheRegistry:
    """Exercise Heron with one act in invented time."""
    with clock.inventing(moment, frozenset({scene.heron.slug})), transaction.atomic():
        append(FlowFailed, TheRegistry(scene.heron), facts=FACTS)
    return TheRegistry(scene.heron)


@pytest.mark.django_db
def test_a_lived_exercise_goes_on_from_its_own_last_moment(scene: Scene) -> None:
    last = ahead_by(900)
    heron = went_until(scene, last)
    with transaction.atomic():
        append(FlowFailed, heron, facts=FACTS)  # by the machine's clock, as from an older version
    for _ in range(2):  # the second reads on from where the first read to
        with in_its_time("heron"), transaction.atomic():
            assert clock.today() == last.date() == timezone.now().date()
            append(FlowFailed, heron, facts=FACTS)
            append(FlowFailed, TheRegistry(scene.other), facts=FACTS)
    rows = [one.at for one in Entry.objects.filter(incident="heron", at__gte=last).order_by("seq")]
    assert rows == sorted(set(rows)) and len(rows) == 4
    assert Entry.objects.filter(incident=scene.other.slug).latest("seq").at < ahead_by(1), "the machine's, for another incident"
    assert clock.own() is None and clock.now() < ahead_by(1)
    assert startup._clock() == []


@pytest.mark.django_db
def test_requests_beside_each_other_do_not_overtake_each_other_in_time(scene: Scene) -> None:
    heron = went_until(scene, ahead_by(900))
    late = contextvars.copy_context()
    stack = ExitStack()
    late.run(stack.enter_context, in_its_time("heron"))  # it began before the other, and acts after it
    with in_its_time("heron"), transaction.atomic():
        for _ in range(5):
            clock.now()
        append(FlowFailed, heron, facts=FACTS)
    with transaction.atomic():
        late.run(append, FlowFailed, heron, facts=FACTS)
    late.run(stack.close)
    first, second = list(Entry.objects.filter(incident="heron").order_by("seq").values_list("at", flat=True))[-2:]
    assert first < second and startup._clock() == []


@pytest.mark.django_db
def test_every_other_incident_keeps_the_machines_time(scene: Scene) -> None:
    went_until(scene, ahead_by(-900))
    with transaction.atomic():
        append(FlowFailed, TheRegistry(scene.other), facts=FACTS)
    for slug in ("heron", scene.other.slug, scene.record.slug, "nowhere", ""):
        assert moment_of(slug) is None
        with in_its_time(slug):
            assert clock.own() is None


@pytest.mark.django_db
def test_a_page_of_a_lived_exercise_stands_on_its_day(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    last = ahead_by(900)
    went_until(scene, last)
    seen: list[date] = []
    monkeypatch.setattr("repatria.registry.people.queries.overview", lambda _seat: seen.append(clock.today()) or ())
    for slug, who in (("heron", Role.CASUALTY), (scene.other.slug, scene.person("there", Role.CASUALTY, incident=scene.other))):
        assert scene.client(who).get(f"/i/{slug}/").status_code == 200
    assert seen == [last.date(), datetime.now(UTC).date()] and clock.own() is None
