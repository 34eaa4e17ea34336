"""Server time of the registry's pages, at the size of a large hand-over, for every role that sees them.

The registry is the one of ``bench import``. Every list page that a role's navigation names is fetched, and from each the first
thing it links to. ``python -m repatria.bench.pages FOLDER SPECIMENS SAMPLES MISSING KIN`` is the process that does the work.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from repatria.bench.importing import FULL, QUICK
from repatria.bench.protocol import Figure, Peak, Ratio
from repatria.errors import ReproductionFailed

HELP = "list and detail pages of a large registry, for every role"
LIST_MS, DETAIL_MS = 300.0, 200.0
REPEAT = 5
ROLES = ("intake", "custody", "anthropologist", "technician", "geneticist", "casualty", "historian", "auditor", "reviewer")
LINK = re.compile(r"<tbody>.*?<a[^>]* href=\"(/i/[^\"?#]+)\"", re.DOTALL)


def figures(quick: bool = False) -> list[Figure]:
    """Milliseconds of the slowest list page and of the slowest detail page, medians of five, beside the front page."""
    sizes = QUICK if quick else FULL
    with tempfile.TemporaryDirectory(prefix="repatria-bench-") as folder, Peak() as peak:
        done = subprocess.run(
            [sys.executable, "-m", "repatria.bench.pages", str(Path(folder) / "registry"), *map(str, sizes)],
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise ReproductionFailed(f"bench pages: {(done.stderr.strip().splitlines() or ['no answer'])[-1]}")
    told = json.loads(done.stdout.splitlines()[-1])
    size = f"{sizes[0]:,} specimens, {sizes[1]:,} samples, {sizes[2]:,} missing, {sizes[3]:,} kin, SQLite"
    answer = []
    for kind, reach in (("list", LIST_MS), ("detail", DETAIL_MS)):
        times = told[kind]
        role, path, worst, cold = max(times, key=lambda row: row[2])
        middle = sorted(row[2] for row in times)[len(times) // 2]
        note = f"slowest of {len(times)}: {path} as {role}; the middle one takes {middle:.0f} ms"
        bare = Ratio("the front page", told["front"], told["front"] / worst)
        answer.append(Figure(f"{kind} pages", worst, "ms", size, reach, False, cold / 1000, peak.mb, 0.0, bare, note))
    return answer


def measure(folder: Path, sizes: tuple[int, ...]) -> dict[str, Any]:
    """Fill a registry and time its pages: ``{"list": [[role, path, ms, cold ms]], "detail": […], "front": ms}``."""
    from repatria.bench import importing

    importing.measure(folder, *sizes)
    from django.conf import settings

    settings.ALLOWED_HOSTS.append("testserver")
    settings.LOOPBACK = True
    told: dict[str, Any] = {"list": [], "detail": [], "front": _timed(_visitor(None), "/")[0]}
    for role in ROLES:
        visitor = _visitor(role)
        details: dict[str, None] = {}
        for path in _lists(role):
            ms, cold, page = _timed(visitor, path)
            told["list"].append([role, path, ms, cold])
            found = LINK.search(page)
            if found:
                details.setdefault(found.group(1))
        for path in details:
            ms, cold, _page = _timed(visitor, path)
            told["detail"].append([role, path, ms, cold])
    return told


def _visitor(role: str | None) -> Any:
    from django.test import Client

    visitor = Client(REMOTE_ADDR="127.0.0.1")
    if role and visitor.post(f"/enter/heron/{role}/").status_code != 302:
        raise ReproductionFailed(f"nobody can enter the exercise as {role}")
    return visitor


def _lists(role: str) -> Iterator[str]:
    from repatria.registry.people.desks import nav
    from repatria.registry.people.models import Membership
    from repatria.registry.people.seats import seat_of

    row = Membership.objects.filter(incident__slug="heron", role=role, until=None).exclude(user__stands_in="").first()
    if row is not None:
        yield from (entry["url"] for entry in nav(seat_of(row.user, "heron")))


def _timed(visitor: Any, path: str) -> tuple[float, float, str]:
    """(median ms, first ms, page). A page that is not there is a fault of the bench."""
    times = []
    for _ in range(REPEAT + 1):
        began = time.perf_counter()
        answer = visitor.get(path, follow=True)  # a page that leads on to another is waited for as a whole
        times.append(1000 * (time.perf_counter() - began))
        if answer.status_code != 200:
            raise ReproductionFailed(f"{path}: answered {answer.status_code}")
    return sorted(times[1:])[REPEAT // 2], times[0], answer.content.decode()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]), tuple(map(int, sys.argv[2:6])))) + "\n")
