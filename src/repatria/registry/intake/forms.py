"""What the pages of hand-overs ask for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.claims.forms import DayField
from repatria.registry.claims.models import Party
from repatria.registry.custody.forms import CallingModelChoice
from repatria.registry.custody.models import Place, Seal
from repatria.registry.intake.models import FieldReview, Handover, Signature
from repatria.registry.look import numbers
from repatria.registry.people.models import User

OFFSETS = [
    (minutes, f"UTC{'+' if minutes >= 0 else '-'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}")
    for minutes in (*range(-720, 841, 60), 210, 270, 330, 345, 390, 570)
]
WRITTEN = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S"]


EARLIEST = 1900
"""The first year of a moment of a hand-over (our own bound)."""


class MomentField(forms.DateTimeField):
    """A day and a clock time, in the order of 2018-07-27 09:10."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("2018-07-27 09:10, as the clocks there show it"))
        super().__init__(input_formats=WRITTEN, **kwargs)

    def clean(self, value: Any) -> Any:
        """The moment; a year before 1900 is a slip of the pen, and no clock of another place can be reckoned from it."""
        told = super().clean(value)
        if told is not None and told.year < EARLIEST:
            raise forms.ValidationError(
                _("%(value)s: before %(year)s. Correct the year.") % {"value": value, "year": EARLIEST}, code="early"
            )
        return told


class OffsetField(forms.TypedChoiceField):
    """How far clocks are east of UTC."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=sorted(OFFSETS), coerce=int, initial=0, **kwargs)

    def validate(self, value: Any) -> None:
        """Minutes that clocks somewhere show; else the nearest that do are named."""
        if value in self.empty_values or self.valid_value(value):
            return super().validate(value)
        try:
            minutes = int(str(value)[:9])
        except ValueError:
            minutes = 0
        near = min(OFFSETS, key=lambda one: (abs(one[0] - minutes), one[0]))
        raise forms.ValidationError(
            _("%(value)s: no clock. Write minutes east of UTC; nearest: %(minutes)s (%(name)s).")
            % {"value": str(value)[:20], "minutes": near[0], "name": near[1]},
            code="clock",
        )


class Lines(forms.CharField):
    """Names, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), required=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        """The lines that hold something."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


def utc(moment: datetime, offset: int) -> datetime:
    """``moment`` as read off clocks ``offset`` minutes east of UTC."""
    return moment - timedelta(minutes=offset)


class WithLists(forms.Form):
    """A form whose choices come from the incident: ``places``, ``parties``, ``people``."""

    def __init__(self, *args: Any, places: Any = None, parties: Any = None, people: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                model = field.queryset.model  # type: ignore[union-attr]
                rows = {Place: places, Party: parties, User: people}[model]
                field.queryset = rows if rows is not None else model.objects.none()

        for name in self.EITHER:
            self.fields[name].either = True  # type: ignore[attr-defined]

    EITHER: tuple[str, ...] = ()
    """Fields of which one of two is needed, so that neither is called optional."""

    def one_of(self, chosen: str, new: str, words: Any) -> None:
        """One of the two fields, not both and not none."""
        told = self.cleaned_data
        if bool(told.get(chosen)) == bool((told.get(new) or "").strip()):
            self.add_error(new, words)


class Announce(WithLists):
    """A new hand-over."""

    EITHER = ("giver", "new_giver", "receiver", "new_receiver")

    title = forms.CharField(label=_("Title"), max_length=160)
    way = forms.ChoiceField(label=_("How it comes"), choices=Handover.Way.choices)
    giver = forms.ModelChoiceField(queryset=Party.objects.none(), label=_("Giver"), required=False)
    new_giver = forms.CharField(label=_("Or a new giver"), max_length=160, required=False)
    receiver = forms.ModelChoiceField(queryset=Party.objects.none(), label=_("Receiver"), required=False)
    new_receiver = forms.CharField(label=_("Or a new receiver"), max_length=160, required=False)
    on = DayField(label=_("Day"))
    place = forms.ModelChoiceField(queryset=Place.objects.none(), label=_("Place"), required=False)
    new_place = forms.CharField(label=_("Or a new place"), max_length=120, required=False)
    stated_containers = numbers.IntegerField(
        label=_("Containers, as the giver states"), min_value=1, max_value=100_000, required=False
    )
    stated_people = forms.CharField(
        label=_("People, as the giver states"),
        max_length=200,
        required=False,
        help_text=_("3, about 3, at least 3, 2-4, or their words. It stays their claim and never becomes a figure of ours."),
    )
    brought_by = CallingModelChoice(
        queryset=User.objects.none(),
        label=_("Brought by somebody who works here"),
        required=False,
        help_text=_("they will not be asked to count"),
    )
    note = forms.CharField(label=_("Note"), max_length=600, required=False)

    def clean(self) -> dict[str, Any]:
        """One giver and one receiver."""
        told = super().clean() or self.cleaned_data
        self.one_of("giver", "new_giver", _("Choose the giver, or name a new one."))
        self.one_of("receiver", "new_receiver", _("Choose the receiver, or name a new one."))
        return told


class Expect(WithLists):
    """One line of the giver's list."""

    number = forms.CharField(label=_("Number on the list"), max_length=40)
    origin = forms.CharField(label=_("Claimed place of origin"), max_length=200, required=False)
    contents = forms.CharField(label=_("Claimed contents"), max_length=400, required=False)
    people = forms.CharField(
        label=_("Claimed number of people"), max_length=60, required=False, help_text=_("3, about 3, at least 3, 2-4, or words")
    )
    seals = forms.CharField(label=_("Seals listed"), max_length=400, required=False, help_text=_("with semicolons between"))


