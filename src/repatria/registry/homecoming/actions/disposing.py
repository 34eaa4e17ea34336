"""What those who may decide wish, and where two of a family disagree: written down, settled, never rewritten."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.codes.models import Thing
from repatria.registry.families.models import Kin
from repatria.registry.homecoming import leaving
from repatria.registry.homecoming.circle import wish_of
from repatria.registry.homecoming.entries import disposing as entries
from repatria.registry.homecoming.gates import GateClosed
from repatria.registry.homecoming.models import Disagreement, Election
from repatria.registry.homecoming.within import chosen, own, person_of, relative_of, text, user_of
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, NotAllowed, Overtaken

CHOICES: list[str] = list(Election.Choice.values)
PORTIONS: list[str] = list(Election.Portions.values)


@recorded(entries.Elected, verb="homecoming.elect")
def elect(
    by: Any, missing: Thing, *, directs: Kin, choice: str, portions: str, form: str, ask_again: date | None = None,
    place: str = "", honours: str = "", words: str = "", instead_of: int | None = None,
) -> Done[Election]:  # fmt: skip
    """Write down what whoever directs disposition wishes. A new wish takes the place of the old one, which stays readable.

    ``form``: the signed form, its number or where it lies; ``ask_again``: the day to ask again, needed unless they wish a burial
    now; ``instead_of``: the number of the wish in force that was read, to notice a wish written in between. GateClosed before the
    family was told.
    """
    person = person_of(by, missing)
    code = person.code
    if not leaving.ever_told(missing.pk):
        raise GateClosed(
            f"{code}: the family has not been told of an identification. Tell them first; then ask what they wish."
        )
    whom = _who_directs(by, directs, person)
    chosen(code, choice, "choice", CHOICES)
    chosen(code, portions, "wish about later portions", PORTIONS)
    again = _day_to_ask(code, choice, ask_again)
    kept = {
        "form": text(code, form, "the signed form", 160, needed=True),
        "place": text(code, place, "the place", 200),
        "honours": text(code, honours, "honours", 200),
        "words": text(code, words, "what was said", 8_000, lines=True),
    }
    made = _put_in_force(by, person, instead_of, directs=whom, choice=choice, portions=portions, ask_again=again, **kept)
    facts = {
        "directs": whom.code, "choice": choice, "portions": portions, "number": made.number, "election": made.pk,
        "ask": again,
    }  # fmt: skip
    return Done(made, subject=code, facts=facts, personal=kept)


@recorded(entries.DisagreementOpened, verb="homecoming.elect")
def disagree(by: Any, missing: Thing, *, raised_by: Kin, words: str) -> Done[Disagreement]:
    """Write down that somebody of the family wants something else. Nothing of the person leaves until it is settled."""
    person = person_of(by, missing)
    whom = relative_of(by, raised_by, person)
    if Disagreement.objects.filter(missing=missing, raised_by=whom, settled__isnull=True).exists():
        raise Overtaken(f"{person.code}: a disagreement of {whom.code} is open already. It has to be settled first.")
    made = Disagreement.objects.create(
        missing=person.thing, raised_by=whom, opened=clock.now(), by=user_of(by),
        words=text(person.code, words, "what they want instead", 8_000, needed=True, lines=True),
    )  # fmt: skip
    facts = {"kin": whom.code, "disagreement": made.pk}
    return Done(made, subject=person.code, facts=facts, personal={"words": made.words})


@recorded(entries.DisagreementSettled, verb="homecoming.settle")
def settle(by: Any, disagreement: Disagreement, *, decided_by: str, settlement: str) -> Done[Disagreement]:
    """End a disagreement by name and reason: whose word settled it, and how. Never by whoever wrote the disagreement down."""
    rows = Disagreement.objects.select_for_update(of=("self",)).select_related(
        "missing", "settled_by", "by", "raised_by__thing"
    )
    row = rows.get(pk=disagreement.pk)
    own(by, row.missing)
    code = row.missing.code
    if row.settled is not None:
        who = row.settled_by.called if row.settled_by else "the registry"
        raise Overtaken(f"{code}: {who} settled it at {row.settled:%Y-%m-%d %H:%M} UTC. Nothing is left to do.")
    if user_of(by) is None:
        raise Impossible(f"{code}: the registry settles no disagreement. The medical examiner does, by name.")
    if row.by_id == user_of(by).pk:
        raise NotAllowed(f"{code}: you wrote this disagreement down. Somebody else settles it.")
    row.decided_by = text(code, decided_by, "whose word settled it", 160, needed=True)
    row.settlement = text(code, settlement, "how it was settled, and why", 600, needed=True)
    row.settled, row.settled_by = clock.now(), user_of(by)
    row.save(update_fields=["settled", "settled_by", "decided_by", "settlement"])
    personal = {"decided_by": row.decided_by, "settlement": row.settlement}
    return Done(row, subject=code, facts={"disagreement": row.pk, "kin": row.raised_by.code}, personal=personal)


def _who_directs(by: Any, directs: Kin, person: Any) -> Kin:
    """Whoever may decide, as the wishes about telling name them; Impossible for anybody else of the family."""
    whom = relative_of(by, directs, person)
    named = wish_of(person)
    if named is not None and named.directs is not None and named.directs.pk != whom.pk:
        raise Impossible(
            f"{person.code}: the family's wishes say that {named.directs.code} directs what happens to the remains, "
            f"not {whom.code}. Ask them; or write the new wishes down first, where somebody else directs now."
        )
    if whom.living == Kin.Living.NO:
        raise Impossible(f"{person.code}: {whom.code} has died. Write down first who directs in their place.")
    return whom


def _day_to_ask(code: str, choice: str, ask_again: date | None) -> date | None:
    if choice == Election.Choice.NOW:
        if ask_again is not None:
            raise Impossible(f"{code}: to be asked again on {ask_again}, though they wish a burial now. Leave the day empty.")
        return None
    if ask_again is None:
        raise Impossible(f"{code}: no day to ask again. Whoever waits or decides later is asked again on a day; write it down.")
    if ask_again <= clock.today():
        raise Impossible(f"{code}: to be asked again on {ask_again}, which is not after today. Correct the day.")
    return ask_again


def _put_in_force(by: Any, person: Any, instead_of: int | None, **told: Any) -> Election:
    last = Election.objects.filter(missing=person.thing).order_by("-number").first()
    if instead_of is not None and instead_of != (last.number if last else 0):
        raise Overtaken(f"{person.code}: a new wish was written down in between. Read it, then write yours if it still stands.")
    moment = clock.now()
    try:
        with transaction.atomic():
            Election.objects.filter(missing=person.thing, until__isnull=True).update(until=moment)
            return Election.objects.create(
                missing=person.thing, number=(last.number if last else 0) + 1, since=moment, by=user_of(by), **told
            )
    except IntegrityError as fault:
        raise Overtaken(f"{person.code}: a wish was written down at this moment. Read it first.") from fault
