"""What people put on the desk."""

from django.utils.translation import gettext_lazy as _

from repatria.registry.people.desks import Desk, Link

DESK = Desk(links=(Link(_("Desk"), "desk", "people.desk"), Link(_("People"), "people:colleagues", "people.read")))