class Receive(WithLists):
    """One container on hand."""

    number = forms.CharField(label=_("Number on the box"), max_length=40)
    seals = forms.CharField(
        label=_("Seals read"),
        max_length=400,
        required=False,
        help_text=_("with semicolons between; broken ones as: 4711 broken"),
    )
    mass_g = numbers.DecimalField(
        label=_("Mass in grams"),
        min_value=0,
        max_digits=10,
        decimal_places=3,
        required=False,
        help_text=_("empty: not weighed"),
    )
    length_mm = numbers.IntegerField(label=_("Length in millimetres"), min_value=1, max_value=20_000, required=False)
    width_mm = numbers.IntegerField(label=_("Width in millimetres"), min_value=1, max_value=20_000, required=False)
    height_mm = numbers.IntegerField(label=_("Height in millimetres"), min_value=1, max_value=20_000, required=False)
    origin = forms.CharField(label=_("Origin written on the box"), max_length=200, required=False)
    contents = forms.CharField(label=_("Contents written on the box"), max_length=400, required=False)
    place = forms.ModelChoiceField(queryset=Place.objects.none(), label=_("Place"), required=False)

    def clean(self) -> dict[str, Any]:
        """Three sides or none."""
        told = super().clean() or self.cleaned_data
        sides = [told.get(name) for name in ("length_mm", "width_mm", "height_mm")]
        if any(sides) and not all(sides):
            self.add_error("length_mm", _("Give all three sides, or none."))
        return told


