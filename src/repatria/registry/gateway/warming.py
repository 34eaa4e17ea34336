"""What the first search of a process would wait for is loaded before it is asked for."""

from __future__ import annotations

SCALE = 0.005
"""Of the whole exercise: some families and a handful of profiles, weighed in a moment."""


def warm() -> None:
    """Load the modules and the compiled code of a search by answering a small invented case; nothing is kept."""
    from repatria.joint.identify import identify
    from repatria.simulate import heron

    identify(heron(1, SCALE)[0])
