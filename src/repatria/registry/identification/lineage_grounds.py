"""Whether the lineages behind an evidence file are still those that were weighed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from repatria.model import CaseFile
from repatria.model.mitotype import Mitotype
from repatria.model.yhaplotype import YHaplotype
from repatria.registry.codes.models import Kind
from repatria.registry.laboratory import kinlink
from repatria.registry.laboratory.lineage_checking import LEAST
from repatria.registry.laboratory.lineages import kept_mt, kept_y, lineage_of
from repatria.registry.laboratory.models import Lineage

Content = dict[tuple[str, str], str]
"""(code, kind) -> what is shown, as text that two notations of one profile share."""


def lineages_changed(
    case: CaseFile, incident: Any, bones: Iterable[str], family: str, *, women: Iterable[str] = ()
) -> list[str]:
    """Codes of bones and relatives whose lineage is not as it was when ``case`` was frozen; ``women`` give no Y."""
    mine = set(bones)
    then: Content = {}
    for remains in case.beside.remains:
        if remains.subject in mine:
            nouns: list[Mitotype | YHaplotype] = [*remains.mitotypes, *remains.yhaplotypes]
            for noun in nouns:
                then[remains.subject, "mt" if isinstance(noun, Mitotype) else "y"] = _text(noun)
    folder = next((f for f in case.families if f.id == family), None)
    people = set() if folder is None else {p.id for p in folder.pedigree.people}
    for given in case.beside.references:
        if given.family == family:
            shown: Mitotype | YHaplotype | None = given.mitotype or given.yhaplotype
            then[given.person, "mt" if given.mitotype else "y"] = _text(shown)
    now = _now(incident, mine | people, set(women))
    return sorted({code for code, kind in {*then, *now} if then.get((code, kind)) != now.get((code, kind))})


def _now(incident: Any, codes: set[str], women: set[str]) -> Content:
    rows = Lineage.objects.filter(subject__incident=incident, subject__code__in=codes, state=Lineage.State.CURRENT)
    found = [row for row in rows.select_related("subject") if row.size >= LEAST[row.type]]
    donors = {row.subject_id for row in found if row.subject.kind == Kind.KIN}
    usable = kinlink.usable_donors(donors)
    return {
        (row.subject.code, row.type): _text(lineage_of(row.type, row.subject.code, row.kept))
        for row in found
        if (row.subject_id not in donors or row.subject_id in usable) and not (row.type == "y" and row.subject.code in women)
    }


def _text(noun: Mitotype | YHaplotype | None) -> str:
    if noun is None:
        return ""
    return repr(sorted((kept_mt(noun) if isinstance(noun, Mitotype) else kept_y(noun)).items()))
