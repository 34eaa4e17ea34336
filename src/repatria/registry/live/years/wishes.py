"""What families wish, and where two of one family disagree; later bones are answered as the standing wish says."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from repatria.registry.codes.models import Thing
from repatria.registry.families.models import Contact, Kin
from repatria.registry.homecoming.actions import conversing, disposing, portions
from repatria.registry.homecoming.leaving import waiting_events, wish_in_force
from repatria.registry.homecoming.models import Disagreement, Election, Notification
from repatria.registry.live import parameters
from repatria.registry.live.years import carrying, gates, kin
from repatria.registry.live.years.life import Life
from repatria.registry.people.roles import Role

Choice, Portions = Election.Choice, Election.Portions
ANSWER_DAYS = 10
"""From the day a later bone is raised until somebody sees to it, and how often they look again; 30 days are allowed."""
WORDS = "We told them which bone came to light, and asked again what they wish."
COURT = "the family together, in writing"


def elect(life: Life, *, missing: int) -> None:
    """The family says what it wishes; one in five waits for more and is asked again on a day."""
    wish = kin.wish_of(life, missing)
    if wish is None:
        return
    near, directs = wish
    waits = life.chance("families that wait")
    if not _write(life, missing, directs, Choice.WAIT if waits else Choice.NOW, _portions(life, missing)):
        return
    if near.pk != directs.pk and life.chance("two of a family disagree"):
        _quarrel(life, missing, near)
    elif not waits:
        life.later(parameters.of("release"), partial(carrying.release, missing=missing))


def _portions(life: Life, missing: int) -> str:
    held = life.kept.setdefault("portions wished", {})
    if missing not in held:
        held[missing] = str(Portions.TELL if life.chance("tell about later portions") else Portions.AGENCY)
    return str(held[missing])


def _write(life: Life, missing: int, directs: Kin, choice: str, later: str) -> bool:
    again = life.today + timedelta(days=parameters.days("asked again after")) if choice != Choice.NOW else None
    thing = Thing.objects.get(pk=missing)
    made = life.honestly(
        f"wish: {choice}", disposing.elect, life.seat(Role.CASUALTY), thing, directs=directs, choice=choice, portions=later,
        form=f"form {life.today:%Y}-{missing}", ask_again=again, place="the town they came from", honours="quietly",
    )  # fmt: skip
    if made is None:
        return False
    life.rest(missing, "family", f"election {made.pk}")
    if again is not None:
        life.on(again, partial(_asked_again, missing=missing, directs=directs.pk))
    return True


def _asked_again(life: Life, *, missing: int, directs: int) -> None:
    """Who waited is asked on the day: they wish a burial now."""
    if wish_in_force(missing) is None:
        return
    whom = Kin.objects.select_related("thing").get(pk=directs)
    if _write(life, missing, whom, Choice.NOW, _portions(life, missing)):
        life.later(parameters.of("release"), partial(carrying.release, missing=missing))


def _quarrel(life: Life, missing: int, near: Kin) -> None:
    """Somebody else of the family wants something else: nothing leaves until it is settled by name and reason."""
    thing = Thing.objects.get(pk=missing)
    made = life.honestly(
        "two of a family disagreed", disposing.disagree, life.seat(Role.CASUALTY), thing, raised_by=near,
        words="I want him to lie beside our parents.",
    )  # fmt: skip
    if made is None:
        return
    gates.release_early(life, missing, "release while two disagree")
    life.later(40, partial(_settle, disagreement=made.pk, missing=missing))


def _settle(life: Life, *, disagreement: int, missing: int) -> None:
    row = Disagreement.objects.select_related("missing").get(pk=disagreement)
    done = life.honestly(
        "disagreement settled", disposing.settle, life.seat(Role.EXAMINER), row, decided_by=COURT,
        settlement="They agreed on one grave.",
    )  # fmt: skip
    if done is not None:
        life.later(parameters.of("release"), partial(carrying.release, missing=missing))


def renewed(life: Life, notice: Notification) -> None:
    """The same person is signed again with bones that came later: each is answered as the standing wish says."""
    for event in waiting_events(notice.missing_id):
        life.noted["later bone raised"] += 1
        life.rest(notice.missing_id, "portion", f"portion event {event.pk}")
        gates.answer_against_wish(life, event)
    life.later(ANSWER_DAYS, partial(_answer, missing=notice.missing_id))


def _answer(life: Life, *, missing: int) -> None:
    """Who wished to be told is told and asked; what the agency shall lay to rest is released and laid to rest."""
    wish, events = wish_in_force(missing), list(waiting_events(missing))
    if not events:
        return
    life.later(ANSWER_DAYS, partial(_answer, missing=missing))  # until each is answered
    if wish is None:
        return
    if wish.portions == Portions.TELL:
        thing = Thing.objects.get(pk=missing)
        said = life.honestly(
            "family told of a later bone", conversing.contact, life.seat(Role.CASUALTY), thing, kin=wish.directs,
            on=life.today, channel=Contact.Channel.PHONE, words=WORDS,
        )  # fmt: skip
        if said is not None:
            life.rest(missing, "family", f"conversation {said.pk}")
        for event in events:
            end = partial(portions.answer, life.seat(Role.CASUALTY), event, outcome="told")
            life.honestly("later bone answered", end, words="They were told and wish it laid with the rest.")
    if missing in life.kept.get("released", ()):
        carrying.release(life, missing=missing)
