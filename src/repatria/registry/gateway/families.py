"""Families through the door: who can give which DNA, the drawn pedigree, a pedigree that cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from repatria.model import Pedigree


@dataclass(frozen=True, slots=True)
class Usable:
    """Whether a relative can serve for a missing person in one marker system, and why; ``degree`` for autosomal DNA."""

    relative: str
    missing: str
    system: str
    can: bool
    reason: str
    degree: int | None = None


def usable_relatives(pedigree: Pedigree, missing: Sequence[str], relatives: Iterable[str] | None = None) -> tuple[Usable, ...]:
    """For each missing person, relative and marker system: can this DNA be used, and why. Derived, never typed."""
    from repatria.planning.usable import usable_relatives as derive

    return tuple(
        Usable(u.relative, u.missing, u.system, u.can, u.reason, u.degree) for u in derive(pedigree, missing, relatives)
    )


def draw_pedigree(
    pedigree: Pedigree,
    *,
    missing: Sequence[str] = (),
    typed: Sequence[str] = (),
    links: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    focus: str = "",
    title: str = "",
    banner: str = "",
) -> str:
    """The pedigree as SVG; a symbol with an entry in ``links`` leads there. ``labels`` replaces codes in the drawing."""
    from repatria.pictures.pedigree import draw

    called = {p.id: (labels or {}).get(p.id, p.id) for p in pedigree.people}
    shown = Pedigree(
        tuple(
            replace(p, id=called[p.id], father=called.get(p.father or ""), mother=called.get(p.mother or ""))
            for p in pedigree.people
        ),
        id=pedigree.id,
    )
    picture = draw(
        shown,
        missing=[called[m] for m in missing],
        typed=[called[t] for t in typed],
        focus=called.get(focus, ""),
        title=title,
        banner=banner,
    )
    return _linked(picture.svg, {called[code]: url for code, url in (links or {}).items() if code in called})


def _linked(svg: str, links: Mapping[str, str]) -> str:
    """The drawing with each person's symbol inside a link."""
    from xml.etree import ElementTree

    space = "http://www.w3.org/2000/svg"
    ElementTree.register_namespace("", space)
    root = ElementTree.fromstring(svg)
    found = [
        (above, group, title.text or "")
        for above in root.iter(f"{{{space}}}g")
        for group in above.findall(f"{{{space}}}g")
        if (title := group.find(f"{{{space}}}title")) is not None
    ]
    for above, group, words in found:
        url = next((u for name, u in links.items() if words.startswith(f"{name}: ")), None)
        if url is None:
            continue
        link = ElementTree.Element(f"{{{space}}}a", {"href": url, "aria-label": words})
        at = list(above).index(group)
        above.remove(group)
        link.append(group)
        above.insert(at, link)
    if links:
        root.set("role", "group")
    return ElementTree.tostring(root, encoding="unicode")


def pedigree_problems(people: Sequence[Mapping[str, str | None]], family: str = "") -> str:
    """Why these rows (code, sex, father, mother, twins) are no possible pedigree, in one sentence; empty if they are one."""
    from repatria.errors import InvalidPedigree
    from repatria.model import Person

    try:
        Pedigree(
            tuple(
                Person(str(p["code"]), p.get("sex") or "U", p.get("father"), p.get("mother"), p.get("twins") or "")
                for p in people
            ),
            id=family,
        )
    except InvalidPedigree as fault:
        return str(fault)
    return ""
