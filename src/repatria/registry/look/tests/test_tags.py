"""The tags of the house, each with its refusal or its empty case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.urls import NoReverseMatch

from repatria.registry.look.figures import Said


@dataclass
class Incident:
    slug: str = "heron"
    banner: str = "Exercise: everyone here is invented."


SEAT = SimpleNamespace(incident=Incident())


def drawn(text: str, **context: Any) -> str:
    return Template("{% load house %}" + text).render(Context(context))


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_an_empty_value_is_not_yet_known(empty: Any) -> None:
    assert drawn("{{ v|known }}", v=empty) == "not yet known"


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), ("left", "left"), ("<b>", "&lt;b&gt;")])
def test_a_true_value_stays(value: Any, shown: str) -> None:
    assert drawn("{{ v|known }}", v=value) == shown


def test_a_moment_is_told_in_utc() -> None:
    there = datetime(2001, 5, 4, 9, 30, tzinfo=timezone(timedelta(hours=9)))
    assert drawn("{{ v|moment }}", v=there) == '<time datetime="2001-05-04T00:30:00Z">2001-05-04 00:30 UTC</time>'
    assert drawn("{{ v|moment }}", v=date(2001, 5, 4)) == '<time datetime="2001-05-04">2001-05-04</time>'
    assert drawn("{{ v|moment }}", v=None) == "not yet known"


def test_the_mark_of_an_exercise_comes_from_the_seat() -> None:
    request = SimpleNamespace(seat=SEAT)
    assert drawn("{% mark %}", request=request, banner="") == "Exercise: everyone here is invented."
    assert drawn("{% mark %}", request=SimpleNamespace(seat=None)) == ""
    assert drawn("{% mark %}") == ""


def test_an_address_of_the_incident() -> None:
    assert drawn("{% at 'search' %}", seat=SEAT) == "/i/heron/search/"
    with pytest.raises(NoReverseMatch):
        drawn("{% at 'nothing-of-the-kind' %}", seat=SEAT)


class Form(forms.Form):
    mass = forms.DecimalField(label="Mass in grams", help_text="such as 12.345")
    side = forms.ChoiceField(label="Side", choices=[("l", "left"), ("r", "right")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_ties_label_help_and_error_to_its_input() -> None:
    html = drawn("{% field form.mass %}", form=Form({"mass": "twelve"}))
    assert '<label for="id_mass">Mass in grams</label>' in html
    assert 'aria-describedby="id_mass-help id_mass-errors"' in html and 'aria-invalid="true"' in html
    assert 'id="id_mass-help"' in html and 'id="id_mass-errors"' in html and "Enter a number." in html


def test_choices_stand_in_a_fieldset_with_ids_of_their_own() -> None:
    html = drawn("{% field form.side %}", form=Form({}))
    assert "<legend>Side</legend>" in html and 'id="id_side-errors"' in html


def test_what_may_stay_empty_says_so_and_hidden_fields_stay_hidden() -> None:
    assert "(optional)" in drawn("{% field form.note %}", form=Form())
    assert "label" not in drawn("{% field form.secret %}", form=Form())


def test_a_wrong_form_begins_with_links_to_what_is_wrong() -> None:
    html = drawn("{% fields form %}", form=Form({"mass": "twelve"}))
    assert '<a href="#id_mass">Mass in grams</a>: Enter a number.' in html and 'role="alert"' in html
    assert "errors-all" not in drawn("{% fields form %}", form=Form())


def test_three_answers_and_none_is_zero() -> None:
    said = Said(48, by="the giver", on=date(2001, 5, 4), hedge="about", how="letter")
    html = drawn('{% three "People" claimed=said %}', said=said)
    assert "48" in html and "about" in html and "the giver" in html and "2001-05-04" in html
    assert "not yet known" in html and "not yet compared" in html and ">0<" not in html


def test_nobody_can_say_zero_people() -> None:
    with pytest.raises(ValueError, match="0 people cannot be said"):
        Said(0)


def test_a_figure_without_a_value_is_not_yet_known() -> None:
    assert "not yet known" in drawn('{% figure "Mass" None %}')
    assert "at least" in drawn('{% figure "People" 12 "at least" "inventory" day %}', day=datetime(2001, 5, 4, tzinfo=UTC))
