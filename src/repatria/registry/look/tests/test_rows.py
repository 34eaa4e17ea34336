"""A key that no table holds, sent in place of a row, is a wrong choice and no fault of the program."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from django import forms

from repatria import registry
from repatria.registry.claims.models import Document
from repatria.registry.look.rows import RowChoice


def every_form() -> set[type[forms.Form]]:
    """The forms of all stages."""
    for one in pkgutil.walk_packages(registry.__path__, "repatria.registry."):
        if ".forms" in one.name:
            importlib.import_module(one.name)
    found, todo = set(), [forms.Form]
    while todo:
        for one in todo.pop().__subclasses__():
            found.add(one)
            todo.append(one)
    return {one for one in found if one.__module__.startswith("repatria.")}


def test_rows_whose_key_is_another_tables_are_chosen_with_care() -> None:
    careless = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in every_form()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.ModelChoiceField) and field.queryset is not None and not isinstance(field, RowChoice)
        if field.queryset.model._meta.pk.is_relation and field.to_field_name is None
    ]
    assert any(isinstance(field, RowChoice) for form in every_form() for field in form.base_fields.values())
    assert careless == [], "derive these fields from look.rows.RowChoice"


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["9" * 30, str(2**63), str(-(2**64)), "x", "1e309"])
def test_a_key_that_no_table_holds_is_a_wrong_choice(key: str) -> None:
    with pytest.raises(forms.ValidationError, match="not one of the available choices"):
        RowChoice(queryset=Document.objects.all()).clean(key)
