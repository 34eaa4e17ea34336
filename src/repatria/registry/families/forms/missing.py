"""Forms about a missing person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.families.forms.parts import Imprecise, KinChoice, Plain
from repatria.registry.families.models import MissingPerson, OnFile, Wish
from repatria.registry.families.models.missing import RECORDED, Category, Kinds, Order, Sex
from repatria.registry.look import numbers

FIELDS = (
    ("service", _("Service or branch"), 80), ("rank", _("Rank"), 60), ("unit", _("Unit"), 160),
    ("nationality", _("Nationality"), 80),
)  # fmt: skip


class _Person(Imprecise):
    date_as = "born"
    sex = forms.ChoiceField(label=_("Sex as recorded"), choices=Sex.choices, initial="U")
    service = forms.CharField(label=FIELDS[0][1], max_length=80, required=False)
    rank = forms.CharField(label=FIELDS[1][1], max_length=60, required=False)
    unit = forms.CharField(label=FIELDS[2][1], max_length=160, required=False)
    nationality = forms.CharField(label=FIELDS[3][1], max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date_text"].label = _("Date of birth")


class AddMissing(_Person):
    """A new person on the list."""

    name = forms.CharField(label=_("Name as the list gives it"), max_length=200, help_text=_("In any script."))
    order = forms.ChoiceField(label=_("Order of the name"), choices=Order.choices, required=False)
    service_number = forms.CharField(label=_("Service number"), max_length=60, required=False)
    source = forms.CharField(
        label=_("Who says so"),
        max_length=200,
        required=False,
        help_text=_("The document (its code or title) or the party that names this person as missing."),
    )
    no_source = forms.BooleanField(label=_("The source is not recorded"), required=False)
    field_order = ("name", "order", "source", "no_source", "service_number", "sex", "date_text", "keep_both")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].either = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A source, or the word that there is none: never silence."""
        told = super().clean()
        source, nobody = " ".join((told.get("source") or "").split()), told.pop("no_source", False)
        if "source" not in self.errors and bool(source) == bool(nobody):
            said = (
                _("Name the source, or say that it is not recorded.")
                if not source
                else _("Name a source or say there is none, not both.")
            )
            self.add_error("source", said)
        told["source"] = source
        return told


class CorrectMissing(_Person):
    """What was recorded wrongly."""

    reason = forms.CharField(label=_("Why it is corrected"), max_length=300)

    @classmethod
    def about(cls, person: MissingPerson) -> dict[str, Any]:
        """What stands there now."""
        told = {name: getattr(person, name) for name in ("sex", "service", "rank", "unit", "nationality")}
        return {**told, "date_text": person.when.iso if person.when and person.precision != "either" else ""}

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        said = super().told()
        return {"reason": said.pop("reason"), "born": said.pop("born"), "told": said}


class AddName(Plain):
    """A name in any script."""

    kind = forms.ChoiceField(label=_("Kind of name"), choices=Kinds.choices, initial="spelling")
    whole = forms.CharField(label=_("Whole name"), max_length=200, help_text=_("In any script, in its own order."))
    family = forms.CharField(label=_("Family name"), max_length=120, required=False)
    given = forms.CharField(label=_("Given name"), max_length=120, required=False)
    order = forms.ChoiceField(label=_("Order"), choices=Order.choices, required=False)
    source = forms.CharField(label=_("Source"), max_length=200, required=False)


class AddStatus(Imprecise):
    """A status as a board or an office said it."""

    word = forms.CharField(label=_("Status, in the words of the source"), max_length=60, help_text=_("MIA, POW, KIA BNR …"))
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices, required=False)
    board = forms.CharField(label=_("Board or office"), max_length=200, required=False)
    reason = forms.CharField(label=_("Reason given"), max_length=300, required=False)
    source = forms.CharField(label=_("Source"), max_length=200, required=False)


