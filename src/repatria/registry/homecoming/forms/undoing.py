"""What the pages of corrections ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class EndStep(forms.Form):
    """What was done about one thing that rested on a wrong link."""

    outcome = forms.CharField(
        label=_("What was done"), widget=forms.Textarea(attrs={"rows": 3}), max_length=400,
        help_text=_("Or why nothing had to be done. It stays with the step."),
    )  # fmt: skip
    sure = forms.BooleanField(label=_("It stays as it is; that was decided"), required=False)

    def __init__(self, *args: Any, stays: bool = True, **kwargs: Any) -> None:
        """``stays``: whether the thing stands and may be left so, which is asked for by itself."""
        super().__init__(*args, **kwargs)
        if not stays:
            del self.fields["sure"]
