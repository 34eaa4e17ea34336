"""What people may do with the missing and their families. Whoever groups bones, or works at the bench, is not here on purpose."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.people.roles import Role

OFFICE = frozenset({Role.CASUALTY})
HISTORY = frozenset({Role.CASUALTY, Role.HISTORIAN})
DECIDING = frozenset({Role.REVIEWER, Role.EXAMINER})

VERBS = {
    "families.read": (HISTORY | DECIDING, _("see the list of the missing, their names, their loss and their status")),
    "families.read_kin": (OFFICE, _("see relatives, how to reach them, their consents and wishes")),
    "families.read_pedigree": (
        OFFICE | DECIDING | {Role.GENETICIST},
        _("see a pedigree by code, without names and contacts"),
    ),
    "families.write": (OFFICE, _("enter and correct missing persons and their names")),
    "families.write_loss": (HISTORY, _("enter losses, statuses and what old records say")),
    "families.merge": (OFFICE, _("say that two entries are one person")),
    "families.write_kin": (OFFICE, _("enter relatives, pedigrees, contacts, consents and wishes")),
    "families.donate": (OFFICE, _("register a reference sample that a relative gave")),
    "families.decide_elsewhere": (HISTORY, _("enter decisions of another issuer")),
    "families.read_decisions": (HISTORY | DECIDING | {Role.GENETICIST}, _("see decisions of another issuer")),
    "families.import": (OFFICE, _("import and undo lists of the missing")),
}

KEPT_FROM_THE_BLIND = frozenset(VERBS)
"""What whoever groups bones may not do, whatever other role they hold."""
