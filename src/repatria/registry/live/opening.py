"""The public record, and the three exercises with an account for every role."""

from __future__ import annotations

from datetime import date
from typing import Any

from repatria.registry.claims.models import Claim
from repatria.registry.claims.record import RECORD_2018, load_record
from repatria.registry.claims.reporttexts import read_texts
from repatria.registry.live.names import invented
from repatria.registry.live.work import HERON, OLDER, RECORD, SURGE, Work
from repatria.registry.people import actions
from repatria.registry.people.models import Incident, Laboratory
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.programme.loading import PROGRAMME_2018, load_programme
from repatria.registry.programme.models import Matter
from repatria.registry.refusals import Overtaken

EXERCISES = (
    (
        HERON,
        "HERON",
        "Exercise Heron",
        date(2024, 4, 9),
        "A hand-over of containers with mixed remains. People, units, numbers, places and dates are invented.",
    ),
    (
        OLDER,
        "OLDER",
        "Exercise Older Boxes",
        date(1994, 5, 30),
        "Boxes that came years before, with poor sheets and two styles of numbers; some of their people lie in Heron's boxes too.",
    ),
    (
        SURGE,
        "SURGE",
        "Exercise Surge",
        date(2025, 6, 11),
        "A great many transfer cases in one day; counts of two parties that disagree, and papers of other men.",
    ),
)
PEOPLE_APART = 100_000
"""Numbers of invented colleagues begin here, those of the missing and their kin elsewhere, so that nobody meets a namesake."""


def open_record(work: Work, slug: str = RECORD) -> None:
    """The public record of 27 July 2018: cited claims, no specimen and no person of ours."""
    laboratory = actions.add_laboratory(TheRegistry(), "public-sources", name="Public sources")
    record = actions.open_incident(
        TheRegistry(),
        slug,
        mark="RECORD",
        kind="record",
        title="The public record, 27 July 2018",
        laboratory=laboratory,
        when=date(2018, 7, 27),
        note="What was said in public about the hand-over at Wonsan, by whom and when. No specimen, no person of ours.",
    )
    work.incidents[slug] = record
    load_record(TheRegistry(record), record, RECORD_2018)
    load_programme(TheRegistry(record), record, PROGRAMME_2018)
    read_texts(TheRegistry(record))


def bring_record(slug: str = RECORD) -> dict[str, Any]:
    """The record as it ships: opened where there is none; of a newer edition only what is new is added. What was done."""
    standing = Incident.objects.filter(slug=slug).first()
    if standing is None:
        work = Work(0, 1.0)
        open_record(work, slug)
        rows = (
            Claim.objects.filter(topic__incident=work.incidents[slug]),
            Matter.objects.filter(thing__incident=work.incidents[slug]),
        )
        return {"opened": True, "newer": True, "claims": rows[0].count(), "matters": rows[1].count()}
    added: dict[str, Any] = {"opened": False, "newer": False, "claims": 0, "matters": 0}
    for what, load, path in (("claims", load_record, RECORD_2018), ("matters", load_programme, PROGRAMME_2018)):
        try:
            added[what] = len(load(TheRegistry(standing), standing, path))
            added["newer"] = True
        except Overtaken:
            continue  # this very file was loaded before
    return added


def open_exercises(work: Work, only: frozenset[str] = frozenset()) -> None:
    """The exercises, their laboratories, and in each an account without a password for every role, and for a second reviewer;

    or some of them.
    """
    reef = actions.add_laboratory(TheRegistry(), "saltreef", name="Saltreef Laboratory")
    quay = actions.add_laboratory(TheRegistry(), "northquay", name="North Quay Institute")
    for place, (slug, mark, title, when, note) in enumerate(EXERCISES):
        if only and slug not in only:
            continue
        laboratory = quay if slug == SURGE else reef
        incident = actions.open_incident(
            TheRegistry(), slug, mark=mark, kind="exercise", title=title, laboratory=laboratory, when=when, note=note
        )
        work.incidents[slug] = incident
        for number, role in enumerate(Role):
            _colleague(work, slug, role, PEOPLE_APART + 97 * place + number, laboratory)
        _colleague(work, slug, Role.REVIEWER, PEOPLE_APART + 97 * place + len(Role), laboratory, "-2")


def _colleague(work: Work, slug: str, role: Role, number: int, laboratory: Laboratory, suffix: str = "") -> None:
    incident = work.incidents[slug]
    who = invented(number, "F" if number % 2 else "M")
    name = f"{who.whole}, {role.label}"
    user = actions.add_user(TheRegistry(incident), f"{slug}.{role}{suffix}", name=name, stands_in=str(role))
    actions.give_role(TheRegistry(incident), user, incident=incident, role=role, laboratory=laboratory)
