"""Papers, bags and known answers through pages and through the machine entrance: who may, what comes, what is refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from repatria.cli.main import main
from repatria.registry.api.tests.conftest import At
from repatria.registry.people.roles import Role
from repatria.registry.review.models import KnownAnswer
from repatria.registry.review.tests import court
from repatria.registry.searching.tests.hands import awaited, made
from repatria.registry.testing.scene import Scene


def test_papers_and_the_bag(scene: Scene, at: At, signs: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = court.signed(scene)
    code, evidence = here.row.code, here.evidence
    assert evidence is not None
    label, search = evidence.listing.label, evidence.listing.search.code
    pages = {
        f"/i/heron/review/{code}/statement.pdf": f"/court/identifications/{code}/statement",
        f"/i/heron/review/{code}/dissent.pdf": f"/court/identifications/{code}/dissent",
        f"/i/heron/identification/files/{evidence.digest}/report.pdf": f"/court/evidence/{evidence.digest}/report",
        f"/i/heron/searching/{search}/lists/{label}/memo/": f"/court/searches/{search}/lists/{label}/memo",
    }
    examiner = scene.client(Role.EXAMINER)
    for page, way in pages.items():
        shown, sent = examiner.get(page), at(Role.EXAMINER).get(way)
        assert (shown.status_code, sent.status_code, shown["Content-Type"]) == (200, 200, "application/pdf"), page
        assert shown.content == sent.content and sent["X-Notice"].startswith("Exercise")
        for role in (Role.CUSTODY, Role.QUALITY, Role.ANTHROPOLOGIST):
            assert scene.client(role).get(page).status_code == at(role).get(way).status_code == 404, (role, page)
    told = at(Role.CUSTODY).get("/court/papers").json()
    assert {"Identification statement", "Dissent", "Receipt of a hand-over"} <= {row["paper"] for row in told["rows"]}

    page = f"/i/heron/review/{code}/export/"
    assert "Make the bag" in examiner.get(page).content.decode()
    assert "This field is required" in examiner.post(page, {"purpose": ""}).content.decode()
    answer = examiner.post(page, {"purpose": "District Court, 12/3", "whole": "on"})
    assert answer["Content-Type"] == "application/zip"
    assert at(Role.AUDITOR).get(f"/court/identifications/{code}/bag", purpose="audit").status_code == 200
    for role in (Role.GENETICIST, Role.REVIEWER):
        assert scene.client(role).get(page).status_code == 404
        assert at(role).get(f"/court/identifications/{code}/bag", purpose="x").status_code == 404
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / f"{code}-bag"
    assert main(["recheck", str(folder)]) == 0
    assert "recomputed to the digit" in capsys.readouterr().out
    assert main(["recheck", str(folder / "data" / "case")]) == 2
    assert "--document FILE" in capsys.readouterr().err
    shown = scene.client(Role.EXAMINER).get(f"/i/heron/identification/{code}/").content.decode()
    assert "Print the dissent" in shown and "Take it out for a court" in shown


def test_known_answers(scene: Scene, at: At) -> None:
    here = made(scene)
    (one, sample), (other, _) = awaited(here, "ra r 5", "ul r 5")
    quality = scene.client(Role.QUALITY)
    new = quality.get("/i/heron/review/known/new/").content.decode()
    assert here.missing[0].code in new and one.code in new and here.alone.code not in new
    for told, words in (
        ({"bone": one.code, "missing": "HERON-M00099-0"}, "There is no such missing person here."),
        ({"bone": "HERON-B00099-0"}, "There is no such bone here."),
        ({"bone": here.alone.code}, "its DNA has come"),
    ):
        assert words in quality.post("/i/heron/review/known/new/", told).content.decode()
    assert not KnownAnswer.objects.exists()
    answer = quality.post("/i/heron/review/known/new/", {"bone": one.code, "missing": here.missing[0].code})
    assert answer.status_code == 302, answer.content.decode()
    row = KnownAnswer.objects.get()
    page = quality.get("/i/heron/review/known/").content.decode()
    assert row.specimen.code in page and here.missing[0].code in page and "not opened" in page
    assert f"What the laboratory returns for {one.code}" in page and f"{sample},M," in page

    way = at(Role.QUALITY).twice("/court/known", bone=other.code)
    assert (way["specimen"], way["truth"]) == (other.code, None) and way["plate"].startswith("profile,")
    opened = at(Role.QUALITY).post(f"/court/known/{other.code}/open")
    assert opened.status_code == 200 and opened.json()["row"]["plate"] is None
    assert quality.post(f"/i/heron/review/known/{row.specimen.code}/open/").status_code == 302
    row.refresh_from_db()
    assert row.outcome == KnownAnswer.Outcome.WITHHELD
    for role in set(Role) - {Role.QUALITY}:
        browser = scene.client(role)
        for address in ("known/", "known/new/"):
            assert browser.get(f"/i/heron/review/{address}").status_code == 404
        assert browser.post(f"/i/heron/review/known/{other.code}/open/").status_code == 404
        assert at(role).get("/court/known").status_code == 404
    assert quality.post("/i/heron/review/known/HERON-B00099-0/open/").status_code == 404
