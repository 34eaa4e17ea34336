"""What the desk asks of the medical examiner: to sign what the rule carries, and nothing where it does not."""

from __future__ import annotations

from repatria.registry.people.roles import Role
from repatria.registry.review.desk import alarms
from repatria.registry.review.tests.hands import Bench, agreed


def test_what_the_rule_does_not_carry_does_not_wait_for_a_signature(bench: Bench) -> None:
    (carried,) = agreed(bench, 1)
    (one_donor,) = agreed(bench, 1, confirmed=False)
    said = {a.sentence.split(" ")[0]: a.sentence for a in alarms(bench.scene.seat(Role.EXAMINER))}
    assert said[carried.code].endswith("waits for your signature")
    assert "agreed; the rule in force does not carry it: one donor's word" in said[one_donor.code]
