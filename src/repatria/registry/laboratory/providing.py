"""What other stages ask of the laboratory, put into their lists when the registry starts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.util import find_spec
from itertools import combinations
from typing import Any

import django.apps
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from repatria.registry.codes.keptout import counted
from repatria.registry.custody.hooks import CARRIERS
from repatria.registry.laboratory import writing
from repatria.registry.laboratory.calls import read
from repatria.registry.laboratory.distinct import LEAST, apart, at_least, disagreeing
from repatria.registry.laboratory.doubting import doubtful_specimens
from repatria.registry.laboratory.models import Consensus, Profile
from repatria.registry.laboratory.subjects import in_chunks

IN_FORCE = Consensus.State.CURRENT


def dna_conflicts(specimens: Sequence[Any]) -> Iterable[str]:
    """Sentences about specimens of one grouping whose DNA cannot be of one person. No allele is named."""
    codes = {s.pk: s.code for s in specimens}
    rows = {c.subject_id: c for c in Consensus.objects.filter(subject__in=codes, state=IN_FORCE)}
    for one, other in combinations(sorted(rows, key=codes.__getitem__), 2):
        left, right = read(rows[one].calls), read(rows[other].calls)
        if apart(left, right, (rows[one].sex, rows[other].sex)):
            wrong, common = disagreeing(left, right)
            said = f"DNA differs at {len(wrong)} of {common} markers" if wrong else "DNA shows two sexes"
            yield f"{codes[one]} and {codes[other]}: {said}"


def people_by_dna(seat: Any, handover: Any) -> Any:
    """At least how many people the bones of a hand-over show by DNA, as the figure of the intake stage; not yet known before
    anything was compared."""
    figures = import_module("repatria.registry.intake.figures")
    boxes = import_module("repatria.registry.inventory.figures").with_inner(
        handover.containers.values_list("item_id", flat=True)
    )
    specimens = django.apps.apps.get_model("inventory", "Specimen").objects.filter(
        counted(), found_in__in=boxes, withdrawn__isnull=True
    )
    rows = Consensus.objects.filter(subject__in=specimens.values("pk"), state=IN_FORCE, loci__gte=LEAST)
    told = list(rows.values_list("calls", "sex", "made"))
    if not told:
        return figures.Figure(None, _("not yet compared"))
    count = at_least([read(calls) for calls, _sex, _made in told], [sex for _calls, sex, _made in told])
    words = ngettext("%(n)d profile compared", "%(n)d profiles compared", len(told)) % {"n": len(told)}
    return figures.Figure(count, words, max(made for _calls, _sex, made in told))


def on_file(things: Iterable[int]) -> dict[int, dict[str, int]]:
    """Which profiles are on file for each donor, in words and numbers; a thing without any is left out."""
    found: dict[int, dict[str, int]] = {}
    usable = Profile.objects.filter(status=Profile.Status.REPORTABLE, checked__isnull=False)
    for some in in_chunks(things):
        rows = usable.filter(subject__in=some).values("subject_id", "type").annotate(n=Count("pk")).order_by()
        for row in rows:
            found.setdefault(row["subject_id"], {})[f"profile: {Profile.Type(row['type']).label}"] = row["n"]
    return found


def register() -> None:
    """Put these into the lists of the stages that stand; a stage that does not stand yet is left alone."""
    if writing not in CARRIERS:
        CARRIERS.append(writing)
    conflicts = _list("repatria.registry.inventory.conflicts", "CONFLICTS")
    if isinstance(conflicts, list) and dna_conflicts not in conflicts:
        conflicts.append(dna_conflicts)
    doubts = _list("repatria.registry.inventory.conflicts", "DOUBTS")
    if isinstance(doubts, list) and doubtful_specimens not in doubts:
        doubts.append(doubtful_specimens)
    files = _list("repatria.registry.families.onfile", "PROVIDERS")
    if isinstance(files, dict):
        files["profiles"] = on_file
    figures = _list("repatria.registry.intake.figures", "PROVIDERS")
    if isinstance(figures, dict) and django.apps.apps.is_installed("repatria.registry.inventory"):
        figures["dna"] = people_by_dna


def _list(module: str, name: str) -> Any:
    """A list of another stage, or ``None`` where that stage is not installed."""
    package = module.rpartition(".")[0]
    if not django.apps.apps.is_installed(package) or find_spec(module) is None:
        return None
    return getattr(import_module(module), name, None)
