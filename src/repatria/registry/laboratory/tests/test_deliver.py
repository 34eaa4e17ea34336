"""Files that come back: each row has its outcome, the same file makes one set, unknown profiles wait in quarantine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from repatria.model import Profile as Noun
from repatria.registry.codes.actions import give_identifier
from repatria.registry.journal.models import Entry
from repatria.registry.laboratory import actions, profiling
from repatria.registry.laboratory.delivering import RunTold, import_profiles, take_in
from repatria.registry.laboratory.models import Consensus, Delivery, DeliveryLine, Profile, RequestLine
from repatria.registry.laboratory.tests.helping import RUN, calls, file, sample
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

SHOWN = calls("TH01 6 9.3", "FGA 20 24")


def outcomes(delivery: Delivery) -> dict[str, str]:
    return dict(DeliveryLine.objects.filter(delivery=delivery).values_list("called", "outcome"))


class TestReconciling:
    def test_every_row_has_its_outcome(self, scene: Scene) -> None:
        one, two, three, other = (sample(scene) for _ in range(4))
        request = actions.make_request(scene.seat(Role.TECHNICIAN), [one.item, two.item, three.item], to="East", wanted="STR")
        shown = [Noun(one.code, SHOWN), Noun(two.code), Noun("NOBODY-7", SHOWN), Noun(other.code, calls("FGA 19 19"))]
        delivery = import_profiles(scene.seat(Role.TECHNICIAN), file(shown), run=RUN, request=request)
        assert outcomes(delivery) == {one.code: "received", two.code: "failed", "NOBODY-7": "unknown", other.code: "unasked"}
        asked = dict(RequestLine.objects.filter(request=request).values_list("item_id", "outcome"))
        assert asked == {one.pk: "received", two.pk: "failed", three.pk: "asked"}

    def test_an_identifier_of_another_laboratory_is_enough(self, scene: Scene) -> None:
        one = sample(scene)
        give_identifier(scene.seat(Role.TECHNICIAN), one.item.thing, issuer="East", value="E-17/004")
        delivery = import_profiles(scene.seat(Role.TECHNICIAN), file([Noun("e-17/4", SHOWN)]), run=RUN)
        assert outcomes(delivery) == {"e-17/4": "received"}

    def test_the_same_result_in_another_file_is_a_duplicate(self, scene: Scene) -> None:
        one = sample(scene)
        by = scene.seat(Role.TECHNICIAN)
        import_profiles(by, file([Noun(one.code, SHOWN)]), run=RUN)
        second = import_profiles(by, file([Noun(one.code, SHOWN), Noun("X", SHOWN)]), run=RUN)
        assert outcomes(second) == {one.code: "duplicate", "X": "unknown"}
        assert Profile.objects.filter(of=one.item.thing).count() == 1

    def test_the_journal_holds_counts_and_no_allele(self, scene: Scene) -> None:
        import_profiles(scene.seat(Role.TECHNICIAN), file([Noun(sample(scene).code, SHOWN)]), run=RUN)
        entry = Entry.objects.get(tag="laboratory.delivered")
        assert (entry.said["facts"]["rows"], entry.said["facts"]["received"]) == (1, 1)
        said = {key: value for key, value in entry.said.items() if key != "at"}  # the second of a day may end as an allele does
        assert "9.3" not in repr(said)


class TestRefusing:
    def test_the_same_file_a_hundred_times_is_one_set(self, scene: Scene) -> None:
        shown = file([Noun(sample(scene).code, SHOWN)])
        new = [take_in(scene.seat(Role.TECHNICIAN), shown, run=RUN)[1] for _ in range(100)]
        assert (sum(new), Delivery.objects.count(), Profile.objects.count()) == (1, 1, 1)

    def test_the_same_file_at_the_same_moment_is_told(self, scene: Scene) -> None:
        shown = file([Noun(sample(scene).code, SHOWN)])
        import_profiles(scene.seat(Role.TECHNICIAN), shown, run=RUN)
        with pytest.raises(Overtaken, match="a moment ago"):
            import_profiles(scene.seat(Role.TECHNICIAN), shown, run=RUN)

    def test_one_reader_is_not_two(self, scene: Scene) -> None:
        with pytest.raises(Impossible, match="two people"):
            import_profiles(scene.seat(Role.TECHNICIAN), file([Noun("X", SHOWN)]), run=RunTold("run", "a", "a"))

    def test_a_run_does_not_change_its_readers(self, scene: Scene) -> None:
        by = scene.seat(Role.TECHNICIAN)
        import_profiles(by, file([Noun("X", SHOWN)]), run=RUN)
        with pytest.raises(Impossible, match="entered before as read by"):
            import_profiles(by, file([Noun("Y", SHOWN)]), run=RunTold(RUN.name, "c", "d"))

    def test_a_run_of_a_day_that_has_not_come_is_refused(self, scene: Scene) -> None:
        run = replace(RUN, day=datetime.now(UTC).date() + timedelta(days=2))
        with pytest.raises(Impossible, match="which has not come yet"):
            import_profiles(scene.seat(Role.TECHNICIAN), file([Noun(sample(scene).code, SHOWN)]), run=run)

    def test_an_empty_file_is_refused(self, scene: Scene) -> None:
        with pytest.raises(Impossible, match="no profile"):
            import_profiles(scene.seat(Role.TECHNICIAN), file([]), run=RUN)

    def test_an_anthropologist_imports_nothing(self, scene: Scene) -> None:
        with pytest.raises(NotFound):
            import_profiles(scene.seat(Role.ANTHROPOLOGIST), file([Noun("X", SHOWN)]), run=RUN)

    def test_a_stranger_s_sample_stays_unknown(self, scene: Scene) -> None:
        one = sample(scene)
        delivery = import_profiles(TheRegistry(scene.other), file([Noun(one.code, SHOWN)]), run=RUN)
        assert outcomes(delivery) == {one.code: "unknown"}


class TestQuarantine:
    def test_it_is_used_only_once_explained(self, scene: Scene) -> None:
        from repatria.registry.laboratory.checking import check_new

        one = sample(scene)
        delivery = import_profiles(scene.seat(Role.TECHNICIAN), file([Noun("A 12", SHOWN)]), run=RUN)
        check_new(TheRegistry(scene.heron))
        assert not Consensus.objects.exists()
        line = delivery.lines.get()
        profiling.explain(scene.seat(Role.GENETICIST), line, of=one.item, reason="label A 12 lay in the bag of it")
        check_new(TheRegistry(scene.heron))
        assert Consensus.objects.get().subject_id == one.root_id
        with pytest.raises(Overtaken, match="already explained"):
            profiling.explain(scene.seat(Role.GENETICIST), line, of=one.item, reason="again")

    def test_a_technician_cannot_explain_it(self, scene: Scene) -> None:
        delivery = import_profiles(scene.seat(Role.TECHNICIAN), file([Noun("A 12", SHOWN)]), run=RUN)
        with pytest.raises(NotFound):
            profiling.explain(scene.seat(Role.TECHNICIAN), delivery.lines.get(), of=sample(scene).item, reason="x")
