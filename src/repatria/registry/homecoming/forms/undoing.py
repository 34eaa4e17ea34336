"""What the pages of corrections ask for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class EndStep(forms.Form):
    """What was done about one thing that rested on a wrong link."""

    outcome = forms.CharField(
        label=_("What was done"), widget=forms.Textarea(attrs={"rows": 3}), max_length=400,
        help_text=_("Or why nothing had to be done. It stays with the step."),
    )  # fmt: skip
