"""Y-STR profiles for tests."""

from __future__ import annotations

from typing import Any

import numpy as np

from repatria.model.haplotypes import Database
from repatria.model.yhaplotype import COPIES, YHaplotype
from repatria.reference.ystr import kits

FOUNDER = {
    "DYS19": 14, "DYS385": (11, 14), "DYS389I": 13, "DYS389II": 29, "DYS390": 24, "DYS391": 11, "DYS392": 13, "DYS393": 13, "DYS437": 15,
    "DYS438": 12, "DYS439": 12, "DYS448": 19, "DYS456": 16, "DYS458": 17, "DYS635": 23, "YGATAH4": 12, "DYS481": 22, "DYS533": 12,
    "DYS549": 13, "DYS570": 17, "DYS576": 18, "DYS643": 10, "DYS449": 29, "DYS460": 11, "DYS518": 38, "DYS627": 21, "DYF387S1": (35, 37),
}  # fmt: skip


def man(id: str, kit: str = "Yfiler", changes: dict[str, str] | None = None, **facts: Any) -> YHaplotype:
    """A profile of a kit, with some markers written otherwise ("" for no result)."""
    alleles = {m: tuple(map(str, v)) if isinstance(v := FOUNDER[m], tuple) else (str(v),) for m in kits()[kit]}
    for marker, text in (changes or {}).items():
        alleles[marker] = tuple(text.split(","))
    return YHaplotype(id, {m: a for m, a in alleles.items() if a != ("",)}, **facts)


def some(n: int, seed: int, code: str, kinds: tuple[str, ...] = ("PowerPlex Y", "Yfiler", "Yfiler Plus")) -> list[YHaplotype]:
    """Men around two founders, some partial, some with a copy that may have dropped out, every two of one line."""
    rng = np.random.default_rng(seed)
    out = []
    for i in range(n):
        alleles = {}
        for marker in kits()[kinds[int(rng.integers(len(kinds)))]]:
            base = FOUNDER[marker] if isinstance(FOUNDER[marker], tuple) else (FOUNDER[marker],)
            away = rng.choice([-1, 0, 0, 0, 0, 0, 0, 1], size=len(base))
            alleles[marker] = tuple(f"{b + d}" for b, d in zip(base, away, strict=True))  # type: ignore[arg-type]
        dropped = frozenset()
        if i % 4 == 0 and "DYS385" in alleles:
            alleles["DYS385"], dropped = alleles["DYS385"][:1], frozenset({"DYS385"})
        if i % 3 == 0:
            del alleles["DYS392"]
        if i % 5 == 0:
            alleles["DYS390"] = ("24.2",)
        told = int(rng.integers(5)) if i % 3 else None
        out.append(
            YHaplotype(f"{code}{i}", {m: tuple(dict.fromkeys(a)) for m, a in alleles.items()}, "M", dropped, f"L{i // 2}", told)
        )
    assert set(COPIES) <= set(FOUNDER)
    return out


def pool(n: int) -> Database[YHaplotype]:
    """An invented database."""
    return Database("invented men", tuple(some(n, 99, "E", ("Yfiler Plus",))), simulated=True)
