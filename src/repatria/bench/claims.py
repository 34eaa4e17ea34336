"""What reading finds in reports: claims against a key that was written before the rules were tuned, beside taking every number.

Twenty-eight texts of our own in many styles lie in ``bench/reports``, each with its key, which was written before the program read the
text. A claim is right if its kind, place in the text and everything that the key states of it are right. After a first reading, general
faults were mended: what the bench measures is how the rules hold on texts that have been read. What an unread text gives is told by the
first readings alone, which are kept in ``FIRST``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from repatria.bench.protocol import Figure, Ratio, timed
from repatria.reports import Claim, opened, read

HELP = "claims read from reports against a key, beside taking every number"
REACH_RECALL, REACH_FALSE, REACH_SECONDS = 0.9, 2.0, 5.0
WORDS, QUICK = 5_000, 600
TEXTS = (
    "agency", "wire", "tabloid", "communique", "interview", "factsheet", "turnover", "exchange", "ferry", "burial", "committee",
    "battlefield", "airliner", "parliament", "homecoming", "association", "chronology", "transcript", "brief", "crash", "factbox", "county",
    "islands", "trawler", "release", "column", "radio", "delegations",
)  # fmt: skip
FIRST = (("interview, factsheet", 35, 41, 4), ("turnover, exchange", 36, 43, 5), ("ferry, burial", 29, 49, 5),
         ("committee, battlefield", 23, 33, 1), ("airliner, parliament", 30, 36, 3),
         ("homecoming, association, chronology, transcript", 48, 79, 7), ("brief, crash, factbox, county", 39, 64, 2),
         ("islands, trawler, release, column", 54, 72, 9), ("radio, delegations", 23, 34, 6))  # fmt: skip
"""First readings in their order, each by the rules as they stood then: texts, claims right, claims asked, false claims."""
CONTROLS = ("no-figure.txt", "links-only.html")


@dataclass(frozen=True, slots=True)
class Score:
    """How one text came out; ``optional`` entries of the key count neither as missed nor as false."""

    name: str
    asked: int
    right: int
    wrong: int
    false: int
    missed: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def recall(self) -> float:
        """Claims of the key that were found with everything right."""
        return self.right / self.asked if self.asked else 1.0

    @property
    def precision(self) -> float:
        """Claims right among all proposed."""
        proposed = self.right + self.wrong + self.false
        return self.right / proposed if proposed else 1.0


def figures(quick: bool = False) -> list[Figure]:
    """Recall, false claims a text, and the time of a long report."""
    scores = [score(name, reading(name)) for name in TEXTS]
    base = [score(name, every_number(text(f"{name}.txt"))) for name in TEXTS]
    controls = sum(len(control(name)) for name in CONTROLS)
    recall, least = total(scores), total(base)
    false = sum(s.false for s in scores) / len(scores)
    base_false = sum(s.false for s in base) / len(base)
    each = "; ".join(f"{s.name} {s.recall:.0%} recall, {s.precision:.0%} precision, {s.false} false" for s in scores)
    firsts = "; ".join(f"{names} {right} of {of} right, {untrue} false" for names, right, of, untrue in FIRST)
    note = f"{each}; {controls} claims in {len(CONTROLS)} texts without any. As read for the first time: {firsts}."
    long = (text("agency.txt") + "\n\n" + text("wire.txt") + "\n\n") * 40
    long = " ".join(re.split(r"(?<=\n\n)", long))
    long = long[: [m.end() for m in re.finditer(r"\S+", long)][(QUICK if quick else WORDS) - 1]]
    found, warm, cold, peak = timed(lambda: read(long, published="2018-08-14"), 1 if quick else 3)
    bare, plain, _, _ = timed(lambda: every_number(long), 1)
    asked = f"{sum(s.asked for s in scores)} claims of {len(TEXTS)} texts"
    return [
        Figure("recall", recall, "of the key", asked, REACH_RECALL, True, cold, peak, 0.0,
               Ratio("recall of taking every number", least, recall / max(least, 1e-9)), note),
        Figure("false claims", false, "a text", asked, REACH_FALSE, False, cold, peak, 0.0,
               Ratio("false claims of taking every number", base_false, base_false / max(false, 1e-9)),
               f"precision {precision(scores):.0%}, of taking every number {precision(base):.0%}"),
        Figure("long report", warm, "s", f"{len(long.split()):,} words, {len(found)} claims", REACH_SECONDS, False, cold, peak, 0.0,
               Ratio(f"taking every number, {len(bare)} of them", plain, plain / max(warm, 1e-9))),
    ]  # fmt: skip


def total(scores: Sequence[Score]) -> float:
    """Recall over all texts together."""
    return sum(s.right for s in scores) / max(sum(s.asked for s in scores), 1)


def precision(scores: Sequence[Score]) -> float:
    """Precision over all texts together."""
    return sum(s.right for s in scores) / max(sum(s.right + s.wrong + s.false for s in scores), 1)


def text(name: str) -> str:
    """A text that comes with the bench."""
    return (files("repatria.bench") / "reports" / name).read_text("utf-8")


def key(name: str) -> dict[str, Any]:
    """The key of a text."""
    return tomllib.loads(text(f"{name}.toml"))


def reading(name: str) -> tuple[Claim, ...]:
    """The claims that are read from a text of the key."""
    told = key(name)
    return read(text(f"{name}.txt"), published=told["published"] or None, place=told["place"] or None)


def control(name: str) -> tuple[Claim, ...]:
    """The claims of a text that makes none."""
    report = opened(text(name).encode("utf-8"), name)
    return read(report.text, published=report.published, links=report.links)


def every_number(words: str) -> tuple[Claim, ...]:
    """The baseline: every number in digits is an exact count of persons, its unit the next word."""
    return tuple(
        Claim(
            kind="count", subject="number", quote=m.group(1), start=m.start(1), end=m.end(1), counts="persons",
            value=int(m.group(1).replace(",", "")), low=0, high=None, unit=(m.group(2) or "").lower(),
        )
        for m in re.finditer(r"(\d[\d,]*)(?: ([A-Za-z]+))?", words)
        if len(m.group(1)) < 12 and m.group(1)[-1] != ","
    )  # fmt: skip


def score(name: str, claims: Sequence[Claim]) -> Score:
    """Hold claims against the key of text ``name``."""
    told, words = key(name), text(f"{name}.txt")
    free = list(claims)
    right, wrong, asked, missed, at = 0, 0, 0, [], 0
    for entry in told["claim"]:
        begin = words.find(entry["near"], at)
        begin = at = words.find(entry["near"]) if begin < 0 else begin
        near = (begin, begin + len(entry["near"]))
        kinds = (entry["kind"], *entry.get("also", ()))
        there = [c for c in free if c.kind in kinds and c.start < near[1] and c.end > near[0]]
        best = min(there, key=lambda c: len(faults(entry, c)), default=None)
        optional = entry.get("optional", False)
        asked += not optional
        if best is None:
            missed += [] if optional else [f"{entry['kind']}: {entry['near']}"]
            continue
        free.remove(best)
        amiss = faults(entry, best)
        if optional:
            continue
        right += not amiss
        wrong += bool(amiss)
        missed += [f"{entry['kind']}: {entry['near']}: {', '.join(amiss)}"] if amiss else []
    extra = tuple(f"{c.kind}: {c.quote[:70]}" for c in free)
    return Score(name, asked, right, wrong, len(free), tuple(missed), extra)


def faults(entry: dict[str, Any], claim: Claim) -> list[str]:
    """Everything the key states that the claim has otherwise."""
    when = claim.about_time.value if claim.about_time else None
    said = {
        "value": claim.value, "low": claim.low, "high": claim.high, "counts": claim.counts, "unit": claim.unit,
        "qualifier": claim.qualifier, "time": when, "place": claim.place, "medium": claim.medium,
    }  # fmt: skip
    out = [f"{name} {said[name]!r}" for name in said if name in entry and not _is(said[name], entry[name])]
    if "by" in entry and str(entry["by"]).lower() not in (claim.asserted_by or "").lower():
        out.append(f"by {claim.asserted_by!r}")
    if "subject" in entry and not any(word in claim.subject.lower() for word in entry["subject"]):
        out.append(f"subject {claim.subject!r}")
    return out


def _is(found: object, stated: object) -> bool:
    if isinstance(stated, list):
        return found in stated
    if isinstance(stated, str) and isinstance(found, str):
        return stated.lower() in found.lower()
    return found == stated
