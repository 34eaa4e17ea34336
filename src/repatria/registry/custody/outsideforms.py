"""What the pages ask for when an item leaves the building, or comes back."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class Left(forms.Form):
    """Somebody outside has taken an item over."""

    signed_by = forms.CharField(label=_("Person outside who signed for it"), max_length=160)
    document = forms.CharField(label=_("Signed paper, such as receipt 17 of 4 May 2031"), max_length=160)


class Back(forms.Form):
    """An item came back from outside."""

    giver = forms.CharField(label=_("Person who brought it"), max_length=160)
    document = forms.CharField(label=_("Paper that says so"), max_length=160)
    reason = forms.CharField(label=_("Reason"), max_length=300)
