"""The forms of the inventory's pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.inventory.kinds import kind_of, kinds
from repatria.registry.inventory.measures import measures_of
from repatria.registry.inventory.models import EffectDescription, Relation, SpecimenDescription
from repatria.registry.inventory.scores import scores_of
from repatria.registry.inventory.told import Told
from repatria.registry.inventory.zones import from_letters, read_zones, to_letters, write_zones
from repatria.registry.look import numbers


class Entry(forms.Form):
    """One typed line is one bone."""

    line = forms.CharField(
        label=_("One bone"),
        max_length=200,
        help_text=_(
            "For example fel3ab: left femur, half to three quarters of it, zones a and b. A full stop repeats the last."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autofocus": True, "autocapitalize": "off", "spellcheck": "false", "size": "36"}
        ),
    )


class Describe(forms.Form):
    """A new version of what is said of a specimen."""

    element = forms.ChoiceField(label=_("Element and side"))
    completeness = forms.TypedChoiceField(
        label=_("Completeness"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("not recorded")), *SpecimenDescription.Completeness.choices],
    )
    zones = forms.RegexField(
        r"^(?:[a-z]-?)*$",
        label=_("Zones, by letter"),
        required=False,
        max_length=60,
        help_text=_("A hyphen behind a letter: partly present. The letters stand in the table of zones."),
    )
    human = forms.ChoiceField(label=_("Human or animal"), required=False, choices=SpecimenDescription.Human.choices)
    age_class = forms.ChoiceField(label=_("Age phase"), required=False, choices=SpecimenDescription.Age.choices)
    age_notes = forms.CharField(label=_("What the age phase rests on"), required=False, max_length=300)
    condition = forms.CharField(label=_("Condition"), required=False, max_length=200)
    colour = forms.CharField(label=_("Colour, soil, other traces"), required=False, max_length=200)
    treatment = forms.ChoiceField(label=_("Chemical history"), required=False, choices=SpecimenDescription.Treatment.choices)
    treatment_note = forms.CharField(label=_("How that is known"), required=False, max_length=200)
    anomalies = forms.CharField(label=_("Anomalies"), required=False, max_length=400)
    trauma = forms.CharField(label=_("Trauma and pathology"), required=False, max_length=400)
    notes = forms.CharField(label=_("Remarks"), required=False, max_length=400)
    reason = forms.CharField(label=_("Why it is described anew"), max_length=300)
    after = numbers.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["element"].choices = [(k.code, k.name) for k in kinds().values()]  # type: ignore[attr-defined]

    @classmethod
    def of(cls, said: SpecimenDescription) -> Describe:
        """The form, filled with what is said now."""
        names = ("element", "completeness", "human", "age_class", "age_notes", "condition", "colour", "treatment",
                 "treatment_note", "anomalies", "trauma", "notes")  # fmt: skip
        now = {name: getattr(said, name) for name in names}
        return cls(initial={**now, "zones": to_letters(read_zones(said.zones)), "after": said.number})

    def told(self) -> Told:
        """What the form says."""
        said = {k: v for k, v in self.cleaned_data.items() if k not in ("reason", "after", "zones")}
        return Told(zones=write_zones(from_letters(self.cleaned_data["zones"])), **said)


class Reason(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Why"), max_length=300)


class Measure(forms.Form):
    """One value in millimetres."""

    code = forms.ChoiceField(label=_("Measurement"))
    value_mm = numbers.DecimalField(label=_("Millimetres"), max_digits=7, decimal_places=2, min_value=0)
    method = forms.CharField(label=_("Instrument or method"), required=False, max_length=120)
    note = forms.CharField(label=_("Remark"), required=False, max_length=200)
    sure = forms.BooleanField(label=_("I measured again, and the value stands"), required=False)

    def __init__(self, *args: Any, element: str, place: str = "", **kwargs: Any) -> None:
        """``place``: the address that says where a value lies while it is typed; without one nothing is asked."""
        super().__init__(*args, **kwargs)
        if place:
            live = {
                "hx-get": place,
                "hx-target": "#place",
                "hx-include": "closest form",
                "hx-trigger": "input changed delay:300ms",
            }
            self.fields["value_mm"].widget.attrs |= live
            self.fields["code"].widget.attrs |= {**live, "hx-trigger": "change"}
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            (one.code, f"{one.code} {one.name}") for one in measures_of(kind_of(element))
        ]


def chosen(text: str, among: Sequence[str]) -> str:
    """What an address asks for if it is among these, or else the first of them."""
    return text if text in among else among[0]


class Score(forms.Form):
    """The score of a growing place, a trait of sex or the pubic phase."""

    what = forms.ChoiceField(label=_("What is scored"))
    low = forms.IntegerField(
        label=_("Score"),
        min_value=0,
        max_value=6,
        help_text=_("Growing places 0 open, 1 beginning, 2 active, 3 recent, 4 fused; traits 1 to 5; the pubic phase 1 to 6."),
    )
    high = forms.IntegerField(label=_("To, if several fit"), min_value=0, max_value=6, required=False)
    note = forms.CharField(label=_("Remark"), required=False, max_length=200)

    def __init__(self, *args: Any, element: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {"stage": _("growing place"), "trait": _("trait"), "phase": _("phase")}
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            (one.what, f"{one.name} ({words[one.kind]}, {one.first}-{one.last})") for one in scores_of(kind_of(element))
        ]


class Settle(forms.Form):
    """Why a conflict of a grouping is none."""

    key = forms.CharField(max_length=24, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why this does not speak against it"), max_length=600)


class Photograph(forms.Form):
    """A photograph to keep."""

    file = forms.FileField(
        label=_("Photograph (JPEG or PNG)"),
        help_text=_("It is written anew without metadata, and stays closed until somebody opens it."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png"}),
    )
    caption = forms.CharField(label=_("What it shows"), required=False, max_length=200)


class Relate(forms.Form):
    """How two specimens belong together, or do not."""

    other = forms.CharField(label=_("Code of the other specimen"), max_length=40)
    kind = forms.ChoiceField(label=_("Relation"), choices=Relation.Kind.choices)
    verdict = forms.ChoiceField(label=_("How sure"), choices=Relation.Verdict.choices)
    grounds = forms.MultipleChoiceField(
        label=_("Grounds"), required=False, choices=Relation.Ground.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("An exclusion needs at least one, and may have several."),
    )  # fmt: skip
    note = forms.CharField(label=_("Remark"), required=False, max_length=300)


class Codes(forms.Form):
    """Which specimens."""

    codes = forms.CharField(label=_("Codes of specimens"), max_length=2000, help_text=_("Separated by spaces."))


class Ask(forms.Form):
    """Put a specimen that seems impossible before a reviewer."""

    specimen = forms.CharField(label=_("Code of the specimen"), max_length=40)
    why = forms.CharField(label=_("Why it may belong here all the same"), max_length=300)


class Answer(forms.Form):
    """A reviewer's answer."""

    allow = forms.ChoiceField(label=_("Answer"), choices=[("no", _("not allowed")), ("yes", _("allowed"))])
    answer = forms.CharField(label=_("Because"), max_length=300)


