"""What the pages of tellings ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.families.forms.parts import KinChoice
from repatria.registry.families.models import Contact, Kin
from repatria.registry.homecoming.models import Attempt, Conversation
from repatria.registry.inventory.models import Effect

DAY = forms.DateInput(attrs={"type": "date"})
CHANNELS = Contact.Channel.choices
WORDINGS = [one for one in Conversation.Wording.choices if one[0] != Conversation.Wording.EFFECT_HOME]


def _words(label: Any, most: int = 8_000, *, rows: int = 4, help_text: Any = "", required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


class OfFamily(forms.Form):
    """Somebody of the family, on a day, by some channel."""

    kin = KinChoice(label=_("Whom of the family"), queryset=Kin.objects.none())
    on = forms.DateField(label=_("Day"), widget=DAY)
    channel = forms.ChoiceField(label=_("How"), choices=CHANNELS)

    def __init__(self, *args: Any, kin: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kin"].queryset = kin  # type: ignore[attr-defined]


class SayContact(OfFamily):
    """A conversation that is no notification."""

    wording = forms.ChoiceField(
        label=_("Fixed words that were said"), choices=WORDINGS, required=False,
        help_text=_("These words promise no more than is known; they stand above."),
    )  # fmt: skip
    words = _words(_("What was said"), help_text=_("Needed unless fixed words were said."))

    def __init__(self, *args: Any, fixed: bool = True, **kwargs: Any) -> None:
        """``fixed``: whether the fixed words are true of this person today. Otherwise they are left out; who sends them is refused."""
        super().__init__(*args, **kwargs)
        if not fixed and not self.data.get(self.add_prefix("wording")):
            del self.fields["wording"]
            self.fields["words"].required = True
            self.fields["words"].help_text = _(
                "A signature stands, so there are no fixed words: they say that nobody was identified."
            )


class SayOthers(OfFamily):
    """A family that heard from others."""

    kin = KinChoice(label=_("Who of the family heard it"), queryset=Kin.objects.none(), required=False)
    source = forms.CharField(label=_("Who told them, or where it was said"), max_length=200)
    words = _words(_("What they heard"))


class EffectChoice(forms.ModelChoiceField):
    """An effect by its code, with what it is."""

    def prepare_value(self, value: Any) -> Any:
        """The code, which is what is sent."""
        return value.item.code if isinstance(value, Effect) else super().prepare_value(value)

    def label_from_instance(self, obj: Effect) -> str:
        """Code and what it is."""
        return f"{obj.item.code}: {obj.item.what}"


class SayEffect(OfFamily):
    """An effect that goes to the family, in fixed words."""

    effect = EffectChoice(
        label=_("Effect"), queryset=Effect.objects.none(), to_field_name="item__thing__code",
        help_text=_("One that is held here. It goes without an identification, and adds no weight to one."),
    )  # fmt: skip
    words = _words(_("What else was said"))
    field_order = ("effect", "kin", "on", "channel", "words")

    def __init__(self, *args: Any, effects: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effect"].queryset = effects  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        """What the act takes."""
        return {**self.cleaned_data, "effect": self.cleaned_data["effect"].item.thing}


class SayAttempt(OfFamily):
    """One attempt to reach somebody."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=Attempt.Outcome.choices)
    next_on = forms.DateField(label=_("To be tried again on"), widget=DAY, required=False)
    note = forms.CharField(label=_("Note"), max_length=400, required=False)


class SayTold(OfFamily):
    """The notification of identification."""

    instead = forms.CharField(
        label=_("Why they stand in for the next of kin"), max_length=300, required=False,
        help_text=_("Needed where somebody else than the next of kin was told."),
    )  # fmt: skip
    language = forms.CharField(label=_("In which language"), max_length=60, required=False)
    words = _words(_("What was said"))


class SayBriefed(OfFamily):
    """The file was explained."""

    pack = forms.BooleanField(
        label=_("The briefing pack, as it prints now, was handed over"), required=False,
        help_text=_("Its digest is kept with the briefing."),
    )  # fmt: skip
    words = _words(_("What was said, and what they asked"))


class SayTakenBack(forms.Form):
    """The family was told that it was wrong."""

    on = forms.DateField(label=_("Day on which the family was told"), widget=DAY)
    words = _words(_("What they were told"), 400, rows=3, required=True)


class SayPublic(forms.Form):
    """A public text."""

    text = _words(
        _("The public text"),
        4_000,
        rows=6,
        required=True,
        help_text=_("Everybody can read it. Write nothing about the living."),
    )
    on = forms.DateField(label=_("Public from"), widget=DAY)

    def told(self) -> dict[str, Any]:
        """What the act takes."""
        return {"text_": self.cleaned_data["text"], "on": self.cleaned_data["on"]}


class Why(forms.Form):
    """A reason."""

    reason = _words(_("Reason"), 400, rows=3, required=True)


class Answer(forms.Form):
    """What was done."""

    answer = _words(_("What was done"), 400, rows=3, required=True)
