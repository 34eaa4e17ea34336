"""THE RIVER ON ONE PAGE: after this tag, wake that stage.

A step runs after the act has been committed and can never undo it; a step that fails is written into the journal and shows on
the desk. Nothing else in the registry wakes another stage.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from django.db import transaction

from repatria.registry.journal.entries import FlowFailed
from repatria.registry.journal.recording import LISTENERS, Written, append
from repatria.registry.people.seats import TheRegistry

Step = Callable[[Written], None]
log = logging.getLogger("repatria.registry.flow")


def river() -> Mapping[str, tuple[Step, ...]]:
    """Which steps follow which tag, in order."""
    from repatria.registry.homecoming import flowing as homecoming
    from repatria.registry.homecoming import undoing
    from repatria.registry.identification import flowing as identification
    from repatria.registry.laboratory import flowing as laboratory
    from repatria.registry.searching import flowing as searching

    found: dict[str, tuple[Step, ...]] = {}
    for tags, step in (
        (laboratory.WAKES, laboratory.check_new_profiles),
        (identification.WAKES, identification.void_what_fell),
        (searching.WAKES, searching.search_what_changed),
        (homecoming.WAKES, homecoming.follow_signatures),
        (undoing.WAKES_UNDOING, undoing.follow_rescissions),
    ):
        for tag in tags:
            found[tag] = (*found.get(tag, ()), step)
    return found


def hear(written: Written) -> None:
    """Run the steps that follow an act."""
    for step in river().get(written.tag, ()):
        try:
            step(written)
        except Exception as fault:  # the act stands; what follows it must not make it look undone
            log.exception("after %s", written.tag)
            with transaction.atomic():
                append(
                    FlowFailed,
                    TheRegistry(),
                    subject=written.subject,
                    facts={"after": written.tag, "step": step.__name__, "fault": type(fault).__name__},
                )


def listen() -> None:
    """Let the river hear of every act; called once, when Django is ready."""
    if hear not in LISTENERS:
        LISTENERS.append(hear)
