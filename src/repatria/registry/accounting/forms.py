"""What the pages of the account ask for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
FIRST = date(1900, 1, 1)


def past(day: date) -> None:
    """Refuse a day on which no registry knew anything."""
    if day < FIRST:
        raise forms.ValidationError(
            say("%(day)s: no registry knew anything then. Choose a later day.") % {"day": day}, code="past"
        )


class OnDay(forms.Form):
    """The day of which is told what was known; not after ``latest``."""

    day = forms.DateField(
        label=_("What was known on"), widget=DAY, required=False, validators=[past], input_formats=["%Y-%m-%d"]
    )

    def __init__(self, *args: Any, latest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = latest

    def clean_day(self) -> date | None:
        """The day, if it has come."""
        day: date | None = self.cleaned_data["day"]
        if day is not None and day > self.latest:
            raise forms.ValidationError(
                say("%(day)s has not come yet. Choose today or an earlier day.") % {"day": day}, code="future"
            )
        return day

    def chosen(self) -> date:
        """The day that was asked for, or the latest."""
        return (self.cleaned_data.get("day") or self.latest) if self.is_valid() else self.latest


class Publish(forms.Form):
    """Making the account of a day public."""

    day = forms.DateField(label=_("As it was known at the end of"), widget=DAY, validators=[past], input_formats=["%Y-%m-%d"])
    ground = forms.CharField(
        label=_("On which ground it is published although a balance does not close"),
        max_length=400,
        required=False,
        help_text=_("Empty where every balance closes."),
    )


class Withdraw(forms.Form):
    """Withdrawing a published account."""

    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=400, help_text=_("The reason is shown in public."))


class Period(forms.Form):
    """The part of the journal that is taken out."""

    since = forms.DateField(label=_("From the beginning of"), widget=DAY, validators=[past], input_formats=["%Y-%m-%d"])
    until = forms.DateField(label=_("To the end of"), widget=DAY, validators=[past], input_formats=["%Y-%m-%d"])

    def clean(self) -> dict[str, Any]:
        """The two days in their order."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("since") and told.get("until") and told["since"] > told["until"]:
            self.add_error("until", say("%(day)s: is before the first day. Choose a later one.") % {"day": told["until"]})
        return told
