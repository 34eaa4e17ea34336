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
from repatria.registry.searching.tests.hands import made
from repatria.registry.testing.scene import Scene

SLIP = {
    "missing": "", "account": "heron.third-bench", "name": "Third bench", "box": "box", "giver": "the other side", "line": "fe l 4",
    "before_g": "100", "taken_g": "0.9", "remaining_g": "99.05", "run": "run 9", "first_reader": "reader a", "second_reader": "reader b",
    "where": "East Laboratory", "kit": "kit 24", "lost": "0.1",
}  # fmt: skip


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
    answer = examiner.post(page, {"purpose": "District Court, 12/3"})
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
    quality = scene.client(Role.QUALITY)
    new = quality.get("/i/heron/review/known/new/").content.decode()
    assert here.missing[0].code in new and "run 7 b" in new
    refused = quality.post("/i/heron/review/known/new/", {**SLIP, "missing": "HERON-M00099-0"}).content.decode()
    assert "There is no such missing person here." in refused and not KnownAnswer.objects.exists()
    assert "somebody works with it" in quality.post("/i/heron/review/known/new/", {**SLIP, "account": "bruno"}).content.decode()
    answer = quality.post("/i/heron/review/known/new/", {**SLIP, "missing": here.missing[0].code})
    assert answer.status_code == 302, answer.content.decode()
    row = KnownAnswer.objects.get()
    page = quality.get("/i/heron/review/known/").content.decode()
    assert row.specimen.code in page and here.missing[0].code in page and "not opened" in page

    stranger = at(Role.QUALITY).twice("/court/known", **{**SLIP, "run": "run 10", "account": "heron.fourth-bench"})["specimen"]
    assert at(Role.QUALITY).post(f"/court/known/{stranger}/open").status_code == 200
    assert quality.post(f"/i/heron/review/known/{row.specimen.code}/open/").status_code == 302
    row.refresh_from_db()
    assert row.outcome == KnownAnswer.Outcome.WITHHELD
    for role in set(Role) - {Role.QUALITY}:
        browser = scene.client(role)
        for address in ("known/", "known/new/"):
            assert browser.get(f"/i/heron/review/{address}").status_code == 404
        assert browser.post(f"/i/heron/review/known/{stranger}/open/").status_code == 404
        assert at(role).get("/court/known").status_code == 404
    assert quality.post("/i/heron/review/known/HERON-B00099-0/open/").status_code == 404
