"""Template tags of the house: ``{% load house %}``."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from repatria.registry.look.beginning import beginnings

register = template.Library()


@register.simple_tag(takes_context=True)
def at(context: template.Context, page: str, /, **kwargs: Any) -> str:
    """The address of a page of the incident one sits in: ``{% at "custody:item" code=item.code %}``."""
    return reverse(page, kwargs={"incident": context["seat"].incident.slug, **kwargs})


@register.simple_tag(takes_context=True)
def mark(context: template.Context) -> str:
    """The banner of an exercise, from the seat that the request speaks from: no context can take it away. Empty in a record."""
    seat = getattr(context.get("request"), "seat", None)
    return str((seat.incident.banner if seat is not None else "") or context.get("banner") or "")


@register.inclusion_tag("parts/beginning.html", takes_context=True)
def beginning(context: template.Context) -> dict[str, Any]:
    """Where whoever sits at this desk may begin; nothing for a role that waits for the work of others."""
    seat = context["seat"]
    steps, manual = beginnings(seat.roles)
    told = [(words, reverse(page, kwargs={"incident": seat.incident.slug})) for words, page in steps]
    return {"steps": told, "manual": manual}


@register.filter
def known(value: Any) -> Any:
    """``value``, or "not yet known" where there is none (nothing, an empty or blank text). A true 0 stays 0."""
    return _("not yet known") if value is None or (isinstance(value, str) and not value.strip()) else value


@register.filter
def whole(code: Any) -> SafeString:
    """A code that a line never breaks: its check digit stays with it."""
    return format_html('<span class="one-line">{}</span>', code)


@register.filter
def moment(value: Any) -> SafeString | str:
    """A moment or a day, UTC, as text and as a machine reads it."""
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
        return format_html(
            '<time datetime="{}">{} UTC</time>', value.isoformat().replace("+00:00", "Z"), f"{value:%Y-%m-%d %H:%M}"
        )
    if isinstance(value, date):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), value.isoformat())
    return str(known(value))


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Label, help, input and errors of a form field, tied together for screen readers."""
    widget = bound.field.widget
    many = isinstance(widget, (RadioSelect, CheckboxSelectMultiple))
    described = [f"{bound.auto_id}-help"] if bound.help_text else []
    described += [f"{bound.auto_id}-errors"] if bound.errors else []
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "f": bound,
        "many": many,
        "tick": isinstance(widget, CheckboxInput),
        "optional": not bound.field.required
        and not isinstance(widget, CheckboxInput)
        and not getattr(bound.field, "either", False),
        "hidden": bound.is_hidden,
        "control": bound.as_widget(attrs=attributes),
    }


@register.inclusion_tag("parts/figure.html")
def figure(label: Any, value: Any, kind: str = "", said: Any = "", on: Any = None) -> dict[str, Any]:
    """One figure with its kind (claimed, at least, by DNA …), who said it and when. Empty is never 0."""
    return {"label": label, "value": value, "kind": kind, "said": said, "on": on}


@register.inclusion_tag("parts/three.html")
def three(label: Any, claimed: Any = None, least: Any = None, dna: Any = None) -> dict[str, Any]:
    """A number of people as three answers side by side: claimed, at least, by DNA. Each is a ``Said`` or None."""
    return {"label": label, "claimed": claimed, "least": least, "dna": dna}


@register.inclusion_tag("parts/fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """Every field of a form, headed by a list of what is wrong with links to the fields."""
    return {"form": form, "wrong": [one for one in form.visible_fields() if one.errors]}


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **kwargs: Any) -> str:
    """The present query string with some values changed; for links to other pages of a list."""
    query = context["request"].GET.copy()
    for key, value in kwargs.items():
        query[key] = value
    return f"?{query.urlencode()}"
