"""A field that chooses a row by its key."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

LARGEST = 2**63 - 1
"""The largest key that a table holds."""


class RowChoice(forms.ModelChoiceField):
    """A choice among rows; a number that no table holds as a key is a wrong choice like any other.

    Django asks the database for it where the key is another table's, and the database cannot take the number.
    """

    def to_python(self, value: Any) -> Any:
        """The row. ValidationError if it is none of those that may be chosen."""
        try:
            if abs(int(value)) > LARGEST:
                raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        except (TypeError, ValueError, OverflowError):  # not a number: Django says so
            pass
        return super().to_python(value)
