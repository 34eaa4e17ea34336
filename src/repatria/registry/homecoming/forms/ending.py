"""What the pages of determinations and unresolved remains ask for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class Reason(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=400)


class Determine(forms.Form):
    """A determination of a group: to whom, on what evidence, which bones."""

    group = forms.CharField(label=_("The group"), max_length=160, help_text=_("A nation, or a unit of it. Never a person."))
    receiving = forms.CharField(
        label=_("Who receives them"), max_length=80,
        help_text=_("A nation on the list of this incident. An administrator puts one there, on the page Nations."),
    )  # fmt: skip
    evidence = forms.CharField(
        label=_("The evidence, in words"), widget=forms.Textarea(attrs={"rows": 8}), max_length=20_000,
        help_text=_("What says that all of these belong to the group, and what speaks against it. Both nations sign these words."),
    )  # fmt: skip
    specimens = forms.CharField(
        label=_("The bones, by code"), widget=forms.Textarea(attrs={"rows": 4}), max_length=60_000,
        help_text=_("Codes of bones, separated by spaces. The code of a container stands for every bone of it that is free."),
    )  # fmt: skip


class DetermineOnPage(Determine):
    """The same with the nations to choose from."""

    def __init__(self, *args: Any, nations: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose one"))] + [(one, one) for one in nations]
        self.fields["receiving"].widget = forms.Select(choices=choices)


class Sign(forms.Form):
    """What a nation's signer saw and says; the nation is the one they were named for."""

    digest = forms.CharField(label=_("Digest of the text and manifest read"), max_length=64, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("What you looked at, and why you sign"), widget=forms.Textarea(attrs={"rows": 5}), max_length=4_000,
        help_text=_("Kept with your signature as it is."),
    )  # fmt: skip


class SignByCode(Sign):
    """The signature of a stand-in of an exercise."""

    code = forms.CharField(
        label=_("Type the code of the determination"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class SignByPassword(Sign):
    """The signature of somebody with an account of their own."""

    password = forms.CharField(
        label=_("Your password"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    second = forms.CharField(
        label=_("Code of your second factor"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
        help_text=_("A fresh one from your authenticator, or one of your recovery codes."),
    )  # fmt: skip


def _day(label: object, required: bool = True, help_text: object = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"})  # type: ignore[arg-type]
    )  # fmt: skip


class WriteUp(forms.Form):
    """What remains of a container stays without a name."""

    ground = forms.CharField(
        label=_("Why nothing more can be said today"), widget=forms.Textarea(attrs={"rows": 5}), max_length=8_000
    )
    exhumation = forms.CharField(
        label=_("Under which rule a grave may be opened again"), widget=forms.Textarea(attrs={"rows": 2}), max_length=400
    )
    compare_next = _day(_("Compare again on"), False, _("Left empty: a year from today. Never later than that."))


class Compare(forms.Form):
    """The yearly look."""

    on = _day(_("Compared on"))
    words = forms.CharField(label=_("What came of it"), widget=forms.Textarea(attrs={"rows": 3}), max_length=400)
    compare_next = _day(_("Compare again on"), False, _("Left empty: a year later. Never later than that."))
