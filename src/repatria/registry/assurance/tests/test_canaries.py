"""Canaries: no word of a family reaches another family's page or letter, the public, an e-mail, a log, an export, the journal.

Words are planted in every field that holds some (canaries.py); then each place where one could come out is read (surfaces.py). The
controls plant a leak at each place, which must be found there.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import send_mail
from django.db import connection

from repatria.registry.assurance.outcome import Outcome, size
from repatria.registry.assurance.tests import surfaces
from repatria.registry.assurance.tests.canaries import FIELDS, plant, seen, word
from repatria.registry.codes.models import Thing
from repatria.registry.families.models import Kin
from repatria.registry.homecoming.actions import letters
from repatria.registry.homecoming.status import sentences
from repatria.registry.homecoming.tests import hands
from repatria.registry.identification.models import Identification
from repatria.registry.journal.entries import JournalOpened
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people import queries as people
from repatria.registry.people.desks import Alarm
from repatria.registry.people.models import Incident
from repatria.registry.people.seats import TheRegistry
from repatria.registry.testing.scene import Scene

Tell = Callable[[Outcome], Outcome]
Planted = list[tuple[Thing, Kin]]


@pytest.mark.django_db
def test_no_word_of_a_family_comes_out_where_it_should_not(
    scene: Scene,
    quick_doors: None,
    seed: int,
    tell: Tell,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    began, count = time.monotonic(), -(-size(200, 10_000) // len(FIELDS))
    planted = plant(scene, count)
    before = surfaces.figures(scene)
    signed = [hands._decided(scene, missing, []) for missing, _near in planted[: size(1, 10)]]
    after = surfaces.figures(scene)
    letters.write_due(TheRegistry(scene.heron))
    wrong = [f"public count: {one}" for one in set(after) ^ set(before)]
    wrong += [fault for n, (missing, near) in enumerate(planted) for fault in surfaces.family(n, missing, near)]
    wrong += surfaces.journal(tmp_path) + surfaces.desks(scene) + surfaces.public(scene, tmp_path)
    wrong += surfaces.post() + surfaces.case(scene, tmp_path / "case")
    out = capsys.readouterr()
    wrong += surfaces.said(caplog.text, out.out, out.err)
    red = leaks(scene, planted, signed, tmp_path, monkeypatch, caplog)
    tell(
        Outcome(
            "T-52",
            "no word of a family comes out: another family's page or letter, the public, e-mail, log, journal, case, desks; "
            "no public count moves before the telling",
            count * len(FIELDS),
            len(wrong),
            f"a leak planted at each place was found at {sum(red.values())} of {len(red)}: {', '.join(sorted(red))}",
            seed,
            time.monotonic() - began,
            engine="sqlite" if connection.vendor == "sqlite" else "postgres",
            note=f"{count} families, {len(FIELDS)} fields each; every page was opened by link and number; {len(signed)} were "
            "signed and not told.",
        )
    )
    assert wrong == []
    assert all(red.values()), f"a leak was not seen: {red}"


def leaks(
    scene: Scene,
    planted: Planted,
    signed: list[Identification],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> dict[str, bool]:
    """The control: at each place a leak is planted; whether it was found there."""
    leak = f"Beside {word(7, 'other')}."
    red: dict[str, bool] = {}
    with monkeypatch.context() as careless:
        honest = sentences._held
        careless.setattr(sentences, "_held", lambda facts: (*honest(facts), leak))
        letters.write_one(TheRegistry(scene.heron), planted[0][0])
        faults = " ".join(surfaces.family(0, *planted[0]))
        red["page"], red["letter"] = "page of" in faults, "letter of" in faults
    with monkeypatch.context() as careless:
        careless.setattr(people, "alarms", lambda seat: [Alarm(leak, "/")])
        red["desk"] = bool(surfaces.desks(scene))
    send_mail("A letter", leak, "office@example.invalid", ["kin@example.invalid"])
    red["e-mail"] = bool(surfaces.post())
    Incident.objects.filter(pk=scene.heron.pk).update(title=leak, note=leak)
    scene.heron.refresh_from_db()
    red["public"] = bool(surfaces.public(scene, folder))
    red["case"] = bool(surfaces.case(scene, folder / "leaking"))
    logging.getLogger("repatria.registry").warning(leak)
    red["log"] = bool(surfaces.said(caplog.text))
    careless_act(TheRegistry(), leak)
    red["journal"] = bool(surfaces.journal(folder))
    told = surfaces.figures(scene)
    hands.told(scene, signed[0])
    red["public count"] = surfaces.figures(scene) != told
    return red


@recorded(JournalOpened, verb="journal.run")
def careless_act(by: Any, leak: str) -> Done[None]:
    """An act that writes a word of a family where everybody can read it."""
    return Done(None, facts={"origin": leak})


def test_a_canary_is_seen_in_a_sentence() -> None:
    assert seen(f"a {word(3, 'note')} b") == {(3, "note")}
