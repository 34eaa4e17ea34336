"""Erasing what is personal about a missing person or a relative: twice asked, by two people, to one tombstone."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from repatria.registry.families import actions
from repatria.registry.families.dates import read_date
from repatria.registry.families.models import Contact, Kin, Loss, MissingPerson, NameKey, PersonName, Recorded, Version
from repatria.registry.families.personal import PERSONAL
from repatria.registry.journal import verifier
from repatria.registry.journal.models import Disclosure, Entry
from repatria.registry.people import erasing
from repatria.registry.people.models import Erasure
from repatria.registry.people.personal import OBJECT, WORDS
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat, seat_of
from repatria.registry.refusals import AskAgain, Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

SECRETS = ("Velmora", "Gate", "12 345 678", "RA12345678", "Dorn", "ridge", "'175'", "clara@")


@pytest.fixture
def told(officer: Seat, gone: MissingPerson, sister: Kin) -> tuple[MissingPerson, Kin]:
    """A missing person and a relative of whom a good deal is recorded."""
    actions.add_loss(officer, gone, source="letter of Dorn", place="the ridge", unit="K Company", longitude=127.5, latitude=40.25,
                     radius_km=2.0, circumstances="last seen at Gate hill", on=read_date("1950-11-28"))  # fmt: skip
    actions.note_record(officer, gone, what="stature_cm", value="175", number=Decimal(175), source="induction")
    actions.correct_missing(officer, gone, told={"unit": "9 Regiment, Gate"}, reason="Dorn wrote")
    actions.add_status(officer, gone, word="missing in Gate", board="board of Dorn", on=read_date("1953-12-31"))
    actions.note_on_file(officer, gone, kind="dental", note="chart of Dorn")
    actions.add_contact(officer, sister, channel=Contact.Channel.values[0], value="clara@ the old mill")
    return gone, sister


@pytest.fixture
def admin(scene: Scene) -> Seat:
    return scene.seat(Role.ADMINISTRATOR)


def erased(admin: Seat, second: Seat, code: str) -> Erasure:
    row = erasing.ask(admin, code, reason="the family asked for it", sure=True)
    return erasing.carry_out(second, row, sure=True)


def everything() -> str:
    """All text that stands in the database, as one text."""
    found = []
    for model in apps.get_models():
        if model._meta.app_label in ("families", "codes", "journal"):
            found += [repr(row) for row in model._default_manager.values_list()]
    return "\n".join(found)


class TestErasing:
    def test_nothing_personal_is_left_and_the_chain_verifies(
        self, admin: Seat, officer: Seat, told: tuple[MissingPerson, Kin]
    ) -> None:
        before = [bytes(body) for body in Entry.objects.order_by("seq").values_list("body", flat=True)]
        assert all(secret in everything() for secret in SECRETS)
        done = [erased(admin, officer, one.code) for one in told]
        left = everything()
        assert [secret for secret in SECRETS if secret in left] == []
        assert all(row.values_blanked and row.cells_blanked for row in done)
        after = [bytes(body) for body in Entry.objects.order_by("seq").values_list("body", flat=True)]
        assert after[: len(before)] == before
        assert not verifier.check(io.BytesIO(b"".join(body + b"\n" for body in after)), []).findings

    def test_codes_and_states_stay_and_a_tombstone_is_read(
        self, scene: Scene, admin: Seat, officer: Seat, told: tuple[MissingPerson, Kin]
    ) -> None:
        gone, _sister = told
        erased(admin, officer, gone.code)
        row = MissingPerson.objects.get(pk=gone.pk)
        assert (row.listed_as, row.unit, row.raw, row.first, row.last, row.sex) == (WORDS, WORDS, WORDS, None, None, "M")
        assert not NameKey.objects.filter(thing=gone.thing).exists()
        assert Version.objects.get(thing=gone.thing).body == OBJECT
        page = scene.client(Role.CASUALTY).get(f"/i/heron/families/missing/{gone.code}/")
        assert page.status_code == 200 and WORDS in page.content.decode()

    def test_two_erased_people_may_have_had_numbers_of_one_office(self, admin: Seat, officer: Seat) -> None:
        people = [actions.add_missing(officer, name="Bela Dorn", service_number=f"RA 55 000 00{n}") for n in (1, 2)]
        for one in people:
            erased(admin, officer, one.code)
        values = [one.thing.identifiers.get().value for one in people]
        assert len(set(values)) == 2 and all(value.startswith(WORDS) for value in values)

    def test_what_is_recorded_afterwards_can_be_erased_again(self, admin: Seat, officer: Seat, gone: MissingPerson) -> None:
        erased(admin, officer, gone.code)
        actions.note_record(officer, gone, what="stature_cm", value="170", number=Decimal(170), source="a letter")
        assert erased(admin, officer, gone.code).cells_blanked == 3

    def test_others_keep_their_values(self, admin: Seat, officer: Seat, told: tuple[MissingPerson, Kin]) -> None:
        other = actions.add_missing(officer, name="Pavel Untouched")
        count = Disclosure.objects.filter(entry__subject=other.code).count()
        erased(admin, officer, told[0].code)
        assert MissingPerson.objects.get(pk=other.pk).listed_as == "Pavel Untouched"
        assert Disclosure.objects.filter(entry__subject=other.code).count() == count


class TestTwoPeople:
    def test_asked_twice_each_time(self, admin: Seat, officer: Seat, gone: MissingPerson) -> None:
        with pytest.raises(AskAgain, match="gone for good"):
            erasing.ask(admin, gone.code, reason="asked")
        row = erasing.ask(admin, gone.code, reason="asked", sure=True)
        with pytest.raises(AskAgain, match="gone for good"):
            erasing.carry_out(officer, row)
        assert PersonName.objects.filter(thing=gone.thing, whole="Anton B. Velmora").exists()

    def test_whoever_asked_does_not_carry_it_out(self, admin: Seat, gone: MissingPerson) -> None:
        row = erasing.ask(admin, gone.code, reason="asked", sure=True)
        with pytest.raises(NotAllowed, match="you asked"):
            erasing.carry_out(admin, row, sure=True)

    def test_a_reason_is_needed_and_one_request_at_a_time(self, admin: Seat, gone: MissingPerson) -> None:
        with pytest.raises(Impossible, match="reason"):
            erasing.ask(admin, gone.code, reason="  ", sure=True)
        erasing.ask(admin, gone.code, reason="asked", sure=True)
        with pytest.raises(Overtaken, match="waits for a second person"):
            erasing.ask(admin, gone.code, reason="asked", sure=True)

    def test_declined_is_over(self, admin: Seat, officer: Seat, gone: MissingPerson) -> None:
        row = erasing.ask(admin, gone.code, reason="asked", sure=True)
        with pytest.raises(Impossible, match="why"):
            erasing.decline(officer, row, reason="")
        erasing.decline(officer, row, reason="the family wishes otherwise")
        with pytest.raises(Overtaken, match="declined"):
            erasing.carry_out(officer, row, sure=True)

    def test_nothing_left_to_erase_is_said(self, admin: Seat, officer: Seat, gone: MissingPerson) -> None:
        erased(admin, officer, gone.code)
        with pytest.raises(Impossible, match="nothing to erase"):
            erasing.ask(admin, gone.code, reason="asked again", sure=True)

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
    def test_nobody_else_asks(self, scene: Scene, gone: MissingPerson, role: Role) -> None:
        with pytest.raises(NotFound):
            erasing.ask(scene.seat(role), gone.code, reason="asked", sure=True)

    def test_another_incident_s_people_are_not_found(self, scene: Scene, admin: Seat, gone: MissingPerson) -> None:
        away = scene.person("away", Role.ADMINISTRATOR, incident=scene.other)
        with pytest.raises(NotFound):
            erasing.ask(seat_of(away, "other"), gone.code, reason="asked", sure=True)
        row = erasing.ask(admin, gone.code, reason="asked", sure=True)
        with pytest.raises(NotFound):
            erasing.carry_out(seat_of(away, "other"), row, sure=True)


class TestTheGuards:
    @pytest.mark.parametrize(
        ("model", "column", "value"),
        [
            (PersonName, "whole", "Somebody Else"),
            (PersonName, "kind", "nickname"),
            (Recorded, "value", "199"),
            (Recorded, "what", WORDS),
            (Recorded, "at", "2020-01-01T00:00:00Z"),
            (Loss, "place", ""),
            (Loss, "longitude", 1.0),
            (Loss, "at", "2020-01-01T00:00:00Z"),
            (Version, "body", {"erased": False}),
            (Version, "number", 99),
            (Contact, "value", "another"),
            (Contact, "channel", WORDS),
        ],
    )
    def test_a_frozen_column_takes_its_tombstone_only(
        self, told: tuple[MissingPerson, Kin], model: type[models.Model], column: str, value: Any
    ) -> None:
        assert model._default_manager.exists()
        with pytest.raises(DatabaseError, match="rewritten"), transaction.atomic():
            model._default_manager.update(**{column: value})

    @pytest.mark.parametrize("model", [PersonName, Recorded, Loss, Version, Contact])
    def test_no_row_is_deleted(self, told: tuple[MissingPerson, Kin], model: type[models.Model]) -> None:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")


class TestTheList:
    def test_every_text_about_a_person_is_named_or_excused(self) -> None:
        """A new column of text in a table that hangs on a person must say whether an erasure blanks it."""
        named = {one.model: one for one in PERSONAL}
        assert {name for name in named if apps.get_model(name) is None} == set()
        silent = []
        for label, one in named.items():
            if one.goes:
                continue
            said = {*one.words, *one.nothing, *one.objects, *one.numbered, *one.kept}
            kinds = (models.CharField, models.TextField, models.JSONField)
            silent += [
                f"{label}.{field.name}"
                for field in apps.get_model(label)._meta.fields
                if isinstance(field, kinds) and field.name not in said
            ]
        assert silent == []

    def test_every_table_that_hangs_on_a_person_is_named(self) -> None:
        named = {one.model.partition(".")[2].lower() for one in PERSONAL}
        free = {"familypedigree", "parentage", "pedigreenode", "pedigreeversion", "importbatch"}
        """Codes, relations between codes, and files: no words about one person."""
        hang = {
            model._meta.model_name
            for model in apps.get_app_config("families").get_models()
            if any(
                f.is_relation and f.related_model and f.related_model.__name__ in ("Thing", "MissingPerson", "Kin")
                for f in model._meta.fields
            )
        }
        assert hang - named - free == set()
