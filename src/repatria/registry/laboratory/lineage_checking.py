"""What is asked of every new lineage profile before it is used: does it show the type of staff or of a control, is it of a man where
a Y was read, and does it fit the others of its line.

That two people share a type is what a lineage is for, so remains are not compared with each other or with donors here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from repatria.model.mitotype import Mitotype
from repatria.registry import gateway
from repatria.registry.codes.models import Kind
from repatria.registry.laboratory import kinlink
from repatria.registry.laboratory.lineages import MT, Lineage, Y, lineage_of
from repatria.registry.laboratory.models import Alarm, Consensus, Control, ControlLineage, Profile
from repatria.registry.laboratory.subjects import in_chunks

LEAST = {MT: 100, Y: 8}
"""Positions, or markers, that two profiles must share to be compared. An assumption of this project."""
APART = {MT: 3, Y: 4}
"""Differences from which two profiles of one line are doubted: mutation seldom makes so many. An assumption of this project."""
WORDS = {MT: "mitochondrial type", Y: "Y type"}
UNITS = {MT: "positions", Y: "markers"}
LINE = {MT: "mothers", Y: "fathers"}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One alarm to be opened: about which profile, of which kind, about whom, in words."""

    profile: int
    kind: str
    about: str
    sentence: str
    control: Control | None = None


def beside(one: Lineage, other: Lineage) -> gateway.Beside:
    """Two profiles of one kind beside each other."""
    if isinstance(one, Mitotype) and isinstance(other, Mitotype):
        return gateway.mitotypes_beside(one, other)
    assert not isinstance(one, Mitotype) and not isinstance(other, Mitotype)
    return gateway.haplotypes_beside(one, other)


def doubts(incident: Any, rows: Sequence[Profile], *, token: str = "", kin: bool = True) -> Iterator[Doubt]:
    """Everything that speaks against using ``rows``; ``token`` asks about one control only."""
    yield from _controls(incident, rows, token)
    if not token:
        yield from _women(rows)
        if kin:
            yield from _line(incident, rows)


def _controls(incident: Any, rows: Sequence[Profile], token: str) -> Iterator[Doubt]:
    known = ControlLineage.objects.filter(control__incident=incident, control__until__isnull=True).select_related("control")
    for one in known.filter(control__token=token) if token else known:
        theirs = lineage_of(one.type, one.control.token, one.kept)
        for row in rows:
            if row.type != one.type:
                continue
            found = beside(lineage_of(row.type, row.thing.code, row.calls), theirs)
            if found.size >= LEAST[row.type] and not found.differences:
                sentence = (
                    f"{row.thing.code} shows the {WORDS[row.type]} of {one.control.token} ({one.control.get_kind_display()}) "
                    f"over {found.size} {UNITS[row.type]}; strangers may share one"
                )
                yield Doubt(row.pk, Alarm.Kind.CONTAMINATION, f"{one.control.token} {one.type}", sentence, one.control)


def _women(rows: Sequence[Profile]) -> Iterator[Doubt]:
    """A Y profile of somebody who is recorded as a woman, or whose other markers show one."""
    mine = [row for row in rows if row.type == Y and row.subject_id]
    recorded_as = kinlink.sexes_of(row.subject_id or 0 for row in mine if row.subject and row.subject.kind == Kind.KIN)
    for some in in_chunks({row.subject_id for row in mine}):
        shown = Consensus.objects.filter(subject__in=some, state=Consensus.State.CURRENT).exclude(sex="U")
        recorded_as.update({k: sex for k, sex in shown.values_list("subject_id", "sex") if k not in recorded_as})
    for row in mine:
        if recorded_as.get(row.subject_id or 0) == "F":
            yield Doubt(
                row.pk,
                Alarm.Kind.SEX,
                Y,
                f"{row.thing.code} shows a Y chromosome; recorded, or shown by other markers, is a woman",
            )


def _line(incident: Any, rows: Sequence[Profile]) -> Iterator[Doubt]:
    """Donors of one line who do not show one type: a swapped tube, or a wrong relation. Told to geneticists only."""
    donors = {row.subject_id for row in rows if row.subject_id and row.subject and row.subject.kind == Kind.KIN}
    if not donors or not kinlink.installed():
        return
    fresh = {row.pk for row in rows}
    folders = [f for f in kinlink.folders(incident, around=donors) if donors & set(f.donors.values()) and len(f.donors) > 1]
    shown = _shown(t for f in folders for t in f.donors.values())
    for folder in folders:
        for type in (MT, Y):
            typed = [(who, shown[thing, type]) for who, thing in sorted(folder.donors.items()) if (thing, type) in shown]
            for (one, left), (other, right) in combinations(typed, 2):
                if not {left.pk, right.pk} & fresh or gateway.transmissions(folder.pedigree, one, other, LINE[type]) is None:
                    continue
                found = beside(*(lineage_of(type, p.thing.code, p.calls) for p in (left, right)))
                if found.size >= LEAST[type] and found.differences >= APART[type]:
                    for mine, theirs in ((left, right), (right, left)):
                        sentence = (
                            f"{mine.thing.code} and {theirs.thing.code}, of one line in {folder.code}, differ at {found.differences} of "
                            f"{found.size} {UNITS[type]}"
                        )
                        yield Doubt(mine.pk, Alarm.Kind.KIN, f"{folder.code} {type}", sentence)


def _shown(things: Iterable[int]) -> dict[tuple[int, str], Profile]:
    """The latest lineage profile of each donor whose consent is in force, by thing and kind."""
    found: dict[tuple[int, str], Profile] = {}
    usable = kinlink.usable_donors(set(things))
    for some in in_chunks(usable):
        rows = Profile.objects.filter(
            subject__in=some, type__in=(MT, Y), status__in=(Profile.Status.REPORTABLE, Profile.Status.HELD)
        )
        for row in rows.select_related("thing").order_by("pk"):
            if row.calls:
                found[row.subject_id or 0, row.type] = row
    return found
