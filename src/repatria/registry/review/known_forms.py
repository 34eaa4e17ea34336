"""What the page of known answers asks for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class Export(forms.Form):
    """What an identification is taken out for."""

    purpose = forms.CharField(
        label=_("What it is taken out for"),
        help_text=_("The court or the auditor, and the reference. It is kept."),
        max_length=200,
    )
    whole = forms.BooleanField(
        label=_("To be recomputed: with the genotypes of this family"),
        help_text=_(
            "For an expert who computes every number again. It tells who of the relatives confirms whom, and so of parentages that "
            "somebody may not know of."
        ),
        required=False,
    )


class Slip(forms.Form):
    """A known answer: a bone that colleagues brought as far as the cut, and the truth."""

    bone = forms.CharField(
        label=_("Code of the bone"),
        help_text=_("One that colleagues took in, entered and cut like the others of its box, and whose DNA has not come yet."),
        max_length=24,
    )
    missing = forms.CharField(
        label=_("The truth: code of the missing person"),
        help_text=_("Empty for somebody who is on no list. The family needs a typed relative."),
        required=False,
        max_length=24,
    )
