"""What the first evidence file after a start, or after a new search, would wait for is read beside the server before anybody asks.

Of each incident's current search, newest first and no more than memory is meant for, the case and the answer are read and one pair
is weighed, so that compiled code is loaded too; then the other pairs that somebody is likely to open, one at a time, with as long a pause
after each as it took. Nothing is written, nothing is shown, and nothing is journalled: a look at evidence still goes through its own
act.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable

from django.db import connections
from django.db.models import QuerySet

from repatria.registry.identification import answers, casefiles, evidence
from repatria.registry.searching.models import Candidate, Search

log = logging.getLogger("repatria.registry.warming")
SECONDS = 10.0
"""Between two looks for a search that is new."""
LIKELY = 0.1
"""Posterior of a pair that is likely to be opened."""
_WARM: set[str] = set()


def warm_once() -> list[str]:
    """Read what the current searches rest on, where that has not been done; the digests of the answers that were read now."""
    newest = Search.objects.filter(current=True).select_related("snapshot", "rule").order_by("-finished")[: casefiles.KEPT]
    fresh = [search for search in reversed(newest) if search.result_digest not in _WARM]
    for search in fresh:
        casefiles.case_of(search.snapshot)
        answers.answer_of(search)
        line = _best(search).first()
        if line is not None:
            evidence.weighed(line.listing, line.missing)
        _WARM.add(search.result_digest)
    return [search.result_digest for search in fresh]


def warm_likely(digests: Iterable[str], pause: Callable[[float], object]) -> int:
    """Weigh the likely pairs of the searches with these answers, until a newer search stands; how many were weighed.

    A shape of family that nobody has asked about yet takes seconds to prepare and stays prepared: so it is done before it is asked.
    """
    done = 0
    for digest in digests:
        for search in Search.objects.filter(current=True, result_digest=digest):
            for line in _best(search).filter(posterior__gte=LIKELY)[1:]:
                if not Search.objects.filter(pk=search.pk, current=True).exists():
                    break
                began = time.monotonic()
                evidence.weighed(line.listing, line.missing)
                done += 1
                pause(time.monotonic() - began)
    return done


def _best(search: Search) -> QuerySet[Candidate]:
    """The first line of every list, the likeliest first."""
    rows = Candidate.objects.filter(listing__search=search, rank=1, log_lr__isnull=False).order_by("-posterior", "pk")
    return rows.select_related("listing__search__snapshot", "listing__version", "missing")


def start(seconds: float = SECONDS) -> threading.Thread:
    """Look every ``seconds`` in a thread that ends with its process."""
    thread = threading.Thread(target=_run, args=(seconds,), daemon=True, name="warming")
    thread.start()
    return thread


def _run(seconds: float) -> None:
    wait = threading.Event()
    while True:
        try:
            warm_likely(warm_once(), wait.wait)
        except Exception:  # a case that cannot be read is said on the page that asks for it; the server serves
            log.exception("warming")
        finally:
            connections.close_all()
        wait.wait(seconds)


def forget() -> None:
    """Nothing counts as read any more."""
    _WARM.clear()
