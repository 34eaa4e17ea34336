"""What people may do with evidence and statements. Genotypes in a marker table need the laboratory's own verb as well."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.people.roles import Role

SEEING = frozenset({Role.GENETICIST, Role.REVIEWER, Role.EXAMINER, Role.ODONTOLOGIST, Role.HISTORIAN, Role.AUDITOR})
AUTHORS = frozenset({Role.GENETICIST})

VERBS = {
    "identification.read": (SEEING, _("see evidence files, exclusions and identifications; every look is journalled")),
    "identification.lead": (frozenset({Role.HISTORIAN, Role.GENETICIST}), _("enter a lead, or take it back")),
    "identification.exclude": (
        frozenset({Role.GENETICIST, Role.ODONTOLOGIST, Role.HISTORIAN, Role.EXAMINER}),
        _("rule somebody out for an individual, or take that back"),
    ),
    "identification.draft": (AUTHORS, _("draft an identification and its statement, submit it, withdraw it")),
    "identification.parentage": (
        frozenset({Role.GENETICIST}),
        _("see that a stated parent and child are not, as the DNA shows it"),
    ),
    "identification.void": (frozenset[Role](), _("void what no longer stands; the registry itself does")),
}

KEPT_FROM_THE_BLIND = frozenset(
    {"identification.read", "identification.lead", "identification.exclude", "identification.draft"}
)
