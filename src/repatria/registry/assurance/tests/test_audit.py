"""T-25: no act without its entry, none without its verb, and where the entry cannot be written the act does not happen."""

from __future__ import annotations

import ast
import inspect
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

import repatria.registry
from repatria.registry.assurance import auditing
from repatria.registry.assurance.outcome import Outcome, named
from repatria.registry.assurance.tests import fuller, world
from repatria.registry.assurance.tests.probing import AuditFailed, Probe, broken, lived
from repatria.registry.journal import recording
from repatria.registry.journal.entries import JournalOpened
from repatria.registry.journal.entrytypes import TYPES
from repatria.registry.journal.models import Entry
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.models import Laboratory
from repatria.registry.people.roles import verbs
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.testing.scene import Scene

HERE = Path(repatria.registry.__file__).parent
MAY_APPEND = {"flow.py", "operations.py", "journal/recording.py"}
"""Where an entry is appended by hand: the registry speaks of itself there, or rows are written in the same transaction."""
MAY_APPEND_READS = ("queries", "providing", "exporting")
"""Modules that journal a look at something; a read changes no row."""


class Nobody:
    """Somebody who may do nothing."""

    code, slug = "u-9999", "heron"

    def need(self, verb: str) -> None:
        raise NotFound


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Path) -> None:
    """Uploads of this test only."""
    settings.HOME = replace(settings.HOME, folder=tmp_path)


def test_every_act_of_every_stage_asks_for_its_verb_first(db: None) -> None:
    found = auditing.acts()
    assert len(found) > 30
    table, before = verbs(), auditing.content()
    for name, act in found.items():
        assert act.verb in table, f"{name}: its verb {act.verb!r} is in no table"
        assert TYPES[act.entry.tag] is act.entry, f"{name}: its entry is not registered"
        with pytest.raises(NotFound):
            act(Nobody())
    assert auditing.changed(before, auditing.content()) == []


def test_no_act_takes_its_entry_from_elsewhere() -> None:
    """Entries are appended by the decorator; by hand only where the registry speaks of itself."""
    strangers = []
    for path in HERE.rglob("*.py"):
        short = path.relative_to(HERE)
        if set(short.parts) & {"tests", "testing", "migrations"} or str(short) in MAY_APPEND:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "repatria.registry.journal.recording"
            for alias in node.names
        }
        if "append" in names and not short.stem.startswith(MAY_APPEND_READS):
            strangers.append(str(short))
        if any(
            isinstance(n, ast.Attribute) and n.attr == "objects" and ast.unparse(n.value) == "Entry" and _creates(n, tree)
            for n in ast.walk(tree)
        ):
            strangers.append(f"{short}: makes entries itself")
    assert strangers == []


def _creates(node: ast.Attribute, tree: ast.AST) -> bool:
    return any(
        isinstance(call, ast.Attribute)
        and call.value is node
        and call.attr in ("create", "bulk_create", "update", "get_or_create")
        for call in ast.walk(tree)
    )


def test_an_act_whose_entry_cannot_be_written_does_not_happen(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, seed: int, tell: Callable[[Outcome], Outcome], tmp_path: Path
) -> None:
    """A little of everything is done with somebody before every act: it is tried with a journal that cannot be written, then truly."""
    began = time.monotonic()
    probe = Probe(random.Random(seed), 1.0 if named() else 0.2)
    crew = world.crew(scene, "north", scene.heron, scene.laboratory)
    with monkeypatch.context() as patch:
        probe.stand_before_every_act(patch)
        for _name, step in world.furnish(crew, "n"):
            step()
        if named():
            more(scene, crew, tmp_path)
    known = {act.entry.tag for act in auditing.acts().values()}
    walked = probe.tags & known
    further = (lived(tmp_path / "lived") & known) - walked if named() else set()
    lost = control_without_a_transaction()
    tell(
        Outcome(
            "T-25",
            "every act leaves its entry; where the entry cannot be written nothing is",
            len(probe.tried),
            len(probe.left) + len(probe.silent),
            f"an act outside the decorator left {lost} row without an entry",
            seed,
            time.monotonic() - began,
            engine="sqlite" if connection.vendor == "sqlite" else "postgres",
            note=f"{len(probe.met)} acts done, {len(probe.tried)} of them tried first without a journal. {len(walked)} of {len(known)} "
            f"kinds of entry were written here, {len(further)} more by people who lived 500 days of an exercise; all "
            f"{len(auditing.acts())} acts were asked without a permission and refused first. In neither: "
            f"{', '.join(sorted(known - walked - further)) or 'none'}.",
        )
    )
    assert (probe.left, probe.silent) == ([], [])
    assert probe.tried and lost == 1, "the control: rows can be left without an entry where the decorator is not"


