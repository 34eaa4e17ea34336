"""What people may do with items."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.people.roles import EVERYBODY, Role

HANDS = frozenset({Role.INTAKE, Role.CUSTODY, Role.ANTHROPOLOGIST, Role.TECHNICIAN, Role.ODONTOLOGIST, Role.EXAMINER})
"""Whoever may hold items."""
KEEPERS = frozenset({Role.INTAKE, Role.CUSTODY})

VERBS = {
    "custody.read": (EVERYBODY, _("see where an item is and who held it")),
    "custody.take": (KEEPERS, _("take an item into custody from somebody outside")),
    "custody.hand_over": (HANDS, _("hand an item to the next holder")),
    "custody.receive": (HANDS, _("acknowledge an item handed over")),
    "custody.move": (HANDS, _("put an item one holds in another place or container")),
    "custody.weigh": (HANDS, _("weigh an item")),
    "custody.divide": (HANDS, _("split, merge or consume an item")),
    "custody.destroy": (KEEPERS, _("destroy an item")),
    "custody.seal": (KEEPERS, _("set and check seals")),
    "custody.raise": (
        HANDS | {Role.CASUALTY, Role.HISTORIAN, Role.GENETICIST, Role.AUDITOR},
        _("say that something does not agree"),
    ),
    "custody.explain": (KEEPERS, _("explain a discrepancy")),
}
