"""Invented sample data for the living style page. Nothing here is a record."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.safestring import mark_safe

from repatria.registry.look.figures import Said


class SampleForm(forms.Form):
    """One field of every kind."""

    code = forms.CharField(
        label="Code or number", help_text="As it stands on the label, such as HERON-C00012-5.", max_length=40
    )
    mass = forms.DecimalField(label="Mass in grams", help_text="Three decimals, such as 12.345.", decimal_places=3)
    element = forms.ChoiceField(label="Element", choices=[("", "choose"), ("femur", "femur"), ("tibia", "tibia")])
    side = forms.ChoiceField(
        label="Side",
        choices=[("l", "left"), ("r", "right"), ("n", "not known")],
        widget=forms.RadioSelect,
        help_text="Of the body.",
    )
    zones = forms.MultipleChoiceField(
        label="Zones present",
        choices=[("1", "proximal"), ("2", "shaft"), ("3", "distal")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    when = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    paper = forms.FileField(label="Paper that came with it", required=False)
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    sure = forms.BooleanField(label="I have the item in my hands")


QR = mark_safe(
    '<svg viewBox="0 0 7 7" role="img" aria-label="QR code of the sample" shape-rendering="crispEdges">'
    '<path fill="#fff" d="M0 0h7v7H0z"/><path d="M1 1h2v2H1zM4 1h2v1H4zM4 3h1v2H4zM1 4h2v2H1zM5 5h1v1H5z"/></svg>'
)


def sample() -> dict[str, Any]:
    """What the style page shows."""
    day = date(2001, 5, 4)
    wrong = {"w-code": "HERON-C00012-5", "w-mass": "twelve", "w-side": "x", "w-when": "2001-05-04"}
    return {
        "crumbs": [{"label": "Desk", "url": "#main"}, {"label": "Hand-overs", "url": "#main"}, {"label": "HERON-H00001-3"}],
        "tabs": [
            {"label": "Contents", "url": "#main", "current": True},
            {"label": "Line of holders", "url": "#main"},
            {"label": "Claims", "url": "#main"},
        ],
        "steps": [
            {"label": "arrived", "state": "done", "url": "#main"},
            {"label": "counted", "state": "done", "url": "#main"},
            {"label": "field review", "state": "now"},
            {"label": "ceremony", "state": ""},
            {"label": "signed", "state": ""},
        ],
        "claimed": Said(48, by="the giver", on=day, hedge="about", how="cover letter, page 1"),
        "least": Said(12, by="inventory", on=day, how="largest repeat of element, side and zone"),
        "dna": Said(None, how="no profile has been compared"),
        "nobody": None,
        "page": Paginator(range(200), 20).page(2),
        "form": SampleForm(),
        "wrong_form": SampleForm(wrong, prefix="w"),
        "moment": datetime(2001, 5, 4, 9, 30, tzinfo=UTC),
        "day": day,
        "qr": QR,
    }
