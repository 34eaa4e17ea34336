"""Field review, holding statement and accession."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from repatria.registry.codes.models import Thing
from repatria.registry.codes.queries import thing_called
from repatria.registry.custody.models import Holding
from repatria.registry.intake import actions, queries
from repatria.registry.intake.arriving import Arrival
from repatria.registry.intake.comparing import FoundSeal
from repatria.registry.intake.models import Accession, Container, FieldReview, Handover, Statement
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.testing.scene import Scene


def reviewed(scene: Scene, boxes: list[Container]) -> None:
    for box in boxes:
        actions.review_container(scene.seat(Role.EXAMINER), box, verdict="human", period="of the war")


class TestReview:
    def test_it_says_human_or_not_and_when(self, scene: Scene, boxes: list[Container]) -> None:
        actions.review_container(scene.seat(Role.INTAKE), boxes[0], verdict="undetermined")
        actions.review_container(scene.seat(Role.EXAMINER), boxes[0], verdict="human", period="of the war", note="long bones")
        row = queries.containers(scene.seat(Role.AUDITOR)).get(pk=boxes[0].pk)
        assert (row.verdict, row.period, row.reviews.count()) == ("human", "of the war", 2)
        entry = Entry.objects.latest("seq")
        assert (entry.tag, entry.subject) == ("intake.reviewed", boxes[0].code)

    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ({"verdict": "perhaps"}, "Write one of"),
            ({"verdict": "human", "period": "long ago"}, "Write one of"),
            ({"verdict": "human", "note": "at least two men"}, "counts people"),
        ],
    )
    def test_it_refuses(self, scene: Scene, boxes: list[Container], told: dict[str, str], words: str) -> None:
        with pytest.raises(Impossible, match=words):
            actions.review_container(scene.seat(Role.INTAKE), boxes[0], **told)
        assert not FieldReview.objects.exists()

    @pytest.mark.parametrize("role", [r for r in Role if r not in (Role.INTAKE, Role.EXAMINER)])
    def test_others_do_not_review(self, scene: Scene, boxes: list[Container], role: Role) -> None:
        with pytest.raises(NotFound):
            actions.review_container(scene.seat(role), boxes[0], verdict="human")

    def test_it_is_never_rewritten(self, scene: Scene, boxes: list[Container]) -> None:
        reviewed(scene, boxes[:1])
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            FieldReview.objects.update(verdict="not human")


class TestStatement:
    def test_versions_follow_each_other(self, scene: Scene, boxes: list[Container]) -> None:
        reviewed(scene, boxes)
        row = boxes[0].handover
        for text in ("3 containers were received. They hold human remains.", "They hold human remains of the war."):
            actions.write_statement(scene.seat(Role.EXAMINER), row, text=text)
        assert [s.number for s in queries.statements(scene.seat(Role.AUDITOR), row)] == [2, 1]

    @pytest.mark.parametrize(
        ("text", "words"), [("Remains of 3 people.", "counts people"), (" ", "1 to 4000"), ("x" * 4001, "1 to 4000")]
    )
    def test_it_counts_nobody(self, scene: Scene, boxes: list[Container], text: str, words: str) -> None:
        reviewed(scene, boxes)
        with pytest.raises(Impossible, match=words):
            actions.write_statement(scene.seat(Role.EXAMINER), boxes[0].handover, text=text)
        assert not Statement.objects.exists()

    def test_the_review_comes_first(self, scene: Scene, boxes: list[Container]) -> None:
        with pytest.raises(Impossible, match="Review first"):
            actions.write_statement(scene.seat(Role.EXAMINER), boxes[0].handover, text="Containers were received.")


class TestAccession:
    def test_all_containers_get_the_laboratorys_number(self, scene: Scene, boxes: list[Container]) -> None:
        reviewed(scene, boxes)
        made = actions.accession_containers(scene.seat(Role.INTAKE), boxes[0].handover, number="2031-055")
        assert {c.accession for c in Container.objects.all()} == {made}
        assert thing_called(scene.seat(Role.AUDITOR), "north 2031-55") == made.thing
        steps = {s.key: s.done for s in queries.steps(scene.seat(Role.AUDITOR), boxes[0].handover)}
        assert steps["review"] and steps["accession"]

    def test_it_waits_for_the_review(self, scene: Scene, boxes: list[Container]) -> None:
        reviewed(scene, boxes[:2])
        with pytest.raises(Impossible, match=f"{boxes[2].code} and 0 others await"):
            actions.accession_containers(scene.seat(Role.INTAKE), boxes[0].handover, number="2031-055")
        made = actions.accession_containers(scene.seat(Role.INTAKE), boxes[0].handover, number="2031-055", containers=boxes[:2])
        assert made.containers.count() == 2
        assert Thing.objects.filter(kind="A").count() == 1

    def test_a_number_and_a_container_are_used_once(self, scene: Scene, boxes: list[Container]) -> None:
        reviewed(scene, boxes)
        seat, row = scene.seat(Role.INTAKE), boxes[0].handover
        actions.accession_containers(seat, row, number="2031-055", containers=boxes[:1])
        with pytest.raises(Overtaken, match="given before"):
            actions.accession_containers(seat, row, number="North 2031-55", containers=boxes[1:2])
        with pytest.raises(Overtaken, match="already in accession"):
            actions.accession_containers(seat, row, number="2031-056")
        with pytest.raises(Impossible, match="such as 2018-055"):
            actions.accession_containers(seat, row, number="none", containers=boxes[1:2])
        assert Accession.objects.count() == 1

    def test_an_older_assemblage_has_no_handover(self, scene: Scene) -> None:
        seat = scene.seat(Role.INTAKE)
        boxes = [Arrival("G-38", (FoundSeal("Z1"),)), Arrival("X-244A")]
        made = actions.enter_assemblage(seat, number="1990-208", title="Older boxes", boxes=boxes, received="1990")
        assert (made.handover, made.day, made.containers.count()) == (None, "1990", 2)
        assert Holding.objects.filter(until=None, holder=scene.users[Role.INTAKE]).count() == 2
        with pytest.raises(Impossible, match="twice"):
            actions.enter_assemblage(seat, number="1990-209", title="x", boxes=[Arrival("1"), Arrival("1")])
        assert Accession.objects.count() == 1
        assert not Handover.objects.exists()
