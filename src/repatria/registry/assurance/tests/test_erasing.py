"""An erasure reaches what every stage keeps about a person, and a frozen column takes its tombstone and nothing else."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction

from repatria.model import Call
from repatria.registry.claims import actions as claims
from repatria.registry.codes.models import Thing
from repatria.registry.custody import actions as custody
from repatria.registry.custody import outside
from repatria.registry.custody.models import Holding, Transfer
from repatria.registry.families import actions as families
from repatria.registry.families.models import MissingPerson
from repatria.registry.homecoming import undoing
from repatria.registry.homecoming.actions import undoing as corrections
from repatria.registry.homecoming.tests import hands
from repatria.registry.identification import actions as identifying
from repatria.registry.identification import excluding, leading
from repatria.registry.identification.models import Exclusion, Identification, Lead
from repatria.registry.identification.tests import hands as drafts
from repatria.registry.identification.tests.hands import locked_individual
from repatria.registry.intake import actions as intake
from repatria.registry.intake.arriving import Arrival
from repatria.registry.intake.models import Signature
from repatria.registry.inventory.actions import effects
from repatria.registry.inventory.models import EffectDescription, NameLead
from repatria.registry.journal import verifier
from repatria.registry.journal.entrytypes import TYPES
from repatria.registry.journal.models import Disclosure, Entry
from repatria.registry.laboratory import profiling
from repatria.registry.laboratory.models import Control
from repatria.registry.people import erasing
from repatria.registry.people.models import Erasure
from repatria.registry.people.personal import WORDS, codes_under, personal, speaks_of
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import seat_of
from repatria.registry.refusals import NotFound
from repatria.registry.review import signing
from repatria.registry.review.models import Signature as Signed
from repatria.registry.testing.scene import Scene

SECRET = "Velmora"


def effect_code(scene: Scene) -> str:
    """An effect with a name on it, corrected once, and the name noted and taken back."""
    keeper = scene.seat(Role.CUSTODY)
    box = custody.take(keeper, what="box", giver="the other side")
    row = effects.record_effect(
        keeper, box, kind="tag", description=f"tag of {SECRET}", marks=f"{SECRET} 1", text_read=f"O. {SECRET}"
    )
    lead = effects.note_name(keeper, row, name=SECRET, number=f"7 {SECRET}", how_sure=f"{SECRET} is clear")
    effects.withdraw_name(keeper, lead, reason=f"not {SECRET}")
    return str(row.code)


def handover_code(scene: Scene) -> str:
    """A hand-over that somebody signed."""
    officer = scene.seat(Role.INTAKE)
    giver = claims.name_party(officer, name="The other side", kind="government")
    receiver = claims.name_party(officer, name="A laboratory", kind="laboratory")
    row = intake.announce_handover(officer, title="Three boxes", giver=giver, receiver=receiver, on="2031-05-04")
    intake.receive_many(officer, row, [Arrival("1")])
    for seat in (officer, scene.seat(Role.CUSTODY)):
        intake.count_again(seat, row, counted=1)
    intake.sign(officer, row, side="giver", name=f"Colonel {SECRET}", title="head of the office")
    return str(row.code)


def item_code(scene: Scene) -> str:
    """A box that left to somebody outside, was signed for, and came back."""
    keeper, second = scene.seat(Role.CUSTODY), scene.seat("second custody")
    box = custody.take(keeper, what="box", giver=f"giver {SECRET}")
    offer = custody.offer(keeper, box, to_outside=f"Dr {SECRET}", reason="looked at")
    outside.acknowledge_outside(second, offer, signed_by=f"E. {SECRET}", document=f"receipt of {SECRET}")
    outside.take_back(second, box, giver=f"F. {SECRET}", document=f"note of {SECRET}", reason="done")
    return str(box.thing.code)


def control_token(scene: Scene) -> str:
    """The profile of somebody on the staff."""
    calls = {"TH01": Call(("7", "8"))}
    return str(profiling.enter_control(scene.seat(Role.GENETICIST), kind="staff", name=f"A. {SECRET}", calls=calls).token)


def missing_code(scene: Scene) -> str:
    """A missing person to whom a tag points, and who was ruled out; both taken back."""
    office, desk = scene.seat(Role.CASUALTY), scene.seat(Role.GENETICIST)
    individual, _version = locked_individual(scene.heron)
    person = families.add_missing(office, name=f"Anton {SECRET}").thing
    said = {"if_so": f"worn by {SECRET}", "if_not": f"not by {SECRET}", "source": f"tag of {SECRET}"}
    lead = leading.enter_lead(desk, individual, person, kind="tag", lr=2.0, **said)
    leading.withdraw_lead(desk, lead, reason=f"read again: not {SECRET}")
    ruled = excluding.rule_out(desk, individual, person, ground="alive", words=f"{SECRET} was seen")
    excluding.revise(desk, ruled, reason=f"it was not {SECRET}")
    return str(person.code)


def undone_code(scene: Scene) -> str:
    """A person whose family was told, wrongly: the identification was rescinded, and what rested on it was ended step by step."""
    examiner, one = scene.seat(Role.EXAMINER), hands.told(scene).identification
    signing.rescind(examiner, Identification.objects.get(pk=one.pk), reason=f"{SECRET} was somebody else")
    (correction,) = undoing.sweep(scene.heron)
    for step in correction.steps.exclude(kind="family"):
        corrections.end_step(examiner, step, outcome=f"{SECRET} was taken off")
    return str(one.missing.code)


def withdrawn_code(scene: Scene) -> str:
    """A person of whom somebody drafted an identification and withdrew it."""
    pair = drafts.pair(scene)
    row = drafts.drafted(scene, pair)
    identifying.withdraw(scene.seat(Role.GENETICIST), row, reason=f"not {SECRET}")
    return str(row.missing.code)


MAKERS = {
    "effect": effect_code,
    "handover": handover_code,
    "item": item_code,
    "control": control_token,
    "missing": missing_code,
    "undone": undone_code,
    "withdrawn": withdrawn_code,
}


def standing() -> list[str]:
    """Where the secret stands: tables, and values that the journal discloses."""
    found = []
    for model in apps.get_models():
        if model._meta.label != "people.Erasure":
            found += [f"{model._meta.label}: {row}" for row in model._default_manager.values_list() if SECRET in repr(row)]
    return found


@pytest.mark.parametrize("what", MAKERS)
def test_nothing_is_left_in_tables_or_journal_and_the_chain_verifies(scene: Scene, what: str) -> None:
    code = MAKERS[what](scene)
    assert any(row.startswith("journal.Disclosure") for row in standing())
    ask = erasing.ask(scene.seat(Role.ADMINISTRATOR), code, reason="asked by letter", sure=True)
    done: Erasure = erasing.carry_out(scene.seat(Role.CASUALTY), ask, sure=True)
    assert standing() == []
    assert done.values_blanked and done.cells_blanked
    after = [bytes(body) for body in Entry.objects.order_by("seq").values_list("body", flat=True)]
    assert not verifier.check(io.BytesIO(b"".join(body + b"\n" for body in after)), []).findings


def test_the_individual_s_code_reaches_the_words_about_its_bones_too(scene: Scene) -> None:
    missing_code(scene)
    code = Lead.objects.get().individual.code
    ask = erasing.ask(scene.seat(Role.ADMINISTRATOR), code, reason="asked by letter", sure=True)
    erasing.carry_out(scene.seat(Role.CASUALTY), ask, sure=True)
    assert (Lead.objects.get().source, Exclusion.objects.get().words) == (WORDS, WORDS)


def test_the_individual_s_code_reaches_why_an_identification_ended(scene: Scene) -> None:
    undone_code(scene)
    row = Identification.objects.get(state="rescinded")
    ask = erasing.ask(scene.seat(Role.ADMINISTRATOR), row.individual.code, reason="asked by letter", sure=True)
    erasing.carry_out(scene.seat(Role.CASUALTY), ask, sure=True)
    row.refresh_from_db()
    told = Disclosure.objects.filter(entry__tag__in=("review.rescinded", "homecoming.correction_step_ended"))
    assert (row.state_why, row.signatures.get().void_why, told.count()) == (WORDS, WORDS, 0)


def test_what_was_said_of_others_stays(scene: Scene) -> None:
    first, second = missing_code(scene), missing_code(scene)
    before = Disclosure.objects.count()
    ask = erasing.ask(scene.seat(Role.ADMINISTRATOR), first, reason="asked by letter", sure=True)
    done = erasing.carry_out(scene.seat(Role.CASUALTY), ask, sure=True)
    other = MissingPerson.objects.get(thing__code=second).thing
    assert Lead.objects.get(missing=other).source == f"tag of {SECRET}"
    assert done.values_blanked is not None and Disclosure.objects.count() == before - done.values_blanked + 2


def test_a_control_of_another_incident_is_not_there(scene: Scene) -> None:
    token = control_token(scene)
    away = scene.person("away", Role.ADMINISTRATOR, incident=scene.other)
    with pytest.raises(NotFound):
        erasing.ask(seat_of(away, "other"), token, reason="asked", sure=True)


@pytest.mark.parametrize(
    ("what", "model", "column", "value"),
    [
        ("effect", NameLead, "name", "Somebody Else"),
        ("effect", NameLead, "number", ""),
        ("effect", EffectDescription, "text_read", "something else"),
        ("effect", EffectDescription, "kind", "other"),
        ("handover", Signature, "name", "Somebody Else"),
        ("handover", Signature, "title", WORDS),
        ("item", Transfer, "receiver_outside", "Somebody Else"),
        ("item", Transfer, "reason", WORDS),
        ("item", Holding, "since", "2020-01-01T00:00:00Z"),
        ("control", Control, "name", "Somebody Else"),
        ("control", Control, "token", WORDS),
        ("missing", Lead, "source", "another source"),
        ("missing", Lead, "log_lr", 0.1),
        ("missing", Exclusion, "words", ""),
        ("undone", Signed, "void_why", "another reason"),
        ("undone", Signed, "voided", "2020-01-01T00:00:00Z"),
        ("undone", Identification, "state_why", "another reason"),
    ],
)
def test_a_frozen_column_takes_its_tombstone_only(
    scene: Scene, what: str, model: type[models.Model], column: str, value: Any
) -> None:
    MAKERS[what](scene)
    with pytest.raises(DatabaseError, match="rewritten|replaced|stays void"), transaction.atomic():
        model._default_manager.update(**{column: value})
    with pytest.raises(DatabaseError), transaction.atomic():
        model._default_manager.all()._raw_delete("default")


def test_every_text_of_a_table_that_is_named_is_blanked_or_excused() -> None:
    texts = (models.CharField, models.TextField, models.JSONField)
    silent = []
    for one in personal():
        if one.goes or one.model == "people.User":
            continue
        said = {*one.words, *one.nothing, *one.objects, *one.numbered, *one.kept}
        fields = apps.get_model(one.model)._meta.fields
        silent += [f"{one.model}.{f.name}" for f in fields if isinstance(f, texts) and f.name not in said]
    assert silent == []


SIGNED = {
    *("identification.drafted", "identification.statement_revised", "review.finished"),
    *("review.objection_raised", "review.objection_answered", "review.objection_closed"),
}
"""Entries about an identification that stay: people signed what they say, and digests rest on it."""
CODES = {"review.known_slipped"}
"""Entries whose personal values are codes."""


def test_entries_that_speak_of_somebody_else_are_of_known_kinds() -> None:
    assert set(speaks_of()) <= set(TYPES)


@pytest.mark.django_db
def test_every_word_about_an_identification_is_reached_or_stays_for_a_reason(scene: Scene) -> None:
    about = ("identification.", "review.", "homecoming.correction_")
    told = {tag for tag, kind in TYPES.items() if tag.startswith(about) and kind.personal}
    reached = set(speaks_of()) | set(codes_under(Thing(pk=0)))
    assert told - reached == SIGNED | CODES
