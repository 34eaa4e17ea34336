"""T-37 and T-38 at their named sizes: exchanged tubes and the DNA of staff, on invented people. Small sizes: laboratory/tests."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from repatria.registry.assurance.outcome import Outcome, size
from repatria.registry.laboratory import quality

Tell = Callable[[Outcome], Outcome]
pytestmark = pytest.mark.assurance
LEAST_FOUND, MOST_ALARMS = 0.99, 1e-3
"""Of what can be found this share is found; of clean families at most this share is held without cause."""


@pytest.mark.parametrize("loci", [0, 8], ids=["full", "eight markers"])
def test_profiles_of_staff_are_found(seed: int, tell: Tell, loci: int) -> None:
    began = time.monotonic()
    found = quality.contamination(size(40, 1_000), seed % 10_000, loci=loci, unnoticed=bool(loci), clean=size(100, 30_000))
    blind = quality.contamination(40, seed % 10_000, clean=0, blind=True)
    kind = "eight markers or more, alleles lost unnoticed" if loci else "full profiles"
    tell(
        Outcome(
            f"T-38 {kind.split(',')[0]}",
            f"a profile of a member of staff is found: {kind}",
            found.planted + found.clean,
            found.planted - found.found + found.wrong,
            f"looked for among other people {blind.found} of {blind.planted} were found",
            seed,
            time.monotonic() - began,
            note=f"{found.found} of {found.planted} planted were found; {found.wrong} of {found.clean} others gave an alarm.",
        )
    )
    assert found.share >= (LEAST_FOUND if loci else 1.0)
    assert found.false_alarms <= 1e-4
    assert blind.share == 0.0


def test_exchanged_tubes_are_found(seed: int, tell: Tell) -> None:
    began = time.monotonic()
    found = quality.swaps(size(160, 2_000), seed % 10_000)
    blind = quality.swaps(160, seed % 10_000, blind=True)
    tell(
        Outcome(
            "T-37",
            "families with an exchanged tube are held, where the exchange can be seen at all",
            found.planted + found.clean,
            found.planted - found.found + found.wrong,
            f"with nothing exchanged {blind.found} of {blind.planted} were held",
            seed,
            time.monotonic() - began,
            note=f"{found.found} of {found.planted} detectable exchanges were found, {found.undetectable} could not be seen by "
            f"anybody; {found.wrong} of {found.clean} families left alone were held.",
        )
    )
    assert found.share >= LEAST_FOUND
    assert found.false_alarms <= MOST_ALARMS
    assert blind.found == 0
