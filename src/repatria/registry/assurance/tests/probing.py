"""T-25: somebody stands before every act: it is tried with a journal that cannot be written, then truly, and its entry is looked for."""

from __future__ import annotations

import copy
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from django.db import models

from repatria.registry.assurance import auditing
from repatria.registry.journal import recording
from repatria.registry.journal.models import Entry
from repatria.registry.refusals import Refusal


class AuditFailed(Exception):
    """The journal cannot be written."""


def broken(*_: Any, **__: Any) -> Any:
    """A journal that cannot be written."""
    raise AuditFailed("the journal cannot be written")


@dataclass
class Probe:
    """What came of it: acts ``tried`` without a journal, what was ``left`` by one, acts that were ``silent``, kinds of entry written.

    Of the acts that are met, a ``share`` is tried without a journal, drawn by the seed; every one must leave its entry.
    """

    draw: random.Random
    share: float
    tried: set[str] = field(default_factory=set)
    met: set[str] = field(default_factory=set)
    left: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    inside: bool = False

    def stand_before_every_act(self, patch: pytest.MonkeyPatch) -> None:
        """Put a guard wherever a module of the registry holds an act by name."""
        guards = {id(act): self._guard(name, act) for name, act in auditing.acts().items()}
        for module in [one for name, one in list(sys.modules.items()) if name.startswith("repatria.registry.")]:
            for name, value in list(vars(module).items()):
                if id(value) in guards:
                    patch.setattr(module, name, guards[id(value)])

    def _guard(self, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(act)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if self.inside:
                return act(*args, **kwargs)
            self.inside = True
            try:
                if name not in self.met and self.draw.random() < self.share:
                    self._without_a_journal(name, lambda: act(*_copied(args), **_copied(kwargs)))
                self.met.add(name)
                size = Entry.objects.count()
                result = act(*args, **kwargs)
                new = set(Entry.objects.filter(seq__gt=size).values_list("tag", flat=True))
                self.tags |= new
                self.silent += [name] if not new else []
                return result
            finally:
                self.inside = False

        return guarded

    def _without_a_journal(self, name: str, act: Callable[[], Any]) -> None:
        """Nothing around it but the test's own transaction: what the act wrote is taken back by the act or stands here."""
        before = auditing.content()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(recording, "append", broken)
            try:
                act()
                self.left.append(f"{name}: done without its entry")
            except AuditFailed:
                self.tried.add(name)
            except Refusal:
                pass
        changed = auditing.changed(before, auditing.content())
        self.left += [f"{name}: {changed}"] if changed else []


def _copied(value: Any) -> Any:
    """The same with every row copied: a try that is taken back leaves its marks on the rows that it was given."""
    if isinstance(value, models.Model):
        return copy.copy(value)
    if isinstance(value, (list, tuple)):
        return type(value)(map(_copied, value)) if type(value) in (list, tuple) else value
    return {name: _copied(one) for name, one in value.items()} if isinstance(value, dict) else value


def lived(folder: Path) -> set[str]:
    """Kinds of entry in the journal of a small exercise that was lived for five hundred days by people's own acts."""
    command = [sys.executable, "-m", "repatria", "live", "--boxes", "2", "--days", "500", "--dir", str(folder)]
    subprocess.run(command, check=True, capture_output=True, env=_plain())
    with sqlite3.connect(folder / "registry.sqlite3") as database:
        return {row[0] for row in database.execute("SELECT DISTINCT tag FROM journal_entry")}


def _plain() -> dict[str, str]:
    """The environment without what points a registry at the database of the tests."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("REPATRIA_", "DJANGO_"))}
