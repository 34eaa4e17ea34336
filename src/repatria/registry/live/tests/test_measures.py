"""The bones of one person of the exercise are measured as one body, the same for the same seed."""

from __future__ import annotations

from repatria.model.bones import MeasuredBone
from repatria.registry.gateway import bones

KINDS = [("femur", "L"), ("femur", "R"), ("tibia", "L"), ("humerus", "R"), ("sacrum", "M"), ("ulna", "L")]


def test_bones_of_one_invented_body_speak_for_each_other() -> None:
    seen = []
    for seed in range(12):
        values = bones.invented(KINDS, seed)
        assert values == bones.invented(KINDS, seed)
        assert values[4] == {}, "the reference holds no sacrum"
        held = [MeasuredBone(str(n), *kind, told) for n, (kind, told) in enumerate(zip(KINDS, values, strict=True)) if told]
        seen += [one.log10_lr for one in bones.supports(held)]
    assert sum(value is not None and value > 0.0 for value in seen) > 0.85 * len(seen)
    assert bones.invented([], 1) == ()
