"""What the machine entrance puts on the desk: the way to one's keys."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from repatria.registry.people.desks import Desk, Link

DESK = Desk(links=(Link(_("Keys for programs"), "api:keys", "api.tokens"),))
