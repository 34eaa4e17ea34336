"""What the pages of searches ask for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.look import numbers


class Ask(forms.Form):
    """Queue a search."""

    why = forms.CharField(label=_("Why now"), max_length=300, required=False)


class Cancel(forms.Form):
    """Stop a search."""

    reason = forms.CharField(label=_("Why it is cancelled"), max_length=300)


class SetRule(forms.Form):
    """A new rule for lists."""

    listed = forms.CharField(
        label=_("λ: how probable it is that a person is on the list at all"),
        max_length=8,
        initial="0.5",
        help_text=_("Such as 0.5."),
        validators=[numbers.plain_figures],
    )
    sensitivity = forms.CharField(
        label=_("Other values of λ to answer for"),
        max_length=60,
        initial="0.2 0.5 0.8",
        help_text=_("Separated by spaces."),
        validators=[numbers.plain_figures],
    )
    threshold_lr = numbers.IntegerField(label=_("Every pair of at least this LR is kept"), initial=10_000, min_value=10)
    best = numbers.IntegerField(
        label=_("Pairs kept for each unit and each missing person"), initial=10, min_value=1, max_value=100
    )
    grouping_lr = numbers.IntegerField(
        label=_("LR from which profiles are weighed as one person"), initial=10**9, min_value=10**6, max_value=10**18
    )
    ground = forms.CharField(
        label=_("On what ground it is set"), max_length=400, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 400})
    )
