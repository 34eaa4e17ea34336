"""What the page of nations asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.homecoming.forms.asking import Officer
from repatria.registry.people.models import User


class Enter(forms.Form):
    """A nation of the incident's list."""

    name = forms.CharField(label=_("The nation"), max_length=80)
    part = forms.CharField(
        label=_("As what it takes part"), max_length=160, required=False,
        help_text=_("For example: handed the boxes over; receives; looks at the evidence with us."),
    )  # fmt: skip


class Name(forms.Form):
    """Who signs for a nation."""

    user = Officer(
        label=_("Who signs"), queryset=User.objects.none(),
        help_text=_("Reviewers and medical examiners who sign for no nation yet."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


class Reason(forms.Form):
    """Why somebody signs no more, or a nation takes no more part."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=300)
