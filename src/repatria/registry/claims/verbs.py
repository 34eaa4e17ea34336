"""What people may do with claims. Whoever groups bones blind reads none of them: they carry names and places of origin."""

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
BLIND = frozenset({Role.ANTHROPOLOGIST})
"""Roles that take the right to read claims away, whatever other role the same person holds."""

VERBS = {
    "claims.read": (READERS, _("read who said what, when, in which document")),
    "claims.record": (
        frozenset({Role.INTAKE, Role.HISTORIAN, Role.CASUALTY}),
        _("record a document and what somebody says in it"),
    ),
    "claims.load": (frozenset[Role](), _("load a public record, from the command line")),
}

KEPT_FROM_THE_BLIND = frozenset(VERBS)
"""What whoever groups bones may not do, whatever other role they hold."""
