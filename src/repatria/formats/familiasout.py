"""Writing Familias 3 projects: the frequency database, alternative pedigrees, and families with unidentified people (DVI).

Familias states less than a CaseFile. What it cannot state is refused (twins, founder inbreeding, mutation matrices) or left out
with a note (profiles with possible drop-out or half-typed markers), never changed in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from repatria.errors import InvalidCase
from repatria.formats.familiasdvi import MISSING, REFERENCE
from repatria.formats.notes import Notes
from repatria.formats.reading import Reading
from repatria.model import CallKind, Family, Locus, MutationModel, Panel, Pedigree, Profile

VERSION = "3.3.1"
_MODELS = {"none": 0, "equal": 0, "proportional": 1, "stepwise": 4}
_SETTINGS = """[Advanced]
[[Direct/Identity]]
Dropin= 0
Dropout= 0
Error= 0
[[Other]]
NumberOfDecimals= 10
[[DVI]]
QuickSearch= Enabled
AllowedMismatches= 5
[[Simulation]]
SaveGenotypes= Disabled
SaveComplete= Enabled
ForceMAF= Disabled"""


def familias_lines(reading: Reading, notes: Notes) -> Iterator[str]:
    """The lines of a project that holds ``reading``; :class:`InvalidCase` for what Familias cannot state."""
    if len(reading.panels) != 1:
        raise InvalidCase(f"Familias: {len(reading.panels)} panels of frequencies. A project holds exactly one: choose it.")
    panel = reading.panels[0]
    dvi = bool(reading.families or reading.profiles)
    for pedigree in (*reading.pedigrees, *(f.pedigree for f in reading.families)):
        if pedigree.inbreeding or pedigree.inbreeding_x or any(p.twins for p in pedigree.people):
            raise InvalidCase(f"Familias: pedigree {pedigree.id} has twins or inbred founders, which a project cannot state.")
    yield f'"Output from Familias, version {VERSION}"'
    yield '"DO NOT EDIT!"'
    yield f"{VERSION} (DVI)" if dvi else VERSION
    yield '""'
    yield from _main(reading, panel, notes)
    yield f"#FALSE# (#Databases: 1 ;Theta/Kinship/Fst: {_text(reading.theta or 0.0)} )"
    yield from (str(len(panel.loci)), "#TRUE#", _quoted(panel.name))
    dropout = _dropout(reading.typed)
    for locus in panel.loci:
        yield from _locus(locus, dropout.get(locus.name, 0.0))
    if dvi:
        yield from _dvi(reading, notes)
    yield from _SETTINGS.split("\n")


def _text(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _quoted(text: str) -> str:
    if '"' in text or not text.isprintable():
        raise InvalidCase(f"Familias: {text[:60]!r} holds a double quote or a line end. Rename it.")
    return f'"{text}"'


def _named(allele: str) -> str:
    return "Rest allele" if allele == "Rest" else allele


def _dropout(typed: Mapping[str, Profile]) -> dict[str, float]:
    """The drop-out probability of each marker; a project states one per marker for everybody who may have drop-out."""
    found: dict[str, float] = {}
    for profile in typed.values():
        kinds = {call.kind for call in profile.calls.values()}
        if len(kinds) > 1 or CallKind.AT_LEAST in kinds:
            raise InvalidCase(f"Familias: profile {profile.id} has half-typed markers or drop-out at some only. Leave it out.")
        for marker, call in profile.calls.items():
            if call.kind is not CallKind.DROPPED:
                continue
            if found.setdefault(marker, call.dropout) != call.dropout or call.dropout_hom is not None or call.dropin:
                raise InvalidCase(f"Familias: {profile.id}, {marker}: a project states one drop-out per marker and no drop-in.")
    return found


def _locus(locus: Locus, dropout: float) -> Iterator[str]:
    models = locus.female, locus.male
    for model in models:
        if model.kind not in _MODELS or model.transform != "none":
            raise InvalidCase(
                f"Familias: marker {locus.name}: mutation by a matrix or a transform cannot be stated. Choose a model."
            )
    alleles = len(locus.alleles)
    yield _quoted(locus.name)
    yield from (_text(m.rate) for m in models)
    yield from (str(_MODELS[m.kind]) for m in models)
    yield str(alleles + bool(locus.silent))
    yield from (_text(_range(m)) for m in models)
    yield from (_text(m.rate2) for m in models)
    yield "#TRUE#" if locus.silent else "#FALSE#"
    yield _text(locus.silent)
    size = f"DatabaseSize = {locus.sampled} , Dropout probability = {_text(dropout)} , Minor allele frequency = 0"
    yield f"{alleles}\t({size} )"
    for allele, p in zip(locus.alleles, locus.frequencies, strict=True):
        yield from (_quoted(_named(allele)), _text(p))


def _range(model: MutationModel) -> float:
    return model.range if model.kind == "stepwise" else 0.1


def _main(reading: Reading, panel: Panel, notes: Notes) -> Iterator[str]:
    """People, known relations (none) and the alternative pedigrees."""
    people: dict[str, str] = {}
    for pedigree in reading.pedigrees:
        own = set(_extras(pedigree))
        for person in pedigree.people:
            if person.id not in own and people.setdefault(person.id, person.sex) != person.sex:
                raise InvalidCase(f"Familias: {person.id} has another sex in pedigree {pedigree.id}. Correct one.")
    for who, profile in reading.typed.items():
        people.setdefault(who, profile.sex)
    yield str(len(people))
    for who, sex in people.items():
        yield from _person(who, sex, reading.typed.get(who), panel, notes)
    yield from ('"Known relations"', "0", "0", "0", str(len(reading.pedigrees)))
    for number, pedigree in enumerate(reading.pedigrees):
        extras = _extras(pedigree)
        women = [w for w in extras if pedigree[w].sex == "F"]
        order = {who: i for i, who in enumerate([*people, *women, *(w for w in extras if w not in women)])}
        pairs = [(parent, p.id) for p in pedigree.people for parent in (p.father, p.mother) if parent is not None]
        yield from (str(number), _quoted(pedigree.id), str(len(women)), str(len(extras) - len(women)), str(len(pairs)))
        for parent, child in pairs:
            yield from (str(order[parent]), str(order[child]))


def _extras(pedigree: Pedigree) -> list[str]:
    """People of one pedigree only, whom Familias counts instead of naming them."""
    starts = tuple(f"{pedigree.id} extra {noun} ".lstrip() for noun in ("woman", "man"))
    return [p.id for p in pedigree.people if pedigree.id and p.id.startswith(starts)]


def _person(who: str, sex: str, profile: Profile | None, panel: Panel, notes: Notes) -> Iterator[str]:
    if sex == "U":
        raise InvalidCase(f"Familias: the sex of {who} is unknown; a project states everybody's. Record it.")
    calls = {} if profile is None else profile.calls
    dropped = any(call.kind is CallKind.DROPPED for call in calls.values())
    yield from (_quoted(who), "#FALSE#", "-1 (Consider dropouts)" if dropped else "-1", "#FALSE#")
    yield "#TRUE#" if sex == "M" else "#FALSE#"
    yield str(len(calls))
    for marker, call in calls.items():
        if marker not in panel or any(a not in panel[marker].alleles for a in call.alleles):
            raise InvalidCase(
                f"Familias: {who}, {marker}: alleles {', '.join(call.alleles)} are not in the database. Add them."
            )
        first, second = call.alleles[0], call.alleles[-1]
        alleles = panel[marker].alleles
        yield from (str(alleles.index(first)), str(alleles.index(second)), str(panel.index[marker]))


def _dvi(reading: Reading, notes: Notes) -> Iterator[str]:
    profiles = [p for p in reading.profiles if _statable(p, notes)]
    families = [f for f in reading.families if _writable(f, notes)]
    yield from ("", "[DVI]", "[[Unidentified persons]]", f"nPersons= {len(profiles)}")
    for i, profile in enumerate(profiles):
        yield f"[[[Person {i + 1} ]]]"
        yield from _dna(profile.id, profile.sex, profile, 4)
    yield from ("[[Notes]]", f"nFamilies= {len(families)}", *([""] * len(families)))
    yield from ("[[Reference Families]]", f"nFamilies= {len(families)}")
    for i, family in enumerate(families):
        yield f"[[[Family {i + 1} ]]]"
        yield from _family(family, notes)
    yield from ("[Prior]", "UseList= Yes", f"Size= {len(profiles)}")


def _statable(profile: Profile, notes: Notes) -> bool:
    plain = all(call.kind is CallKind.CALLED for call in profile.calls.values())
    if not plain:
        notes.add("profile_left_out", f"{profile.id}: half-typed markers or drop-out cannot be stated in a Familias project")
    return plain


def _writable(family: Family, notes: Notes) -> bool:
    names = familias_names(family)
    clash = [p.id for p in family.pedigree.people if p.id.startswith("Missing") and p.id not in family.missing]
    parents = {x for p in family.pedigree.people for x in (p.father, p.mother) if x}
    alone = [m for m in family.missing if m not in parents and not (family.pedigree[m].father or family.pedigree[m].mother)]
    if clash or alone or len(set(names.values())) != len(names):
        notes.add(
            "family_left_out", f"{family.id}: {(clash or alone or list(names))[0]} cannot be stated in a Familias project"
        )
        return False
    return all(_statable(p, notes) for p in family.references.values())


def familias_names(family: Family) -> dict[str, str]:
    """The name Familias will know each person by: a missing person must be called so."""
    names = {p.id: p.id for p in family.pedigree.people}
    for who in family.missing:
        bare = who.removeprefix(f"{family.id}:")
        names[who] = bare if bare.startswith("Missing") else f"Missing {bare}"
    if MISSING not in (names[m] for m in family.missing):
        names[family.missing[0]] = MISSING
    return names


def _dna(name: str, sex: str, profile: Profile | None, depth: int) -> Iterator[str]:
    calls = {} if profile is None else profile.calls
    _quoted(name)
    yield f"Name= {name}"
    yield f"Gender= { {'M': 'Male', 'F': 'Female', 'U': 'Unknown'}[sex] }"
    yield f"{'[' * depth}DNA data{']' * depth}"
    yield f"nSystems= {len(calls)}"
    for marker, call in calls.items():
        yield from (f"SystemName= {marker}", f"Allele1= {_named(call.alleles[0])}", f"Allele2= {_named(call.alleles[-1])}")


def _family(family: Family, notes: Notes) -> Iterator[str]:
    names = familias_names(family)
    for who in family.missing:
        if who not in (names[who], f"{family.id}:{names[who]}"):
            notes.add("renamed", f"{who} of family {family.id} is called {names[who]!r}, as a Familias project requires")
        if names[who] == MISSING and family.pedigree[who].sex != "U" and not any(_partners(family, who)):
            notes.add("not_carried", f"{who} of family {family.id}: a project cannot state the sex of 'Missing person'")
    listed = [p for p in family.pedigree.people if names[p.id] != MISSING]
    yield f"Name= {family.id}"
    yield from ("[[[[Persons]]]]", f"nPersons= {len(listed)}")
    for i, person in enumerate(listed):
        yield f"[[[[[Person {i + 1}]]]]]"
        yield from _dna(names[person.id], person.sex, family.references.get(person.id), 6)
    pairs = [(names[x], names[p.id]) for p in family.pedigree.people for x in (p.father, p.mother) if x is not None]
    yield from ("[[[[Pedigrees]]]]", "nPedigrees= 2")
    for number, title in enumerate((REFERENCE, family.id)):
        yield from (f"[[[[[Pedigree {number + 1}]]]]]", f"Name= {title}", f"nRelations= {len(pairs)}")
        yield from _pairs(pairs)


def _partners(family: Family, who: str) -> Iterator[str]:
    """Those with whom ``who`` has a recorded child: they tell the sex of ``who``."""
    for child in family.pedigree.children(who):
        yield from (x for x in (child.father, child.mother) if x not in (who, None) and family.pedigree[x or who].sex != "U")


def _pairs(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    for parent, child in pairs:
        yield from (f"Parent= {parent}", f"Child= {child}")
