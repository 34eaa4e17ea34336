"""What people may do at a hand-over. Whoever groups bones blind opens none of it: the papers carry places and names."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.people.roles import Role

READERS = frozenset(
    {
        Role.INTAKE,
        Role.CUSTODY,
        Role.HISTORIAN,
        Role.CASUALTY,
        Role.GENETICIST,
        Role.REVIEWER,
        Role.EXAMINER,
        Role.AUDITOR,
    }
)

VERBS = {
    "intake.read": (READERS, _("open hand-overs and their papers")),
    "intake.write": (frozenset({Role.INTAKE}), _("announce a hand-over, receive its containers, write its papers")),
    "intake.count": (
        frozenset({Role.INTAKE, Role.CUSTODY, Role.EXAMINER, Role.REVIEWER}),
        _("count the containers, independently of whoever brought them"),
    ),
    "intake.review": (frozenset({Role.INTAKE, Role.EXAMINER}), _("review containers in the field: human or not, which period")),
    "intake.note": (frozenset[Role](), _("note that a figure has changed, by the registry itself")),
}

KEPT_FROM_THE_BLIND = frozenset(VERBS)
"""What whoever groups bones may not do, whatever other role they hold."""
