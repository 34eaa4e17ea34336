"""Databases of haplotypes of unrelated people, from which the frequency of a type is counted: entered whole, ended, never rewritten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction

from repatria.model.mitotype import Mitotype
from repatria.registry.custody.within import now
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.laboratory import entries
from repatria.registry.laboratory.lineages import LINEAGES, MT, Lineage, lineage_of, shown_of
from repatria.registry.laboratory.models import Haplotypes
from repatria.registry.refusals import Impossible, Overtaken


def body_of(nouns: Sequence[Lineage]) -> str:
    """Entries one a line, by running number: what a file calls a person is nobody's business here."""
    shown = [shown_of(noun) for noun in nouns]
    return "\n".join(json.dumps([s.kept, noun.group], separators=(",", ":")) for s, noun in zip(shown, nouns, strict=True))


def entries_of(type: str, body: str) -> tuple[Any, ...]:
    """The nouns of a body."""
    out = []
    for number, line in enumerate(body.split("\n"), 1):
        kept, group = json.loads(line)
        noun = lineage_of(type, f"E{number}", kept)
        out.append(replace(noun, group=group) if group else noun)
    return tuple(out)


@recorded(entries.HaplotypesEntered, verb="laboratory.databases")
def enter_haplotypes(
    by: Any,
    nouns: Sequence[Lineage],
    *,
    type: str,
    name: str,
    source: str,
    simulated: bool = False,
    lengths: bool = True,
    pool: str = "",
) -> Done[Haplotypes]:
    """Enter a database of one lineage; it takes the place of the one in force for its pool. An invented one serves exercises only."""
    if type not in LINEAGES:
        raise Impossible(f"type {type!r}: choose one of {', '.join(LINEAGES)}.")
    if not name.strip() or not source.strip():
        raise Impossible("database: say what it is called and where it is from, with the day it was asked.")
    if not nouns:
        raise Impossible(f"database {name.strip()[:60]}: no entries, so it has no size and no frequency can be counted in it.")
    if simulated and by.incident.kind != "exercise":
        raise Impossible(f"database {name.strip()[:60]}: invented. A record is not weighed with invented people.")
    if any(isinstance(noun, Mitotype) != (type == MT) for noun in nouns):
        raise Impossible(f"database {name.strip()[:60]}: entries of another kind. Enter mitochondrial and Y types apart.")
    body = body_of(nouns)
    before = Haplotypes.objects.filter(incident=by.incident, type=type, pool=pool.strip()[:60], until__isnull=True)
    before.update(until=now())
    try:
        with transaction.atomic():
            row = Haplotypes.objects.create(
                incident=by.incident, type=type, pool=pool.strip()[:60], name=name.strip()[:120], source=source.strip()[:400],
                simulated=simulated, lengths=lengths, size=len(nouns), sha256=hashlib.sha256(body.encode()).hexdigest(), body=body,
                since=now(), by=getattr(by, "user", None),
            )  # fmt: skip
    except IntegrityError as fault:
        raise Overtaken(f"{name}: another database was entered a moment ago. Look at that one.") from fault
    facts = {"name": row.name, "kind": row.get_type_display(), "size": row.size, "sha256": row.sha256, "simulated": simulated}
    return Done(row, subject=by.incident.slug, facts={**facts, "source": row.source, "pool": row.pool})


@recorded(entries.HaplotypesEnded, verb="laboratory.databases")
def end_haplotypes(by: Any, row: Haplotypes, *, reason: str) -> Done[Haplotypes]:
    """Count no more in a database. It stays readable."""
    held = Haplotypes.objects.select_for_update().get(pk=row.pk)
    if not reason.strip():
        raise Impossible(f"{held.name}: give a reason.")
    if held.until is not None:
        raise Overtaken(f"{held.name}: ended already.")
    held.until = now()
    held.save(update_fields=["until"])
    return Done(held, subject=by.incident.slug, facts={"name": held.name, "reason": reason.strip()[:400]})
