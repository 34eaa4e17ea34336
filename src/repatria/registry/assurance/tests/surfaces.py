"""Where a family's word could come out, one function each: its faults are what stands there and should not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import pyarrow.parquet as parquet
from django.core import mail
from django.test import Client

from repatria.registry.accounting import actions as accounting
from repatria.registry.accounting import opendata
from repatria.registry.accounting.body import body_of
from repatria.registry.assurance.tests.canaries import seen
from repatria.registry.codes.models import Thing
from repatria.registry.families.models import Kin
from repatria.registry.homecoming import letterpaper
from repatria.registry.homecoming.actions import doors
from repatria.registry.homecoming.models import Letter
from repatria.registry.journal import clock, exporting
from repatria.registry.laboratory.exporting import export_case
from repatria.registry.people.roles import Role, verbs
from repatria.registry.people.seats import TheRegistry
from repatria.registry.testing.scene import Scene

ON_PAGE, ON_LETTER = {"missing"}, {"missing", "near", "address"}
"""What a family may read of itself on its page, and in its letter."""
IN_CASE = {"allele0", "allele1", "allele2", "allele3"}
"""What the case for computation is made of: genotypes, under codes."""
SEES_NO_FAMILY = (
    Role.ANTHROPOLOGIST, Role.TECHNICIAN, Role.CUSTODY, Role.INTAKE, Role.QUALITY, Role.GENETICIST, Role.ADMINISTRATOR,
)  # fmt: skip


def family(n: int, missing: Thing, near: Kin) -> list[str]:
    """The private page of family ``n``, opened by link and number, and its letter as it goes to print."""
    opened = doors.open_door(TheRegistry(missing.incident), missing, kin=near)
    browser = Client()
    entered = browser.post(f"/f/{opened.token}/", {"number": opened.number})
    page = browser.get("/f/")
    back = browser.get("/f/take-back/identification/")
    assert (entered.status_code, page.status_code, back.status_code) == (302, 200, 200)
    row = Letter.objects.select_related("missing__incident__laboratory").filter(missing=missing).latest("number")
    paper = str(asdict(letterpaper._drawn(row)))
    shown = seen("".join(one.content.decode() + str(one.headers) for one in (entered, page, back)))
    assert (n, "missing") in shown and (n, "missing") in seen(paper), "the page or the letter shows nobody at all"
    wrong = [f"page of {n}: {one}" for one in sorted(shown) if one[0] != n or one[1] not in ON_PAGE]
    return wrong + [f"letter of {n}: {one}" for one in sorted(seen(paper)) if one[0] != n or one[1] not in ON_LETTER]


def journal(folder: Path) -> list[str]:
    """The journal, as whoever verifies it receives it."""
    exporting.export(folder / "journal.jsonl")
    return _faults("journal", [(folder / "journal.jsonl").read_text(encoding="utf-8")])


def desks(scene: Scene) -> list[str]:
    """Desks of those who see no family."""
    return _faults("desk", (scene.client(role).get("/i/heron/").content.decode() for role in SEES_NO_FAMILY))


def public(scene: Scene, folder: Path) -> list[str]:
    """The account is published: its page, its data, the front page, the static pages for any web server."""
    row = accounting.publish(scene.seat(Role.EXAMINER), day=clock.today(), ground="whatever does not close")
    pages = [Client().get(path) for path in ("/", "/public/heron/", "/public/heron/figures.json", "/public/heron/figures.csv")]
    assert [page.status_code for page in pages] == [200] * 4
    left = opendata.export(folder / f"account-{row.number}")
    said = [page.content.decode() + str(page.headers) for page in pages] + [one.read_text(encoding="utf-8") for one in left]
    return _faults("public", said)


def figures(scene: Scene) -> list[tuple[str, str, str]]:
    """Every public count as it would be published now."""
    return [(one["key"], one["kind"], one["words"]) for one in body_of(scene.heron, clock.today())[0]["figures"]]


def post() -> list[str]:
    """Every e-mail that was sent."""
    return _faults("e-mail", (str(one.message()) for one in mail.outbox))


def case(scene: Scene, folder: Path) -> list[str]:
    """The case that leaves for computation: genotypes under codes, and nothing else of a family."""
    role = min(verbs()["laboratory.export"][0])
    folder.mkdir()
    export_case(scene.seat(role), folder)
    tables = [str(parquet.read_table(one).to_pydict()) for one in sorted(folder.glob("*.parquet"))]
    found = set().union(*(seen(one) for one in [*tables, *(one.read_text(encoding="utf-8") for one in folder.glob("*.json"))]))
    assert {field for _n, field in found} >= IN_CASE, "the case holds no genotype"
    return [f"case: {one}" for one in sorted(found) if one[1] not in IN_CASE]


def said(*texts: str) -> list[str]:
    """Logs and output."""
    return _faults("log or output", texts)


def _faults(where: str, texts: Iterable[str]) -> list[str]:
    return [f"{where}: {one}" for text in texts for one in sorted(seen(text))]
