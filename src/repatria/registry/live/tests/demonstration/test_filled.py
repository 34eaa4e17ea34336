"""What the exercises hold: the same for the same seed, nobody real, nothing of the truth, and each kind for itself."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models import F

from repatria.registry.claims.models import Claim
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.custody.models import Discrepancy, Transfer
from repatria.registry.families import tests as of_families
from repatria.registry.families.models import ImportBatch, Kin, MissingPerson, PersonName
from repatria.registry.intake.models import Container, Signature
from repatria.registry.inventory.models import Allowance, NameLead, Sheet, SheetLine, Specimen
from repatria.registry.journal import verifier
from repatria.registry.journal.models import Disclosure, Entry
from repatria.registry.laboratory.models import Alarm, Delivery, Profile, SamePerson, Sample
from repatria.registry.live import filling
from repatria.registry.live.digest import content_digest
from repatria.registry.live.work import HERON, OLDER, RECORD, SURGE
from repatria.registry.people.models import Incident, Membership, User
from repatria.registry.people.roles import Role

CENSUS = Path(of_families.__file__).parent / "census_surnames.txt.gz"


class TestHeron:
    def test_the_hand_over_is_there_with_what_does_not_agree(self, filled: Any) -> None:
        boxes = Container.objects.filter(handover__thing__incident=filled.incidents[HERON])
        assert boxes.count() == len(filled.case.extra["containers"]["container"])
        assert Signature.objects.filter(handover__thing__incident=filled.incidents[HERON]).count() == 2
        kinds = set(Discrepancy.objects.filter(thing__incident=filled.incidents[HERON]).values_list("kind", flat=True))
        assert kinds >= {"seal", "count"}

    def test_work_is_left_for_a_visitor(self, filled: Any) -> None:
        waiting = Transfer.objects.filter(state=Transfer.State.OFFERED, item__thing__incident=filled.incidents[HERON])
        assert waiting.count() == 1 and waiting.get().receiver == filled.user(HERON, Role.ANTHROPOLOGIST)
        assert not Specimen.objects.filter(found_in=waiting.get().item).exists()
        assert Allowance.objects.filter(state="asked").exists()

    def test_every_listed_man_of_the_case_is_on_the_list_and_some_may_be_there_twice(self, filled: Any) -> None:
        listed = MissingPerson.objects.filter(incident=filled.incidents[HERON])
        twice = listed.exclude(row_key__startswith="no:").filter(last__isnull=True)
        assert listed.count() == filled.case.open_missing + twice.count() and twice.count() >= 3
        assert set(PersonName.objects.filter(thing__incident=filled.incidents[HERON]).values_list("script", flat=True)) >= {
            "Latin", "Cyrillic", "Hangul",
        }  # fmt: skip

    def test_profiles_came_as_files_and_a_contamination_is_held(self, filled: Any) -> None:
        assert Delivery.objects.filter(incident=filled.incidents[HERON], checked__isnull=True).count() == 0
        spoilt = Alarm.objects.get(kind="contamination", profile__of__code=filled.truths["contaminated"]["sample"])
        assert spoilt.holds and spoilt.answer == "open" and spoilt.profile.status == Profile.Status.HELD
        typed = Profile.objects.filter(thing__incident=filled.incidents[HERON], subject__kind=Kind.KIN)
        autosomal = typed.exclude(type__in=("mt", "y"))
        assert autosomal.count() == sum(len(f.references) for f in filled.case.families)
        assert typed.count() - autosomal.count() == len(filled.case.beside.references)

    def test_a_tag_names_somebody_and_is_only_a_lead(self, filled: Any) -> None:
        lead = NameLead.objects.get(effect__item__thing__incident=filled.incidents[HERON])
        assert lead.number == filled.kept["men"][filled.truths["tag"]["names"]].cells["service_number"]


class TestOlderBoxes:
    def test_two_styles_of_numbers_are_found_alike(self, filled: Any) -> None:
        first, second = Sheet.objects.filter(thing__incident=filled.incidents[OLDER]).order_by("at")
        assert first.made > 0 and first.refused > 0
        assert second.merged > 0 and second.read == second.made + second.merged + second.refused
        one = SheetLine.objects.filter(sheet=second, outcome="merged").first()
        assert one is not None and re.match(r"K\d+;K\d+\.\d\d;", one.said.replace("; ", ";"))

    def test_some_of_its_people_lie_in_heron_too_and_dna_shows_it(self, filled: Any) -> None:
        pairs = SamePerson.objects.filter(
            left__thing__incident=filled.incidents[HERON], right__thing__incident=filled.incidents[OLDER]
        )
        assert pairs.exists() and filled.truths["older boxes"]["also in Heron"]

    def test_no_paper_of_a_hand_over(self, filled: Any) -> None:
        boxes = Container.objects.filter(accession__incident=filled.incidents[OLDER])
        assert boxes.exists() and not boxes.filter(handover__isnull=False).exists()


class TestSurge:
    def test_all_cases_are_registered_in_one_act_and_counts_disagree(self, filled: Any) -> None:
        cases = Container.objects.filter(handover__thing__incident=filled.incidents[SURGE]).count()
        entry = Entry.objects.get(incident=SURGE, tag="intake.received_many")
        assert entry.said["facts"]["count"] == cases == 60
        said = Claim.objects.filter(topic__key="transfer-cases-of-the-day").values_list("value_low", flat=True)
        assert len(set(said)) == 2

    def test_papers_are_leads(self, filled: Any) -> None:
        assert NameLead.objects.filter(effect__item__thing__incident=filled.incidents[SURGE]).count() == len(
            filled.truths["papers of other men"]
        )


class TestTheKinds:
    def test_the_record_holds_no_specimen_and_no_person(self, filled: Any) -> None:
        record = filled.incidents[RECORD]
        kinds = set(Thing.objects.filter(incident=record).values_list("kind", flat=True))
        assert kinds == {Kind.CLAIM, Kind.DOCUMENT, Kind.MATTER}
        assert not Membership.objects.filter(incident=record).exists()

    def test_every_role_of_every_exercise_is_played_without_a_password(self, filled: Any) -> None:
        for slug in (HERON, OLDER, SURGE):
            for role in Role:
                user = User.objects.get(username=f"{slug}.{role}")
                assert user.stands_in == role and not user.has_usable_password()

    def test_each_thing_hangs_together_with_things_of_its_own_incident(self, filled: Any) -> None:
        """Containers, specimens, samples, effects and profiles never reach into another exercise."""
        for model, one, other in (
            (Specimen, "item__thing__incident", "found_in__thing__incident"),
            (Container, "item__thing__incident", "handover__thing__incident"),
            (Sample, "item__thing__incident", "root__incident"),
            (Profile, "thing__incident", "of__incident"),
            (Transfer, "item__thing__incident", "receiver__memberships__incident"),
            (Kin, "thing__incident", "nodes__family__incident"),
        ):
            rows = model.objects.filter(**{f"{other}__isnull": False})
            assert rows.exists() and not rows.exclude(**{one: F(other)}).exists(), model.__name__

    def test_the_database_refuses_to_put_an_exercise_into_the_record(self, filled: Any) -> None:
        claim = Claim.objects.filter(thing__incident=filled.incidents[RECORD]).first()
        box = Thing.objects.filter(incident=filled.incidents[HERON], kind=Kind.CONTAINER).first()
        with pytest.raises(DatabaseError, match="never mix"), transaction.atomic():
            Claim.objects.bulk_create([_copy(claim, about=box)])

    def test_the_database_refuses_a_specimen_in_the_record(self, filled: Any) -> None:
        with pytest.raises(DatabaseError, match="never mix"), transaction.atomic():
            Thing.objects.create(incident=filled.incidents[RECORD], kind=Kind.SPECIMEN, number=1, code="RECORD-B00001-3")


def _copy(claim: Any, *, about: Thing) -> Any:
    fields = {f.attname: getattr(claim, f.attname) for f in claim._meta.concrete_fields}
    fresh = Thing.objects.create(incident_id=claim.thing.incident_id, kind=Kind.CLAIM, number=999_999, code="RECORD-L999999-0")
    return Claim(**{**fields, "thing_id": fresh.pk, "about_id": about.pk, "supersedes_id": None})


class TestNobodyReal:
    def test_no_surname_is_in_a_census_list(self, filled: Any) -> None:
        census = set(gzip.decompress(CENSUS.read_bytes()).decode().split())
        exercises = Incident.objects.filter(kind="exercise")
        names = PersonName.objects.filter(thing__incident__in=exercises, script="Latin").values_list("whole", flat=True)
        others = [*NameLead.objects.values_list("name", flat=True), *Signature.objects.values_list("name", flat=True)]
        people = [u.first_name.split(",")[0] for u in User.objects.exclude(stands_in="")]
        surnames = {name.split()[-1].lower() for name in (*names, *others, *people)}
        assert len(surnames) > 100 and "smith" in census
        assert surnames & census == set()

    def test_all_people_of_exercises_have_names_of_the_invented_list(self, filled: Any) -> None:
        from repatria.registry.families.invented import surnames

        known = set(surnames())
        latin = PersonName.objects.filter(script="Latin", thing__incident__kind="exercise").values_list("whole", flat=True)
        assert {name.split()[-1] for name in latin} <= known
        assert MissingPerson.objects.count() + Kin.objects.count() <= PersonName.objects.values("thing").distinct().count()


class TestTheTruth:
    def test_nothing_of_it_is_in_the_database(self, filled: Any) -> None:
        """People of the simulator, its fates and slips, and which boxes came from elsewhere stand nowhere."""
        tables = filled.truth.tables
        secret = re.compile(
            r"\bP\d{3}\b|\bSTAFF\d\d\b|mixed up|wrong relation|swapped sample|\bROK\b|\bnationality\b.*\bother\b|Unsan|Chosin|"
            + "|".join(map(re.escape, sorted(set(tables["people"]["nationality"]) - {"US", "other"})))
        )
        exercise = [text for text in every_text() if secret.search(text)]
        assert exercise == []
        assert secret.search(tables["people"]["person"][0]), "the pattern would find a person of the truth"

    def test_it_is_written_apart(self, filled: Any, tmp_path: Path) -> None:
        filling.write_notes(filled, tmp_path)
        told = json.loads((tmp_path / filling.NOTES).read_text())
        assert set(told["missing"]) == {m for f in filled.case.families for m in f.missing}
        assert Thing.objects.filter(code__in=told["missing"].values()).count() == len(told["missing"])


def every_text() -> Iterator[str]:
    """Every text of every row that an exercise made: cells as one line a row, and the journal. The record is told apart."""
    record = Incident.objects.get(slug=RECORD).pk
    left_out = set(Thing.objects.filter(incident=record).values_list("pk", flat=True))
    for model in apps.get_models():
        if model._meta.app_label in ("claims", "programme", "people", "contenttypes", "auth", "sessions"):
            told = ("claims", "programme")
            rows = model.objects.none() if model._meta.app_label not in told else _of_exercises(model, left_out)
        elif model is Entry:
            rows = Entry.objects.exclude(incident=RECORD).values_list("body", flat=False)
        else:
            rows = model.objects.values_list()
        for row in rows:
            yield " ".join(bytes(v).decode("utf-8", "replace") if isinstance(v, (bytes, memoryview)) else str(v) for v in row)


def _of_exercises(model: Any, left_out: set[int]) -> Any:
    names = {f.name for f in model._meta.concrete_fields}
    if "thing" in names:
        return model.objects.exclude(pk__in=left_out).values_list()
    return model.objects.exclude(incident__slug=RECORD).values_list() if "incident" in names else model.objects.none()


class TestTheJournal:
    def test_it_verifies_and_says_from_what_each_exercise_was_filled(self, filled: Any) -> None:
        stream = io.BytesIO(b"".join(bytes(e.body) + b"\n" for e in Entry.objects.order_by("seq")))
        report = verifier.check(stream, [])
        assert report.findings == [] or all("witness" in text for _, text in report.findings)
        facts = [e.said["facts"] for e in Entry.objects.filter(tag="live.exercise_filled")]
        assert [f["seed"] for f in facts] == [filled.seed] * 3

    def test_no_step_of_the_river_failed(self, filled: Any) -> None:
        assert not Entry.objects.filter(tag__contains="failed").exists()

    def test_names_stand_in_it_as_commitments_only(self, filled: Any) -> None:
        kin = Kin.objects.order_by("pk").first()
        assert kin is not None
        assert not any(kin.listed_as.encode() in bytes(e.body) for e in Entry.objects.all())
        assert Disclosure.objects.exists()


def test_one_other_word_gives_another_digest(filled: Any) -> None:
    """A negative control for the comparison of seeds."""
    before = content_digest()
    assert before == content_digest()
    row = Kin.objects.order_by("pk").first()
    assert row is not None
    Kin.objects.filter(pk=row.pk).update(notes="one word more")
    assert content_digest() != before


def test_imports_balance(filled: Any) -> None:
    for batch in ImportBatch.objects.all():
        assert batch.rows_read == batch.made + batch.merged + batch.refused
