"""What people may do with accounts, incidents and the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.people.roles import EVERYBODY, Role

SECOND = frozenset({Role.ADMINISTRATOR, Role.EXAMINER, Role.CASUALTY})

VERBS = {
    "people.desk": (EVERYBODY, _("open the incident's desk")),
    "people.read": (frozenset({Role.ADMINISTRATOR, Role.AUDITOR}), _("see who works here and as what")),
    "people.manage": (frozenset({Role.ADMINISTRATOR}), _("give and end roles")),
    "people.setup": (frozenset[Role](), _("make incidents, laboratories and accounts, from the command line")),
    "journal.read": (frozenset({Role.AUDITOR, Role.ADMINISTRATOR}), _("read the journal of the incident")),
    "journal.head": (EVERYBODY, _("see the head of the journal")),
    "journal.erasures": (frozenset({*SECOND, Role.AUDITOR}), _("see which erasures were asked for and carried out")),
    "journal.erase": (frozenset({Role.ADMINISTRATOR}), _("ask that what is personal about somebody be erased")),
    "journal.confirm_erasure": (SECOND, _("as a second person, carry out or decline an erasure")),
    "journal.run": (frozenset[Role](), _("open, restore and sign the journal, from the command line")),
}

KEPT_FROM_THE_BLIND = frozenset({"journal.read", "journal.erasures", "journal.erase", "journal.confirm_erasure"})
"""The journal tells names in its sentences: whoever groups bones may not read it, whatever other role they hold."""
