"""Template tags of reviews: ``{% load reviewing %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

from repatria.registry.review.short import percent as cut

register = template.Library()


@register.filter
def percent(value: Any) -> str:
    """A probability as per cent, cut and never rounded up."""
    return cut(value)


@register.simple_tag(takes_context=True)
def evidence_link(context: template.Context, statement: Any) -> str:
    """The address of the evidence file that a statement speaks of, for whoever may open it; empty otherwise."""
    seat = context["seat"]
    if not seat.may("identification.read"):
        return ""
    told = {"incident": seat.incident.slug, "digest": statement.evidence.digest}
    try:
        return reverse("identification:evidence-file", kwargs=told)
    except NoReverseMatch:
        return ""
