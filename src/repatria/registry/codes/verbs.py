"""What people may do with identifiers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.people.roles import EVERYBODY, Role

VERBS = {
    "codes.read": (EVERYBODY, _("find a thing by its number")),
    "codes.give": (
        frozenset({Role.INTAKE, Role.CUSTODY, Role.ANTHROPOLOGIST, Role.TECHNICIAN, Role.CASUALTY, Role.HISTORIAN}),
        _("note what somebody else calls a thing"),
    ),
    "codes.give_personal": (
        frozenset({Role.CASUALTY, Role.HISTORIAN}),
        _("note a number that names a person, such as a service number"),
    ),
    "codes.read_personal": (
        frozenset({Role.CASUALTY, Role.HISTORIAN, Role.GENETICIST, Role.REVIEWER, Role.EXAMINER}),
        _("find a person by a number that names them"),
    ),
    "codes.withdraw": (frozenset({Role.CUSTODY, Role.CASUALTY, Role.HISTORIAN}), _("withdraw a wrong identifier")),
}
