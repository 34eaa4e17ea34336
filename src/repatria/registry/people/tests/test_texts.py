"""Text that looks empty, alike or otherwise than it is."""

from __future__ import annotations

import pytest
from django import forms

from repatria.registry.people import actions
from repatria.registry.people.forms import GiveRole
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible
from repatria.registry.texts import PlainTexts, ascii_digits, plain

UNSEEN = [
    "\u200b",
    "\u2060",
    "\ufeff",
    "\u202e",
    "\u2066",
    "\u00ad",
    "\x00",
    "\x07",
    "\x7f",
    "\u0085",
    "\u2028",
    "\ue000",
    "\u3164",
]


class Told(PlainTexts, forms.Form):
    name = forms.CharField(max_length=60)
    notes = forms.CharField(required=False, widget=forms.Textarea)


@pytest.mark.parametrize("character", UNSEEN)
def test_what_nobody_sees_is_refused_by_name(character: str) -> None:
    with pytest.raises(Impossible, match=rf"name: .* holds U\+{ord(character):04X}"):
        plain(f"Cla{character}ra", "name")
    form = Told({"name": f"Cla{character}ra"})
    assert not form.is_valid() and f"U+{ord(character):04X}" in form.errors["name"][0]


@pytest.mark.parametrize(
    "text", ["김 영수", "Clara", "O'Dorn-Velmora", "Яна", "می\u200cخواهم", "क्\u200dष", "ñ", "名", "🙂", "a\u0301b", "عمر"]
)
def test_every_script_is_kept(text: str) -> None:
    import unicodedata

    assert plain(text, "name") == unicodedata.normalize("NFC", text)
    assert Told({"name": text}).is_valid()


@pytest.mark.parametrize("text", ["Cla\u200cra", "\u200dClara", "Clara\u200c", "Я\u200dна", "1\u200c2"])
def test_joiners_where_nothing_joins_are_refused(text: str) -> None:
    with pytest.raises(Impossible, match="JOINER"):
        plain(text, "name")


def test_two_writings_of_a_character_become_one() -> None:
    assert plain("Jose\u0301", "name") == plain("José", "name") == "José"
    form = Told({"name": "Jose\u0301"})
    assert form.is_valid() and form.cleaned_data["name"] == "José"


def test_lines_are_for_fields_of_lines() -> None:
    assert plain("one\r\n\ttwo", "note", lines=True) == "one\r\n\ttwo"
    with pytest.raises(Impossible, match=r"U\+000A"):
        plain("one\ntwo", "name")
    assert Told({"name": "x", "notes": "one\ntwo"}).is_valid()
    assert not Told({"name": "one\ntwo"}).is_valid()


@pytest.mark.parametrize("text", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "０１２３４５６７８９"])
def test_digits_of_any_script_are_digits(text: str) -> None:
    assert ascii_digits(f"RA {text}") == "RA 0123456789"


class TestPeople:
    @pytest.mark.parametrize("name", ["da\u200bra", "dara\n", "dara\x00", "d٣", "ｄａｒａ", "даra", "", "Dara", "d"])
    def test_usernames_are_of_letters_one_can_type(self, db: None, name: str) -> None:
        with pytest.raises(Impossible, match="small letters"):
            actions.add_user(TheRegistry(), name)

    @pytest.mark.parametrize("name", ["Da\u200bra", "Da\x07ra", "x" * 151])
    def test_names_of_people(self, db: None, name: str) -> None:
        with pytest.raises(Impossible, match="name"):
            actions.add_user(TheRegistry(), "dara", name=name)

    @pytest.mark.parametrize("slug", ["", "a b", "Ab", "a\u200b", "٣", "-a", "x" * 41, "a/b"])
    def test_short_names_of_laboratories_and_incidents(self, db: None, slug: str) -> None:
        with pytest.raises(Impossible, match="small letters"):
            actions.add_laboratory(TheRegistry(), slug, name="x")
        laboratory = actions.add_laboratory(TheRegistry(), "ok", name="Fine")
        with pytest.raises(Impossible, match="small letters"):
            actions.open_incident(TheRegistry(), slug, mark="NEW", kind="exercise", title="x", laboratory=laboratory)

    @pytest.mark.parametrize("title", ["", " ", "x\u200b", "x" * 161])
    def test_titles(self, db: None, title: str) -> None:
        laboratory = actions.add_laboratory(TheRegistry(), "ok", name="Fine")
        with pytest.raises(Impossible, match="title"):
            actions.open_incident(TheRegistry(), "new", mark="NEW", kind="exercise", title=title, laboratory=laboratory)
        with pytest.raises(Impossible, match="name"):
            actions.add_laboratory(TheRegistry(), "other", name=title)

    def test_the_page_says_so_beside_the_field(self) -> None:
        assert "U+200B" in GiveRole({"username": "da\u200bra", "role": "custody"}).errors["username"][0]
