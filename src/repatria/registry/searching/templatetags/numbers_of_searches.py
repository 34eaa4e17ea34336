"""Numbers of lists as a reader can take them: a posterior is never shown as 1, an LR that excludes is a word."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from repatria.registry.searching.words import in_people as plainly

register = template.Library()
SURE = 0.999999


@register.filter
def posterior(value: Any) -> str:
    """A posterior: four figures, or how far it is beyond what is shown."""
    if value is None:
        return "–"
    p = float(value)
    if p > SURE:
        return "> 0.999999"
    if p < 1e-6:
        return "< 0.000001"
    return f"{p:.6f}" if p > 0.999 else f"{p:.4g}" if p >= 0.0001 else f"{p:.6f}"


@register.filter
def log10(value: Any) -> str:
    """A log10 LR with two decimals; the evidence excludes where there is none."""
    return _("excluded") if value is None else f"{float(value):.2f}"


@register.filter
def figures(value: Any) -> str:
    """A number to expect, with two figures."""
    if value is None:
        return _("not yet known")
    return f"{float(value):.2g}" if float(value) >= 1e-6 else _("less than one in a million")


@register.filter
def plain(value: Decimal) -> str:
    """A decimal without the zeros behind it."""
    return f"{Decimal(value).normalize():f}"


@register.filter
def in_people(words: Any) -> str:
    """How an answer was computed, in the words of the interface."""
    return plainly(words)
