"""Whether a relative's consent covers a use on a day: asked before anybody is typed, compared or contacted."""

from __future__ import annotations

from datetime import date

from repatria.registry.families.models import Consent, Kin
from repatria.registry.refusals import Impossible


def consents_in_force(kin: Kin, purpose: str, on: date) -> list[Consent]:
    """The consents of ``kin`` to ``purpose`` that cover ``on``; none from the day of a withdrawal on."""
    return [c for c in Consent.objects.filter(kin=kin, purpose=purpose) if c.in_force(on)]


def need_consent(kin: Kin, purpose: str, on: date) -> Consent:
    """The consent in force, or :class:`Impossible`."""
    found = consents_in_force(kin, purpose, on)
    if not found:
        raise Impossible(f"{kin.code}: no consent to {purpose} is in force on {on}. Ask the relative first.")
    return found[0]
