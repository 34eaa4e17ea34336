"""Template tags of the house: ``{% load house %}``."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag(takes_context=True)
def at(context: template.Context, name: str, **kwargs: Any) -> str:
    """The address of a page of the incident one sits in: ``{% at "custody:item" code=item.code %}``."""
    return reverse(name, kwargs={"incident": context["seat"].incident.slug, **kwargs})


@register.filter
def known(value: Any) -> Any:
    """``value``, or "not yet known" where there is none. A true 0 stays 0."""
    return _("not yet known") if value is None or value == "" else value


@register.filter
def moment(value: Any) -> SafeString | str:
    """A moment or a day, UTC, as text and as a machine reads it."""
    if isinstance(value, datetime):
        return format_html('<time datetime="{}">{} UTC</time>', value.isoformat(), value.strftime("%Y-%m-%d %H:%M"))
    if isinstance(value, date):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), value.isoformat())
    return str(known(value))


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Label, help, input and errors of a form field, tied together for screen readers."""
    widget = bound.field.widget
    many = isinstance(widget, (RadioSelect, CheckboxSelectMultiple))
    described = [f"{bound.id_for_label}-help"] if bound.help_text else []
    described += [f"{bound.id_for_label}-errors"] if bound.errors else []
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "f": bound,
        "many": many,
        "tick": isinstance(widget, CheckboxInput),
        "hidden": bound.is_hidden,
        "control": bound.as_widget(attrs=attributes),
    }


@register.inclusion_tag("parts/figure.html")
def figure(label: Any, value: Any, kind: str = "", said: Any = "", on: Any = None) -> dict[str, Any]:
    """One figure with its kind (claimed, at least, by DNA …), who said it and when. Empty is never 0."""
    return {"label": label, "value": value, "kind": kind, "said": said, "on": on}


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **kwargs: Any) -> str:
    """The present query string with some values changed; for links to other pages of a list."""
    query = context["request"].GET.copy()
    for key, value in kwargs.items():
        query[key] = value
    return f"?{query.urlencode()}"