def more(scene: Scene, crew: world.Crew, folder: Path) -> None:
    """What only the named size walks: all that the matrix of addresses is filled with."""
    fuller.fill(crew, "n", folder)
    fuller.decided(scene)
    fuller.brought_home(crew, scene)
    fuller.accounted(scene)


def test_the_probe_sees_an_act_that_keeps_what_it_wrote(db: None) -> None:
    """The control: an act without a transaction of its own leaves its row, and one that writes no entry is silent."""
    probe = Probe(random.Random(1), 1.0)

    def careless() -> None:
        Laboratory.objects.create(slug="careless", name="Careless")
        recording.append()  # type: ignore[call-arg]

    probe._without_a_journal("careless", careless)
    assert probe.left == ["careless: ['people_laboratory']"]
    probe._guard("quiet", lambda: None)()
    assert probe.silent == ["quiet"] and "quiet: done without its entry" in probe.left


def control_without_a_transaction() -> int:
    """What the decorator is for: the same row written, then the entry that fails, with nothing around both."""
    before = Laboratory.objects.count()
    with pytest.raises(AuditFailed):
        Laboratory.objects.create(slug="naive", name="Naive")
        broken()
    return Laboratory.objects.count() - before


def test_an_act_outside_a_transaction_cannot_append(db: None) -> None:
    @recorded(JournalOpened, verb="journal.run")
    def fine(by: Any) -> Done[int]:
        return Done(1, facts={"origin": "x"})

    @recorded(JournalOpened, verb="journal.run")
    def floating(by: Any) -> Done[int]:
        Laboratory.objects.create(slug="kept", name="Kept")
        return Done(1, facts={"mass": 1.5})

    size = Entry.objects.count()
    assert fine(TheRegistry()) == 1
    assert Entry.objects.count() == size + 1
    with pytest.raises(ValueError, match=r"1\.5"), transaction.atomic():
        floating(TheRegistry())
    assert not Laboratory.objects.filter(slug="kept").exists()


def journalled_reads() -> Iterator[tuple[str, Any]]:
    """Acts that are looks: their entry type says so."""
    for name, act in auditing.acts().items():
        if act.entry.read:
            yield name, act


def test_looks_at_genotypes_families_and_photographs_leave_an_entry(db: None) -> None:
    """The kinds of entry that mark a look; each is written by something in its own stage."""
    reads = {tag for tag, kind in TYPES.items() if kind.read}
    said = {tag.split(".")[0] for tag in reads}
    for stage in ("laboratory", "inventory", "families"):
        assert stage in said, f"{stage}: no look is journalled; entry types that mark one: {sorted(reads)}"
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for path in HERE.rglob("*.py")
        if not set(path.parts) & {"tests", "migrations"} and path.name != "entries.py"
    )
    unused = [
        TYPES[tag].__name__
        for tag in reads
        if f"entries.{TYPES[tag].__name__}" not in sources and TYPES[tag].__name__ not in sources
    ]
    assert unused == []


def test_the_decorator_is_the_one_that_records() -> None:
    source = inspect.getsource(recording.recorded)
    for needed in ("by.need(verb)", "transaction.atomic()", "append(entry, by"):
        assert needed in source
    assert source.index("by.need(verb)") < source.index("transaction.atomic()") < source.index("append(entry, by")


def test_a_refused_act_leaves_nothing(scene: Scene) -> None:
    crew = world.crew(scene, "north", scene.heron, scene.laboratory)
    before = auditing.content()
    with pytest.raises(Refusal):
        from repatria.registry.custody.actions import take

        take(crew.seat("auditor"), what="box", giver="x")
    assert auditing.changed(before, auditing.content()) == []
