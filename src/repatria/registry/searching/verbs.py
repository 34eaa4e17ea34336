"""What people may do with searches and candidate lists. Whoever groups bones sees none of it before the lock, and no name after."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.people.roles import Role

SEEING = frozenset({Role.GENETICIST, Role.REVIEWER, Role.EXAMINER, Role.ODONTOLOGIST, Role.HISTORIAN, Role.AUDITOR})

VERBS = {
    "searching.read": (SEEING, _("see searches and candidate lists")),
    "searching.ask": (frozenset({Role.GENETICIST}), _("queue a search, or cancel one")),
    "searching.rule": (frozenset({Role.GENETICIST}), _("set how candidate lists are made, with the ground for it")),
    "searching.plan": (frozenset({Role.GENETICIST}), _("queue a plan of samples and calls")),
    "searching.sampling": (
        frozenset({Role.ANTHROPOLOGIST, Role.TECHNICIAN, Role.GENETICIST, Role.AUDITOR}),
        _("see which bone to sample next"),
    ),
    "searching.calls": (
        frozenset({Role.CASUALTY, Role.GENETICIST, Role.AUDITOR}),
        _("see which relative to ask for a sample next"),
    ),
    "searching.work": (frozenset[Role](), _("do the work of a search; the registry's worker does")),
}

KEPT_FROM_THE_BLIND = frozenset({"searching.read", "searching.ask", "searching.rule", "searching.plan", "searching.calls"})
