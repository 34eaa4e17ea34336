"""How every act gets its entry: in the same transaction as its rows, or the act does not happen."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar, cast

from django.db import connection, transaction
from django.utils.functional import Promise

from repatria.registry.journal import clock, merkle, verifier
from repatria.registry.journal.entries import TimeInvented
from repatria.registry.journal.entrytypes import EntryType
from repatria.registry.journal.models import Disclosure, Entry, State

VERSION = 1
T = TypeVar("T")
P = ParamSpec("P")


class Actor(Protocol):
    """Who acts: a :class:`repatria.registry.people.seats.Seat`, or the registry itself."""

    @property
    def code(self) -> str:
        """How the journal calls this actor."""

    @property
    def slug(self) -> str:
        """The incident the act belongs to; empty for acts on the registry itself."""

    def need(self, verb: str) -> None:
        """Raise NotFound unless this actor may do ``verb``."""


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What an action did: its result, and what the journal shall say. ``facts`` holds no floats and nothing personal."""

    result: T
    subject: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """An entry that has been committed, as flow.py hears of it."""

    seq: int
    tag: str
    incident: str
    subject: str
    facts: Mapping[str, Any]


LISTENERS: list[Callable[[Written], None]] = []
"""Called after the commit, in order. flow.py puts itself here; a listener must not raise."""


def recorded(
    entry: type[EntryType], *, verb: str
) -> Callable[[Callable[Concatenate[Any, P], Done[T]]], Callable[Concatenate[Any, P], T]]:
    """Make a function the only way to do what ``entry`` records.

    The function takes the actor first and returns :class:`Done`; the caller receives ``Done.result``. The verb is checked, the
    function runs inside one transaction, one entry is appended, and listeners hear of it after the commit.
    """

    def decorate(function: Callable[Concatenate[Any, P], Done[T]]) -> Callable[Concatenate[Any, P], T]:
        @wraps(function)
        def act(by: Any, *args: P.args, **kwargs: P.kwargs) -> T:
            by.need(verb)
            with transaction.atomic():
                done = function(by, *args, **kwargs)
                append(entry, by, subject=done.subject, facts=done.facts, personal=done.personal)
            return done.result

        act.entry, act.verb = entry, verb  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[Any, P], T]", act)

    return decorate


opened = recorded
"""The same for reads that leave a trace: a query that shows a genotype or a family, and fails if it cannot be recorded."""


def append(
    entry: type[EntryType],
    by: Actor,
    *,
    subject: str = "",
    facts: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
) -> Written:
    """Append one entry. Must run inside the transaction of the rows it speaks of."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{entry.tag}: appended outside a transaction")
    stray = set(personal or {}) - set(entry.personal)
    if stray:
        raise RuntimeError(f"{entry.tag}: {sorted(stray)} is not declared as personal by {entry.__name__}")
    _live_in_its_time(entry, by)
    facts = told(facts or {})
    texts = {name: verifier.canonical(told(value)).decode() for name, value in (personal or {}).items()}
    salts = {name: secrets.token_bytes(32) for name in texts}
    state = _locked_state()
    at = _moment(by)
    body = verifier.canonical(
        {
            "v": VERSION,
            "seq": state.size + 1,
            "at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "tag": entry.tag,
            "actor": by.code,
            "incident": by.slug,
            "subject": subject,
            "facts": facts,
            "personal": {name: _commitment(salts[name], texts[name]) for name in texts},
            "prev": bytes(state.last).hex(),
        }
    )
    verifier.read_entry(body)  # what no verifier would accept is never written
    leaf = verifier.leaf_hash(body)
    row = Entry(
        seq=state.size + 1, tag=entry.tag, at=at, actor=by.code, incident=by.slug, subject=subject, body=body, leaf=leaf
    )
    row.save(force_insert=True)
    Disclosure.objects.bulk_create(Disclosure(entry=row, field=name, salt=salts[name], value=texts[name]) for name in texts)
    edge = split_frontier(bytes(state.frontier))
    state.frontier = b"".join(merkle.append(edge, state.size, leaf))
    state.size, state.last = state.size + 1, leaf
    state.save()
    written = Written(row.seq, entry.tag, by.slug, subject, facts)
    for listener in LISTENERS:
        transaction.on_commit(lambda heard=listener: heard(written), robust=True)  # type: ignore[misc]
    return written


RECENT = 20
"""Entries of an exercise among which the latest moment is looked for: more than requests run beside each other."""


def _moment(by: Actor) -> datetime:
    """When this act is. In an exercise that goes on from what was lived it is later than every act before it; one that is not of
    that exercise is dated by the machine."""
    own = clock.own()
    if own is None:
        return clock.now()
    if by.slug not in own.slugs:
        return clock.machine()
    before = Entry.objects.filter(incident=by.slug).order_by("-seq").values_list("at", flat=True)[:RECENT]
    own.move_to(max(before, default=own.moment))
    return clock.now()


def _live_in_its_time(entry: type[EntryType], by: Actor) -> None:
    """While time is invented, only its exercises are acted in, and the first act in each is that their time is invented."""
    invented = clock.invented_for()
    if invented is None:
        return
    if by.slug not in invented:
        raise RuntimeError(f"{entry.tag}: {by.slug or 'the registry itself'} does not live in invented time")
    known = clock.told_in()
    if entry is TimeInvented or by.slug in known:
        return
    if not Entry.objects.filter(incident=by.slug, tag=TimeInvented.tag).exists():
        append(TimeInvented, by, facts={"began": clock.now().isoformat()})
    transaction.on_commit(lambda: known.add(by.slug))


def told(value: Any) -> Any:
    """``value`` as the journal can hold it: choices as their text, decimals and dates as text. Floats stay floats and are refused."""
    if isinstance(value, Mapping):
        return {str(key): told(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [told(inner) for inner in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if isinstance(value, (Decimal, Promise)):
        return str(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str.__str__(value) if isinstance(value, str) else value


def _locked_state() -> State:
    state = State.objects.select_for_update().filter(pk=1).first()
    if state is None:
        State.objects.get_or_create(pk=1)
        state = State.objects.select_for_update().get(pk=1)
    return state


def split_frontier(edge: bytes) -> list[bytes]:
    """The subtrees of a stored frontier."""
    return [edge[i : i + 32] for i in range(0, len(edge), 32)]


def _commitment(salt: bytes, text: str) -> str:
    return hmac.new(salt, text.encode(), hashlib.sha256).hexdigest()


def head_now() -> tuple[int, bytes]:
    """Size and Merkle root of the journal as committed."""
    state = State.objects.filter(pk=1).first()
    if state is None or not state.size:
        return 0, hashlib.sha256(b"").digest()
    return state.size, merkle.root(split_frontier(bytes(state.frontier)), state.size)
