"""Blind groupings for programs: individuals, their versions and locks, and what waits for a reviewer."""

from __future__ import annotations

from typing import Any

from ninja import Router

from repatria.registry.api.inventory import told as told_specimen
from repatria.registry.api.shapes import chosen
from repatria.registry.api.ways import Row, acts, lists, looks
from repatria.registry.inventory import forms
from repatria.registry.inventory.actions import allowing, grouping, settling
from repatria.registry.inventory.models import Allowance, IndividualVersion
from repatria.registry.inventory.queries import bones as bone_queries
from repatria.registry.inventory.queries import individuals as queries
from repatria.registry.inventory.queries.specimens import specimen_called, specimens_called
from repatria.registry.people.seats import Seat

router = Router()


@lists(router, "/", "inventory.individuals")
def individuals(at: Seat, state: str = "") -> Any:
    """Individuals in their current versions; ``state`` is open, locked or withdrawn."""
    state = chosen("state", state, {"open": "open", "locked": "locked", "withdrawn": "withdrawn"})
    return queries.individuals(at, state=state), told


@looks(router, "/{code}", "inventory.individuals")
def individual(at: Seat, code: str, version: int = 0) -> Row:
    """One individual as it is now, or as it was in an earlier version: members, and what speaks against them."""
    row = queries.individual_called(at, code)
    found = queries.version(at, row, version or None)
    said, left = queries.grounds(at, found)
    return {
        **told(found),
        "members": [
            {**told_specimen(now), "removed": member.removed, "removed_why": member.removed_why}
            for member, now in queries.members(at, found)
        ],
        "versions": [told(one) for one in queries.versions(at, row)],
        "grounds": said,
        "unanswered": left,
        "conflicts": [
            {"key": c.key, "kind": c.kind, "conflict": c.sentence, "forbids": c.forbids, "open": c.open, "reason": c.reason}
            for c in bone_queries.conflicts(at, found)
        ],
        "supports": [
            {
                "specimen": one.code,
                "grade": one.grade,
                "log10_lr": one.log10_lr,
                "reference_n": one.reference_n,
                "why_none": one.reason,
            }
            for one, _said in bone_queries.supports(at, bone_queries.described(at, found))
        ],
    }


@acts(router, "/{code}/settle", "inventory.settle", forms.Settle)
def settle(at: Seat, form: Any, code: str) -> Row:
    """Settle a conflict, called by its ``key``, by name and with a reason; it is open again when the grouping changes."""
    row = settling.settle(at, queries.individual_called(at, code), **form.cleaned_data)
    return {"individual": code, "kind": row.kind, "conflict": row.sentence}


@acts(router, "/", "inventory.group", forms.Codes)
def begin(at: Seat, form: Any) -> Row:
    """Begin a grouping with specimens that are in no other."""
    return {"code": grouping.open_individual(at, specimens_called(at, form.cleaned_data["codes"])).code}


@acts(router, "/{code}/members", "inventory.group", forms.Codes)
def add(at: Seat, form: Any, code: str) -> Row:
    """Let specimens join. Refused where they cannot be one person and no reviewer has allowed it."""
    found = specimens_called(at, form.cleaned_data["codes"])
    return told(grouping.add_members(at, queries.individual_called(at, code), found))


@acts(router, "/{code}/members/{specimen}/remove", "inventory.group", forms.Reason)
def remove(at: Seat, form: Any, code: str, specimen: str) -> Row:
    """Let a specimen leave, with a reason."""
    row = queries.individual_called(at, code)
    grouping.remove_member(at, row, specimen_called(at, specimen), **form.cleaned_data)
    return {"code": row.code, "removed": specimen}


@acts(router, "/{code}/lock", "inventory.group")
def lock(at: Seat, _form: Any, code: str) -> Row:
    """Freeze the current version; only then may its candidates be seen."""
    return told(grouping.lock_individual(at, queries.individual_called(at, code)))


@acts(router, "/{code}/unlock", "inventory.group", forms.Reason)
def unlock(at: Seat, form: Any, code: str) -> Row:
    """Open a locked grouping again as its next version."""
    return told(grouping.unlock_individual(at, queries.individual_called(at, code), **form.cleaned_data))


@acts(router, "/{code}/withdraw", "inventory.group", forms.Reason)
def withdraw(at: Seat, form: Any, code: str) -> Row:
    """End a grouping that was not one person."""
    return told(grouping.withdraw_individual(at, queries.individual_called(at, code), **form.cleaned_data))


@acts(router, "/{code}/ask", "inventory.group", forms.Ask)
def ask(at: Seat, form: Any, code: str) -> Row:
    """Put a specimen that seems impossible before a reviewer."""
    row, said = queries.individual_called(at, code), form.cleaned_data
    return _question(allowing.ask_allowance(at, row, specimen_called(at, said["specimen"]), why=said["why"]))


@lists(router, "/questions/all", "inventory.individuals")
def questions(at: Seat, waiting: bool = True) -> Any:
    """What was put before a reviewer; ``waiting`` leaves out what was answered."""
    return queries.allowances(at, waiting=waiting).order_by("pk"), _question


@acts(router, "/questions/{pk}/answer", "inventory.allow", forms.Answer)
def answer_question(at: Seat, form: Any, pk: int) -> Row:
    """Allow what was asked, or do not; with a reason, and never by whoever asked."""
    said = form.cleaned_data
    return _question(
        allowing.answer_allowance(at, queries.allowance(at, pk), allow=said["allow"] == "yes", answer=said["answer"])
    )


def told(row: IndividualVersion) -> Row:
    """A version of a grouping as programs see it."""
    return {
        "code": row.individual.code,
        "version": row.number,
        "state": row.state,
        "current": row.current,
        "specimens": getattr(row, "size", None),
        "locked_at": row.locked_at,
        "digest": row.digest,
    }


def _question(row: Allowance) -> Row:
    return {
        "question": row.pk,
        "individual": row.individual.code,
        "specimen": row.specimen.code,
        "grounds": row.sentences,
        "state": row.state,
    }
