"""What the page of people asks for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.people.roles import Role


class GiveRole(forms.Form):
    """A role for somebody who has an account."""

    username = forms.CharField(
        label=_("Account"), max_length=60, help_text=_("accounts are opened with: repatria registry user")
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    whole = forms.BooleanField(label=_("Sees what every laboratory of the incident holds"), required=False)


class EndRole(forms.Form):
    """Why a role ends."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
