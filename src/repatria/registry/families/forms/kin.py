"""Forms about a relative and about a pedigree."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.families.forms.parts import Imprecise, KinChoice, Plain
from repatria.registry.families.models import Consent, Contact, ContactAttempt, Kin, Parentage
from repatria.registry.families.models.missing import Sex

DAY = forms.DateInput(attrs={"type": "date"})


class _Kin(Imprecise):
    date_as = "born"
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, initial="U")
    living = forms.ChoiceField(label=_("Living"), choices=Kin.Living.choices, initial="unknown")
    relation = forms.CharField(label=_("Relation, as claimed"), max_length=120, required=False)
    language = forms.CharField(label=_("Language"), max_length=60, required=False)
    notes = forms.CharField(label=_("Notes"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date_text"].label = _("Date of birth")


class AddKin(_Kin):
    """A new relative."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("In any script."))
    field_order = ("name", "relation", "sex", "living", "date_text", "keep_both")


class CorrectKin(_Kin):
    """What was recorded wrongly, and whether the relation was verified."""

    verified = forms.ChoiceField(label=_("Relation verified"), choices=Kin.Verified.choices)
    verified_by = forms.CharField(label=_("Verified by (documents, DNA, a witness)"), max_length=200, required=False)
    reason = forms.CharField(label=_("Why it is corrected"), max_length=300)

    @classmethod
    def about(cls, kin: Kin) -> dict[str, Any]:
        """What stands there now."""
        names = ("sex", "living", "relation", "language", "notes", "verified", "verified_by")
        told = {name: getattr(kin, name) for name in names}
        return {**told, "date_text": kin.when.iso if kin.when and kin.precision != "either" else ""}

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        said = super().told()
        return {"reason": said.pop("reason"), "born": said.pop("born"), "told": said}


class AddContact(Plain):
    """A way to reach somebody."""

    channel = forms.ChoiceField(label=_("Way"), choices=Contact.Channel.choices)
    value = forms.CharField(label=_("Number or address"), max_length=300)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class Attempt(Plain):
    """One attempt to reach somebody."""

    on = forms.DateField(label=_("Day"), widget=DAY)
    channel = forms.ChoiceField(label=_("Way"), choices=Contact.Channel.choices)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=ContactAttempt.Outcome.choices)
    note = forms.CharField(label=_("Note"), max_length=400, required=False)


class GiveConsent(Plain):
    """Consent to one purpose."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=Consent.Purpose.choices)
    on = forms.DateField(label=_("Given on"), widget=DAY)
    form = forms.CharField(label=_("Signed form"), max_length=200, help_text=_("Its number, or where it lies."))
    taken_by = forms.CharField(label=_("Taken by"), max_length=160, required=False)
    ends_on = forms.DateField(
        label=_("Ends on"), widget=DAY, required=False,
        help_text=_("Only where the form names an end: the day from which it no longer holds."),
    )  # fmt: skip


class WithdrawConsent(Plain):
    """Consent withdrawn; no reason is asked."""

    consent: Any = forms.ModelChoiceField(label=_("Which consent"), queryset=None)
    words_used = forms.CharField(label=_("What was said or written"), max_length=300, required=False)

    def __init__(self, *args: Any, kin: Kin, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["consent"]
        choice.queryset = kin.consents.filter(withdrawn_on__isnull=True)  # type: ignore[attr-defined]
        choice.label_from_instance = lambda c: f"{c.get_purpose_display()}, {c.given_on}"  # type: ignore[attr-defined]


class Donate(Plain):
    """A reference sample."""

    kit = forms.CharField(label=_("Number of the kit"), max_length=60)
    what = forms.CharField(label=_("What was given"), max_length=80, initial="swab")
    on = forms.DateField(label=_("Given on"), widget=DAY)
    received_by: Any = forms.ModelChoiceField(label=_("Held from now on by"), queryset=None)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["received_by"]
        choice.queryset = people  # type: ignore[attr-defined]
        choice.label_from_instance = lambda user: user.called  # type: ignore[attr-defined]


class Tree(Plain):
    """A form about one person of a pedigree; ``nodes`` are the others, ``kin`` the relatives without a folder."""

    def __init__(self, *args: Any, nodes: Any, kin: Any, labels: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("parent", "other"):
            if name in self.fields:
                self.fields[name].queryset = nodes  # type: ignore[attr-defined]
                self.fields[name].label_from_instance = lambda n: labels.get(n.code, n.code)  # type: ignore[attr-defined]
        if "kin" in self.fields:
            self.fields["kin"].queryset = kin  # type: ignore[attr-defined]


def _relative() -> KinChoice:
    return KinChoice(label=_("Who it is"), queryset=None, required=False, empty_label=_("somebody not named here"))


class AddParent(Tree):
    """A father or mother."""

    role = forms.ChoiceField(label=_("As"), choices=Parentage.As.choices)
    kind = forms.ChoiceField(label=_("Kind"), choices=Parentage.Kind.choices)
    parent: Any = forms.ModelChoiceField(
        label=_("Somebody in this pedigree"), queryset=None, required=False, empty_label=_("nobody: a new person")
    )
    kin = _relative()


class AddChild(Tree):
    """A child."""

    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, initial="U")
    other: Any = forms.ModelChoiceField(label=_("Other parent"), queryset=None, required=False, empty_label=_("not recorded"))
    kin = _relative()


class AddSibling(Tree):
    """A brother or sister."""

    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, initial="U")
    share = forms.ChoiceField(
        label=_("Shares"), choices=[("both", _("both parents")), ("father", _("the father")), ("mother", _("the mother"))]
    )
    kin = _relative()


class AddPartner(Tree):
    """The other parent of the children."""

    kin = _relative()


class SayWho(Tree):
    """Who somebody is, or the sex."""

    kin = _relative()
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", _("as it is")), *Sex.choices], required=False)


class Twins(Tree):
    """Identical twins."""

    other: Any = forms.ModelChoiceField(label=_("Identical twin of"), queryset=None)


class EndParent(Tree):
    """Somebody is no parent."""

    parent: Any = forms.ModelChoiceField(label=_("Who is no parent"), queryset=None)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class TakeOut(Tree):
    """Out of the family."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
