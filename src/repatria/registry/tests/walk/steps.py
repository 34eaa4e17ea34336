"""The steps of the walk and what each leaves behind for the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from repatria.registry.people.roles import Role
from repatria.registry.testing.browser import Visitors
from repatria.registry.tests.walk.walker import Seen, Walker

TO_PROFILES: dict[str, tuple[str, ...]] = {
    "front": (),
    "intake": (),
    "custody": ("intake",),
    "bones": ("intake", "custody"),
    "laboratory": ("intake", "custody", "bones"),
    "families": (),
    "search": ("intake", "custody", "bones", "laboratory", "families"),
}
"""Each step from a fresh registry to searchable profiles, in order, and the steps without which it cannot be walked."""
TO_SIGNATURES: dict[str, tuple[str, ...]] = {
    "searches": (),
    "weighing": ("searches",),
    "answer": ("searches",),
    "register": ("searches",),
    "reviewing": ("searches", "weighing"),
    "audits": ("searches", "weighing", "reviewing"),
    "voiding": ("searches", "weighing", "reviewing", "audits"),
    "known": ("searches",),
    "closed": ("searches", "weighing", "answer", "register", "reviewing", "audits", "voiding", "known"),
}
"""Each step from candidates to signatures."""
TO_HOME: dict[str, tuple[str, ...]] = {
    "telling": (),
    "told": ("telling",),
    "wishes": ("telling", "told"),
    "going": ("telling", "told", "wishes"),
    "later": ("telling", "told", "wishes", "going"),
    "nameless": (),
    "family": (),
    "undoing": (),
    "account": ("telling", "told", "wishes", "going", "nameless"),
    "public": ("telling", "told", "wishes", "going", "nameless", "account"),
    "closed": ("telling", "told", "wishes", "going", "later", "nameless", "family", "undoing", "account", "public"),
}
"""Each step from a signature home, and to the account."""


@dataclass
class Walk:
    """One walk through a fresh registry: which steps are done, and the codes that they left."""

    root: str
    folder: Path
    seen: Seen = field(default_factory=Seen)
    done: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    left: dict[str, Any] = field(default_factory=dict)
    needs: dict[str, tuple[str, ...]] = field(default_factory=lambda: {**TO_PROFILES, **TO_SIGNATURES})
    somebody: Walker = field(init=False)

    def with_browsers(self, visitors: Visitors, axe: Callable[..., Any]) -> Walk:
        """The same walk, with the browsers of one test."""
        self.somebody = Walker(visitors, self.root, axe, self.seen)
        return self

    def enter(self, role: Role, number: int = 1, **look: Any) -> Walker:
        """Somebody who has entered the exercise as ``role``; ``number`` 2 is the second who plays it."""
        return self.somebody.enter(role, number, **look)

    def work(self) -> None:
        """A worker comes by and does everything that waits."""
        from django.conf import settings

        from repatria.registry.searching.worker import work_once

        while work_once(settings.HOME.folder):
            pass

    def step(self, name: str) -> None:
        """Walk a step, and first those it needs; a step that has failed is not tried twice."""
        for other in (*self.needs[name], name):
            assert other not in self.failed, f"the step before this one, {other!r}, failed"
            if other in self.done:
                continue
            self.seen.faults.clear()
            try:
                import_module(f"repatria.registry.tests.walk.{other}").walk(self)
                assert not self.seen.faults, "\n  ".join(["what pages are not:", *dict.fromkeys(self.seen.faults)])
            except BaseException:
                self.failed.add(other)
                raise
            self.done.add(other)


def furnish() -> None:
    """A laboratory, an exercise with accounts without a password for every role and a second reviewer; a record; a signing key."""
    from django.conf import settings

    from repatria.registry.claims.record import RECORD_2018, load_record
    from repatria.registry.journal import heading, heads
    from repatria.registry.people import actions
    from repatria.registry.people.seats import TheRegistry

    settings.HOME.keys.mkdir(exist_ok=True)
    settings.HOME.witness_folder.mkdir(exist_ok=True)
    heads.generate(settings.HOME.keys / heading.KEY)
    laboratory = actions.add_laboratory(TheRegistry(), "saltreef", name="Saltreef Laboratory")
    note = "A hand-over of containers with mixed remains. People, units, numbers, places and dates are invented."
    heron = actions.open_incident(
        TheRegistry(), "heron", mark="HERON", kind="exercise", title="Exercise Heron",
        laboratory=laboratory, when=date(2024, 5, 4), note=note,
    )  # fmt: skip
    record = actions.open_incident(
        TheRegistry(), "record", mark="RECORD", kind="record", title="A public record", laboratory=laboratory
    )
    load_record(TheRegistry(record), record, RECORD_2018)
    players = [(role, "", "") for role in Role] + [(Role.REVIEWER, "-2", ", the second")]
    for role, suffix, words in players:
        name = f"Playing the {role.label}{words}"
        user = actions.add_user(TheRegistry(heron), f"heron.{role}{suffix}", name=name, stands_in=str(role))
        actions.give_role(TheRegistry(heron), user, incident=heron, role=role, laboratory=laboratory)
