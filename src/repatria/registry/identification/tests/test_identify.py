"""From a current list to a statement in review: who may, what is refused, and what happens when the ground moves (T-13)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from repatria.registry.claims import actions as claiming
from repatria.registry.claims.models import Section
from repatria.registry.claims.writing import topic_called
from repatria.registry.families import actions as families
from repatria.registry.families.dates import read_date
from repatria.registry.families.models import MissingPerson, PedigreeNode
from repatria.registry.identification import actions, evidence, excluding, grounds, hooks, leading, queries, standing
from repatria.registry.identification.flowing import WAKES, sweep, void_what_fell
from repatria.registry.identification.models import EvidenceFile, Identification
from repatria.registry.intake.arriving import LABELS, ORIGIN
from repatria.registry.inventory.actions import entering, grouping, measuring, relating, scoring
from repatria.registry.inventory.typed import read_line
from repatria.registry.journal.models import Entry
from repatria.registry.journal.recording import Written
from repatria.registry.laboratory import profiling
from repatria.registry.laboratory.actions import Entered, register_samples
from repatria.registry.laboratory.models import Profile
from repatria.registry.laboratory.tests.test_lineages import deliver as deliver_lines
from repatria.registry.laboratory.tests.test_lineages import mt
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.searching import actions as searching
from repatria.registry.searching import worker
from repatria.registry.searching.tests.hands import Made, deliver, donated, typed_bones
from repatria.registry.testing.scene import Scene

State = Identification.State
Change = Callable[[Made], Any]


def opened(made: Made, number: int = 0, role: str = Role.GENETICIST) -> EvidenceFile:
    seat = made.scene.seat(role)
    listing = queries.listing_called(seat, "current", made.individuals[number].code)
    return evidence.open_evidence(seat, listing, made.missing[number].thing)


def drafted(made: Made, number: int = 0) -> Identification:
    return actions.draft(made.scene.seat(Role.GENETICIST), opened(made, number), text="It is he.")


def submitted(made: Made) -> Identification:
    return actions.submit(made.scene.seat(Role.GENETICIST), drafted(made))


class TestDraft:
    def test_a_draft_binds_its_evidence_and_everything_it_rests_on(self, made: Made) -> None:
        row = drafted(made)
        statement = standing.current_statement(row)
        assert row.state == State.DRAFT and statement.number == 1 and standing.what_changed(statement) == []
        names = {name.split()[0] for name in statement.inputs}
        assert names >= {
            "individual",
            "consensus",
            "reference",
            "consent",
            "pedigree",
            "leads",
            "exclusions",
            "list-rule",
            "missing",
        }
        assert sum(name.startswith("reference") for name in statement.inputs) == 3
        last = Entry.objects.order_by("-seq").first()
        assert last is not None and (last.tag, last.subject) == ("identification.drafted", row.code)

    def test_nobody_but_a_geneticist_of_the_incident_drafts(self, made: Made) -> None:
        row = opened(made)
        others = [r for r in Role if r != Role.GENETICIST]
        for seat in (made.scene.stranger, *map(made.scene.seat, others)):
            with pytest.raises(NotFound):
                actions.draft(seat, row, text="It is he.")
        assert not Identification.objects.exists()

    def test_bones_that_nobody_locked_are_not_identified(self, made: Made) -> None:
        row = opened(made)
        row.listing.version = None
        with pytest.raises(Impossible, match="Only a locked one"):
            actions.draft(made.scene.seat(Role.GENETICIST), row, text="It is he.")

    def test_an_older_list_is_refused(self, made: Made) -> None:
        row = opened(made)
        listing = row.listing
        listing.search.current = False
        listing.search.save(update_fields=["current"])
        fresh = queries.evidence_called(made.scene.seat(Role.GENETICIST), row.digest)
        with pytest.raises(Overtaken, match="a later one stands"):
            actions.draft(made.scene.seat(Role.GENETICIST), fresh, text="It is he.")

    def test_whoever_is_ruled_out_is_refused_until_that_is_revised(self, made: Made) -> None:
        row, seat = opened(made), made.scene.seat(Role.GENETICIST)
        out = excluding.rule_out(
            made.scene.seat(Role.ODONTOLOGIST), made.individuals[0], made.missing[0].thing, ground="teeth", words="two fillings"
        )
        with pytest.raises(Impossible, match="is ruled out"):
            actions.draft(seat, row, text="It is he.")
        excluding.revise(seat, out, reason="the chart was of another")
        assert actions.draft(seat, row, text="It is he.").state == State.DRAFT

    def test_a_second_identification_of_either_is_refused(self, made: Made) -> None:
        first = drafted(made)
        with pytest.raises(Overtaken, match=first.code):
            drafted(made)
        actions.withdraw(made.scene.seat(Role.GENETICIST), first, reason="too early")
        assert drafted(made).code != first.code

    def test_an_empty_statement_is_refused(self, made: Made) -> None:
        with pytest.raises(Impossible, match="empty"):
            actions.draft(made.scene.seat(Role.GENETICIST), opened(made), text="  \n ")


class TestStatement:
    def test_a_new_statement_replaces_the_one_before_and_both_stay(self, made: Made) -> None:
        row, seat = drafted(made), made.scene.seat(Role.GENETICIST)
        second = actions.write_statement(seat, row, opened(made), text="It is he, as far as we know.")
        assert second.number == 2 and standing.current_statement(row) == second
        assert list(row.statements.order_by("number").values_list("number", "current")) == [(1, False), (2, True)]

    def test_another_geneticist_does_not_write_in_it(self, made: Made) -> None:
        row = drafted(made)
        from repatria.registry.people.seats import seat_of

        other = seat_of(made.scene.person("edda", Role.GENETICIST), "heron")
        with pytest.raises(NotAllowed, match="author"):
            actions.write_statement(other, row, opened(made), text="x")
        with pytest.raises(NotAllowed, match="author"):
            actions.submit(other, row)
        for seat in (made.scene.stranger, made.scene.seat(Role.REVIEWER)):
            with pytest.raises(NotFound):
                actions.write_statement(seat, row, opened(made), text="x")

    def test_evidence_of_another_pair_is_refused(self, made: Made) -> None:
        row, seat = drafted(made), made.scene.seat(Role.GENETICIST)
        listing = queries.listing_called(seat, "current", made.individuals[2].code)
        line = listing.candidates.first()
        assert line is not None
        with pytest.raises(Impossible, match="another pair"):
            actions.write_statement(seat, row, evidence.open_evidence(seat, listing, line.missing), text="x")

    def test_a_draft_whose_ground_moved_is_not_submitted(self, made: Made) -> None:
        row = drafted(made)
        withdraw_consent(made)
        with pytest.raises(Overtaken, match="Write a new statement"):
            actions.submit(made.scene.seat(Role.GENETICIST), row)
        assert Identification.objects.get(pk=row.pk).state == State.DRAFT

    def test_withdrawn_with_a_reason_only(self, made: Made) -> None:
        row, seat = submitted(made), made.scene.seat(Role.GENETICIST)
        with pytest.raises(Impossible, match="reason"):
            actions.withdraw(seat, row, reason=" ")
        for other in (made.scene.stranger, made.scene.seat(Role.EXAMINER)):
            with pytest.raises(NotFound):
                actions.withdraw(other, row, reason="no")
        assert actions.withdraw(seat, row, reason="a doubt").state == State.WITHDRAWN


def withdraw_consent(made: Made) -> None:
    families.withdraw_consent(made.scene.seat(Role.CASUALTY), made.kin["brother"].consents.get())


def give_a_lead(made: Made) -> None:
    leading.enter_lead(
        made.scene.seat(Role.HISTORIAN), made.individuals[0], made.missing[0].thing,
        kind="tag", lr=5.0, if_so="his", if_not="another's", source="the box",
    )  # fmt: skip


def rule_out(made: Made) -> None:
    excluding.rule_out(
        made.scene.seat(Role.ODONTOLOGIST), made.individuals[0], made.missing[0].thing, ground="teeth", words="two fillings"
    )


def unlock(made: Made) -> None:
    grouping.unlock_individual(made.scene.seat(Role.ANTHROPOLOGIST), made.individuals[0], reason="one more bone")


def edit_pedigree(made: Made) -> None:
    node = PedigreeNode.objects.get(kin=made.kin["sister"], until__isnull=True)
    families.take_out(made.scene.seat(Role.CASUALTY), node, reason="not of this family")


def set_aside_a_bone(made: Made) -> None:
    profile = Profile.objects.filter(subject=made.bones["first"].pk).first()
    assert profile is not None
    profiling.set_aside(made.scene.seat(Role.GENETICIST), profile, reason="too weak")


def sample_again(made: Made) -> None:
    deliver(made.scene, {donated(made, "mother", "kit again").thing.code: made.profiles["mother"]}, "again")


def type_a_bone_again(made: Made) -> None:
    typed_bones(made, {"first": made.profiles["first"]}, "second run")


def set_list_rule(made: Made) -> None:
    searching.set_rule(made.scene.seat(Role.GENETICIST), ground="a finer one", threshold_lr=100_000)


def measure_a_bone(made: Made) -> None:
    measuring.measure(
        made.scene.seat(Role.ANTHROPOLOGIST), made.bones["first"], code="Fem_01", value_mm=Decimal(452), sure=True
    )


def score_a_bone(made: Made) -> None:
    scoring.score(made.scene.seat(Role.ANTHROPOLOGIST), made.bones["first"], what="femur_distal", low=4)


def correct_his_sex(made: Made) -> None:
    person = MissingPerson.objects.get(pk=made.missing[0].pk)
    other = "F" if person.sex == "M" else "M"
    families.correct_missing(made.scene.seat(Role.CASUALTY), person, told={"sex": other}, reason="a register")


def say_his_loss(made: Made) -> None:
    at = {"longitude": 127.0, "latitude": 40.0, "radius_km": 3.0}
    families.add_loss(made.scene.seat(Role.CASUALTY), made.missing[0], source="a comrade", place="the bridge", **at)


def note_his_stature(made: Made) -> None:
    seat, number = made.scene.seat(Role.CASUALTY), Decimal(171)
    families.note_record(seat, made.missing[0], what="stature_cm", value="171", number=number, source="a list")


def say_two_bones_apart(made: Made) -> None:
    one, other = made.bones["first"], made.bones["first again"]
    relating.relate(
        made.scene.seat(Role.ANTHROPOLOGIST), one, other, kind="exclusion", verdict="certain", grounds=["morphology"]
    )


def note_what_others_decided(made: Made) -> None:
    seat = made.scene.seat(Role.HISTORIAN)
    families.note_earlier_decision(seat, made.missing[0], issuer="A board of 1954", on=read_date("1954"), remains="X-12")


def claim_an_origin(made: Made) -> None:
    seat = made.scene.seat(Role.INTAKE)
    claiming.record_claim(
        seat,
        topic=topic_called(seat, LABELS[ORIGIN], key=ORIGIN, section=Section.GIVER)[0],
        kind="place",
        said_by=claiming.name_party(seat, name="The other side", kind="government"),
        document=claiming.enter_document(seat, title="List", publisher="The other side", dated="2018-07-27"),
        text="the bridge",
        about=made.bones["first"].found_in.thing,
    )


def type_a_line(made: Made, of: str, differences: str = "16126C 73G 263G") -> None:
    if of in made.kin:
        code = donated(made, of, f"kit for the line {differences}").thing.code
    else:
        (sample,) = register_samples(TheRegistry(made.scene.heron), [Entered(made.bones[of].item)], why="for its line")
        code = sample.code
    deliver_lines(made.scene, mt(code, differences), name=f"{of} {differences}")


CHANGES: dict[str, tuple[Change, str]] = {
    "consent": (withdraw_consent, "consent"),
    "lead": (give_a_lead, "leads"),
    "exclusion": (rule_out, "exclusions"),
    "unlock": (unlock, "individual"),
    "pedigree": (edit_pedigree, "pedigree"),
    "bone set aside": (set_aside_a_bone, "consensus"),
    "donor sampled again": (sample_again, "reference"),
    "bone typed again": (type_a_bone_again, "consensus"),
    "list rule": (set_list_rule, "list-rule"),
    "bone measured": (measure_a_bone, "body"),
    "bone scored": (score_a_bone, "body"),
    "sex corrected": (correct_his_sex, "recorded"),
    "loss told": (say_his_loss, "recorded"),
    "stature noted": (note_his_stature, "recorded"),
    "line of a bone": (partial(type_a_line, of="first"), "lineage"),
    "line of a relative": (partial(type_a_line, of="mother"), "lineage"),
    "origin claimed": (claim_an_origin, "origin"),
    "two bones said apart": (say_two_bones_apart, "apart"),
    "decided elsewhere": (note_what_others_decided, "decided"),
}


class TestWhatItRestsOn:
    @pytest.mark.parametrize("name", CHANGES)
    def test_any_input_that_changes_voids_what_rests_on_it(self, made: Made, name: str) -> None:
        """T-13: every dependent identification is flagged at once, by the pages' own question and by the river's step."""
        row = submitted(made)
        change, kind = CHANGES[name]
        before = Entry.objects.count()
        change(made)
        changed = standing.what_changed(standing.current_statement(row))
        assert any(one.split()[0] == kind for one in changed), changed
        assert not queries.told([row])[0].stands
        tags = set(Entry.objects.filter(seq__gt=before).values_list("tag", flat=True))
        assert tags & set(WAKES), tags
        void_what_fell(Written(1, sorted(tags & set(WAKES))[0], "heron", "", {}))
        fell = Identification.objects.get(pk=row.pk)
        assert fell.state == State.VOID and fell.state_why.startswith("changed: ")
        last = Entry.objects.order_by("-seq").first()
        assert last is not None and (last.tag, last.subject) == ("identification.voided", row.code)

    def test_a_birth_corrected_voids_where_the_day_of_the_loss_is_known(self, made: Made) -> None:
        seat, person = made.scene.seat(Role.CASUALTY), made.missing[0]
        families.correct_missing(seat, person, told={}, reason="a card", born=read_date("1930-06-01"))
        families.add_loss(seat, person, source="a roll", on=read_date("1950-12-01"))
        searching.ask_search(made.scene.seat(Role.GENETICIST), "with ages")
        worker.work_once(settings.HOME.folder)
        row = submitted(made)
        families.correct_missing(seat, person, told={}, reason="a register", born=read_date("1931-06-01"))
        assert standing.what_changed(standing.current_statement(row)) == ["recorded"]
        assert [r.pk for r in sweep(made.scene.heron)] == [row.pk]

    @pytest.mark.parametrize(
        "name",
        [
            "bone measured",
            "bone scored",
            "loss told",
            "stature noted",
            "line of a bone",
            "line of a relative",
            "two bones said apart",
        ],
    )
    def test_nothing_is_drafted_on_evidence_weighed_before_it_changed(self, made: Made, name: str) -> None:
        row = opened(made)
        CHANGES[name][0](made)
        with pytest.raises((Overtaken, Impossible), match=r"Since the case was frozen|said not to be of one person") as told:
            actions.draft(made.scene.seat(Role.GENETICIST), row, text="It is he.")
        assert made.individuals[0].code in str(told.value) and not Identification.objects.exists()

    def test_a_box_said_to_come_from_elsewhere_makes_evidence_old(self, made: Made) -> None:
        """Only where the place is one that losses are told of: no other is weighed."""
        row = opened(made)
        claim_an_origin(made)
        assert grounds.outdated(row) == []
        families.add_loss(
            made.scene.seat(Role.CASUALTY), made.missing[1], source="a roll", place="The Bridge", longitude=127.0, latitude=40.0
        )
        assert made.bones["first"].code in " ".join(grounds.outdated(row))

    def test_a_bone_that_was_weighed_with_him_in_no_grouping_is_an_input(self, made: Made, room: Path) -> None:
        """By its DNA it is his, nobody has grouped it: what was weighed rests on it all the same."""
        made.bones["beside"] = entering.enter_specimen(
            made.scene.seat(Role.ANTHROPOLOGIST), made.bones["first"].found_in, read_line("ti l 5")
        )
        typed_bones(made, {"beside": made.profiles["first"]}, "beside")
        searching.ask_search(made.scene.seat(Role.GENETICIST), "with the bone beside him")
        worker.work_once(room)
        row, name = submitted(made), f"consensus {made.bones['beside'].code}"
        assert name in standing.current_statement(row).inputs
        assert standing.what_changed(standing.current_statement(row)) == []
        typed_bones(made, {"beside": made.profiles["second"]}, "another's")
        assert standing.what_changed(standing.current_statement(row)) == [name]
        assert [r.pk for r in sweep(made.scene.heron)] == [row.pk]

    def test_what_touches_another_family_voids_nothing(self, made: Made) -> None:
        row = submitted(made)
        families.withdraw_consent(made.scene.seat(Role.CASUALTY), made.kin["other mother"].consents.get())
        typed_bones(made, {"second": made.profiles["second"]}, "second run")
        assert sweep(made.scene.heron) == [] and Identification.objects.get(pk=row.pk).state == State.REVIEW

    def test_a_statement_from_before_these_inputs_were_kept_stands_as_it_was(self, made: Made) -> None:
        row = submitted(made)
        statement = standing.current_statement(row)
        note_his_stature(made)
        assert standing.what_changed(statement) == ["recorded"]
        new = ("lineage ", "body ", "origin ", "recorded", "apart", "decided")
        statement.inputs = {name: told for name, told in statement.inputs.items() if not name.startswith(new)}
        assert standing.what_changed(statement) == []
        say_two_bones_apart(made)
        assert standing.what_changed(statement) == []
        withdraw_consent(made)
        assert standing.what_changed(statement) != []

    def test_nothing_is_voided_that_stands(self, made: Made) -> None:
        row = submitted(made)
        with pytest.raises(Impossible, match="nothing to void"):
            actions.void(TheRegistry(made.scene.heron), row)
        for seat in (made.scene.stranger, *map(made.scene.seat, Role)):
            with pytest.raises(NotFound):
                actions.void(seat, row)

    def test_a_later_stage_adds_inputs_and_ends_what_it_keeps(self, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
        rule, ended = {"digest": "one"}, []
        monkeypatch.setattr(hooks, "INPUTS", [lambda rows: {r.pk: {"signing-rule": rule["digest"]} for r in rows}])
        monkeypatch.setattr(hooks, "ENDING", [lambda by, row, state, why: ended.append((row.code, state, why))])
        row = submitted(made)
        rule["digest"] = "two"
        assert standing.what_changed(standing.current_statement(row)) == ["signing-rule"]
        assert [r.pk for r in sweep(made.scene.heron)] == [row.pk]
        assert ended == [(row.code, "void", "changed: the rule for signatures")]


def lead(scene: Scene, made: Made, lr: float, **told: Any) -> Any:
    said = {"kind": "tag", "if_so": "his", "if_not": "another's", "source": "the box", **told}
    return leading.enter_lead(scene.seat(Role.HISTORIAN), made.individuals[0], made.missing[0].thing, lr=lr, **said)


class TestLeads:
    def test_one_weighs_ten_at_most_and_all_thirty(self, made: Made) -> None:
        scene = made.scene
        with pytest.raises(Impossible, match="One lead weighs"):
            lead(scene, made, 10.001)
        lead(scene, made, 10.0)
        lead(scene, made, 0.1)
        with pytest.raises(Impossible, match="All leads weigh at most 30"):
            lead(scene, made, 3.1)
        lead(scene, made, 3.0)
        assert opened(made).posterior_with_leads > opened(made).posterior

    @pytest.mark.parametrize("lr", [float("nan"), float("inf"), 0.0, -1.0])
    def test_no_lead_excludes_or_proves(self, made: Made, lr: float) -> None:
        with pytest.raises(Impossible, match="One lead weighs"):
            lead(made.scene, made, lr)

    def test_a_lead_needs_its_words(self, made: Made) -> None:
        for name in ("if_so", "if_not", "source"):
            with pytest.raises(Impossible, match="is needed"):
                lead(made.scene, made, 2.0, **{name: " "})
        with pytest.raises(Impossible, match="Choose one of"):
            lead(made.scene, made, 2.0, kind="dream")

    def test_taken_back_once_with_a_reason(self, made: Made) -> None:
        row, seat = lead(made.scene, made, 4.0), made.scene.seat(Role.GENETICIST)
        with pytest.raises(Impossible, match="reason"):
            leading.withdraw_lead(seat, row, reason="")
        leading.withdraw_lead(seat, row, reason="the tag was another's")
        with pytest.raises(Overtaken, match="was taken back"):
            leading.withdraw_lead(seat, row, reason="again")

    def test_who_may_not_enters_nothing(self, made: Made) -> None:
        one, other = made.individuals[0], made.missing[0].thing
        told = {"kind": "tag", "lr": 2.0, "if_so": "a", "if_not": "b", "source": "c"}
        for seat in (
            made.scene.stranger,
            *map(made.scene.seat, (Role.ANTHROPOLOGIST, Role.REVIEWER, Role.EXAMINER, Role.CUSTODY)),
        ):
            with pytest.raises(NotFound):
                leading.enter_lead(seat, one, other, **told)


class TestExclusions:
    def test_by_dna_only_with_the_evidence(self, made: Made) -> None:
        seat, one, other = made.scene.seat(Role.GENETICIST), made.individuals[0], made.missing[0].thing
        with pytest.raises(Impossible, match="without an evidence file"):
            excluding.rule_out(seat, one, other, ground="dna", words="three markers")
        row = excluding.rule_out(seat, one, other, ground="dna", words="three markers", evidence=opened(made))
        assert row.evidence is not None
        with pytest.raises(Impossible, match="another pair"):
            excluding.rule_out(seat, made.individuals[1], other, ground="dna", words="x", evidence=opened(made))

    def test_once_a_pair_and_taken_back_with_a_reason(self, made: Made) -> None:
        seat, one, other = made.scene.seat(Role.EXAMINER), made.individuals[1], made.missing[0].thing
        row = excluding.rule_out(seat, one, other, ground="age", words="a child")
        with pytest.raises(Overtaken, match="Revise that first"):
            excluding.rule_out(seat, one, other, ground="sex", words="a woman")
        with pytest.raises(Impossible, match="reason"):
            excluding.revise(seat, row, reason="")
        excluding.revise(seat, row, reason="the bones were another's")
        with pytest.raises(Overtaken, match="was taken back"):
            excluding.revise(seat, row, reason="again")
        assert excluding.rule_out(seat, one, other, ground="sex", words="a woman").pk != row.pk
        with pytest.raises(Impossible, match="Choose one of"):
            excluding.rule_out(seat, one, other, ground="feeling", words="x")

    def test_who_may_not_enters_nothing(self, made: Made) -> None:
        one, other = made.individuals[0], made.missing[0].thing
        for seat in (
            made.scene.stranger,
            *map(made.scene.seat, (Role.ANTHROPOLOGIST, Role.REVIEWER, Role.AUDITOR, Role.CASUALTY)),
        ):
            with pytest.raises(NotFound):
                excluding.rule_out(seat, one, other, ground="age", words="a child")
