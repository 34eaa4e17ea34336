"""What people may do with keys of the machine entrance."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.people.roles import EVERYBODY

VERBS = {"api.tokens": (EVERYBODY, _("make and end one's own keys for programs"))}
