"""What private pages, enquiries and letters ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.families.forms.parts import KinChoice
from repatria.registry.families.models import Contact, Kin
from repatria.registry.homecoming.actions.doors import DAYS, MOST_DAYS
from repatria.registry.homecoming.models import Enquiry
from repatria.registry.people.models import User

Kinds = Enquiry.Kind
WORDS = forms.Textarea(attrs={"rows": 5})
SAID = (
    (Kinds.QUESTION.value, _("I have a question")),
    (Kinds.FACT.value, _("Something you have written down is not right")),
    (Kinds.RETEST.value, _("I want another laboratory to test again")),
    (Kinds.DISPUTE.value, _("I doubt the finding")),
    (Kinds.SILENCE.value, _("Please do not write or ring any more")),
)
"""What a relative can say on their page, in their words; a consent is taken back beside it."""


class Number(forms.Form):
    """The second factor."""

    number = forms.CharField(
        label=_("Your number of eight digits"), max_length=40,
        help_text=_("Somebody of the office told it to you by telephone, or it came in a letter of its own."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip


class Say(forms.Form):
    """What a relative wants to say."""

    kind = forms.ChoiceField(label=_("What is it about?"), choices=SAID, widget=forms.RadioSelect)
    words = forms.CharField(label=_("In your own words"), max_length=4_000, widget=WORDS)


class Words(forms.Form):
    """Words that may be left out."""

    words = forms.CharField(label=_("If you want to say something with it"), max_length=4_000, required=False, widget=WORDS)


class OpenDoor(forms.Form):
    """For whom a private page is opened, and for how long."""

    kin = KinChoice(label=_("For whom"), queryset=Kin.objects.none())
    days = forms.IntegerField(label=_("Days it can be used"), min_value=1, max_value=MOST_DAYS, initial=DAYS)

    def __init__(self, *args: Any, kin: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kin"].queryset = kin  # type: ignore[attr-defined]


class EndDoor(forms.Form):
    """Why a private page is closed."""

    why = forms.CharField(label=_("Why it is closed"), max_length=200)


class Note(forms.Form):
    """What a relative asked or said, as an officer writes it down."""

    kin = KinChoice(label=_("Who asks"), queryset=Kin.objects.none())
    kind = forms.ChoiceField(label=_("What it is about"), choices=[one for one in Kinds.choices if one[0] != Kinds.CONSENT])
    words = forms.CharField(label=_("In their words"), max_length=4_000, widget=WORDS)

    def __init__(self, *args: Any, kin: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kin"].queryset = kin  # type: ignore[attr-defined]


class EndSilence(forms.Form):
    """A relative who had asked not to be contacted turned to us again."""

    kin = KinChoice(label=_("Who turned to us"), queryset=Kin.objects.none())
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    channel = forms.ChoiceField(label=_("How"), choices=Contact.Channel.choices)
    words = forms.CharField(
        label=_("What they said, in their words"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("From this day on they may be written to and rung again."),
    )  # fmt: skip

    def __init__(self, *args: Any, kin: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kin"].queryset = kin  # type: ignore[attr-defined]


class Reply(forms.Form):
    """The answer to a family."""

    answer = forms.CharField(
        label=_("Your answer"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("They read it on their page as it is. Name no other person, no code and no number of evidence."),
    )  # fmt: skip


class Officer(forms.ModelChoiceField):
    """A colleague by name."""

    def label_from_instance(self, obj: User) -> str:
        """As pages call them."""
        return obj.called


class HandOn(forms.Form):
    """Who owns an enquiry from now on."""

    to = Officer(label=_("To whom"), queryset=User.objects.none())

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
