"""Which relatives of a missing person can give which kind of DNA, and what of it is on file, as a table for a page. Derived from the
pedigree and from what other stages hold every time."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from repatria.registry import gateway
from repatria.registry.families.consents import consents_in_force
from repatria.registry.families.keeping import today
from repatria.registry.families.models import Kin, MissingPerson
from repatria.registry.families.onfile import on_file
from repatria.registry.families.tree import Tree

SYSTEMS = (
    ("autosomal", _("autosomal")), ("mitochondrial", _("mitochondrial")), ("y", _("Y chromosome")), ("x", _("X chromosome")),
)  # fmt: skip

PROFILE = "profile: "
LINES = {"mitochondrial": "mitochondrial", "Y-STR": "y"}
"""Profiles of a line as what is on file calls them, and the system of each."""


@dataclass(slots=True)
class Line:
    """One relative: code in the pedigree, name where it may be seen, consent in force, the four answers, what profiles are on file."""

    code: str
    kin: Kin | None
    name: str
    consent: bool
    uses: dict[str, gateway.Usable] = field(default_factory=dict)
    filed: tuple[str, ...] = ()

    @property
    def answers(self) -> list[tuple[str, gateway.Usable]]:
        """(heading, answer) for each marker system."""
        return [(str(label), self.uses[system]) for system, label in SYSTEMS]

    @property
    def off_line(self) -> list[str]:
        """The kinds of profiles on file that by the pedigree say nothing of this missing person."""
        return [name for name in self.filed if name in LINES and not self.uses[LINES[name]].can]


def usable_table(tree: Tree, person: MissingPerson, *, names: bool) -> list[Line]:
    """A line for every relative of the pedigree who is known (not unnamed), the most useful first."""
    gone = next((code for code, pk in tree.missing.items() if pk == person.pk), "")
    if not gone or not tree.kin:
        return []
    kin = {k.pk: k for k in Kin.objects.filter(pk__in=tree.kin.values()).select_related("thing")}
    lines = {
        code: Line(
            code,
            kin[pk] if names else None,
            kin[pk].listed_as if names else "",
            bool(consents_in_force(kin[pk], "identification", today())),
        )
        for code, pk in tree.kin.items()
    }
    held = on_file(tree.kin.values())
    for code, pk in tree.kin.items():
        told = (str(kind) for kind in held.get(pk, {}))
        lines[code].filed = tuple(sorted(kind.removeprefix(PROFILE) for kind in told if kind.startswith(PROFILE)))
    for use in gateway.usable_relatives(tree.pedigree, [gone], list(lines)):
        lines[use.relative].uses[use.system] = use
    return sorted(
        lines.values(), key=lambda x: (-sum(u.can for u in x.uses.values()), x.uses["autosomal"].degree or 99, x.code)
    )
