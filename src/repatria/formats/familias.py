"""Familias 3 projects (``.fam``): the people, pedigrees and frequency database. The DVI block is read in familiasdvi.py.

The file is a list of lines whose meaning follows from their order, marked "do not edit" by the program. The layout used here
was taken from files that Familias wrote; what no such file has shown (a silent allele, precomputed probabilities, identity
relations, a stationary stepwise model) is refused or marked in a note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from repatria.errors import InvalidInput, UnreadableFile
from repatria.formats.familiasdvi import read_dvi
from repatria.formats.familiaslines import Lines
from repatria.formats.limits import MAX_PEOPLE
from repatria.formats.markers import AMELOGENIN, is_x, marker_name
from repatria.formats.notes import Notes
from repatria.formats.reading import Reading
from repatria.formats.text import allele_of, code_of, number_of
from repatria.model import Call, CallKind, Locus, MutationModel, Panel, Pedigree, Person, Profile

FIRST_LINE = '"Output from Familias'
_INFO = re.compile(
    r"\(DatabaseSize = ([0-9.eE+-]+) , Dropout probability = ([0-9.eE+-]+) , Minor allele frequency = ([0-9.eE+-]+) \)\Z",
    re.ASCII,
)
_THETA = re.compile(r"Theta/Kinship/Fst: ([0-9.eE+-]+) \)\Z", re.ASCII)
_MODELS = {0: "equal", 1: "proportional", 2: "stepwise", 4: "stepwise"}


@dataclass(slots=True)
class _Typed:
    """A person of the main part before the database is known: genotypes are places in it."""

    id: str
    sex: str
    dropout: bool
    genotypes: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Database:
    panel: Panel
    theta: float
    dropout: dict[str, float]


def read_familias(path: Path, notes: Notes) -> Reading:
    """A Familias project as nouns: pedigrees and typed people, the panel, and the families of the DVI block if it has one."""
    at = Lines(path)
    if not at.next().startswith(FIRST_LINE):
        raise at.wrong("the first line is not that of a Familias project. Export it again.")
    at.next()
    at.next()
    if at.peek() == '""':
        at.next()
    people = [_person(at) for _ in range(at.whole("number of people", MAX_PEOPLE))]
    if len({p.id for p in people}) != len(people):
        raise at.wrong("two people have the same name. Rename one in Familias.")
    at.expect('"Known relations"')
    pedigrees = _pedigrees(at, people)
    database = _database(at, notes)
    typed = {p.id: _profile(at, p, database) for p in people}
    families, profiles = read_dvi(at, database.panel, notes)
    at.skip_settings()
    return Reading(
        "familias",
        profiles=profiles,
        families=families,
        pedigrees=pedigrees,
        typed={who: p for who, p in typed.items() if p.calls},
        panels=(database.panel,) if database.panel.loci else (),
        theta=database.theta,
        notes=notes,
    )


def _person(at: Lines) -> _Typed:
    name = code_of(at.quoted("name of a person"), path=at.path, line=at.line, field="name")
    at.next()  # a child or not
    dropout = at.next()
    if not dropout.startswith("-1"):
        at.notes_not_carried.append(f"{name}: year of birth")
    at.next()
    person = _Typed(name, "M" if at.flag("sex") else "F", "(Consider dropouts)" in dropout)
    for _ in range(at.whole("number of genotypes", MAX_PEOPLE)):
        first = at.whole("place of allele 1", MAX_PEOPLE)
        second = at.whole("place of allele 2", MAX_PEOPLE)
        person.genotypes.append((at.whole("place of the marker", MAX_PEOPLE), first, second, at.line))
    return person


def _relations(at: Lines, people: list[tuple[str, str]]) -> list[tuple[int, int]]:
    pairs = []
    for _ in range(at.whole("number of relations", MAX_PEOPLE)):
        if "Direct" in at.peek():
            at.next()
            raise at.wrong("an identity relation: not covered. Enter one person, or remove the relation.")
        parent = at.whole("place of a parent", len(people) - 1)
        pairs.append((parent, at.whole("place of a child", len(people) - 1)))
    return pairs


def _extras(at: Lines) -> list[tuple[str, str]]:
    """People that Familias adds without a name: first women, then men."""
    women = at.whole("number of extra women", 1000)
    men = at.whole("number of extra men", 1000)
    return [*((f"extra woman {i + 1}", "F") for i in range(women)), *((f"extra man {i + 1}", "M") for i in range(men))]


def _pedigrees(at: Lines, people: list[_Typed]) -> tuple[Pedigree, ...]:
    """The alternative pedigrees; if none is stated, the known relations as one if there are any people."""
    everyone = [(p.id, p.sex) for p in people] + _extras(at)
    known = _relations(at, everyone)
    count = at.whole("number of pedigrees", 100_000)
    if not count:
        return (_pedigree(at, "", everyone, known),) if known or any(p.genotypes for p in people) else ()
    found: list[Pedigree] = []
    drawn = count * len(everyone)
    for _ in range(count):
        if drawn > MAX_PEOPLE:
            raise at.wrong(f"the pedigrees hold more than {MAX_PEOPLE} people together. Split the project.")
        at.whole("place of the pedigree", MAX_PEOPLE)
        name = at.quoted("name of a pedigree")
        here = everyone + [(f"{name} {who}".strip(), sex) for who, sex in _extras(at)]
        drawn += len(here) - len(everyone) + len(known)
        found.append(_pedigree(at, name, here, known + _relations(at, here)))
    return tuple(found)


def _pedigree(at: Lines, name: str, people: list[tuple[str, str]], relations: list[tuple[int, int]]) -> Pedigree:
    parents: dict[tuple[int, str], str] = {}
    for parent, child in relations:
        who, sex = people[parent]
        if parents.setdefault((child, sex), who) != who:
            raise at.wrong(f"pedigree {name!r}: {people[child][0]} has two parents of sex {sex}. Correct the relations.")
    members = tuple(Person(who, sex, parents.get((i, "M")), parents.get((i, "F"))) for i, (who, sex) in enumerate(people))
    try:
        return Pedigree(members, name)
    except InvalidInput as error:
        raise at.wrong(str(error)) from error


def _database(at: Lines, notes: Notes) -> _Database:
    head = at.next()
    theta = _THETA.search(head)
    if not head.startswith("#FALSE#") or not theta:
        raise at.wrong(
            f"{head[:60]!r}: expected #FALSE# and theta. Files with computed probabilities are not covered: export anew."
        )
    loci: list[Locus] = []
    dropout: dict[str, float] = {}
    count = at.whole("number of markers", 100_000)
    name = at.quoted("name of the database") if at.flag("whether the database has a name") else ""
    for _ in range(count):
        locus, d = _locus(at, notes)
        if locus.name in dropout:
            raise at.wrong(f"marker {locus.name} is listed twice. Remove one in Familias.")
        loci.append(locus)
        dropout[locus.name] = d
    value = number_of(theta[1], path=at.path, line=at.line, field="theta")
    return _Database(Panel(name or "familias", tuple(loci), source=at.path.name), value, dropout)


def _locus(at: Lines, notes: Notes) -> tuple[Locus, float]:
    name = marker_name(at.quoted("name of a marker"), path=at.path, line=at.line)
    rates = at.number("female mutation rate"), at.number("male mutation rate")
    kinds = at.whole("female mutation model", 4), at.whole("male mutation model", 4)
    at.whole("number of alleles with silent", MAX_PEOPLE)
    ranges = at.number("female range"), at.number("male range")
    rates2 = at.number("female rate 2"), at.number("male rate 2")
    has_silent = at.flag("whether there is a silent allele")
    silent = at.number("silent frequency")
    text, _, info = at.next().partition("\t")
    found = _INFO.match(info.strip())
    if not text.isascii() or not text.isdigit() or len(text) > 6 or not found:
        raise at.wrong(f"{text[:60]!r}: expected the number of alleles and the database size. Export the file again.")
    size, dropout, floor = (number_of(found[i], path=at.path, line=at.line, field=name) for i in (1, 2, 3))
    if floor:
        notes.add("not_carried", f"{name}: minor allele frequency {floor:g}", at.line)
    frequencies = _frequencies(at, name, int(text))
    total = sum(frequencies.values())
    if has_silent:
        notes.add(
            "not_carried", f"{name}: a silent allele, in a layout never seen in a real file; check its frequency", at.line
        )
        total = total if abs(total - 1.0 + silent) > 1e-4 else 1.0 - silent
    if abs(total - 1.0) > 1e-6:
        notes.add("rescaled", f"{name}: {total:.9g}", at.line)
    try:
        models = [_mutation(at, name, kinds[i], rates[i], rates2[i], ranges[i]) for i in (0, 1)]
        locus = Locus(
            name,
            tuple(frequencies),
            tuple(p / total if abs(total - 1.0) > 1e-6 else p for p in frequencies.values()),
            chromosome="X" if is_x(name) else "autosomal",
            female=models[0],
            male=models[1],
            silent=silent if has_silent else 0.0,
            sampled=int(size) if 0 < size < 2**31 else 0,
        )
    except (InvalidInput, ZeroDivisionError) as error:
        raise at.wrong(f"marker {name}: {error}") from error
    return locus, dropout


def _frequencies(at: Lines, marker: str, count: int) -> dict[str, float]:
    found: dict[str, float] = {}
    for _ in range(count):
        text = at.quoted(f"allele of {marker}")
        allele = "Rest" if text == "Rest allele" else allele_of(text, path=at.path, line=at.line, field=marker)
        if allele in found:
            raise at.wrong(f"allele {allele} of {marker} is listed twice. Merge its frequencies.")
        found[allele] = at.number(f"frequency of {allele} at {marker}")
    return found


def _mutation(at: Lines, marker: str, kind: int, rate: float, rate2: float, range_: float) -> MutationModel:
    if not rate and not rate2:
        return MutationModel()
    if kind not in _MODELS:
        raise at.wrong(f"marker {marker}: the stationary stepwise model is not covered. Choose another in Familias.")
    if _MODELS[kind] == "stepwise":
        return MutationModel("stepwise", rate, rate2, range_, source="Familias project")
    return MutationModel(_MODELS[kind], rate, source="Familias project")  # type: ignore[arg-type]


def _profile(at: Lines, person: _Typed, database: _Database) -> Profile:
    calls: dict[str, Call] = {}
    loci = database.panel.loci
    for marker, first, second, line in person.genotypes:
        if marker >= len(loci) or max(first, second) >= len(loci[marker].alleles):
            raise UnreadableFile(
                f"{person.id}: a genotype points outside the database. Export the file again.", path=at.path, line=line
            )
        locus = loci[marker]
        pair = locus.alleles[first], locus.alleles[second]
        if locus.name in calls:
            raise UnreadableFile(f"{person.id}: marker {locus.name} is typed twice. Remove one.", path=at.path, line=line)
        if locus.name == AMELOGENIN:
            continue
        calls[locus.name] = _call(pair, person, locus, database.dropout[locus.name])
    return Profile(person.id, calls, person.sex)


def _call(pair: tuple[str, str], person: _Typed, locus: Locus, dropout: float) -> Call:
    if person.dropout and dropout:
        return Call(tuple(dict.fromkeys(pair)), CallKind.DROPPED, dropout)
    if locus.chromosome == "X" and person.sex == "M" and pair[0] == pair[1]:
        return Call(pair[:1])
    return Call(pair)
