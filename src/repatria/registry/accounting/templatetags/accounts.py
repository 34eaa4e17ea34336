"""Numbers and drawings of the account in templates: ``{% load accounts %}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def parted(value: int) -> str:
    """``7,699``: thousands parted, whatever the language."""
    return f"{value:,}"


@register.filter
def drawn(svg: str) -> SafeString:
    """A drawing or table of ``registry.drawing``, which escapes what it shows itself."""
    return mark_safe(svg)


@register.filter
def in_public(figure: Mapping[str, Any]) -> str:
    """A published figure in words; an exact 0 is "none"."""
    return "none" if figure["kind"] == "exact" and figure["low"] == 0 else str(figure["words"])
