"""After a signature: attempts, the telling, the briefing, and the name made public afterwards."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from repatria.registry.codes.models import Thing
from repatria.registry.families.models import Contact, Kin
from repatria.registry.homecoming import gates as standing
from repatria.registry.homecoming.actions import conversing, publishing, telling
from repatria.registry.homecoming.models import Notification
from repatria.registry.identification.models import Identification
from repatria.registry.live import parameters
from repatria.registry.live.years import asking, gates, kin, wishes
from repatria.registry.live.years.life import Life
from repatria.registry.people.roles import Role

VISIT, CALL = Contact.Channel.VISIT, Contact.Channel.PHONE
WORDS = "We told them at home what was found, and that somebody explains the file whenever they wish."
MOST_ATTEMPTS = 6


def begin(life: Life, row: Identification) -> None:
    """The first attempt is made a few days after the signature, as far as the office gets to it."""
    life.kept.setdefault("signed on", {})[row.pk] = life.today
    gates.publish_before_telling(life, row)
    if life.chance("heard from others first"):
        life.later(0, partial(_heard, missing=row.missing_id))
    wait = min(6, int(life.rng.geometric(0.6)))
    day = life.free_day("casualty", life.today + timedelta(days=wait))
    life.on(day, partial(_attempt, identification=row.pk, number=1))


def _heard(life: Life, *, missing: int) -> None:
    """The press was quicker: an urgent task, and no telling."""
    thing = Thing.objects.get(pk=missing)
    made = life.honestly(
        "family heard from others", conversing.told_by_others, life.seat(Role.CASUALTY), thing, on=life.today, channel=CALL,
        source="The Harbour Courier", words="They read it in the newspaper.",
    )  # fmt: skip
    if made is None:
        return
    life.rest(missing, "family", f"conversation {made.pk}")
    answer = partial(conversing.answer_urgent, life.seat(Role.CASUALTY), made)
    life.later(1, lambda at: at.honestly("urgent task answered", answer, answer="We rang them and said what is known."))


def due(identification: int) -> Notification | None:
    """The notification that waits for this identification."""
    rows = Notification.objects.filter(identification=identification).select_related("missing", "identification__thing")
    return rows.order_by("-pk").first()


def _attempt(life: Life, *, identification: int, number: int) -> None:
    notice = due(identification)
    if notice is None or notice.state == Notification.State.OVERTAKEN:
        life.noted["signature fell before the family was told"] += 1
        return
    if number == 1:
        life.kept.setdefault("first attempt", []).append((life.today - life.kept["signed on"][identification]).days)
    if notice.state == Notification.State.TOLD:
        life.noted["telling renewed under a new signature"] += 1
        wishes.renewed(life, notice)
        return
    wish = kin.wish_of(life, notice.missing_id)
    if wish is None:
        life.noted["signed, nobody of the family is known"] += 1
        return
    near, _directs = wish
    missed = number < MOST_ATTEMPTS and life.chance("attempt that reaches nobody")
    told = partial(telling.attempt, life.seat(Role.CASUALTY), notice, kin=near, on=life.today, channel=CALL)
    if missed:
        again = life.today + timedelta(days=3)
        life.honestly("attempt that reached nobody", told, outcome="no answer", next_on=again)
        life.on(again, partial(_attempt, identification=identification, number=number + 1))
        return
    life.honestly("attempt that reached somebody", told, outcome="reached")
    _tell(life, notice, near)


def _tell(life: Life, notice: Notification, near: Any) -> None:
    instead = "" if near.living != "no" else "the next of kin has died"
    made = life.honestly(
        "family told", telling.tell, life.seat(Role.CASUALTY), notice, kin=near, on=life.today, channel=VISIT,
        language=near.language, words=WORDS, instead=instead,
    )  # fmt: skip
    if made is None:
        return
    gates.release_early(life, notice.missing_id, "release before a wish")
    life.rest(notice.missing_id, "family", f"notification {notice.pk}")
    life.kept.setdefault("told", set()).add(notice.missing_id)
    asking.told(life, notice.missing_id, near)
    life.later(parameters.of("briefing"), partial(_brief, identification=notice.identification_id, near=near.pk))
    life.later(parameters.of("publication"), partial(_publish, missing=notice.missing_id))


def _brief(life: Life, *, identification: int, near: int) -> None:
    notice, whom = due(identification), Kin.objects.select_related("thing").get(pk=near)
    if notice is None or notice.state != Notification.State.TOLD or not standing.stands(notice):
        life.noted["briefing put off: the signature fell"] += 1
        return
    explain = partial(telling.brief, life.seat(Role.CASUALTY), notice, kin=whom, on=life.today, channel=VISIT)
    made = life.honestly("file explained", explain, words="The file was explained page by page.")
    if made is not None:
        life.rest(notice.missing_id, "family", f"briefing {made.pk}")
    life.later(parameters.of("election"), partial(wishes.elect, missing=notice.missing_id))


def _publish(life: Life, *, missing: int) -> None:
    if missing in life.kept.setdefault("public", set()):
        return
    thing = Thing.objects.get(pk=missing)
    publish = partial(publishing.publish, life.seat(Role.CASUALTY), thing, text_=gates.TEXT, on=life.today)
    made = life.honestly("name made public", publish)
    if made is not None:
        life.kept["public"].add(missing)
        life.rest(missing, "public", f"public text {made.pk}")
