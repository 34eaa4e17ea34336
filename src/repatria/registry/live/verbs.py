"""Filling an exercise is the registry's own act, from the command line: no role may do it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.people.roles import Role

VERBS = {"live.fill": (frozenset[Role](), _("fill an exercise, by the registry itself"))}
