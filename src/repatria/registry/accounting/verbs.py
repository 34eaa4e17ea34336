"""What people may do with the account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.people.roles import Role

BLIND = frozenset({Role.ANTHROPOLOGIST, Role.TECHNICIAN})
"""Who groups bones, or works at the bench beside those who do, sees no figure of people by DNA or by name."""

VERBS = {
    "accounting.read": (
        frozenset(Role) - BLIND,
        _("see every figure, its definition and the list that makes it"),
    ),
    "accounting.publish": (frozenset({Role.EXAMINER}), _("publish the account as it stood on a day, and withdraw it")),
}

KEPT_FROM_THE_BLIND = frozenset(VERBS)
