"""What the pages of the programme ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.claims.forms import DayField
from repatria.registry.claims.models import Document, Party
from repatria.registry.look.rows import RowChoice
from repatria.registry.programme.models import OF_KIND, Leg, Matter, State

AHEAD = _("Minutes ahead of UTC: 540 in Korea, -240 in Washington in summer, -600 in Hawaii. Empty if it is not known.")


class _WithLists(forms.Form):
    """A form that offers the parties and documents of the incident."""

    def __init__(self, *args: Any, parties: Any, documents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, one in self.fields.items():
            if isinstance(one, forms.ModelChoiceField):
                one.queryset = documents if name == "document" else parties


class NewMatter(_WithLists):
    """A matter of one kind."""

    title = forms.CharField(label=_("What it is, in a few words"), max_length=160)
    words = forms.CharField(label=_("More about it, in your words"), max_length=400, required=False)
    party = forms.ModelChoiceField(queryset=Party.objects.none(), label=_("By whom"), required=False)
    to = forms.ModelChoiceField(queryset=Party.objects.none(), label=_("To whom, or with whom"), required=False)
    since = DayField(label=_("The day, or the first day"))
    until = DayField(label=_("The last day, if it lasted"))
    place = forms.CharField(label=_("Where"), max_length=80, required=False)
    ahead = forms.IntegerField(
        label=_("How far that place was ahead of UTC"), min_value=-720, max_value=840, required=False, help_text=AHEAD
    )
    part = forms.ChoiceField(label=_("Which part of readiness"), choices=Matter.Part.choices, required=False)
    document = RowChoice(queryset=Document.objects.none(), label=_("In which document it stands"))
    claim = forms.CharField(label=_("The claim it rests on (its code)"), max_length=40, required=False)
    about = forms.CharField(label=_("The hand-over it belongs to (its code)"), max_length=40, required=False)
    quote = forms.CharField(label=_("Short quotation"), max_length=200, required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind != Matter.Kind.READINESS:
            del self.fields["part"]
        if kind in (Matter.Kind.PROMISE, Matter.Kind.REQUEST):
            self.fields["party"].required = self.fields["to"].required = True
        if kind == Matter.Kind.ELSEWHERE:
            self.fields["party"].label = _("Who is believed to hold it")
            self.fields["party"].required = self.fields["claim"].required = True
        if kind in (Matter.Kind.EVENT, Matter.Kind.AGREEMENT, Matter.Kind.WORK, Matter.Kind.CEREMONY):
            self.fields["since"].required = True


class NewState(_WithLists):
    """What somebody says has come of a matter."""

    state = forms.ChoiceField(label=_("What has come of it"))
    according_to = forms.ModelChoiceField(queryset=Party.objects.none(), label=_("According to whom"))
    day = DayField(label=_("The day they speak of, or said it"))
    words = forms.CharField(label=_("What they say, in your words"), max_length=400, required=False)
    document = RowChoice(queryset=Document.objects.none(), label=_("In which document it stands"))
    quote = forms.CharField(label=_("Short quotation"), max_length=200, required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(one, State(one).label) for one in OF_KIND[kind]]  # type: ignore[attr-defined]


class NewLeg(_WithLists):
    """The next leg of a journey."""

    purpose = forms.ChoiceField(label=_("What the leg is for"), choices=Leg.Purpose.choices)
    origin = forms.CharField(label=_("From"), max_length=80)
    origin_ahead = forms.IntegerField(
        label=_("How far that place was ahead of UTC"), min_value=-720, max_value=840, required=False, help_text=AHEAD
    )
    departed = DayField(label=_("Local day of departure"))
    destination = forms.CharField(label=_("To"), max_length=80)
    destination_ahead = forms.IntegerField(
        label=_("How far the place of arrival was ahead of UTC"), min_value=-720, max_value=840, required=False, help_text=AHEAD
    )
    arrived = DayField(label=_("Local day of arrival"))
    vehicle = forms.CharField(label=_("Aircraft, ship or vehicle"), max_length=80, required=False)
    crew = forms.CharField(label=_("Its crew"), max_length=160, required=False)
    load = forms.CharField(label=_("What was on board"), max_length=160, required=False)
    on_hand = forms.CharField(label=_("Who was on hand"), max_length=300, required=False)
    honours = forms.CharField(label=_("Honours"), max_length=200, required=False)
    flag = forms.CharField(label=_("Flag"), max_length=120, required=False)
    document = RowChoice(queryset=Document.objects.none(), label=_("In which document it stands"))


class OnDay(forms.Form):
    """The day from which anniversaries are counted."""

    on = DayField(label=_("Anniversaries as seen from"))
