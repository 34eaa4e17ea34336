"""The pictures that a lived exercise leaves, each as PNG under its mark: those of the account, and five about one box and one person."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import typst

from repatria.registry.accounting.pictures import PICTURES, picture
from repatria.registry.custody.pictures import drawn_line, drawn_map
from repatria.registry.custody.queries import line
from repatria.registry.drawing.skeleton import draw_skeleton
from repatria.registry.families.models import MissingPerson
from repatria.registry.families.pictures import pedigree
from repatria.registry.families.queries import family_of, open_pedigree
from repatria.registry.identification import hooks, told
from repatria.registry.inventory.queries import individuals, specimens
from repatria.registry.live.examples import best_evidence, first_box, fullest, may, signed
from repatria.registry.live.years.life import Life
from repatria.registry.look.fonts import font_paths
from repatria.registry.people.roles import Role

PPI = 144
FAMILY = re.compile(r'font-family="[^"]*"')
"""Drawings ask for what a browser has; here there are the fonts of the papers."""
PAGE = """#set page(width: auto, height: auto, margin: 8pt, fill: white)
#set text(font: "Noto Sans", size: 11pt)
#text(weight: 700, sys.inputs.title)
#linebreak()
#strong(sys.inputs.mark)

#image("drawn.svg")
"""


def pictures(life: Life, folder: Path) -> list[str]:
    """Draw every picture as of yesterday into ``folder``; the names of those that show something."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for key, (title, _words, verb, _draw) in PICTURES.items():
        found = picture(may(life, verb), key, life.today - timedelta(days=1))
        if found is not None and found.svg:
            made.append(_kept(life, folder, f"account-{key}", found.svg, str(title)))
    for name, (title, draw) in ONES.items():
        svg = draw(life)
        if svg:
            made.append(_kept(life, folder, name, svg, title))
    return made


def names() -> list[str]:
    """The names of all of them."""
    return [f"account-{key}" for key in PICTURES] + list(ONES)


def _kept(life: Life, folder: Path, name: str, svg: str, title: str) -> str:
    (folder / f"{name}.png").write_bytes(as_png(svg, title, life.table.incident.banner))
    return name


def as_png(svg: str, title: str, banner: str) -> bytes:
    """A drawing as PNG on white under its title and the mark of its incident, without a browser."""
    with tempfile.TemporaryDirectory(prefix="repatria-picture-") as scratch:
        (Path(scratch) / "drawn.svg").write_text(FAMILY.sub('font-family="Noto Sans"', svg), encoding="utf-8")
        page = Path(scratch) / "page.typ"
        page.write_text(PAGE, encoding="utf-8")
        made = typst.compile(
            str(page),
            format="png",
            ppi=PPI,
            sys_inputs={"mark": banner, "title": title},
            font_paths=sorted({str(path.parent) for path in font_paths()}),
            ignore_system_fonts=True,
        )
    if not isinstance(made, bytes):
        raise RuntimeError("a picture of one page was set on several")
    return made


def _line(life: Life) -> str:
    item = first_box(life)
    return drawn_line(line(life.seat(Role.CUSTODY), item)[0]) if item else ""


def _map(life: Life) -> str:
    item = first_box(life)
    return drawn_map(line(life.seat(Role.CUSTODY), item)[0], invented=life.table.incident.is_exercise) if item else ""


def _skeleton(life: Life) -> str:
    """The bones of the grouping that holds most."""
    version = fullest(life)
    if version is None:
        return ""
    members = individuals.members(life.seat(Role.ANTHROPOLOGIST), version)
    return draw_skeleton(specimens.skeleton_of(t.bone(m.specimen.code) for m, t in members if m.removed is None))


def _pedigree(life: Life) -> str:
    """The family of a person who was signed, by code; else that of somebody on the list who has one."""
    seat, row = may(life, "families.read_pedigree"), signed(life)
    rows = MissingPerson.objects.filter(thing__incident=life.table.incident).select_related("thing").order_by("pk")
    wanted = rows.filter(thing=row.missing) if row else rows[:20]
    for person in wanted:
        family = family_of(seat, person)
        if family is not None:
            _family, tree = open_pedigree(seat, family.code, by_code=True)
            return pedigree(tree, seat, names=False, focus=person.pk)
    return ""


def _waterfall(life: Life) -> str:
    """How the posterior of one pair came about: a signed one, else the best."""
    found = best_evidence(life)
    return told.drawing(found.document, hooks.reach(life.table.incident)) if found else ""


ONES: dict[str, tuple[str, Callable[[Life], str]]] = {
    "lived-skeleton": ("The bones that were grouped as one person, where most were", _skeleton),
    "lived-pedigree": ("The family of one missing person, by code", _pedigree),
    "lived-custody-line": ("In whose hands one box was", _line),
    "lived-custody-map": ("The way of one box", _map),
    "lived-waterfall": ("From prior to posterior: one pair", _waterfall),
}
"""Name of the file -> (title, how it is drawn)."""
