"""What the page of keys asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.api.actions import LONGEST_DAYS
from repatria.registry.look import numbers


class MakeKey(forms.Form):
    """A new key."""

    name = forms.CharField(label=_("What it is for"), max_length=80, help_text=_("such as: scanner in the cold room"))
    days = numbers.IntegerField(label=_("Days until it ends by itself"), min_value=1, max_value=LONGEST_DAYS, initial=30)
    verbs = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As little as the program needs. It never does more than you may yourself."),
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verbs"].choices = [(verb, f"{words} ({verb})") for verb, words in choices]  # type: ignore[attr-defined]
