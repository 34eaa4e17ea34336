"""What the forms share: a date that may be imprecise, a reason, a colleague."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.families.dates import When, read_date
from repatria.registry.families.models import Kin
from repatria.registry.look.rows import RowChoice
from repatria.registry.refusals import Impossible

WRITE = _("1950-11-02, 2 Nov 1950, Nov 1950, 1950 or 1950-11-02..1950-11-05")


class Imprecise(forms.Form):
    """A form with a date that may be imprecise; ``told()`` gives it as ``on``."""

    date_text = forms.CharField(label=_("Date"), required=False, max_length=60, help_text=WRITE)
    keep_both = forms.BooleanField(label=_("Keep both readings of an ambiguous date such as 03/04/1951"), required=False)

    date_as = "on"

    def clean(self) -> dict[str, Any]:
        """Read the date; an ambiguous one is refused unless both readings are kept."""
        told = super().clean() or {}
        text = told.get("date_text", "")
        told[self.date_as] = None
        if text:
            try:
                told[self.date_as] = read_date(
                    text, where=str(self.fields["date_text"].label), keep_both=told.get("keep_both", False)
                )
            except Impossible as fault:
                self.add_error("date_text", str(fault))
        return told

    def told(self) -> dict[str, Any]:
        """What an action takes."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("date_text", "keep_both")}

    def when(self) -> When | None:
        """The date that was read."""
        found: When | None = self.cleaned_data[self.date_as]
        return found


class Plain(forms.Form):
    """A form whose fields are what the action takes."""

    def told(self) -> dict[str, Any]:
        """What an action takes."""
        return dict(self.cleaned_data)


class Reason(Plain):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class KinChoice(RowChoice):
    """A relative, by name and code."""

    def label_from_instance(self, obj: Kin) -> str:
        """As the list shows it."""
        return f"{obj.listed_as} ({obj.code})"
