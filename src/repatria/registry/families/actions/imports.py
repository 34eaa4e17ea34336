"""Lists from elsewhere: opened, carried out in one transaction, undone; and decisions of another issuer, kept as theirs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.families import entries, importing, undoing, writing
from repatria.registry.families.csvfile import ENCODINGS
from repatria.registry.families.dates import When
from repatria.registry.families.keeping import come, now, own, reason_of, user_of, words
from repatria.registry.families.models import EarlierDecision, ImportBatch, ImportRow, MissingPerson
from repatria.registry.families.rows import check_mapping
from repatria.registry.families.within import person_of
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, Overtaken


@recorded(entries.ImportOpened, verb="families.import")
def open_import(
    by: Any,
    *,
    source: Path,
    what: str = "casualty",
    name: str = "",
    mapping: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
    keep_both_dates: bool = False,
) -> Done[ImportBatch]:
    """Receive a file: it is kept, its encoding and shape are checked, and columns are suggested for the fields.

    Nothing is compared yet. ``mapping`` (field -> heading) replaces the suggestion.
    """
    if what not in ImportBatch.What.values:
        raise Impossible(f"{source.name}: kind of list {what!r}. Choose casualty or decisions.")
    headings, _, total = importing.look_at(source, encoding=encoding)
    if not total:
        raise Impossible(f"{source.name}: has headings and no rows.")
    chosen = dict(mapping) if mapping is not None else importing.suggested(headings, what)
    if mapping is not None:
        check_mapping(chosen, headings, what)
    _, digest = importing.keep_file(source)
    if ImportBatch.objects.filter(incident=by.incident, what=what, digest=digest, state="carried out").exists():
        raise Overtaken(
            f"{name or source.name}: this very file was imported before. Undo that import first, or send the new file."
        )
    thing = new_thing(by, Kind.BATCH, laboratory=False)
    batch = ImportBatch.objects.create(
        thing=thing,
        incident=by.incident,
        what=what,
        name=words(name or source.name, 120),
        digest=digest,
        encoding=encoding,
        mapping=chosen,
        keep_both_dates=keep_both_dates,
        total=total,
        by=user_of(by),
    )
    return Done(batch, subject=thing.code, facts={"name": batch.name, "rows": total, "digest": digest, "what": what})


@recorded(entries.ImportMapped, verb="families.import")
def map_import(
    by: Any, batch: ImportBatch, *, mapping: Mapping[str, str], encoding: str, keep_both_dates: bool = False
) -> Done[ImportBatch]:
    """Say which column holds which field. What was compared under another mapping is compared again."""
    row = _open_batch(by, batch)
    if encoding not in ENCODINGS:
        raise Impossible(f"{row.name}: encoding {encoding!r}. Choose one of {', '.join(ENCODINGS)}.")
    headings, _, total = importing.look_at(importing.file_of(row), encoding=encoding)
    check_mapping(mapping, headings, row.what)
    ImportRow.objects.filter(batch=row).delete()
    row.mapping, row.encoding, row.keep_both_dates = dict(mapping), encoding, keep_both_dates
    row.total, row.rows_read, row.state = total, 0, ImportBatch.State.OPENED
    row.save(update_fields=["mapping", "encoding", "keep_both_dates", "total", "rows_read", "state"])
    return Done(row, subject=row.thing.code, facts={"mapping": dict(mapping), "encoding": encoding})


@recorded(entries.ImportCarriedOut, verb="families.import")
def carry_out(by: Any, batch: ImportBatch) -> Done[ImportBatch]:
    """Write what the comparison planned: all rows or none, in one transaction with one entry of the journal.

    A person who changed since the comparison, or came in meanwhile, makes a row a conflict. The balance (rows read = made + merged +
    refused) is a constraint of the table.
    """
    row = _open_batch(by, batch)
    if ImportRow.objects.filter(batch=row).count() != row.total:
        raise Impossible(f"{row.name}: only {row.rows_read} of {row.total} rows have been compared. Go on comparing first.")
    writing.write(by, row)
    counts = writing.counts(row)
    row.rows_read, row.made = row.total, counts["new"]
    row.merged, row.changed = counts["same"] + counts["changed"], counts["changed"]
    row.refused, row.conflicts = counts["refused"] + counts["conflict"], counts["conflict"]
    row.state, row.done = ImportBatch.State.CARRIED_OUT, now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as fault:
        raise Overtaken(f"{row.name}: this very file was carried out a moment ago by somebody else.") from fault
    transaction.on_commit(lambda: importing.forget_file(row))
    facts = {"rows": row.total, "made": row.made, "merged": row.merged, "refused": row.refused, "digest": row.digest}
    return Done(row, subject=row.thing.code, facts={**facts, "changed": row.changed, "conflicts": row.conflicts})


@recorded(entries.ImportUndone, verb="families.import")
def undo_import(by: Any, batch: ImportBatch, *, reason: str) -> Done[ImportBatch]:
    """Undo an import: what it made is withdrawn and stays readable, what it changed is set back.

    Refused as a whole if anything has been built on what it made or changed.
    """
    row = ImportBatch.objects.select_for_update(of=("self",)).select_related("thing").get(pk=batch.pk)
    own(by, row.thing)
    if row.state != ImportBatch.State.CARRIED_OUT:
        raise Overtaken(f"{row.name}: {row.get_state_display()}. Only an import that was carried out can be undone.")
    why = reason_of(reason, row.thing.code)
    undoing.refuse_if_built_upon(row)
    count, restored = writing.undo(by, row, why)
    row.state, row.undone, row.reason = ImportBatch.State.UNDONE, now(), why
    row.save(update_fields=["state", "undone", "reason"])
    return Done(row, subject=row.thing.code, facts={"count": count, "restored": restored}, personal={"reason": why})


@recorded(entries.DecisionOfOthersNoted, verb="families.decide_elsewhere")
def note_earlier_decision(
    by: Any,
    person: MissingPerson,
    *,
    issuer: str,
    on: When,
    rule: str = "",
    remains: str = "",
    remains_thing: Thing | None = None,
    document: str = "",
) -> Done[EarlierDecision]:
    """Enter a name that another issuer decided, as theirs. It is no decision of this registry and never becomes one."""
    row = person_of(by, person)
    if remains_thing is not None:
        own(by, remains_thing)
    if not words(issuer, 160):
        raise Impossible(f"{row.code}: say who decided.")
    come(on, row.code, "decided")
    said = EarlierDecision(
        person=row,
        incident_id=row.incident_id,
        issuer=words(issuer, 160),
        rule=words(rule, 200),
        remains=words(remains, 120),
        remains_thing=remains_thing,
        document=words(document, 200),
        at=now(),
        by=user_of(by),
    )
    said.tell(on)
    try:
        with transaction.atomic():
            said.save()
    except IntegrityError as fault:
        raise Overtaken(f"{row.code}: this decision of {issuer} is entered already.") from fault
    return Done(
        said, subject=row.code, facts={"issuer": said.issuer, "date": on.iso, "rule": said.rule, "remains": said.remains}
    )


@recorded(entries.DecisionOfOthersWithdrawn, verb="families.decide_elsewhere")
def withdraw_earlier_decision(by: Any, decision: EarlierDecision, *, reason: str) -> Done[EarlierDecision]:
    """Their decision was withdrawn, or was entered wrongly. It stays readable."""
    row = EarlierDecision.objects.select_for_update(of=("self",)).select_related("person__thing").get(pk=decision.pk)
    own(by, row.person.thing)
    if row.withdrawn is not None:
        raise Overtaken(f"{row.person.code}: this decision of {row.issuer} was withdrawn before ({row.withdrawn_reason}).")
    row.withdrawn, row.withdrawn_reason = now(), reason_of(reason, row.person.code)
    row.save(update_fields=["withdrawn", "withdrawn_reason"])
    return Done(row, subject=row.person.code, facts={"issuer": row.issuer}, personal={"reason": row.withdrawn_reason})


def _open_batch(by: Any, batch: ImportBatch) -> ImportBatch:
    row = ImportBatch.objects.select_for_update(of=("self",)).select_related("thing").get(pk=batch.pk)
    own(by, row.thing)
    if row.state not in (ImportBatch.State.OPENED, ImportBatch.State.READ):
        raise Overtaken(f"{row.name}: {row.get_state_display()} already. Open a new import for another file.")
    return row
