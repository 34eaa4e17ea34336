"""What the page of known answers asks for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.laboratory.delivering import RunTold
from repatria.registry.look import numbers
from repatria.registry.review.known import Cover


class Export(forms.Form):
    """What an identification is taken out for."""

    purpose = forms.CharField(
        label=_("What it is taken out for"),
        help_text=_("The court or the auditor, and the reference. It is kept."),
        max_length=200,
    )


class Slip(forms.Form):
    """A known answer as it comes in. Everything but the truth is what other people will see, and must look like the rest."""

    missing = forms.CharField(
        label=_("The truth: code of the missing person"),
        help_text=_("Empty for somebody who is on no list. The family needs a typed relative."),
        required=False,
        max_length=24,
    )
    account = forms.RegexField(
        r"^[a-z0-9][a-z0-9._-]{1,40}$",
        label=_("Account in whose name it comes"),
        help_text=_("One that nobody works with; it is opened where it is new. The journal shows it like any other."),
    )
    name = forms.CharField(label=_("What pages call that account"), max_length=80)
    box = forms.CharField(label=_("What the box is"), max_length=120)
    giver = forms.CharField(label=_("Who gave the box"), max_length=120)
    line = forms.CharField(label=_("The bone, as the inventory types it"), help_text=_("For example: fe l 4"), max_length=120)
    before_g = numbers.DecimalField(
        label=_("Bone before the cut, in grams"), max_digits=9, decimal_places=3, min_value=Decimal("0.001")
    )
    taken_g = numbers.DecimalField(label=_("Sample, in grams"), max_digits=9, decimal_places=3, min_value=Decimal("0.001"))
    remaining_g = numbers.DecimalField(
        label=_("Bone after the cut, in grams"), max_digits=9, decimal_places=3, min_value=Decimal(0)
    )
    run = forms.CharField(label=_("Run that typed it"), max_length=80)
    first_reader = forms.CharField(label=_("First reader"), max_length=80)
    second_reader = forms.CharField(label=_("Second reader"), max_length=80)
    where = forms.CharField(label=_("Laboratory that typed it"), max_length=120, required=False)
    kit = forms.CharField(label=_("Kit"), max_length=80, required=False)
    lost = numbers.DecimalField(
        label=_("Share of markers without a result"),
        min_value=Decimal(0),
        max_value=Decimal("0.9"),
        max_digits=3,
        decimal_places=2,
    )

    def cover(self) -> Cover:
        """The cover that was typed."""
        told: dict[str, Any] = self.cleaned_data
        run = RunTold(told["run"], told["first_reader"], told["second_reader"], where=told["where"], kit=told["kit"])
        return Cover(
            account=told["account"], name=told["name"], box=told["box"], giver=told["giver"], line=told["line"], run=run,
            file=f"{told['run'].strip().replace(' ', '-')}.csv", before_g=told["before_g"], taken_g=told["taken_g"],
            remaining_g=told["remaining_g"],
        )  # fmt: skip


USUAL = {"before_g": "100.000", "taken_g": "0.900", "remaining_g": "99.050", "line": "fe l 4", "lost": "0.10"}
"""What the form proposes where the incident gives no example."""
