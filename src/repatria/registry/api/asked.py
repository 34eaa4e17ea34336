"""From the forms of the pages to the shapes of the machine entrance: one list of fields and one set of limits for both.

A choice of rows is given by what names the row (a party or place by its name, a person by ``u-0007``, anything else by its code);
masses and other decimals are text, so that no digit is lost.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import cache
from typing import Any, Literal

from django import forms
from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from repatria.registry.people.models import User
from repatria.registry.refusals import Impossible

NAMED_BY = {
    "party": "name",
    "place": "name",
    "topic": "key",
    "document": "thing__code",
    "kin": "thing__code",
    "pedigreenode": "code",
    "effect": "item__thing__code",
}
"""What names a row of a choice, by model; rows of other models are named by their number."""
_PERSON = re.compile(r"u-(\d{1,9})", re.ASCII)


class Asked(Schema):
    """What an act is told. A field that the act does not know is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")


class Nothing(forms.Form):
    """An act that needs no words."""


@cache
def shape_of(form: type[forms.Form]) -> type[Asked]:
    """The shape that asks for what ``form`` asks for, files left out."""
    fields: dict[str, Any] = {}
    for name, field in form.base_fields.items():
        if isinstance(field, forms.FileField):
            continue
        kind, start, told = _kind_of(field)
        label = " ".join(str(part) for part in (field.label, f"({field.help_text})" if field.help_text else "") if part)
        fields[name] = (kind, Field(... if start is _NEEDED else start, description=label, **told))
    made: type[Asked] = create_model("_".join((*form.__module__.split(".")[2:], form.__name__)), __base__=Asked, **fields)
    made.__doc__ = (form.__doc__ or "").strip()
    return made


def filled(form: type[forms.Form], told: dict[str, Any], files: Any = None, **given: Any) -> Any:
    """``form`` filled in with ``told`` and found valid. Raises Impossible with each field and what is wrong with it."""
    made = form({name: _as_typed(value) for name, value in told.items()}, files, **given)
    for name, field in made.fields.items():
        if not isinstance(field, forms.ModelChoiceField) or field.queryset is None:
            continue
        model = field.queryset.model
        if model is User:
            found = _PERSON.fullmatch(str(made.data.get(name, "")))
            made.data = {**made.data, name: found[1] if found else made.data.get(name, "") and "0"}
        else:
            field.to_field_name = NAMED_BY.get(model._meta.model_name or "", "pk")
    if not made.is_valid():
        wrong = [
            f"{name}: {' '.join(map(str, said))}" if name != "__all__" else " ".join(map(str, said))
            for name, said in made.errors.items()
        ]
        raise Impossible(" · ".join(wrong))
    return made


def told_by(form: Any) -> Any:
    """What an action takes from a valid form."""
    return form.told() if hasattr(form, "told") else dict(form.cleaned_data)


_NEEDED = object()


def _kind_of(field: forms.Field) -> tuple[Any, Any, dict[str, Any]]:
    """(type, value where none is given, limits) of a field."""
    empty: Any = _NEEDED if field.required else None
    kind: Any = str
    limits: dict[str, Any] = {}
    if isinstance(field, forms.BooleanField):
        kind, empty = bool, False
    elif isinstance(field, forms.MultipleChoiceField):
        kind, empty = list[_one_of(field) or str], _NEEDED if field.required else []  # type: ignore[misc]
    elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        kind = _one_of(field) or str
        start = field.initial.value if isinstance(field.initial, Enum) else field.initial
        empty = start if start is not None else _NEEDED if field.required else ""
    elif isinstance(field, forms.FloatField):
        kind, limits = float, _bounds(field)
    elif isinstance(field, forms.IntegerField) and not isinstance(field, forms.DecimalField):
        kind, limits = int, _bounds(field)
    elif isinstance(field, forms.DecimalField):
        limits = {"max_length": 40, "json_schema_extra": {"format": "decimal"}}
    elif isinstance(field, forms.DateField):
        limits = {"max_length": 10, "json_schema_extra": {"format": "date"}}
    elif isinstance(field, forms.DateTimeField):
        limits = {"max_length": 19}
    else:
        limits = {"max_length": getattr(field, "max_length", None) or 20_000}
        empty = _NEEDED if field.required else ""
    return (kind, empty, limits) if empty is not None else (kind | None, None, limits)


def _bounds(field: Any) -> dict[str, Any]:
    least, most = field.min_value, field.max_value
    return {"ge": -(2**31) if least is None else least, "le": 2**31 - 1 if most is None else most}


def _one_of(field: Any) -> Any:
    values = tuple(value for value, _label in field.choices)
    return Literal[values] if values else None


def _as_typed(value: Any) -> Any:
    return "" if value is None else value
