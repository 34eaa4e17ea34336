"""What a lived exercise leaves to look at: a name that was refused to the public, its papers as PDF, and its pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from repatria.registry.codes.models import Kind, Thing
from repatria.registry.homecoming.actions import publishing
from repatria.registry.live import paperwork, picturing
from repatria.registry.live.years import gates
from repatria.registry.live.years.life import Life
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Refusal


def show(life: Life, folder: Path) -> dict[str, Any]:
    """On the last day: try to make a name public before its family is told, print the papers, draw the pictures.

    What the exercise gave no example of is named under ``no_paper`` and ``no_picture``.
    """
    untold = Thing.objects.filter(incident=life.table.incident, kind=Kind.MISSING).exclude(pk__in=life.kept.get("told", ()))
    refused = ""
    try:
        publishing.try_to_publish(life.seat(Role.CASUALTY), untold.order_by("pk")[0], text_=gates.TEXT, on=life.today)
    except Refusal as refusal:
        refused = str(refusal)
    printed = paperwork.papers(life, folder / "papers")
    drawn = picturing.pictures(life, folder / "pictures")
    return {
        "refused": f"refused ({refused})" if refused else "NOT refused.",
        "papers": printed,
        "pictures": drawn,
        "no_paper": [name for name in paperwork.PAPERS if name not in printed],
        "no_picture": [name for name in picturing.names() if name not in drawn],
    }
