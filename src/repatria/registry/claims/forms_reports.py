"""What the pages of reports ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.claims.forms import DayField
from repatria.registry.claims.models import Claim, Topic
from repatria.registry.claims.proposing import fields_of
from repatria.registry.claims.reportmodels import Proposal
from repatria.registry.look import numbers


class NewReport(forms.Form):
    """A report to be read: pasted, or a text or HTML file."""

    title = forms.CharField(label=_("Title"), max_length=240)
    publisher = forms.CharField(label=_("Who published it"), max_length=160)
    dated = DayField(label=_("Its date"), help_text=_("2018-07-27. “Thursday” is found out only where the day is known."))
    place = forms.CharField(label=_("Where it was published"), max_length=80, required=False)
    citation = forms.CharField(label=_("How to find it again"), max_length=500, required=False)
    text = forms.CharField(
        label=_("The text, pasted"),
        required=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        strip=False,
    )
    file = forms.FileField(label=_("Or a file of text or HTML"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("text", "file"):
            self.fields[name].either = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A text or a file, not both."""
        told = super().clean() or {}
        if not self.errors and bool((told.get("text") or "").strip()) == bool(told.get("file")):
            self.add_error("text", _("Paste the text, or choose a file."))
        return told


class Correction(forms.Form):
    """What a report does say, where the proposal was not right."""

    topic = forms.ModelChoiceField(queryset=Topic.objects.none(), label=_("Topic, from the list"), required=False)
    new_topic = forms.CharField(label=_("Or a new topic"), max_length=160, required=False)
    kind = forms.ChoiceField(label=_("Kind of statement"), choices=Claim.Kind.choices)
    low = numbers.DecimalField(
        label=_("Number, or the smaller one of a range"), max_digits=18, decimal_places=4, required=False
    )
    high = numbers.DecimalField(label=_("The larger number of a range"), max_digits=18, decimal_places=4, required=False)
    unit = forms.CharField(label=_("What is counted"), max_length=40, required=False, help_text=_("people, sets, boxes, cases"))
    text = forms.CharField(label=_("Words, place, name or date"), max_length=400, required=False)
    hedge = forms.ChoiceField(label=_("How it was hedged"), choices=Claim.Hedge.choices)
    as_of = DayField(label=_("The day it speaks of"))
    party = forms.CharField(label=_("Who says it"), max_length=160, required=False, help_text=_("empty: whoever published it"))
    about = forms.CharField(label=_("Belongs to a hand-over or agreement (its code)"), max_length=40, required=False)
    reason = forms.CharField(label=_("What was not right"), max_length=200, required=False)

    def __init__(self, *args: Any, topics: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = topics  # type: ignore[attr-defined]
        for name in ("topic", "new_topic"):
            self.fields[name].either = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One topic, not two."""
        told = super().clean() or {}
        if bool(told.get("topic")) == bool((told.get("new_topic") or "").strip()):
            self.add_error("new_topic", _("Choose a topic, or name a new one."))
        return told


def beginning(row: Proposal) -> dict[str, Any]:
    """What a correction starts from: the proposal as it stands."""
    said = fields_of(row.told, row.report.document.publisher)
    return {
        "new_topic": said.topic,
        "kind": said.kind,
        "low": said.low,
        "high": said.high,
        "unit": said.unit,
        "text": said.text,
        "hedge": said.hedge,
        "as_of": said.as_of,
        "party": said.party,
    }


class Confirming(forms.Form):
    """The report says what was proposed."""

    about = forms.CharField(label=_("Belongs to a hand-over or agreement (its code)"), max_length=40, required=False)


class Rejecting(forms.Form):
    """The report does not say it."""

    reason = forms.CharField(label=_("Why not"), max_length=200, required=False)
