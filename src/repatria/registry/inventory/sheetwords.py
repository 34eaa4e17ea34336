"""The words of old sheets: an element and a side, a completeness, human or not. Not understood is refused, never guessed."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from repatria.registry.drawing.finding import find
from repatria.registry.inventory.kinds import CRANIUM, by_short, kinds
from repatria.registry.refusals import Impossible

SIDES = {
    "": "", "l": "L", "left": "L", "lt": "L", "sin": "L", "r": "R", "right": "R", "rt": "R", "dex": "R", "m": "M", "mid": "M",
    "midline": "M", "u": "U", "unk": "U", "unknown": "U", "?": "U", "indet": "U", "n/a": "", "-": "",
}  # fmt: skip
HUMAN = {"": "", "human": "human", "h": "human", "yes": "human", "animal": "animal", "a": "animal", "non-human": "animal",
         "not human": "animal", "undetermined": "undetermined", "?": "undetermined", "unknown": "undetermined"}  # fmt: skip
CLASSES = {"": None, "fragment": 1, "frag": 1, "complete": 5, "whole": 5, "?": None, "unknown": None, "-": None}


def element_of(text: str, side: str = "") -> str:
    """The code of the element that a sheet names; its side may stand in the name or in a column of its own."""
    words = " ".join(text.lower().split())
    if not words:
        raise Impossible("element: empty. A line without an element is not a specimen.")
    asked = side.strip().lower().rstrip(".")
    if asked not in SIDES:
        raise Impossible(f"side {side.strip()!r}: not understood. Write left, right, midline or unknown.")
    return _element(words, SIDES[asked])


@lru_cache(maxsize=4096)
def _element(words: str, side: str) -> str:
    said = kinds()
    if words in said:
        return _with_side(said[words].family, said[words].side, side, words)
    in_name = re.fullmatch(r"(?:(left|right|lt|rt|l|r)\.? )?(.+?)(?:[, ]+(left|right|lt|rt|l|r)\.?)?", words)
    assert in_name is not None
    told = SIDES[in_name[1] or in_name[3] or ""]
    if told and side and told != side:
        raise Impossible(f"element {words!r}: its name and its side column disagree. Correct one of them.")
    side, bare = side or told, in_name[2]
    family = bare.replace(" ", "-")
    if any(kind.family == family for kind in said.values()):
        return _with_side(family, "", side, words)
    if bare in _broad():
        return _broad()[bare]
    found = by_short().get(bare.replace(" ", ""))
    if found is not None:
        return _with_side(found.family, found.side, side, words)
    likely = find(f"{bare} {'' if side not in 'LR' else {'L': 'left', 'R': 'right'}.get(side, '')}".strip(), limit=40)
    families = {kind.family for kind in likely if kind.kind == "bone"} or {kind.family for kind in likely}
    if len(families) != 1:
        what = "no element is called so" if not families else f"it fits {', '.join(sorted(families)[:4])}"
        raise Impossible(f"element {words!r}: {what}. Write the element's name or its code.")
    return _with_side(families.pop(), "", side, words)


@cache
def _broad() -> dict[str, str]:
    """What a sheet calls a bone without saying which: a rib, a vertebra, a fragment. A side it gives is kept as a remark."""
    named = {kind.name.split(",")[0]: kind.code for kind in kinds().values() if kind.kind == "open" and kind.count > 1}
    own = {name: code for name, code in named.items() if not any(k.family == name.replace(" ", "-") for k in kinds().values())}
    return {**own, "rib": "rib-unsided", "skull": CRANIUM, "cranium": CRANIUM}


def side_left_out(code: str, side: str) -> bool:
    """Whether a sheet's side says more than the element's code does."""
    return kinds()[code].side in ("U", "M") and SIDES.get(side.strip().lower().rstrip("."), "") in ("L", "R")


def _with_side(family: str, own: str, side: str, words: str) -> str:
    of_family = {kind.side: kind.code for kind in kinds().values() if kind.family == family}
    if own and side and own != side:
        raise Impossible(f"element {words!r}: its code and its side column disagree. Correct one of them.")
    wanted = own or side
    if wanted in of_family:
        return of_family[wanted]
    if set(of_family) == {"U"}:
        return of_family["U"]
    if not wanted and len(of_family) == 1:
        return next(iter(of_family.values()))
    if not wanted and "U" in of_family:
        return of_family["U"]
    if not wanted and f"{family}" in of_family.values():
        return family
    raise Impossible(f"element {words!r}: side {side or 'not given'} does not fit it. Write its code from the catalogue.")


def completeness_of(text: str) -> int | None:
    """The class 1 to 5 of a digit, a percentage or a word; ``None`` where nothing is said."""
    words = text.strip().lower()
    if words in CLASSES:
        return CLASSES[words]
    if re.fullmatch(r"[1-5]", words):
        return int(words)
    percent = re.fullmatch(r"(\d{1,3})\s*%", words)
    if percent and int(percent[1]) <= 100:
        share = int(percent[1])
        return 5 if share == 100 else min(share // 25, 3) + 1
    raise Impossible(f"completeness {text.strip()!r}: not understood. Write 1 to 5, a percentage such as 40 %, or complete.")


def human_of(text: str) -> str:
    """Human, animal or undetermined; empty where nothing is said."""
    words = text.strip().lower()
    if words not in HUMAN:
        raise Impossible(f"human {text.strip()!r}: not understood. Write human, animal or undetermined.")
    return HUMAN[words]
