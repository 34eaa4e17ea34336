"""What the pages of wishes and disagreements ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.families.forms.parts import KinChoice
from repatria.registry.families.models import Kin
from repatria.registry.homecoming.models import Election
from repatria.registry.look import numbers

DAY = forms.DateInput(attrs={"type": "date"})


class _OfFamily(forms.Form):
    """A form that names somebody of the family."""

    of_family = ""

    def __init__(self, *args: Any, kin: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.of_family].queryset = kin  # type: ignore[attr-defined]


class Elect(_OfFamily):
    """The wish of whoever directs what happens to the remains."""

    of_family = "directs"
    directs = KinChoice(label=_("Who directs what happens to the remains"), queryset=Kin.objects.none())
    choice = forms.ChoiceField(label=_("What they wish"), choices=Election.Choice.choices, widget=forms.RadioSelect)
    ask_again = forms.DateField(
        label=_("Day to ask again"), required=False, widget=DAY, help_text=_("Needed where they wait or decide later.")
    )
    portions = forms.ChoiceField(
        label=_("What is to be done with bones that may be found later"),
        choices=Election.Portions.choices,
        widget=forms.RadioSelect,
    )
    place = forms.CharField(label=_("Place they wish for"), max_length=200, required=False)
    honours = forms.CharField(label=_("Honours they wish for"), max_length=200, required=False)
    form = forms.CharField(label=_("The signed form: its number, or where it lies"), max_length=160)
    words = forms.CharField(
        label=_("What they said"), max_length=8_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    instead_of = numbers.IntegerField(
        label=_("Number of the last wish that was read"), min_value=0, required=False, widget=forms.HiddenInput
    )


class Disagree(_OfFamily):
    """Somebody of the family wants something else."""

    of_family = "raised_by"
    raised_by = KinChoice(label=_("Who wants something else"), queryset=Kin.objects.none())
    words = forms.CharField(label=_("What they want instead"), max_length=8_000, widget=forms.Textarea(attrs={"rows": 4}))


class Settle(forms.Form):
    """How a disagreement ended."""

    decided_by = forms.CharField(
        label=_("Whose word settled it"), max_length=160, help_text=_("A name, a court, the family together.")
    )
    settlement = forms.CharField(
        label=_("How it was settled, and why"), max_length=600, widget=forms.Textarea(attrs={"rows": 4})
    )