class AddLoss(Imprecise):
    """A loss as one source states it."""

    source = forms.CharField(label=_("Who states this"), max_length=200)
    place = forms.CharField(label=_("Place in words"), max_length=200, required=False)
    longitude = numbers.FloatField(label=_("Longitude, degrees east"), min_value=-180, max_value=180, required=False)
    latitude = numbers.FloatField(label=_("Latitude, degrees north"), min_value=-90, max_value=90, required=False)
    radius_km = numbers.FloatField(label=_("Within, kilometres"), min_value=0, max_value=20000, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=160, required=False)
    circumstances = forms.CharField(
        label=_("Circumstances"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class AddRecord(Plain):
    """What an old record says."""

    what = forms.ChoiceField(
        label=_("What"),
        choices=list(RECORDED.items()),
    )
    value = forms.CharField(label=_("As recorded"), max_length=200)
    number = numbers.DecimalField(label=_("As a number"), max_digits=8, decimal_places=2, required=False)
    source = forms.CharField(label=_("Source"), max_length=200)


class AddOnFile(Plain):
    """A reference on paper."""

    kind = forms.ChoiceField(label=_("Kind of reference"), choices=OnFile.Kind.choices)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    source = forms.CharField(label=_("Where it lies"), max_length=200, required=False)


class Merge(Plain):
    """Two entries, one person."""

    other = forms.CharField(label=_("Code of the entry that stays"), max_length=24)
    reason = forms.CharField(label=_("Why they are one person"), max_length=300)


class SetWish(Plain):
    """What the family wishes."""

    next_of_kin = KinChoice(label=_("Next of kin (told first)"), queryset=None, required=False)
    directs = KinChoice(
        label=_("Decides what happens to the remains"), queryset=None, required=False, help_text=_("May be another person.")
    )
    language = forms.CharField(label=_("Language"), max_length=60, required=False)
    detail = forms.ChoiceField(label=_("How much they wish to hear"), choices=Wish.Detail.choices, required=False)
    later = forms.ChoiceField(label=_("Later portions"), choices=Wish.Later.choices, required=False)
    may_be_told = forms.CharField(
        label=_("Who else may be told"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, kin: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_of_kin"].queryset = kin  # type: ignore[attr-defined]
        self.fields["directs"].queryset = kin  # type: ignore[attr-defined]


class ChooseWish(SetWish):
    """The same for a page: the family's own relatives to choose from, anybody else by code. A list of all would be too long."""

    next_of_kin_code = forms.CharField(label=_("Next of kin by code, if not in the list above"), max_length=24, required=False)
    directs_code = forms.CharField(label=_("Who decides, by code, if not in the list above"), max_length=24, required=False)
    field_order = ("next_of_kin", "next_of_kin_code", "directs", "directs_code")

    def __init__(self, *args: Any, kin: Any, anybody: Any, **kwargs: Any) -> None:
        super().__init__(*args, kin=kin, **kwargs)
        self._anybody = anybody
        for name in ("next_of_kin_code", "directs_code"):
            self.fields[name].help_text = _("The code stands on the relative's page, such as HERON-K00001-3.")

    def clean(self) -> dict[str, Any]:
        """A code that was typed names a relative, and no other was chosen beside it."""
        told = super().clean() or {}
        for name in ("next_of_kin", "directs"):
            code = told.pop(f"{name}_code", "").strip().upper()
            if not code:
                continue
            found = self._anybody.filter(thing__code=code).first()
            if found is None:
                self.add_error(
                    f"{name}_code", _("%(code)s: no relative has this code. Look in the list of relatives.") % {"code": code}
                )
            elif told.get(name) not in (None, found):
                self.add_error(
                    f"{name}_code",
                    _("%(code)s: another relative is chosen above. Leave one of the two empty.") % {"code": code},
                )
            told[name] = found
        return told


class AddDecision(Imprecise):
    """A name decided by another issuer."""

    issuer = forms.CharField(label=_("Who decided"), max_length=160)
    rule = forms.CharField(label=_("Their rule or ground"), max_length=200, required=False)
    remains = forms.CharField(label=_("Remains, as they number them"), max_length=120, required=False)
    document = forms.CharField(label=_("Document"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date_text"].required = True
        self.fields["date_text"].label = _("Date of their decision")
