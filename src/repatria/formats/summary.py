"""What a reading holds, counted: the answer of ``repatria check``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from repatria.formats.catalogue import FORMATS
from repatria.formats.notes import CODES, Notes
from repatria.formats.reading import Reading
from repatria.model import CallKind, Profile


def summary(reading: Reading, profiles: Iterable[Profile] = ()) -> dict[str, Any]:
    """Counts, sexes, markers and notes of ``reading`` as plain values, ready for JSON.

    ``profiles`` are further ones, counted as they come with those of ``reading``; they need not fit in memory together.
    """
    seen = _Seen({x.name: set(x.alleles) for panel in reading.panels for x in panel.loci})
    streamed = seen.count(profiles)
    seen.count(reading.every_profile())
    people = [p for ped in (*reading.pedigrees, *(f.pedigree for f in reading.families)) for p in ped.people]
    populations = [
        {"population": x.name, "markers": len(x.loci), "alleles": sum(len(m.alleles) for m in x.loci)} for x in reading.panels
    ]
    return {
        "format": reading.format,
        "real_files": FORMATS[reading.format].proof,
        "profiles": len(reading.profiles) + streamed,
        "families": len(reading.families),
        "missing": sum(len(f.missing) for f in reading.families),
        "pedigrees": len(reading.pedigrees),
        "people": len(people),
        "typed_relatives": sum(len(f.references) for f in reading.families) + len(reading.typed),
        "sexes": {"profiles": dict(sorted(seen.sexes.items())), "people": dict(sorted(Counter(p.sex for p in people).items()))},
        "calls": {kind.value: seen.kinds[kind] for kind in CallKind},
        "markers": dict(seen.markers),
        "frequencies": populations,
        "theta": reading.theta,
        "alleles_without_frequency": [{"marker": m, "allele": a} for m, a in sorted(seen.strange)],
        "left_out": reading.notes.left_out,
        "notes": noted(reading.notes),
    }


class _Seen:
    """What profiles show, counted one by one."""

    def __init__(self, alleles: dict[str, set[str]]) -> None:
        self.alleles = alleles
        self.sexes: Counter[str] = Counter()
        self.kinds: Counter[CallKind] = Counter()
        self.markers: Counter[str] = Counter()
        self.strange: set[tuple[str, str]] = set()

    def count(self, profiles: Iterable[Profile]) -> int:
        """Count ``profiles`` in and return how many there were."""
        number = 0
        for profile in profiles:
            number += 1
            self.sexes[profile.sex] += 1
            self.markers.update(profile.calls.keys())
            self.kinds.update(call.kind for call in profile.calls.values())
            for marker in profile.calls.keys() & self.alleles.keys():
                self.strange.update((marker, a) for a in profile.calls[marker].alleles if a not in self.alleles[marker])
        return number


def noted(notes: Notes) -> list[dict[str, Any]]:
    """The notes by kind, what was left out first."""
    order = sorted(notes.seen, key=lambda code: (not CODES[code][0], code))
    return [
        {
            "code": code,
            "count": notes.seen[code],
            "left_out": CODES[code][0],
            "meaning": CODES[code][1],
            "examples": [{"text": n.text, "line": n.line} for n in notes.shown if n.code == code],
        }
        for code in order
    ]


def in_words(facts: dict[str, Any]) -> list[str]:
    """The same for a person: a few lines, suspicious things last."""
    said = [f"format: {facts['format']} ({facts['real_files']})"]
    counts = ((f"{facts[key]:,} {noun}") for key, noun in _NOUNS if facts[key])
    said.append("holds: " + (", ".join(counts) or "no people"))
    for who in ("profiles", "people"):
        if facts["sexes"][who]:
            said.append(f"sex of {who}: " + ", ".join(f"{n:,} {sex}" for sex, n in facts["sexes"][who].items()))
    if facts["markers"]:
        kinds = ", ".join(f"{n:,} {kind.replace('_', ' ')}" for kind, n in facts["calls"].items() if n)
        said.append(f"markers: {len(facts['markers'])} ({', '.join(facts['markers'])}); calls: {kinds}")
    for panel in facts["frequencies"][:8]:
        said.append(f"frequencies of {panel['population']}: {panel['markers']} markers, {panel['alleles']:,} alleles")
    if len(facts["frequencies"]) > 8:
        said.append(f"and of {len(facts['frequencies']) - 8} more populations")
    if facts["theta"]:
        said.append(f"theta: {facts['theta']:g}")
    strange = facts["alleles_without_frequency"]
    if strange:
        first = ", ".join(f"{x['marker']} {x['allele']}" for x in strange[:8])
        said.append(f"look at: {len(strange)} alleles without a frequency: {first}")
    return said + notes_in_words(facts["notes"])


_NOUNS = (
    ("profiles", "profiles without a pedigree"),
    ("families", "families"),
    ("missing", "missing people"),
    ("pedigrees", "pedigrees"),
    ("people", "people in pedigrees"),
    ("typed_relatives", "of them typed"),
)


def notes_in_words(notes: list[dict[str, Any]]) -> list[str]:
    """A line per kind of note with its first examples."""
    said = []
    for note in notes:
        shown = "; ".join(e["text"] + (f" (line {e['line']})" if e["line"] else "") for e in note["examples"][:3])
        more = f"; and {note['count'] - 3:,} more" if note["count"] > 3 else ""
        said.append(f"{'left out' if note['left_out'] else 'look at'}: {note['count']:,} × {note['meaning']}: {shown}{more}")
    return said
