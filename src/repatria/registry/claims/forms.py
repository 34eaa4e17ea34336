"""What the pages of claims ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.claims import days
from repatria.registry.claims.models import Claim, Document, Party, Section, Topic
from repatria.registry.look import numbers
from repatria.registry.look.rows import RowChoice
from repatria.registry.refusals import Impossible


class DayField(forms.CharField):
    """A day as well as it is known: 2018-07-27, 2018-07 or 2018."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("2018-07-27, or 2018-07, or 2018; empty if it is not known"))
        super().__init__(max_length=10, required=kwargs.pop("required", False), **kwargs)

    def clean(self, value: Any) -> str:
        """The text as written, once it is one day and not two."""
        text = super().clean(value)
        try:
            days.read_day(text, str(self.label))
        except Impossible as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        return text


class NewDocument(forms.Form):
    """A paper that claims stand in."""

    title = forms.CharField(label=_("Title"), max_length=240)
    publisher = forms.CharField(label=_("Who published or signed it"), max_length=160)
    dated = DayField(label=_("Its date"))
    citation = forms.CharField(
        label=_("How to find it again"), max_length=500, required=False, help_text=_("page, archive signature, address")
    )
    file = forms.FileField(
        label=_("The file, for its fingerprint"),
        required=False,
        help_text=_("Only the fingerprint (SHA-256) is kept here; the file stays with you."),
    )


class NewParty(forms.Form):
    """Somebody who gives, receives or says something."""

    name = forms.CharField(label=_("Name"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind"), choices=Party.Kind.choices)


class NewClaim(forms.Form):
    """What somebody says in a document."""

    topic = forms.ModelChoiceField(queryset=Topic.objects.none(), label=_("Topic, from the list"), required=False)
    new_topic = forms.CharField(
        label=_("Or a new topic"), max_length=160, required=False, help_text=_("such as: people in the boxes")
    )
    section = forms.ChoiceField(label=_("Chapter of a new topic"), choices=Section.choices, initial=Section.OTHER)
    about = forms.CharField(label=_("About one thing (its code), if it is"), max_length=40, required=False)
    part = forms.CharField(label=_("Which part of it"), max_length=80, required=False, help_text=_("such as: box 12"))
    kind = forms.ChoiceField(label=_("Kind of statement"), choices=Claim.Kind.choices)
    low = numbers.DecimalField(
        label=_("Number, or the smaller one of a range"), max_digits=18, decimal_places=4, required=False
    )
    high = numbers.DecimalField(label=_("The larger number of a range"), max_digits=18, decimal_places=4, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False)
    text = forms.CharField(label=_("Words, place, name or date"), max_length=400, required=False)
    since = DayField(
        label=_("A vague date such as “late July”: not before"), help_text=_("2018-07-21, or 2018-07; only for a date")
    )
    until = DayField(
        label=_("A vague date: not after"), help_text=_("what you take the words to mean; they stay as they were said")
    )
    hedge = forms.ChoiceField(label=_("How it was hedged"), choices=Claim.Hedge.choices)
    as_of = DayField(label=_("The day it speaks of"))
    said_by = forms.ModelChoiceField(queryset=Party.objects.none(), label=_("Who says it"))
    document = RowChoice(queryset=Document.objects.none(), label=_("In which document"))
    said_on = DayField(label=_("The day it was said"), help_text=_("empty: the date of the document"))
    locator = forms.CharField(label=_("Page or place in it"), max_length=80, required=False)
    quote = forms.CharField(label=_("Short quotation"), max_length=200, required=False)
    basis = forms.CharField(label=_("What they base it on"), max_length=300, required=False)
    supersedes = forms.CharField(
        label=_("Corrects the claim (its code)"),
        max_length=40,
        required=False,
        help_text=_("only where the same party says so itself; the older claim stays readable"),
    )

    def __init__(self, *args: Any, topics: Any, parties: Any, documents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("topic", topics), ("said_by", parties), ("document", documents)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        for name in ("topic", "new_topic"):
            self.fields[name].either = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One topic, not two."""
        told = super().clean() or {}
        if bool(told.get("topic")) == bool((told.get("new_topic") or "").strip()):
            self.add_error("new_topic", _("Choose a topic, or name a new one."))
        self._date(told)
        return told

    def _date(self, told: dict[str, Any]) -> None:
        """A date that is no day of the calendar keeps its words and gets the two days it lies between."""
        since, until, text = told.pop("since", ""), told.pop("until", ""), (told.get("text") or "").strip()
        if not self.errors and bool(since) != bool(until):
            self.add_error("until" if since else "since", _("Give both days, or none."))
        elif since and told.get("kind") != Claim.Kind.DATE:
            self.add_error("since", _("Only a date lies between two days. Choose date, or leave both empty."))
        elif told.get("kind") == Claim.Kind.DATE and text and not self.errors:
            try:
                days.between(days.as_said(text, since, until), str(self.fields["text"].label))
            except Impossible as wrong:
                said = _("%(fault)s Or keep the words and say between which two days they lie.")
                self.add_error("text" if not since else "since", said % {"fault": str(wrong)})
            told["text"] = days.as_said(text, since, until)
