"""Bones that a later search counts to a signed individual are told on the desk and on the page."""

from __future__ import annotations

from repatria.registry.people.roles import Role
from repatria.registry.review import desk, lately, queries
from repatria.registry.review.tests import hands
from repatria.registry.review.tests.hands import Bench
from repatria.registry.searching.models import CandidateList

NEW = "HERON-B00099-1"


def searched_again(bench: Bench, label: str, **units: list[str]) -> None:
    """A later search in which these units, by label, are one person with ``label``."""
    bench.begin(bench.search.number + 1)
    CandidateList.objects.bulk_create(
        CandidateList(
            search=bench.search, label=unit, person=label, specimens=bones, size_before=9, compared=9, size_after=1,
            none_of_these=0.1, without_reference=0.1, digest=hands.digest("later", unit),
        )
        for unit, bones in {label: [], **units}.items()
    )  # fmt: skip
    bench.publish()


def test_a_new_bone_that_dna_ties_to_a_signed_individual_is_told(bench: Bench) -> None:
    one, other = hands.signed(bench, 2)
    seat = bench.seat(Role.EXAMINER)
    searched_again(bench, one.individual.code)
    assert lately.further([one, other]) == {}
    assert not [a for a in desk.alarms(seat) if "did not weigh" in str(a.sentence)]
    searched_again(bench, one.individual.code, **{NEW: [NEW]})
    assert lately.further([one, other]) == {one.pk: [NEW]}
    told = [a for a in desk.alarms(seat) if "did not weigh" in str(a.sentence)]
    assert len(told) == 1 and NEW in str(told[0].sentence) and one.code in told[0].url
    assert queries.part(seat, one)["further"] == [NEW] and queries.part(seat, other)["further"] == []


def test_what_is_not_signed_raises_no_alarm(bench: Bench) -> None:
    one = hands.agreed(bench)[0]
    searched_again(bench, one.individual.code, **{NEW: [NEW]})
    assert lately.further([one]) == {} and lately.further([]) == {}
