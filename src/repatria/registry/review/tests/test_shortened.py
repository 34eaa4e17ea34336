"""What is left out of the evidence for its reader: relatives become letters, and what speaks of one of them is gone."""

from __future__ import annotations

from repatria.registry.review.shortened import letters_of, renamed, shortened

KIN = ("X-K000001-2", "X-K000010-2", "X-K000011-2")


def test_letters_go_on_after_z() -> None:
    told = letters_of([f"K{n:03}" for n in range(54)])
    assert (told["K000"], told["K025"], told["K026"], told["K053"]) == (
        "relative A",
        "relative Z",
        "relative AA",
        "relative BB",
    )


def test_a_code_that_begins_like_another_is_not_mistaken() -> None:
    letters = letters_of(("X-K1", "X-K10"))
    assert renamed({"X-K10": ["of X-K1 and X-K10", 3]}, letters) == {"relative B": ["of relative A and relative B", 3]}
    assert renamed("X-K1", {}) == "X-K1"


def test_nothing_speaks_of_one_relative() -> None:
    document = {
        "schema": "repatria-evidence/1", "digest": "ab" * 32, "asked": {"profiles": ["B"], "family": "F", "samples": {KIN[0]: 2}},
        "lines": [{"kind": "DNA", "h1": f"son of {KIN[1]}", "basis": {"typed": list(KIN)}}],
        "reference_error": {
            "cap": 0.9999, "samples": {KIN[0]: 2}, "scenarios": [{"what": "parent", "donor": KIN[1], "weight": 0.99}],
            "donors": {"by_donor": {KIN[0]: 9.0, KIN[1]: -20.0}, "confirmed": [KIN[0]], "two_confirmed": False},
        },
    }  # fmt: skip
    told = shortened(document, letters_of(KIN), borne_out=True)
    assert not any(word in str(told) for word in (*KIN, "parent", "-20", "confirmed", "samples"))
    assert told["of"] == "ab" * 32 and told["lines"] == [{"kind": "DNA", "h1": "son of relative B"}]
    assert told["reference_error"] == {"cap": 0.9999, "donors": {"number": 2, "borne_out": True}}
