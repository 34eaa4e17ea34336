"""The worker: takes the next job, keeps its lease alive, does it, takes the next. It can be killed at any moment."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.db import OperationalError, connections

from repatria.registry import gateway
from repatria.registry.people.lived import in_its_time
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Overtaken
from repatria.registry.searching import actions, jobs
from repatria.registry.searching.daily import Days
from repatria.registry.searching.models import Job
from repatria.registry.searching.planning import run_plan
from repatria.registry.searching.running import NoLongerOurs, run_search

log = logging.getLogger("repatria.registry.worker")
Do = Callable[[jobs.Claim, Path, Callable[[str, int, int], None]], None]
DOING: dict[str, Do] = {Job.Kind.SEARCH: run_search, Job.Kind.PLAN: run_plan}
"""Who does which kind of job; a stage above adds its own when Django is ready."""
IDLE_SECONDS = 1.0
GRACE_SECONDS = 5.0
"""How long a worker that is told to end may go on to its next step; then its job is put back and the process ends."""
_at_work: list[jobs.Claim] = []


class Stop(Exception):
    """Somebody asked the worker to end: the job waits again."""


class Progress:
    """Where a job is. Called with each step; beats at most every :data:`jobs.BEAT_SECONDS`, unless a heart beats beside it."""

    def __init__(self, held: jobs.Claim, stop: threading.Event | None = None) -> None:
        self.held, self.stop, self.lost = held, stop, False
        self.told: tuple[str, int, int] = ("", 0, 0)
        self.beating = False
        self._last = time.monotonic()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Note a step; ends the work where the job is no longer this worker's, or somebody asked the worker to end."""
        new = step != self.told[0]
        self.told = (step, done, total)
        if not self.beating and (new or time.monotonic() - self._last >= jobs.BEAT_SECONDS):
            self.beat()
        if self.lost:
            raise NoLongerOurs(f"job {self.held.job}: cancelled, or taken over by another worker")
        if self.stop is not None and self.stop.is_set():
            raise Stop

    def beat(self) -> None:
        """Renew the lease and tell where the work is."""
        step, done, total = self.told
        self._last = time.monotonic()
        self.lost = not jobs.beat(self.held, step=step, done=done, total=total)


class Heart:
    """A thread that beats for a job while its worker calculates, over a connection of its own."""

    def __init__(self, progress: Progress, seconds: float = jobs.BEAT_SECONDS / 4) -> None:
        self._progress, self._seconds = progress, seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="heart")

    def __enter__(self) -> None:
        self._progress.beating = True
        self._thread.start()

    def __exit__(self, *_: Any) -> None:
        self._over.set()
        self._thread.join(timeout=60)
        self._progress.beating = False

    def _run(self) -> None:
        try:
            while not self._over.wait(self._seconds) and not self._progress.lost:
                try:
                    self._progress.beat()
                except OperationalError:  # somebody is writing a great deal; the lease is longer than that
                    log.warning("a beat was late: the database did not answer")
        finally:
            connections.close_all()


def work_once(home: Path | str, *, heart: bool = False, stop: threading.Event | None = None, name: str = "") -> bool:
    """Do the next job, if there is one; whether there was. With ``heart`` a thread keeps the lease alive."""
    for job in jobs.worn_out():
        try:
            with in_its_time(job.incident.slug):
                actions.give_up(TheRegistry(job.incident), job)
        except Overtaken:
            continue
    held = jobs.claim(name or jobs.worker_name(), tuple(DOING))
    if held is None:
        return False
    progress = Progress(held, stop)
    _at_work.append(held)
    try:
        job = Job.objects.select_related("incident").get(pk=held.job)
        with Heart(progress) if heart else nullcontext(), in_its_time(job.incident.slug):
            DOING[job.kind](held, Path(home), progress)
    except NoLongerOurs as late:
        log.warning("%s", late)
    except Stop:
        jobs.give_back(held)
    finally:
        _at_work.remove(held)
    return True


def work(home: Path, *, stop: threading.Event, once: bool = False, parent: int = 0) -> int:
    """Do jobs until ``stop`` is set, or the process ``parent`` is gone; the number of jobs done.

    ``once``: end as soon as no job waits. The process ends some seconds after ``stop``, whatever it is in.
    """
    done = 0
    if parent:
        threading.Thread(target=_end_with, args=(parent, stop), daemon=True, name="parent").start()
    threading.Thread(target=_leave, args=(stop,), daemon=True, name="leave").start()
    if not once:
        gateway.warm()
    days = Days()
    while not stop.is_set():
        try:
            days.look()
            if work_once(home, heart=True, stop=stop):
                done += 1
                continue
        except OperationalError:
            log.exception("the database did not answer; trying again")
        if once:
            break
        connections.close_all()
        stop.wait(IDLE_SECONDS)
    return done


def _end_with(parent: int, stop: threading.Event) -> None:
    """A worker whose server was killed ends."""
    while os.getppid() == parent:
        time.sleep(IDLE_SECONDS)
    stop.set()


def _leave(stop: threading.Event) -> None:
    """Some steps take long: their job is put back for the next worker, and what they kept on disk is found again."""
    stop.wait()
    time.sleep(GRACE_SECONDS)
    for held in list(_at_work):
        jobs.give_back(held)
    os._exit(0)
