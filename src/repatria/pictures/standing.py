"""Where each person stands in a joint answer: put forward, one of a set, withheld, or none of these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from repatria.joint.answer import OTHERS, WITHOUT_REFERENCE
from repatria.pictures.data import NOBODY, Answer

State = Literal["named", "set", "withheld", "none"]
STATES: dict[State, str] = {
    "named": "put forward for review",
    "set": "in a set that cannot be told apart",
    "withheld": "withheld: not sure enough",
    "none": "no one person is more probable than none of these",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One profile: its state, the best missing person (or ``*``) with the posterior, and for a set all members."""

    profile: str
    state: State
    missing: str
    posterior: float
    members: tuple[str, ...] = ()


def standings(answer: Answer, name_at: float) -> tuple[Standing, ...]:
    """Every profile of ``answer`` in order. A set counts when each member profile lies in the set with at least ``name_at``.

    Sums over several people are no name, and an answer that has not converged puts nobody forward.
    """
    sets = {profile: members for profiles, members in answer.sets for profile in profiles}
    result = []
    for profile, row in answer.posterior.items():
        best = max(row, key=lambda m: (row[m], m != NOBODY))
        members = sets.get(profile, ())
        together = sum(row.get(m, 0.0) for m in members)
        state: State = "withheld"
        if members and together >= name_at and answer.converged:
            state = "set"
        elif best == NOBODY:
            state = "none"
        elif row[best] >= name_at and not members and best not in (OTHERS, WITHOUT_REFERENCE) and answer.converged:
            state = "named"
        shown = together if state == "set" else row[best]
        result.append(Standing(profile, state, best, shown, tuple(sorted(members)) if state == "set" else ()))
    return tuple(result)


def tally(all_of_them: Sequence[Standing]) -> dict[State, int]:
    """How many people stand where, every state present."""
    seen = Counter(s.state for s in all_of_them)
    return {state: seen[state] for state in STATES}


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer beside the hidden truth of an exercise; ``expected_wrong`` is Σ(1 − p) over the people put forward."""

    put_forward: int
    wrong: tuple[Standing, ...]
    expected_wrong: float
    sets_right: int
    sets_wrong: int
    listed_withheld: int
    listed_none: int


def against_truth(people: Sequence[Standing], truth: Mapping[str, str]) -> Outcome:
    """Tally ``people`` against ``truth`` (profile -> missing or ``*``); profiles whose truth is not given are left out."""
    known = [s for s in people if s.profile in truth]
    named = [s for s in known if s.state == "named"]
    sets = [truth[s.profile] in s.members for s in known if s.state == "set"]
    on_list = [s for s in known if truth[s.profile] != NOBODY]
    return Outcome(
        put_forward=len(named),
        wrong=tuple(s for s in named if truth[s.profile] != s.missing),
        expected_wrong=sum(1.0 - s.posterior for s in named),
        sets_right=sum(sets),
        sets_wrong=len(sets) - sum(sets),
        listed_withheld=sum(s.state == "withheld" for s in on_list),
        listed_none=sum(s.state == "none" for s in on_list),
    )
