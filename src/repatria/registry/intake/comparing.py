"""Listed against found: containers, seals, counts. Pure: names in, sentences out; each sentence becomes a discrepancy."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

SEAL, COUNT, EXTRA, ABSENT, GAP = "seal", "count", "extra", "absent", "gap"


@dataclass(frozen=True, slots=True)
class FoundSeal:
    """A seal as read on a container."""

    number: str
    state: str = "intact"
    position: str = ""


@dataclass(frozen=True, slots=True)
class Differs:
    """Something that does not agree: the kind of discrepancy and the sentence."""

    kind: str
    sentence: str


def seals_differ(box: str, listed: Collection[str], found: Sequence[FoundSeal]) -> list[Differs]:
    """What differs between the seals listed and those read on ``box``. Without a list only the state is judged."""
    read = {seal.number for seal in found}
    told = [Differs(SEAL, f"box {box}: seal {number} of the list is not on it") for number in listed if number not in read]
    if listed:
        told += [
            Differs(SEAL, f"box {box}: seal {s.number} is on it and not on the list") for s in found if s.number not in listed
        ]
    told += [
        Differs(SEAL, f"box {box}: seal {s.number} was found {s.state}") for s in found if s.state in ("broken", "missing")
    ]
    return told


def counts_differ(
    counted: int, *, listed: int, registered: int, stated: int | None, earlier: Mapping[int, int]
) -> list[Differs]:
    """What differs between this count, the giver's list, the giver's statement, what is registered and earlier counts."""
    others = [(registered, "registered")]
    others += [(listed, "on the giver's list")] if listed else []
    others += [(stated, "stated by the giver")] if stated is not None else []
    others += [(other, f"in count {number}") for number, other in earlier.items()]
    differ = [f"{other} {where}" for other, where in others if other != counted]
    return [Differs(COUNT, f"containers counted: {counted}; but {', '.join(differ)}")] if differ else []


def way_breaks(before: str, origin: str, number: int) -> list[Differs]:
    """Whether a leg begins where the one before it ended."""
    if not before or before == origin:
        return []
    return [Differs(GAP, f"leg {number} begins at {origin}, the leg before it ended at {before}")]
