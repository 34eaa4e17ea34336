"""What other stages ask of the laboratory, put into their lists when the registry starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from importlib.util import find_spec
from itertools import combinations
from typing import Any

from repatria.registry.codes.models import Kind
from repatria.registry.laboratory.calls import read
from repatria.registry.laboratory.distinct import LEAST, apart, at_least, disagreeing
from repatria.registry.laboratory.models import Consensus, Profile

IN_FORCE = Consensus.State.CURRENT


def dna_conflicts(specimens: Sequence[Any]) -> Iterable[str]:
    """Sentences about specimens of one grouping whose DNA cannot be of one person. No allele is named."""
    codes = {s.pk: s.thing.code if hasattr(s, "thing") else s.code for s in specimens}
    rows = {c.subject_id: c for c in Consensus.objects.filter(subject__in=codes, state=IN_FORCE)}
    for one, other in combinations(sorted(rows, key=codes.__getitem__), 2):
        left, right = read(rows[one].calls), read(rows[other].calls)
        if apart(left, right, (rows[one].sex, rows[other].sex)):
            wrong, common = disagreeing(left, right)
            said = f"DNA differs at {len(wrong)} of {common} markers" if wrong else "DNA shows two sexes"
            yield f"{codes[one]} and {codes[other]}: {said}"


def people_by_dna(incident: Any) -> int | None:
    """At least how many people the remains of an incident show by DNA; ``None`` where nothing was compared yet."""
    rows = Consensus.objects.filter(
        subject__incident=incident, subject__kind=Kind.SPECIMEN, state=IN_FORCE, loci__gte=LEAST
    ).values_list("calls", "sex")
    told = list(rows)
    return at_least([read(calls) for calls, _sex in told], [sex for _calls, sex in told]) if told else None


def on_file(donors: Iterable[int]) -> dict[int, set[str]]:
    """Which kinds of DNA are on file for each donor (thing id): ``str``, ``mt``, ``y``, ``snp``."""
    found: dict[int, set[str]] = {}
    rows = Profile.objects.filter(subject__in=list(donors), status__in=(Profile.Status.REPORTABLE, Profile.Status.WAITING))
    for subject, kind in rows.values_list("subject_id", "type").distinct():
        found.setdefault(int(subject or 0), set()).add(kind)
    return found


def register() -> None:
    """Put these into the lists of the stages that stand; a stage that does not stand yet is left alone."""
    _put("repatria.registry.inventory.conflicts", "CONFLICTS", dna_conflicts)


def _put(module: str, name: str, function: Callable[..., Any]) -> None:
    package = module.rpartition(".")[0]
    if find_spec(package) is None or find_spec(module) is None:
        return
    providers = getattr(import_module(module), name, None)
    if providers is not None and function not in providers:
        providers.append(function)
