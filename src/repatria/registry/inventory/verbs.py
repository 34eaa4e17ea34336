"""What people may do in the inventory. Effects are kept from whoever groups bones, whatever else they are (hands.not_blind)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.people.roles import EVERYBODY, Role

BONES = EVERYBODY - {Role.CASUALTY, Role.HISTORIAN, Role.ADMINISTRATOR}
WEIGHERS = frozenset({Role.ANTHROPOLOGIST, Role.ODONTOLOGIST, Role.GENETICIST, Role.TECHNICIAN, Role.REVIEWER, Role.EXAMINER})
LEADS = frozenset({Role.INTAKE, Role.CUSTODY, Role.HISTORIAN, Role.CASUALTY, Role.REVIEWER, Role.EXAMINER, Role.AUDITOR})
FINDERS = frozenset({Role.INTAKE, Role.CUSTODY, Role.HISTORIAN})
BLIND = frozenset({Role.ANTHROPOLOGIST})

VERBS = {
    "inventory.read": (BONES, _("read what was found, bone by bone")),
    "inventory.enter": (BLIND, _("enter, describe and withdraw specimens of a container one holds")),
    "inventory.measure": (BLIND | {Role.ODONTOLOGIST}, _("measure a specimen, and score what tells age and sex")),
    "inventory.photograph": (BLIND | {Role.TECHNICIAN, Role.ODONTOLOGIST}, _("add a photograph of a specimen")),
    "inventory.open_photograph": (WEIGHERS, _("open a photograph of a specimen")),
    "inventory.relate": (BLIND | {Role.ODONTOLOGIST, Role.GENETICIST}, _("say how two specimens belong together, or do not")),
    "inventory.import": (BLIND, _("bring in an old inventory sheet")),
    "inventory.individuals": (WEIGHERS | {Role.AUDITOR}, _("read which bones are grouped as one person")),
    "inventory.group": (BLIND, _("group bones as one person, lock and unlock the grouping")),
    "inventory.allow": (
        frozenset({Role.REVIEWER, Role.EXAMINER}),
        _("allow, with a reason, a grouping that seems impossible"),
    ),
    "inventory.settle": (
        WEIGHERS - {Role.TECHNICIAN},
        _("settle, by name and with a reason, what seems not to fit in a grouping"),
    ),
    "inventory.effects": (LEADS, _("read tags, papers and other effects")),
    "inventory.record_effect": (FINDERS, _("record tags, papers and other effects, and names read from them")),
}

KEPT_FROM_THE_BLIND = frozenset({"inventory.effects", "inventory.record_effect"})
"""What whoever groups bones may not do, whatever other role they hold."""
