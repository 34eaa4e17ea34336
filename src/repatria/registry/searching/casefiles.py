"""The case that a search runs on: read at one moment of the journal, written under its digest, read back before every use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from repatria.model import CaseFile
from repatria.registry import gateway
from repatria.registry.inventory.models import IndividualVersion, Member
from repatria.registry.journal.recording import head_now
from repatria.registry.laboratory import exporting
from repatria.registry.searching.models import ListRule


@dataclass(frozen=True, slots=True)
class Frozen:
    """A case on disk: its digest, the size of the journal when it was read, counts of what stayed out, and which version of each
    locked individual is in it."""

    digest: str
    journal_size: int
    left_out: dict[str, int]
    versions: dict[str, int]


def cases() -> Path:
    """Where this registry keeps its frozen cases."""
    return Path(settings.HOME.folder) / "cases"


def freeze(incident: Any, rule: ListRule) -> Frozen:
    """Read the incident's case at one moment, with its locked individuals and the prior of ``rule``, and keep it."""
    with one_moment():
        case = exporting.assemble(incident)
        units = locked_units(incident)
        size, _root = head_now()
        out = exporting.staying_out(incident)
    here = {p.id for p in case.profiles} | {r.subject for r in case.beside.remains}
    case = gateway.with_units(case, [u for u in units if u[0] in here], plain(rule))
    cases().mkdir(parents=True, exist_ok=True, mode=0o700)
    return Frozen(gateway.keep_case(case, cases()), size, out, {individual: number for _bone, individual, number in units})


def kept_case(digest: str) -> CaseFile:
    """The frozen case with this digest; refused where a byte of its content was changed."""
    return gateway.read_kept(cases(), digest)


def locked_units(incident: Any) -> list[tuple[str, str, int]]:
    """(bone, individual, version) of every bone in a current, locked version."""
    rows = Member.objects.filter(
        version__current=True,
        version__state=IndividualVersion.State.LOCKED,
        version__individual__thing__incident=incident,
        removed__isnull=True,
    )
    return list(rows.values_list("specimen__item__thing__code", "version__individual__thing__code", "version__number"))


def plain(rule: ListRule) -> gateway.ListingRule:
    """A rule as science reads it."""
    return gateway.rule_of(str(rule.listed), rule.sensitivity, rule.threshold_lr, rule.best, rule.grouping_lr)


@contextmanager
def one_moment() -> Iterator[None]:
    """Let everything read inside stand at the same moment, without keeping anybody from writing."""
    if connection.in_atomic_block:  # somebody else's transaction is one moment already
        yield
        return
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
