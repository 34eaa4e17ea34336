"""What the pages of evidence and identifications ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.identification.actions import LONGEST
from repatria.registry.identification.leading import EACH, LEAST
from repatria.registry.identification.models import Exclusion, Lead
from repatria.registry.look import numbers


def _lines(label: Any, most: int, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class EnterLead(forms.Form):
    """A lead: which way it points, how strongly, between which two propositions, and from where."""

    kind = forms.ChoiceField(label=_("What it is"), choices=Lead.Kind.choices)
    if_so = forms.CharField(label=_("First proposition, such as: the tag was his"), max_length=300)
    if_not = forms.CharField(label=_("Second proposition, such as: the tag came with another man's bones"), max_length=300)
    lr = numbers.FloatField(
        label=_("How many times likelier under the first"),
        help_text=_("From 0.000001 to 10; all leads that speak for one person together at most 30. Below 1 it speaks against."),
        min_value=LEAST,
        max_value=EACH,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )
    source = forms.CharField(label=_("Source: where this stands, or who says it"), max_length=300)


class Reason(forms.Form):
    """Why something is taken back."""

    reason = _lines(_("Reason"), 400)


class RuleOut(forms.Form):
    """Rule somebody out for an individual, on a ground that is not the DNA: that begins at an evidence file."""

    individual = forms.CharField(label=_("Individual: its code"), max_length=30)
    missing = forms.CharField(label=_("Missing person: the code"), max_length=30)
    ground = forms.ChoiceField(label=_("Ruled out by"), choices=[c for c in Exclusion.Ground.choices if c[0] != "dna"])
    words = _lines(_("What rules the person out, in words"), 400)


class RuleOutHere(forms.Form):
    """Rule the person of an evidence file out for its individual."""

    ground = forms.ChoiceField(label=_("Ruled out by"), choices=Exclusion.Ground.choices)
    words = _lines(_("What rules the person out, in words"), 400)


class Statement(forms.Form):
    """The author's text."""

    text = _lines(
        _("Statement"),
        LONGEST,
        rows=16,
        help_text=_("Proposed from the evidence. It is yours: change whatever should be said otherwise."),
    )


class Draft(Statement):
    """A statement with the evidence file that it was written on."""

    evidence = forms.CharField(label=_("Digest of the evidence file"), max_length=64, widget=forms.HiddenInput)


class Why(forms.Form):
    """Two codes: why is this person not that one?"""

    label = forms.CharField(label=_("Individual or bone: its code"), max_length=30)
    missing = forms.CharField(label=_("Missing person: the code"), max_length=30)
