"""Lineages in a search and on the page of a pair: what was weighed stands there, a bone typed for its line only has a list, and a change
of a lineage makes the evidence old."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from repatria.joint import lineage_rows, lineages
from repatria.registry.identification import answers, casefiles, grounds
from repatria.registry.identification.evidence import open_evidence
from repatria.registry.laboratory import lineage_bases
from repatria.registry.laboratory.actions import Entered, register_samples
from repatria.registry.laboratory.tests.test_lineages import deliver, mt
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.searching import actions, worker
from repatria.registry.searching.models import CandidateList, Search
from repatria.registry.searching.tests import hands
from repatria.registry.testing.scene import Scene

TYPE = "16126C 16163G 73G 263G"


@pytest.fixture
def here(scene: Scene, room: Path) -> hands.Made:
    """The small incident with mitochondrial types of a man, of his mother, and of a rib of which nothing else is known."""
    found = hands.made(scene)
    ((rib, tube),) = hands.awaited(found, "ra l 5")
    found.bones["line only"] = rib
    (sample,) = register_samples(TheRegistry(scene.heron), [Entered(found.bones["first"].item)], why="cut for its line")
    base = [mt(f"E-{n}", "263G" if n % 2 else "16223T 263G") for n in range(40)]
    lineage_bases.enter_haplotypes(
        scene.seat(Role.GENETICIST), base, type="mt", name="draw", source="drawn here", simulated=True
    )
    given = hands.donated(found, "mother", "kit for the line")
    deliver(scene, mt(tube, TYPE), mt(sample.code, TYPE), mt(given.thing.code, TYPE))
    return found


def searched(here: hands.Made) -> Search:
    search = actions.ask_search(here.scene.seat(Role.GENETICIST), "with lineages")
    worker.work_once(settings.HOME.folder)
    search.refresh_from_db()
    assert search.current, search.job.fault
    return search


def test_a_line_is_weighed_listed_and_told(here: hands.Made) -> None:
    scene, desk = here.scene, here.scene.seat(Role.GENETICIST)
    search = searched(here)
    case = casefiles.case_of(search.snapshot)
    rib, man = here.bones["line only"].code, here.missing[0].thing
    assert {r.subject for r in case.beside.remains if r.mitotypes} == {rib, here.bones["first"].code}
    alone = CandidateList.objects.get(search=search, label=rib)
    assert alone.notes == ["Weighed together: mitochondrial DNA."]
    best = alone.candidates.order_by("rank").first()
    assert best is not None and best.missing == man and best.log_lr is not None and best.log_lr > 1.0
    assert answers.kinds_of(alone, man)["mtdna"] == pytest.approx(best.log_lr)
    file = open_evidence(desk, alone, man)
    assert [line["kind"] for line in file.document["lines"]] == ["mtdna"]
    assert file.document["asked"]["profiles"] == []
    client = scene.client(Role.GENETICIST)
    shown = client.get(f"/i/heron/identification/evidence/{search.code}/{rib}/{man.code}/")
    assert shown.status_code == 200 and "maternal line" in shown.content.decode() and "16163" not in shown.content.decode()
    assert client.get(f"/i/heron/identification/files/{file.digest}/markers/").status_code == 200
    assert client.get(f"/i/heron/identification/files/{file.digest}/next/").status_code == 200
    assert "mitochondrial DNA" in client.get(f"/i/heron/searching/{search.code}/lists/{rib}/").content.decode()
    both = here.individuals[0].code
    page = client.get(f"/i/heron/identification/evidence/{search.code}/{both}/{man.code}/").content.decode()
    assert "What was weighed together" in page
    assert "16163" not in page
    row = open_evidence(desk, CandidateList.objects.get(search=search, label=both), man)
    assert grounds.outdated(row) == []
    (later,) = register_samples(TheRegistry(scene.heron), [Entered(here.bones["first"].item)], why="again")
    deliver(scene, mt(later.code, "16362C", "16100-16569"), name="later")
    assert here.bones["first"].code in " ".join(grounds.outdated(row))


def test_a_search_that_takes_rows_over_says_what_a_whole_one_says(here: hands.Made, monkeypatch: pytest.MonkeyPatch) -> None:
    scene, kept = here.scene, lineage_rows._KEPT
    monkeypatch.setattr(lineage_rows, "WORTH", 1)
    lineage_rows.forget()
    first = searched(here)
    assert set(kept) == {"mtdna"}
    ((_bone, tube),) = hands.awaited(here, "fi l 5")
    deliver(scene, mt(tube, "16126C 73G 263G"), name="one more")
    weighed: list[int] = []
    real = lineages.mitotype_matrix
    monkeypatch.setattr(lineages, "mitotype_matrix", lambda *asked: weighed.append(len(asked[0])) or real(*asked))
    done = []
    for extent in ("delta", "full"):
        search = actions.ask_search(scene.seat(Role.GENETICIST), "again", extent=extent)
        worker.work_once(settings.HOME.folder)
        search.refresh_from_db()
        done.append(search)
    delta, full = done
    lineage_rows.forget()
    assert delta.result_digest == full.result_digest != first.result_digest
    assert weighed[0] == 1 < weighed[1]
