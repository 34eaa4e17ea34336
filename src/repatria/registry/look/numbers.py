"""Fields for numbers in the figures 0 to 9 only. Python reads other scripts' digits too; on a scale's slip they are too easily mistaken."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def plain_figures(value: Any) -> None:
    """Refuse a text with digits that are not 0 to 9, and underscores, which Python would read over."""
    if isinstance(value, str) and any(sign == "_" or (sign.isnumeric() and not sign.isascii()) for sign in value):
        raise ValidationError(_("%(value)s: write the number with the figures 0 to 9.") % {"value": value[:40]}, code="figures")


class _Plain(forms.Field):
    def to_python(self, value: Any) -> Any:
        plain_figures(value)
        return super().to_python(value)


class DecimalField(_Plain, forms.DecimalField):
    """A decimal number."""


class IntegerField(_Plain, forms.IntegerField):
    """A whole number."""


class FloatField(_Plain, forms.FloatField):
    """A number such as a degree of longitude."""
