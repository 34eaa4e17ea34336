"""Field review, the holding statement, accession; older assemblages; and figures that higher stages found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.claims import days
from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind
from repatria.registry.codes.naming import normal_of
from repatria.registry.custody.models import Place
from repatria.registry.custody.within import now
from repatria.registry.intake import entries
from repatria.registry.intake.arriving import Arrival, name_boxes, older_boxes
from repatria.registry.intake.models import Accession, Container, FieldReview, FigureNoted, Handover, Statement
from repatria.registry.intake.wording import people_counted
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, Overtaken


@recorded(entries.ContainerReviewed, verb="intake.review")
def review_container(
    by: Any, container: Container, *, verdict: str, period: str = FieldReview.Period.UNDETERMINED, note: str = ""
) -> Done[FieldReview]:
    """Say what one container holds as far as a look in the field tells: human or not, from which time. Never how many."""
    if verdict not in FieldReview.Verdict.values:
        raise Impossible(f"{container.code}: {verdict!r}. Write one of {', '.join(FieldReview.Verdict.values)}.")
    if period not in FieldReview.Period.values:
        raise Impossible(f"{container.code}: period {period!r}. Write one of {', '.join(FieldReview.Period.values)}.")
    _without_people(container.code, note)
    made = FieldReview.objects.create(
        container=container,
        verdict=verdict,
        period=period,
        note=" ".join(note.split())[:400],
        reviewer=getattr(by, "user", None),
        moment=now(),
    )
    return Done(made, subject=container.code, facts={"verdict": verdict, "period": period})


@recorded(entries.StatementWritten, verb="intake.review")
def write_statement(by: Any, handover: Handover, *, text: str) -> Done[Statement]:
    """Write what may be said before anything is known. A number of people in it is refused."""
    text = text.strip()
    if not text or len(text) > 4000:
        raise Impossible(f"{handover.code}: a statement of 1 to 4000 characters.")
    _without_people(handover.code, text)
    row = Handover.objects.select_for_update(of=("self",)).select_related("thing").get(pk=handover.pk)
    if not FieldReview.objects.filter(container__handover=row).exists():
        raise Impossible(f"{row.code}: no container has been reviewed yet. Review first, then write what may be said.")
    number = Statement.objects.filter(handover=row).count() + 1
    made = Statement.objects.create(handover=row, number=number, text=text, author=getattr(by, "user", None), moment=now())
    return Done(made, subject=row.code, facts={"number": number, "text": text})


def _without_people(where: str, text: str) -> None:
    counted = people_counted(text)
    if counted:
        raise Impossible(f"{where}: {counted!r} counts people. How many there are is not known yet; say it without a number.")


@recorded(entries.ContainersAccessioned, verb="intake.write")
def accession_containers(
    by: Any,
    handover: Handover,
    *,
    number: str,
    containers: Sequence[Container] | None = None,
    title: str = "",
    received: str = "",
    note: str = "",
) -> Done[Accession]:
    """Give containers of a hand-over (all of them, unless named) the laboratory's number for this receipt."""
    row = Handover.objects.select_for_update(of=("self",)).select_related("thing").get(pk=handover.pk)
    wanted = Container.objects.filter(handover=row)
    if containers is not None:
        wanted = wanted.filter(pk__in=[c.pk for c in containers])
    found = list(wanted.select_related("item__thing", "accession"))
    if not found or (containers is not None and len(found) != len(containers)):
        raise Impossible(f"{row.code}: {len(found)} containers of this hand-over. Receive them, and choose among them.")
    for container in found:
        if container.accession is not None:
            raise Overtaken(f"{container.code}: already in accession {container.accession.number}. A container has one.")
    seen = set(FieldReview.objects.filter(container__in=found).values_list("container_id", flat=True))
    waiting = [c.code for c in found if c.pk not in seen]
    if waiting:
        raise Impossible(f"{row.code}: {waiting[0]} and {len(waiting) - 1} others await field review. Review them first.")
    made = _accession(by, number, title, received, note, handover=row)
    Container.objects.filter(pk__in=[c.pk for c in found]).update(accession=made)
    return Done(made, subject=made.thing.code, facts={"number": made.number, "count": len(found), "handover": row.code})


@recorded(entries.AssemblageEntered, verb="intake.write")
def enter_assemblage(
    by: Any,
    *,
    number: str,
    title: str,
    boxes: Sequence[Arrival],
    received: str = "",
    place: Place | None = None,
    note: str = "",
) -> Done[Accession]:
    """Enter an older assemblage that came without a hand-over here: an accession and its boxes, held by the actor from now on."""
    made = _accession(by, number, title, received, note, handover=None)
    rows = older_boxes(by, made, boxes, place=place, since=now())
    return Done(made, subject=made.thing.code, facts={"number": made.number, "count": len(rows), "title": made.title})


def _accession(by: Any, number: str, title: str, received: str, note: str, *, handover: Handover | None) -> Accession:
    number = " ".join(number.split())
    normal = normal_of(number, by.incident.laboratory.slug)
    if not normal or len(number) > 40 or not any(character.isdigit() for character in number):
        raise Impossible(f"accession {number[:50]!r}: a number of 1 to 40 characters, such as 2018-055.")
    day: tuple[date | None, str] = days.read_day(received, f"accession {number}: day of receipt")
    if day[0] is not None and day[0] > now().date():
        raise Impossible(f"accession {number}: day of receipt {received}, which has not come yet. Correct the date.")
    try:
        with transaction.atomic():
            made = Accession.objects.create(
                thing=new_thing(by, Kind.ACCESSION),
                incident=by.incident,
                number=number,
                normal=normal,
                title=" ".join(title.split())[:160],
                handover=handover,
                received=day[0],
                precision=day[1],
                note=note.strip()[:400],
            )
            name_boxes(by, f"accession of {by.incident.laboratory.slug}", [(made.thing, number)])
    except IntegrityError as fault:
        raise Overtaken(
            f"accession {number}: this number was given before. Numbers are never re-used; take the next."
        ) from fault
    return made


@recorded(entries.FigureNotedEntry, verb="intake.note")
def note_figure(by: Any, handover: Handover, *, name: str, value: int | None, words: str, why: str) -> Done[FigureNoted]:
    """Note that a figure of a hand-over changed, and why. An empty figure is None, never 0."""
    if not why.strip() or not words.strip():
        raise Impossible(f"{handover.code}: figure {name}: say it in words, and say why it changed.")
    made = FigureNoted.objects.create(
        handover=handover, name=name, value=value or None, words=words.strip()[:200], why=why.strip()[:300], as_of=now()
    )
    return Done(made, subject=handover.code, facts={"name": name, "value": made.value, "words": made.words, "why": made.why})