class Effect(forms.Form):
    """What is said of an effect."""

    kind = forms.ChoiceField(label=_("Kind"), choices=EffectDescription.Kind.choices)
    description = forms.CharField(label=_("What it is"), max_length=400)
    marks = forms.CharField(label=_("Marks"), required=False, max_length=400)
    text_read = forms.CharField(
        label=_("Text as read"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Letter by letter; write … where it cannot be read."),
    )  # fmt: skip


class NewEffect(Effect):
    """A new effect and where it was found."""

    found_in = forms.ChoiceField(label=_("Found in"))
    into = forms.ChoiceField(
        label=_("Put into"), required=False, help_text=_("A container you hold. Effects are kept apart from remains.")
    )

    def __init__(self, *args: Any, boxes: Any, own: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["found_in"].choices = [(i.code, i.code) for i in boxes]  # type: ignore[attr-defined]
        same = ("", _("the same container"))
        self.fields["into"].choices = [same, *((i.code, i.code) for i in own)]  # type: ignore[attr-defined]


class EffectAgain(Effect):
    """A new version of what is said of an effect."""

    reason = forms.CharField(label=_("Why it is described anew"), max_length=300)


class Name(forms.Form):
    """A name as read from an effect."""

    name = forms.CharField(label=_("Name as read"), max_length=160)
    number = forms.CharField(label=_("Number as read"), required=False, max_length=80)
    how_sure = forms.CharField(label=_("How legible"), required=False, max_length=160)


class SheetFile(forms.Form):
    """An old sheet as CSV."""

    file = forms.FileField(
        label=_("Sheet (CSV, UTF-8)"),
        help_text=_("Nothing is written before you have seen what would become of each line."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )


class Mapping(forms.Form):
    """Which column says what."""

    def __init__(self, *args: Any, heads: tuple[str, ...], fields: tuple[str, ...], issuer: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("leave out")), *((name, name.replace("_", " ")) for name in fields)]
        choices.append(("identifier", _("a number given by the issuer named below")))
        for place, head in enumerate(heads):
            self.fields[f"column{place}"] = forms.ChoiceField(label=head, required=False, choices=choices)
        self.fields["issuer"] = forms.CharField(label=_("Issuer of those numbers"), required=False, max_length=80)
        self.fields["container"] = forms.CharField(
            label=_("Container of every line, if no column says it"), required=False, max_length=120
        )
        self.fields["human"] = forms.ChoiceField(
            label=_("Said of every line"),
            required=False,
            choices=[("", _("nothing")), ("human", _("human")), ("undetermined", _("undetermined"))],
            help_text=_("Choose human only where whoever wrote the sheet had excluded animals."),
        )
        self.heads = heads

    def mapping(self) -> dict[str, str]:
        """Column -> field, and constants."""
        told = self.cleaned_data
        found = {head: told[f"column{place}"] for place, head in enumerate(self.heads) if told[f"column{place}"]}
        found = {head: f"identifier:{told['issuer']}" if name == "identifier" else name for head, name in found.items()}
        constants = {f"={name}": told[name] for name in ("container", "human") if told[name]}
        return {**found, **constants}
