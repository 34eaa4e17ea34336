"""The DVI block of a Familias project: unidentified people and reference families.

The missing of a family are the person that Familias calls "Missing person" and untyped people whose names begin with
"Missing". Familias lists one such person more than a family uses; those without any relation are dropped. A missing person's
code here is ``family:name``, so that it is unique in a case.
"""

from __future__ import annotations

from repatria.errors import InvalidInput, UnreadableFile
from repatria.formats.familiaslines import Lines
from repatria.formats.limits import MAX_LOCI, MAX_PEOPLE
from repatria.formats.markers import AMELOGENIN, is_x, is_y, marker_name
from repatria.formats.notes import Notes
from repatria.formats.text import allele_of, code_of
from repatria.model import Call, Family, Panel, Pedigree, Person, Profile

MISSING = "Missing person"
REFERENCE = "Reference pedigree"
Relation = tuple[str, str]
_SEX = {"Male": "M", "Female": "F", "Unknown": "U"}


def read_dvi(at: Lines, panel: Panel, notes: Notes) -> tuple[tuple[Family, ...], tuple[Profile, ...]]:
    """Families and profiles of unidentified people; both empty if no DVI block follows."""
    if not at.more() or at.peek() != "[DVI]":
        return (), ()
    at.next()
    at.heading("Unidentified persons", 2)
    profiles = [_person(at, panel, 3, notes) for _ in range(at.count("nPersons", MAX_PEOPLE))]
    at.heading("Notes", 2)
    while at.more() and at.peek() != "[[Reference Families]]":
        at.next()  # free text: not for us
    at.heading("Reference Families", 2)
    found = [_family(at, panel, notes) for _ in range(at.count("nFamilies", MAX_PEOPLE))]
    families = tuple(f for f in found if f is not None)
    for noun, ids in (("unidentified person", [p.id for p in profiles]), ("reference family", [f.id for f in families])):
        if len(set(ids)) != len(ids):
            twice = next(i for i in ids if ids.count(i) > 1)
            raise at.wrong(f"{noun} {twice} is listed twice. Rename one in Familias.")
    return families, tuple(profiles)


def _person(at: Lines, panel: Panel, depth: int, notes: Notes) -> Profile:
    at.heading("Person", depth)
    name = code_of(at.value("Name"), path=at.path, line=at.line, field="Name")
    gender = at.value("Gender")
    if gender not in _SEX:
        raise at.wrong(f"gender {gender[:60]!r}: not understood. Write Male, Female or Unknown.", "Gender")
    at.heading("DNA data", depth + 1)
    calls: dict[str, Call] = {}
    for _ in range(at.count("nSystems", MAX_LOCI)):
        marker = marker_name(at.value("SystemName"), path=at.path, line=at.line)
        place = at.line
        pair = [_allele(at, key, marker) for key in ("Allele1", "Allele2")]
        if marker in calls:
            raise UnreadableFile(f"{name}: marker {marker} is listed twice. Remove one.", path=at.path, line=place)
        if marker == AMELOGENIN or is_y(marker):
            notes.add("y_marker" if is_y(marker) else "not_carried", f"{name}, {marker}", place)
            continue
        if marker not in panel:
            notes.add("unknown_marker", f"{name}, {marker}: not in the project's database", place)
        alone = is_x(marker) and gender == "Male" and pair[0] == pair[1]
        calls[marker] = Call((pair[0],) if alone else (pair[0], pair[1]))
    return Profile(name, calls, _SEX[gender])


def _allele(at: Lines, key: str, marker: str) -> str:
    text = at.value(key)
    return "Rest" if text == "Rest allele" else allele_of(text, path=at.path, line=at.line, field=marker)


def _family(at: Lines, panel: Panel, notes: Notes) -> Family | None:
    at.heading("Family", 3)
    name = code_of(at.value("Name"), path=at.path, line=at.line, field="Name")
    start = at.line
    at.heading("Persons", 4)
    people = [_person(at, panel, 5, notes) for _ in range(at.count("nPersons", MAX_PEOPLE))]
    at.heading("Pedigrees", 4)
    drawn: dict[str, list[Relation]] = {}
    for _ in range(at.count("nPedigrees", 1000)):
        at.heading("Pedigree", 5)
        title = at.value("Name")
        pairs = [(at.value("Parent"), at.value("Child")) for _ in range(at.count("nRelations", MAX_PEOPLE))]
        drawn[title] = pairs
    templates = {frozenset(pairs) for title, pairs in drawn.items() if title != REFERENCE}
    if len(templates) > 1:
        notes.add("family_left_out", f"{name}: {len(templates)} different pedigrees are drawn; keep one in Familias", start)
        return None
    pairs = sorted(next(iter(templates)) if templates else drawn.get(REFERENCE, []))
    try:
        return _assembled(name, people, pairs)
    except InvalidInput as error:
        notes.add("family_left_out", f"{name}: {error}", start)
        return None


def _assembled(name: str, people: list[Profile], pairs: list[Relation]) -> Family:
    related = {who for pair in pairs for who in pair}
    listed = {p.id: p for p in people}
    if len(listed) != len(people):
        raise InvalidInput("two people have the same name. Rename one in Familias.")
    strangers = sorted(related - set(listed) - {MISSING})
    if strangers:
        raise InvalidInput(f"{strangers[0]!r} is related to somebody but not listed. Add the person in Familias.")
    missing = [MISSING] if MISSING in related and MISSING not in listed else []
    missing += [p.id for p in people if p.id.startswith("Missing") and not p.calls and p.id in related]
    members = [p for p in people if p.calls or p.id in related]
    sexes = {p.id: p.sex for p in members}
    if missing and missing[0] not in sexes:
        sexes[MISSING] = _sex_of_missing(pairs, sexes)
    code = {who: f"{name}:{who}" if who in missing else who for who in sexes}
    parents = _parents(pairs, sexes)

    def parent(who: str, role: str) -> str | None:
        return code.get(parents.get((who, role), ""))

    people_of = tuple(Person(code[who], sex, parent(who, "M"), parent(who, "F")) for who, sex in sexes.items())
    if not missing:
        raise InvalidInput("nobody is missing from it. Relate the missing person in Familias.")
    return Family(name, Pedigree(people_of, name), tuple(code[m] for m in missing), {p.id: p for p in members if p.calls})


def _sex_of_missing(pairs: list[Relation], sexes: dict[str, str]) -> str:
    """The sex that the other parent of a shared child leaves for "Missing person", else unknown."""
    children = {child for parent, child in pairs if parent == MISSING}
    partners = {sexes.get(parent, "U") for parent, child in pairs if child in children and parent != MISSING} - {"U"}
    if len(partners) > 1:
        raise InvalidInput('"Missing person" has children with a man and with a woman. Correct the relations.')
    return {"M": "F", "F": "M"}[partners.pop()] if partners else "U"


def _parents(pairs: list[Relation], sexes: dict[str, str]) -> dict[tuple[str, str], str]:
    """(child, role M or F) -> parent; a parent of unknown sex takes the role that is free."""
    found: dict[tuple[str, str], str] = {}
    for parent, child in sorted(pairs, key=lambda pair: sexes[pair[0]] == "U"):
        sex = sexes[parent]
        role = sex if sex != "U" else "M" if (child, "M") not in found else "F"
        if found.setdefault((child, role), parent) != parent:
            raise InvalidInput(f"{child} has two parents of one sex, {found[child, role]} and {parent}. Correct the relations.")
    return found
