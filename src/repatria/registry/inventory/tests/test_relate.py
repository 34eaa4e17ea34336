"""Relations: stored once, seen from both, several grounds, withdrawn and kept."""

from __future__ import annotations

import itertools

import pytest
from django.db import DatabaseError, transaction

from repatria.registry.inventory import graph
from repatria.registry.inventory.actions import relating
from repatria.registry.inventory.models import Relation
from repatria.registry.inventory.queries import specimens as queries
from repatria.registry.inventory.tests.conftest import Enter
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.testing.scene import Scene


class TestRelating:
    def test_it_is_stored_once_and_seen_from_both(self, scene: Scene, enter: Enter) -> None:
        by = scene.seat(Role.ANTHROPOLOGIST)
        one, other = enter("fe l"), enter("fe r")
        row = relating.relate(by, other, one, kind="pair", verdict="probable", grounds=["morphology"])
        assert (row.left_id, row.right_id, row.blind) == (one.pk, other.pk, True)
        assert [o.code for _r, o in queries.relations(by, one)] == [other.code]
        assert [o.code for _r, o in queries.relations(by, other)] == [one.code]
        with pytest.raises(Overtaken, match="noted already"):
            relating.relate(by, one, other, kind="pair", verdict="certain")
        with pytest.raises(DatabaseError), transaction.atomic():
            Relation.objects.create(left=other, right=one, kind="refit", verdict="certain", blind=True, at=one.made_at)

    def test_an_elimination_may_have_several_grounds(self, scene: Scene, enter: Enter) -> None:
        row = relating.relate(
            scene.seat(Role.GENETICIST),
            enter("fe l"),
            enter("fe r"),
            kind="exclusion",
            verdict="certain",
            grounds=["dna", "isotope"],
        )
        assert row.ground_words == ["DNA", "isotopes"]
        assert not row.blind
        entry = Entry.objects.latest("seq")
        assert (entry.tag, entry.said["facts"]["grounds"]) == ("inventory.relation_found", ["dna", "isotope"])

    @pytest.mark.parametrize(
        ("told", "message"),
        [
            ({"kind": "cousin", "verdict": "certain"}, "relation 'cousin'"),
            ({"kind": "pair", "verdict": "perhaps"}, "verdict"),
            ({"kind": "exclusion", "verdict": "certain"}, "at least one ground"),
            ({"kind": "exclusion", "verdict": "certain", "grounds": ["dream"]}, "ground 'dream'"),
        ],
    )
    def test_it_refuses(self, scene: Scene, enter: Enter, told: dict[str, object], message: str) -> None:
        with pytest.raises(Impossible, match=message):
            relating.relate(scene.seat(Role.ANTHROPOLOGIST), enter("fe l"), enter("fe r"), **told)  # type: ignore[arg-type]

    def test_it_refuses_itself_and_others(self, scene: Scene, enter: Enter) -> None:
        bone = enter("fe l")
        with pytest.raises(Impossible, match="between two"):
            relating.relate(scene.seat(Role.ANTHROPOLOGIST), bone, bone, kind="pair", verdict="certain")
        with pytest.raises(NotFound):
            relating.relate(scene.seat(Role.CUSTODY), bone, enter("fe r"), kind="pair", verdict="certain")

    def test_it_is_withdrawn_with_a_reason_and_stays(self, scene: Scene, enter: Enter) -> None:
        by = scene.seat(Role.ANTHROPOLOGIST)
        one, other = enter("fe l"), enter("fe r")
        row = relating.relate(by, one, other, kind="pair", verdict="possible")
        with pytest.raises(Impossible, match="needs a reason"):
            relating.withdraw_relation(by, row, reason="")
        relating.withdraw_relation(by, row, reason="lengths differ")
        with pytest.raises(Overtaken, match="already withdrawn"):
            relating.withdraw_relation(by, row, reason="again")
        assert queries.relations(by, other)[0][0].withdrawn_why == "lengths differ"
        relating.relate(by, one, other, kind="pair", verdict="possible")
        with pytest.raises(DatabaseError), transaction.atomic():
            row.delete()


class TestTheNeighbourhood:
    def test_hops(self) -> None:
        edges = [graph.Edge(1, 2, "pair"), graph.Edge(2, 3, "refit"), graph.Edge(3, 4, "exclusion"), graph.Edge(4, 5, "pair")]
        assert graph.hops(1, edges, 1) == {1: 0, 2: 1}
        assert graph.hops(1, edges, 4) == {1: 0, 2: 1, 3: 2, 4: 3}
        assert graph.hops(9, edges, 3) == {9: 0}

    def test_its_page(self, scene: Scene, enter: Enter) -> None:
        by = scene.seat(Role.ANTHROPOLOGIST)
        bones = [enter(line) for line in ("fe l", "ti l", "fi l", "ta l")]
        for one, other in itertools.pairwise(bones):
            relating.relate(by, one, other, kind="articulation", verdict="certain")
        browser = scene.client(Role.ANTHROPOLOGIST)
        address = f"/i/heron/inventory/specimens/{bones[0].code}/relations/"
        near = browser.get(address, {"hops": "2"}).content.decode()
        assert bones[2].code in near
        assert bones[3].code not in near
        assert bones[3].code in browser.get(address, {"hops": "4"}).content.decode()
        assert browser.get(address, {"hops": "x"}).status_code == 200
        assert scene.client(scene.stranger_user).get(address).status_code == 404
