"""What the pages of reviews and signatures ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.look import numbers
from repatria.registry.review.models import Review


class Text(forms.Form):
    """Words of some length."""

    text = forms.CharField(label=_("In your words"), widget=forms.Textarea(attrs={"rows": 5}), max_length=4_000)


class Reason(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=400)


class Finish(forms.Form):
    """A reviewer's word."""

    verdict = forms.ChoiceField(
        label=_("Your verdict"),
        choices=[(Review.Verdict.AGREE.value, _("I agree")), (Review.Verdict.DISAGREE.value, _("I do not agree"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What you looked at, and why you say so"),
        help_text=_("Kept with your verdict as it is; it cannot be changed afterwards."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=20_000,
    )
    statement = forms.CharField(
        label=_("Digest of the statement read"), max_length=64, required=False, widget=forms.HiddenInput
    )


class Close(forms.Form):
    """Whether an answer settles an objection."""

    settled = forms.ChoiceField(
        label=_("After the answer"),
        choices=[("yes", _("It is settled")), ("no", _("I keep it as a minority view, which every paper prints"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Why"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for a minority view."),
    )  # fmt: skip

    def told(self) -> dict[str, Any]:
        """What the act takes."""
        return {"settled": self.cleaned_data["settled"] == "yes", "words": self.cleaned_data["words"]}


class Rule(forms.Form):
    """What a signature shall need, once a second person confirmed it."""

    posterior = numbers.DecimalField(
        label=_("Posterior, at least"), min_value=0.99, max_value=0.9999999, max_digits=8, decimal_places=7,
        help_text=_("Between 0.99 and 0.9999999; with reference error included and leads at 1. 0.9995 is 99.95 %."),
    )  # fmt: skip
    two_donors = forms.BooleanField(
        label=_("Two donors whose kinship the data confirm, or one donor re-sampled"), required=False, initial=True
    )
    every_listed = forms.BooleanField(
        label=_("The posterior must be reached at every λ, not only at the rule's"), required=False
    )
    reviewers = numbers.IntegerField(label=_("Reviewers who agree, at least"), min_value=2, max_value=6, initial=2)
    ground = forms.CharField(
        label=_("Ground"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who decided it, when, and why; it stands beside the rule for good."),
    )  # fmt: skip
    instead_of = numbers.IntegerField(
        label=_("Number of the rule in force that you read"), min_value=0, widget=forms.HiddenInput
    )


class DecideRule(forms.Form):
    """The second person's word on a proposed rule."""

    verdict = forms.ChoiceField(
        label=_("Your word"),
        choices=[
            ("confirm", _("I confirm it: it is in force from now on")),
            ("decline", _("I decline it: it never comes into force")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Why"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where you decline it."),
    )  # fmt: skip


class TakeRuleBack(DecideRule):
    """The same for whoever proposed it: nobody confirms their own."""

    verdict = forms.ChoiceField(label=_("Your word"), choices=[("decline", _("I take it back"))], widget=forms.RadioSelect)


class Seen(forms.Form):
    """What the signer saw on the page."""

    statement = forms.CharField(label=_("Digest of the statement read"), max_length=64, widget=forms.HiddenInput)
    rule = numbers.IntegerField(label=_("Number of the rule read"), min_value=1, widget=forms.HiddenInput)


class SignByCode(Seen):
    """The signature of a stand-in in an exercise."""

    code = forms.CharField(
        label=_("Type the code of the identification"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class SignByPassword(Seen):
    """The signature of somebody with an account of their own."""

    password = forms.CharField(
        label=_("Your password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    second = forms.CharField(
        label=_("Code of your second factor"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
        help_text=_("A fresh one from your authenticator, or one of your recovery codes."),
    )  # fmt: skip
