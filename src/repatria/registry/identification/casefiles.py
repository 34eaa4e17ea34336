"""The frozen case behind a list, read once and kept in memory for as long as others do not push it out; and a family as it is now."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

from repatria.errors import RepatriaError
from repatria.model import CaseFile, Family, Pedigree, Person, Profile
from repatria.registry.codes.models import Thing
from repatria.registry.families.models import PedigreeNode
from repatria.registry.families.tree import tree_of
from repatria.registry.laboratory import kinlink
from repatria.registry.laboratory.calls import profile_of
from repatria.registry.laboratory.enough import MARKERS_LEAST
from repatria.registry.laboratory.models import Consensus
from repatria.registry.refusals import Impossible
from repatria.registry.searching.casefiles import kept_case
from repatria.registry.searching.models import Snapshot

KEPT = 2
"""Cases in memory: an incident's present one, and the one before it."""

_CASES: OrderedDict[str, CaseFile] = OrderedDict()
_LOCK = Lock()
_READING = Lock()
"""Whoever reads a case holds it: who comes meanwhile waits for that one reading."""


def case_of(snapshot: Snapshot | None) -> CaseFile:
    """The case of a snapshot; :class:`Impossible` where its folder is gone or was changed by as much as a byte."""
    if snapshot is None:
        raise Impossible("case: this search has not frozen one yet. Wait until it has finished.")
    found = _in_memory(snapshot.digest)
    if found is not None:
        return found
    with _READING:
        found = _in_memory(snapshot.digest)
        if found is not None:
            return found
        try:
            case = kept_case(snapshot.digest)
        except (RepatriaError, OSError) as fault:
            raise Impossible(f"case {snapshot.digest[:12]}: {fault} Restore it from a backup, or search again.") from fault
        with _LOCK:
            _CASES[snapshot.digest] = case
            while len(_CASES) > KEPT:
                _CASES.popitem(last=False)
    return case


def _in_memory(digest: str) -> CaseFile | None:
    with _LOCK:
        found = _CASES.get(digest)
        if found is not None:
            _CASES.move_to_end(digest)
        return found


def profiles_now(incident: Any, codes: list[str]) -> dict[str, Profile | None]:
    """Each bone's profile as its consensus in force gives it; None where nothing of enough markers is in force."""
    rows = Consensus.objects.filter(subject__incident=incident, subject__code__in=codes, state=Consensus.State.CURRENT)
    found = {c.subject.code: c for c in rows.filter(loci__gte=MARKERS_LEAST).select_related("subject")}
    return {code: profile_of(code, found[code].calls, found[code].sex) if code in found else None for code in codes}


def family_now(missing: Thing) -> Family | None:
    """The family of a missing person as it stands, by code, with the references whose consent is in force; None without a pedigree."""
    node = PedigreeNode.objects.filter(missing=missing.pk, until__isnull=True).select_related("family__thing").first()
    if node is None:
        return None
    tree = tree_of(node.family)
    things = {**tree.missing, **tree.kin}
    codes = dict(Thing.objects.filter(pk__in=things.values()).values_list("pk", "code"))
    name = {p.id: codes.get(things.get(p.id, -1), f"{tree.family.code}:{p.id}") for p in tree.pedigree.people}
    people = tuple(
        Person(
            name[p.id], p.sex, name[p.father] if p.father else None, name[p.mother] if p.mother else None,
            f"{tree.family.code}:{p.twins}" if p.twins else "",
        )
        for p in tree.pedigree.people
    )  # fmt: skip
    rows = Consensus.objects.filter(subject__in=tree.kin.values(), state=Consensus.State.CURRENT, loci__gte=MARKERS_LEAST)
    typed = {c.subject_id: c for c in rows}
    usable = kinlink.usable_donors(typed)
    given = {name[p]: profile_of(name[p], typed[k].calls, typed[k].sex) for p, k in tree.kin.items() if k in usable}
    return Family(tree.family.code, Pedigree(people, id=tree.family.code), tuple(name[c] for c in tree.missing), given)


def forget() -> None:
    """Keep nothing in memory: what is on disk is read again."""
    with _LOCK:
        _CASES.clear()
