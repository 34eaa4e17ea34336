"""What the pages of releases, graves and later bones ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.naming import read_code
from repatria.registry.homecoming.counting import Count
from repatria.registry.homecoming.models import Portion, PortionEvent
from repatria.registry.look import numbers
from repatria.registry.refusals import Impossible

DAY = forms.DateInput(attrs={"type": "date"})
ABSENT = "absent"
SURE = _("I know that this cannot be called back")
FELL = _("It was counted in there, although what it rests on was taken back")


def _words(label: Any, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": 3}), **more)


class Prepare(forms.Form):
    """What leaves, to whom, how."""

    items = forms.MultipleChoiceField(label=_("What leaves"), widget=forms.CheckboxSelectMultiple)
    receiver = forms.CharField(label=_("Who receives it"), max_length=160)
    escort = forms.CharField(label=_("Escort"), max_length=160, required=False)
    honours = forms.CharField(label=_("Honours on the way"), max_length=200, required=False)

    def __init__(self, *args: Any, items: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = list(items)  # type: ignore[attr-defined]


class Reason(forms.Form):
    """Why."""

    reason = _words(_("Reason"), 300)


class Back(forms.Form):
    """A portion that is here again."""

    reason = _words(_("Why it came back"), 300)
    document = forms.CharField(label=_("The paper that says so"), max_length=160)


class _Counting(forms.Form):
    """A form with mass and pieces of every portion of a release."""

    arriving = False

    def __init__(self, *args: Any, portions: Iterable[Portion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.portions = list(portions)
        own = dict(self.fields)
        self.fields.clear()
        for one in self.portions:
            self._ask_for(one)
        self.fields.update(own)

    def _ask_for(self, one: Portion) -> None:
        code, pk = one.item.code, one.item_id
        if self.arriving:
            self.fields[f"absent_{pk}"] = forms.BooleanField(
                label=_("%(code)s did not arrive") % {"code": code}, required=False
            )
        needed = not self.arriving
        self.fields[f"mass_{pk}"] = numbers.DecimalField(
            label=_("%(code)s, grams") % {"code": code}, min_value=0, max_digits=10, decimal_places=3, required=needed
        )
        self.fields[f"pieces_{pk}"] = numbers.IntegerField(
            label=_("%(code)s, pieces") % {"code": code}, min_value=1, max_value=100_000, required=needed
        )
        for name in ("mass", "pieces"):
            self.fields[f"{name}_{pk}"].either = True  # type: ignore[attr-defined]  # or it is not there

    def rows(self) -> list[dict[str, Any]]:
        """Each portion with its fields, for the table."""
        return [
            {
                "portion": one,
                "absent": self[f"absent_{one.item_id}"] if self.arriving else None,
                "mass": self[f"mass_{one.item_id}"],
                "pieces": self[f"pieces_{one.item_id}"],
            }
            for one in self.portions
        ]

    def rest(self) -> list[Any]:
        """The fields that are not of one portion."""
        counted = {f"{name}_{one.item_id}" for one in self.portions for name in ("absent", "mass", "pieces")}
        return [self[name] for name in self.fields if name not in counted]

    def told(self) -> dict[str, Any]:
        """What the act takes."""
        said = dict(self.cleaned_data)
        counts = {}
        for one in self.portions:
            gone = said.pop(f"absent_{one.item_id}", False)
            mass, pieces = said.pop(f"mass_{one.item_id}", None), said.pop(f"pieces_{one.item_id}", None)
            counts[one.item_id] = Count(there=False) if gone else Count(mass, pieces)
        return {**said, "counts": counts}


class CountOut(_Counting):
    """The count when it leaves."""

    sure = forms.BooleanField(label=SURE, required=False)


class CountIn(_Counting):
    """The count where it arrived."""

    arriving = True
    signed_by = forms.CharField(label=_("Who signed for it there"), max_length=160)
    document = forms.CharField(label=_("The paper that was signed"), max_length=160)
    sure = forms.BooleanField(label=FELL, required=False)

    def __init__(self, *args: Any, fell: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not fell:
            del self.fields["sure"]


class LinesOut(forms.Form):
    """The same count for programs."""

    counts = _words(_("One line a portion: code; grams; pieces"), 20_000)
    sure = forms.BooleanField(label=SURE, required=False)


class LinesIn(forms.Form):
    """The same count for programs, where it arrived."""

    counts = _words(_("One line a portion: code; grams; pieces, or code; absent"), 20_000)
    signed_by = forms.CharField(label=_("Who signed for it there"), max_length=160)
    document = forms.CharField(label=_("The paper that was signed"), max_length=160)
    sure = forms.BooleanField(label=FELL, required=False)


class Bury(forms.Form):
    """Where somebody lies."""

    place = forms.CharField(label=_("Place: cemetery and town"), max_length=200)
    grave = forms.CharField(label=_("Grave: section, row, number"), max_length=120)
    on = forms.DateField(label=_("Day"), widget=DAY)
    honours = forms.CharField(label=_("Honours"), max_length=200, required=False)
    exhumation = forms.CharField(
        label=_("Under which rule the grave may be opened again"), max_length=400, required=False,
        help_text=_("Needed for a grave under a number; left empty, the rule of the write-up holds."),
    )  # fmt: skip


class OpenGrave(forms.Form):
    """A grave that was opened again."""

    reason = _words(_("Why it was opened"), 400)
    sure = forms.BooleanField(label=_("It was opened; this stays written down"), required=False)


class AnswerPortion(forms.Form):
    """How what came to light later ended."""

    outcome = forms.ChoiceField(
        label=_("How it ended"), widget=forms.RadioSelect,
        choices=[one for one in PortionEvent.Outcome.choices if one[0]],
    )  # fmt: skip
    words = _words(_("What was done"), 400)


def read_counts(text: str, portions: Mapping[str, int]) -> dict[int, Count]:
    """Counts as programs write them; ``portions``: id of the item by code. Impossible with the line that is wrong."""
    counts: dict[int, Count] = {}
    for number, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip():
            continue
        cells = [cell.strip() for cell in raw.split(";")]
        item = portions.get(read_code(cells[0]) or "")
        if item is None or item in counts:
            raise Impossible(f"counts, line {number}: {cells[0][:40]!r} is no portion of this release, or stands there twice.")
        counts[item] = Count(there=False) if cells[1:] == [ABSENT] else _count(number, raw, cells[1:])
    return counts


def _count(number: int, raw: str, cells: list[str]) -> Count:
    try:
        if len(cells) != 2 or not "".join(cells).isascii() or "_" in raw:
            raise ValueError
        return Count(Decimal(cells[0]), int(cells[1]))
    except (InvalidOperation, ValueError) as fault:
        raise Impossible(f"counts, line {number}: {raw.strip()[:60]!r}. Write: code; grams; pieces.") from fault
