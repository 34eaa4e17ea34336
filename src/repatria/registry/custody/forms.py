"""What the custody pages ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.custody.models import Discrepancy, Place, Seal
from repatria.registry.look import numbers
from repatria.registry.people.models import User


class CallingModelChoice(forms.ModelChoiceField):
    """A choice of people by the name that pages call them."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and code."""
        return f"{obj.called} ({obj.code})"


class Scan(forms.Form):
    """Scan a label or type a number."""

    code = forms.CharField(label=_("Code on the label, or any of its numbers"), max_length=120, strip=True)


class Offer(forms.Form):
    """Hand an item to the next holder."""

    to = CallingModelChoice(queryset=User.objects.none(), label=_("Receiver"), required=False)
    to_outside = forms.CharField(label=_("Or somebody without an account here"), max_length=160, required=False)
    place = forms.ModelChoiceField(queryset=Place.objects.none(), label=_("Place"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, people: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
        self.fields["place"].queryset = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One receiver, not two."""
        told = super().clean() or {}
        if bool(told.get("to")) == bool((told.get("to_outside") or "").strip()):
            raise forms.ValidationError(_("Name one receiver: somebody from the list, or somebody outside."))
        return told


class Reason(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class Move(forms.Form):
    """Where the item is put."""

    place = forms.ModelChoiceField(queryset=Place.objects.none(), label=_("Place"), required=False)
    new_place = forms.CharField(label=_("Or a new place"), max_length=120, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One place, not two."""
        told = super().clean() or {}
        if bool(told.get("place")) == bool((told.get("new_place") or "").strip()):
            raise forms.ValidationError(_("Choose a place, or name a new one."))
        return told


class Weigh(forms.Form):
    """A weighing."""

    mass_g = numbers.DecimalField(label=_("Mass in grams"), min_value=0, max_digits=10, decimal_places=3)


class Consume(Weigh):
    """Using some of it up."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
    sure = forms.BooleanField(label=_("If nothing is left: I know that this cannot be taken back"), required=False)


class Split(forms.Form):
    """The parts of a split, one a line: what; grams; pieces."""

    parts = forms.CharField(
        label=_("Parts, one a line"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("what it is; grams; pieces. Leave grams or pieces empty where not known, as in: left half; 12.5; 1"),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)
    sure = forms.BooleanField(label=_("I know that the whole will no longer exist as one item"), required=False)


class Merge(forms.Form):
    """The others to merge with."""

    codes = forms.CharField(label=_("Codes of the other items, with spaces between"), max_length=2000)
    what = forms.CharField(label=_("What the merged item is"), max_length=200)
    reason = forms.CharField(label=_("Reason"), max_length=300)
    sure = forms.BooleanField(label=_("I know that they will no longer exist apart"), required=False)


class Destroy(Reason):
    """Destroying an empty container or an effect."""

    sure = forms.BooleanField(label=_("I know that this cannot be taken back"), required=False)


class SetSeal(forms.Form):
    """A new seal."""

    number = forms.CharField(label=_("Number on the seal"), max_length=40)
    position = forms.CharField(label=_("Where on the container"), max_length=80, required=False)


class CheckSeal(forms.Form):
    """How a seal was found."""

    found = forms.ChoiceField(label=_("Found"), choices=Seal.State.choices)
    number_found = forms.CharField(label=_("Number read, if it differs"), max_length=40, required=False)


class Raise(forms.Form):
    """Something does not agree."""

    kind = forms.ChoiceField(label=_("What differs"), choices=Discrepancy.Kind.choices)
    sentence = forms.CharField(label=_("In words"), max_length=400)


class Explain(forms.Form):
    """What explains it."""

    explanation = forms.CharField(label=_("Explanation"), max_length=600)


class Pack(forms.Form):
    """Into which container."""

    container = forms.CharField(label=_("Code of the container"), max_length=120)
