"""Roles and what each may do. Every stage lists its verbs beside its code (verbs.py); this file gathers them.

Some pairs of roles never meet in one person at one incident; the reasons stand beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The work a person does in an incident."""

    INTAKE = "intake", _("intake officer")
    CUSTODY = "custody", _("custody officer")
    ANTHROPOLOGIST = "anthropologist", _("anthropologist")
    TECHNICIAN = "technician", _("technician")
    GENETICIST = "geneticist", _("geneticist")
    ODONTOLOGIST = "odontologist", _("odontologist")
    HISTORIAN = "historian", _("historian")
    CASUALTY = "casualty", _("casualty officer")
    REVIEWER = "reviewer", _("reviewer")
    EXAMINER = "examiner", _("medical examiner")
    QUALITY = "quality", _("quality manager")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


EVERYBODY = frozenset(Role)

NEVER_TOGETHER: tuple[tuple[Role, frozenset[Role], Any], ...] = (
    (
        Role.ANTHROPOLOGIST,
        frozenset({Role.CASUALTY, Role.HISTORIAN, Role.GENETICIST, Role.INTAKE}),
        _("bones are grouped blind: whoever groups them does not read names, papers or candidates"),
    ),
    (
        Role.AUDITOR,
        frozenset(Role) - {Role.AUDITOR},
        _("an auditor looks at the work of others and does none of it"),
    ),
    (
        Role.ADMINISTRATOR,
        frozenset({Role.REVIEWER, Role.EXAMINER}),
        _("whoever can change accounts does not sign identifications"),
    ),
    (
        Role.QUALITY,
        frozenset({Role.GENETICIST, Role.REVIEWER, Role.EXAMINER, Role.TECHNICIAN}),
        _("whoever slips known answers into the queue does not answer them"),
    ),
)
"""(role, roles that the same person may not hold in the same incident, why)."""

PRESETS: Mapping[str, tuple[Any, tuple[tuple[str, tuple[Role, ...]], ...]]] = {
    "laboratory": (
        _("A laboratory: one person for each kind of work"),
        tuple((role.value, (role,)) for role in Role),
    ),
    "office": (
        _("A provincial office of four"),
        (
            ("registrar", (Role.INTAKE, Role.CUSTODY, Role.CASUALTY)),
            ("anthropologist", (Role.ANTHROPOLOGIST, Role.TECHNICIAN)),
            ("examiner", (Role.EXAMINER, Role.GENETICIST)),
            ("reviewer", (Role.REVIEWER, Role.ODONTOLOGIST, Role.HISTORIAN)),
        ),
    ),
    "examiner": (
        _("One examiner with remote reviewers"),
        (
            ("examiner", (Role.ANTHROPOLOGIST, Role.EXAMINER, Role.TECHNICIAN, Role.CUSTODY)),  # blind before names can be read
            ("registrar", (Role.INTAKE, Role.CASUALTY)),
            ("geneticist", (Role.GENETICIST, Role.REVIEWER)),
            ("reviewer", (Role.REVIEWER, Role.HISTORIAN)),
        ),
    ),
}
"""Ready-made divisions of the work: name -> (sentence, accounts with their roles)."""


def conflict(roles: frozenset[str]) -> tuple[Role, Role, Any] | None:
    """The first pair of roles in ``roles`` that one person may not hold together, with the reason."""
    for role, others, why in NEVER_TOGETHER:
        if role in roles:
            for other in sorted(others):
                if other in roles:
                    return role, Role(other), why
    return None


@cache
def verbs() -> Mapping[str, tuple[frozenset[Role], Any]]:
    """Every verb of every stage: who may, and what it means in words."""
    table: dict[str, tuple[frozenset[Role], Any]] = {}
    for name in settings.STAGES:
        module = f"repatria.registry.{name}.verbs"
        if find_spec(f"repatria.registry.{name}") is None or find_spec(module) is None:
            continue
        for verb, told in import_module(module).VERBS.items():
            if verb in table:
                raise RuntimeError(f"the verb {verb!r} is listed twice")
            table[verb] = told
    return table


@cache
def kept_from_the_blind() -> frozenset[str]:
    """The verbs that show names, papers or places of origin: ``KEPT_FROM_THE_BLIND`` of the stages' verbs.py."""
    kept: set[str] = set()
    for name in settings.STAGES:
        module = f"repatria.registry.{name}.verbs"
        if find_spec(f"repatria.registry.{name}") is not None and find_spec(module) is not None:
            kept |= getattr(import_module(module), "KEPT_FROM_THE_BLIND", frozenset())
    return frozenset(kept)


def may(roles: frozenset[str], verb: str) -> bool:
    """Whether somebody with ``roles`` may do ``verb``. An unknown verb is a fault in the program.

    Whoever groups bones blind may not do what shows names, whatever other roles the same person holds.
    """
    allowed, _words = verbs()[verb]
    if Role.ANTHROPOLOGIST in roles and verb in kept_from_the_blind():
        return False
    return not allowed.isdisjoint(roles)
