"""What the author of the exercise plants: two extracts exchanged at the outside laboratory, so that a wrong link comes to be.

Only this file and the score know the truth; nobody who works in the exercise does.
"""

from __future__ import annotations

from collections import defaultdict

from repatria.registry.live.years.life import Life, Plant


def plant(life: Life) -> None:
    """Choose the man with the most typed relatives and his best bone, and a bone without a result of somebody else."""
    case, truth = life.work.exercise()
    shown = {p.id: p for p in case.profiles}
    man_of = {who: man for who, man in zip(truth["people"]["person"], truth["people"]["missing"], strict=True) if man}
    donors = {man: len(f.references) for f in case.families for man in f.missing if len(f.missing) == 1}
    samples, fates = case.extra["samples"], truth["samples"]
    bone_of = dict(zip(samples["sample"], samples["specimen"], strict=True))
    typed: dict[str, list[str]] = defaultdict(list)
    for code, who, fate in zip(fates["profile"], fates["bone_of"], fates["fate"], strict=True):
        if fate == "own" and who in man_of:
            typed[man_of[who]].append(code)
    best = sorted(
        (-donors.get(man, 0), -max(len(shown[c].calls) for c in codes), man) for man, codes in typed.items() if donors.get(man)
    )
    if not best:
        return
    man = best[0][2]
    right = max(typed[man], key=lambda c: (len(shown[c].calls), c))
    kinds = _kinds(life)
    his = {kinds[bone_of[c]] for c in typed[man]}
    wrong = next((c for c, bone in bone_of.items() if c not in shown and kinds[bone] not in his), None)
    if wrong is not None:
        life.plant = Plant(right, wrong, bone_of[wrong], man)


def _kinds(life: Life) -> dict[str, tuple[str, str]]:
    case, _ = life.work.exercise()
    table = case.extra["specimens"]
    return {b: (e, s) for b, e, s in zip(table["specimen"], table["element"], table["side"], strict=True)}
