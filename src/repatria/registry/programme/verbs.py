"""What people may do with the programme. Whoever groups bones blind reads none of it: it carries names of places and of parties."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.claims.verbs import READERS
from repatria.registry.people.roles import Role

VERBS = {
    "programme.read": (READERS, _("read the programme: agreements, promises, requests, journeys, ceremonies")),
    "programme.record": (
        frozenset({Role.INTAKE, Role.HISTORIAN, Role.CASUALTY}),
        _("enter a matter of the programme, and what somebody says has come of it"),
    ),
    "programme.load": (frozenset[Role](), _("load the programme of a public record, from the command line")),
}

KEPT_FROM_THE_BLIND = frozenset(VERBS)
"""What whoever groups bones may not do, whatever other role they hold."""
