"""A signed identification with everything behind it is computed again from its case, to the digit; a wrong digit is found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from repatria.registry.gateway import reauditing
from repatria.registry.identification import casefiles
from repatria.registry.review import looking, rules
from repatria.registry.review.models import AuditLine, Signature
from repatria.registry.review.tests.court import signed
from repatria.registry.testing.scene import Scene


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Path) -> None:
    settings.HOME = replace(settings.HOME, folder=tmp_path)


def test_it_stands_and_a_wrong_digit_does_not(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    here = signed(scene)
    lines = looking.look_again(scene.heron, rules.in_force(scene.heron))
    assert [(line.outcome, line.words) for line in lines] == [(AuditLine.Outcome.STANDS, "")]
    monkeypatch.setattr(looking, "SOFTWARE", "repatria 99")
    ((outcome, words),) = looking._with_other_software(Signature.objects.get())
    assert outcome == AuditLine.Outcome.STANDS and "computed again here with repatria 99" in words
    snapshot = here.made.search.snapshot
    case = casefiles.case_of(snapshot)
    document = here.row.statements.get(current=True).evidence.document
    rows = [{**document["posterior"][0], "listed": 0.123}, *document["posterior"][1:]]
    said = reauditing.recompute_all(case, snapshot.digest, [document, {**document, "posterior": rows}])
    assert said[0] == "" and "/posterior/0/listed: 0.123 on file" in said[1]
    other = reauditing.recompute_all(case, "0" * 64, [document])
    assert "could not be computed again" in other[0]
