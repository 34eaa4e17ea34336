"""What people may do on the way from a signature home."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.people.roles import Role

OFFICE = frozenset({Role.CASUALTY})
SEEING = frozenset({Role.CASUALTY, Role.EXAMINER, Role.REVIEWER, Role.AUDITOR})
CARRYING = frozenset({Role.CUSTODY, Role.CASUALTY})

VERBS = {
    "homecoming.read": (SEEING, _("see what families were told and wish")),
    "homecoming.converse": (OFFICE, _("note a conversation with a family, or that they heard from others")),
    "homecoming.notify": (OFFICE, _("tell a family that their person is identified, and brief them")),
    "homecoming.publish": (OFFICE, _("make a name public, after the family was told")),
    "homecoming.elect": (OFFICE, _("write down what a family wishes, and that two of them disagree")),
    "homecoming.settle": (frozenset({Role.EXAMINER}), _("settle a disagreement by name and reason")),
    "homecoming.releases": (SEEING | CARRYING, _("see releases and what was counted out and in")),
    "homecoming.release": (frozenset({Role.CUSTODY}), _("prepare a release and count it out")),
    "homecoming.arrive": (CARRYING, _("count a release in; never who counted it out")),
    "homecoming.bury": (OFFICE, _("write down a grave, and that one was opened")),
    "homecoming.portion": (OFFICE, _("answer for a later bone as the standing wish says")),
    "homecoming.ends": (
        SEEING | CARRYING | {Role.GENETICIST, Role.HISTORIAN},
        _("see determinations of a group and unresolved remains"),
    ),
    "homecoming.determine": (frozenset({Role.GENETICIST, Role.HISTORIAN}), _("write a determination of a group")),
    "homecoming.countersign": (
        frozenset({Role.REVIEWER, Role.EXAMINER}),
        _("sign a determination for a nation, or reverse it"),
    ),
    "homecoming.nations": (
        SEEING | {Role.GENETICIST, Role.HISTORIAN, Role.ADMINISTRATOR},
        _("see the nations of the incident and who signs for which"),
    ),
    "homecoming.accredit": (
        frozenset({Role.ADMINISTRATOR}),
        _("enter the nations of the incident, and say who signs for which"),
    ),
    "homecoming.rest": (frozenset({Role.EXAMINER}), _("write up remains as unresolved, and compare them again")),
    "homecoming.correct": (frozenset({Role.EXAMINER}), _("lead the correction after a wrong identification")),
    "homecoming.steps": (
        frozenset({Role.EXAMINER, Role.CASUALTY, Role.CUSTODY}),
        _("see what rests on a wrong identification, and end a step of the correction"),
    ),
    "homecoming.door": (OFFICE, _("open and end a relative's private page")),
    "homecoming.letter": (OFFICE, _("write to families how things stand")),
    "homecoming.answer": (frozenset({Role.CASUALTY, Role.EXAMINER}), _("take in what a family asks, and answer it")),
}

KEPT_FROM_THE_BLIND = frozenset(VERBS) - {"homecoming.nations", "homecoming.accredit"}