class ReceiveMany(WithLists):
    """Many containers on hand, one a line."""

    lines = forms.CharField(
        label=_("Containers, one a line"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("number on the box, seal, seal … as in: 12, 4711, 4712 broken. All are received, or none."),
    )
    place = forms.ModelChoiceField(queryset=Place.objects.none(), label=_("Place"), required=False)


class CountAgain(WithLists):
    """A count."""

    counted = numbers.IntegerField(label=_("Containers counted"), min_value=0, max_value=100_000)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class Sign(WithLists):
    """A signature."""

    side = forms.ChoiceField(label=_("For the"), choices=Signature.Side.choices)
    name = forms.CharField(label=_("Name of the signer"), max_length=120)
    title = forms.CharField(label=_("Title"), max_length=120)
    role = forms.CharField(label=_("In the role of"), max_length=120, required=False)
    moment = MomentField(label=_("Moment"), required=False, help_text=_("empty: now"))
    offset = OffsetField(label=_("Clock of that place"))


class Leg(WithLists):
    """One stretch of the way."""

    EITHER = ("origin", "new_origin", "to", "new_to")

    origin = forms.ModelChoiceField(queryset=Place.objects.none(), label=_("From"), required=False)
    new_origin = forms.CharField(label=_("Or from a new place"), max_length=120, required=False)
    to = forms.ModelChoiceField(queryset=Place.objects.none(), label=_("To"), required=False)
    new_to = forms.CharField(label=_("Or to a new place"), max_length=120, required=False)
    departed = MomentField(label=_("Departed"))
    departed_offset = OffsetField(label=_("Clock there"))
    arrived = MomentField(label=_("Arrived"), required=False, help_text=_("empty: still on the way"))
    arrived_offset = OffsetField(label=_("Clock at arrival"))
    vehicle = forms.CharField(label=_("Aircraft or vehicle"), max_length=120, required=False)
    on_hand = Lines(label=_("People and parties on hand, one a line"))
    honours = forms.CharField(label=_("Honours"), max_length=200, required=False)
    flag = forms.CharField(label=_("Flag"), max_length=120, required=False)
    note = forms.CharField(label=_("Note"), max_length=400, required=False)

    def clean(self) -> dict[str, Any]:
        """One place at each end."""
        told = super().clean() or self.cleaned_data
        self.one_of("origin", "new_origin", _("Choose where it began, or name a new place."))
        self.one_of("to", "new_to", _("Choose where it leads, or name a new place."))
        return told


class Arrive(WithLists):
    """The end of a leg."""

    arrived = MomentField(label=_("Arrived"))
    arrived_offset = OffsetField(label=_("Clock there"))


class HoldCeremony(WithLists):
    """A ceremony."""

    EITHER = ("place", "new_place")

    on = forms.DateField(label=_("Day, where it was held"), input_formats=["%Y-%m-%d"], help_text=_("2018-08-01"))
    place = forms.ModelChoiceField(queryset=Place.objects.none(), label=_("Place"), required=False)
    new_place = forms.CharField(label=_("Or a new place"), max_length=120, required=False)
    words = forms.CharField(label=_("What was held"), max_length=400)
    parties = Lines(label=_("Who was there, one a line"))

    def clean(self) -> dict[str, Any]:
        """One place."""
        told = super().clean() or self.cleaned_data
        self.one_of("place", "new_place", _("Choose a place, or name a new one."))
        return told


class Review(WithLists):
    """What one container holds, as far as a look tells."""

    verdict = forms.ChoiceField(label=_("Human or not"), choices=FieldReview.Verdict.choices, widget=forms.RadioSelect)
    period = forms.ChoiceField(label=_("Likely period"), choices=FieldReview.Period.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"), max_length=400, required=False, help_text=_("no number of people: how many there are is not known yet")
    )


class Write(WithLists):
    """The holding statement."""

    text = forms.CharField(
        label=_("Holding statement"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=4000,
        help_text=_("what may be said before anything is known; without any number of people"),
    )


class Accept(WithLists):
    """The laboratory's number for all containers of a hand-over."""

    number = forms.CharField(label=_("Accession number"), max_length=40, help_text=_("such as 2018-055"))
    title = forms.CharField(label=_("Title"), max_length=160, required=False)
    received = DayField(label=_("Day of receipt"))
    note = forms.CharField(label=_("Note"), max_length=400, required=False)


class Older(Accept):
    """An older assemblage with its boxes."""

    lines = forms.CharField(
        label=_("Boxes, one a line"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("number on the box, seal, seal … as in: 12, 4711"),
    )
    place = forms.ModelChoiceField(queryset=Place.objects.none(), label=_("Place"), required=False)


class ReadSeals(WithLists):
    """The seals on a container at this moment."""

    lines = forms.CharField(
        label=_("Seals, one a line"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("the number, then broken, missing or opened if it is not intact; empty if there is none"),
    )


class ListFile(forms.Form):
    """A giver's list in CSV, looked at before it is taken up."""

    file = forms.FileField(
        label=_("List as CSV"), required=False, help_text=_("columns: number, origin, contents, people, seals")
    )
    text = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1_000_000, strip=False)


STATES = [value for value in Seal.State.values if value != Seal.State.INTACT]
