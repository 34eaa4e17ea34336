"""What the page of people asks for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.people.roles import Role
from repatria.registry.texts import PlainTexts


class GiveRole(PlainTexts, forms.Form):
    """A role for somebody who has an account."""

    username = forms.CharField(
        label=_("Account"), max_length=60, help_text=_("Accounts are opened with: repatria registry user")
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    whole = forms.BooleanField(label=_("Sees what every laboratory of the incident holds"), required=False)


class EndRole(PlainTexts, forms.Form):
    """Why a role ends."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class AskErasure(PlainTexts, forms.Form):
    """Whose personal values shall be erased, and why. Asked twice."""

    about = forms.CharField(
        label=_("About"),
        max_length=60,
        help_text=_("the code of a missing person, a relative or another thing, or of a closed account"),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("who asked for it, and by what right; it stays readable")
    )
    sure = forms.BooleanField(label=_("I know that this cannot be taken back"), required=False)


class CarryOutErasure(PlainTexts, forms.Form):
    """The second person's yes."""

    sure = forms.BooleanField(
        label=_("I have looked at what it is about, and I know that this cannot be taken back"), required=False
    )


class DeclineErasure(PlainTexts, forms.Form):
    """Why it is not erased."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
