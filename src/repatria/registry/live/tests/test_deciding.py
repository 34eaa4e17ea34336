"""What is refused on the way is counted by its sentence."""

from __future__ import annotations

from repatria.registry.live.deciding import in_general


def test_the_same_refusal_of_two_is_one_sentence() -> None:
    one = in_general("HERON-I00001-3: cannot be signed. HERON-M00002-1 is ruled out.")
    assert (
        one
        == in_general("HERON-I00004-2: cannot be signed. HERON-M00009-5 is ruled out.")
        == "cannot be signed. … is ruled out."
    )
    assert in_general("rule for lists: say on what ground it is set.") == "rule for lists: say on what ground it is set."
