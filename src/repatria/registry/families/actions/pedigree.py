"""Everything that can happen to a pedigree. Each edit is checked as a whole, refused with its sentence, and kept as a version."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind
from repatria.registry.families import entries
from repatria.registry.families.keeping import now, own, reason_of, user_of
from repatria.registry.families.models import Family, Kin, MissingPerson, Parentage, PedigreeNode, PedigreeVersion
from repatria.registry.families.tree import body_of, tree_of
from repatria.registry.families.within import kin_of, person_of
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, NotFound, Overtaken

SEX = {"father": "M", "mother": "F"}


@recorded(entries.FamilyOpened, verb="families.write_kin")
def open_family(by: Any, person: MissingPerson) -> Done[Family]:
    """Open the one folder of a missing person's family, with that person in it."""
    row = person_of(by, person)
    thing = new_thing(by, Kind.FAMILY)
    family = Family.objects.create(thing=thing, incident_id=thing.incident_id)
    _add(family, row.sex, missing=row)
    _kept(by, family, "opened")
    return Done(family, subject=thing.code, facts={"person": row.code})


@recorded(entries.PedigreeEdited, verb="families.write_kin")
def add_to_family(
    by: Any, family: Family, *, missing: MissingPerson | None = None, kin: Kin | None = None, sex: str = "U"
) -> Done[PedigreeNode]:
    """Put a missing person, a relative or somebody unnamed into a family, not yet related to anybody."""
    row = _locked(by, family)
    node = _add(row, sex, missing=_known(by, missing), kin=_relative(by, kin))
    return _edited(by, row, f"{node.code} was added", node)


@recorded(entries.PedigreeEdited, verb="families.write_kin")
def add_parent(
    by: Any,
    node: PedigreeNode,
    *,
    role: str,
    parent: PedigreeNode | None = None,
    kin: Kin | None = None,
    kind: str = "genetic",
) -> Done[PedigreeNode]:
    """Give somebody a father or a mother: an existing person of the family, a relative, or somebody unnamed."""
    if role not in SEX or kind not in Parentage.Kind.values:
        raise Impossible(
            f"{node.code}: {role!r} {kind!r}. Write father or mother, and one of {', '.join(Parentage.Kind.values)}."
        )
    row = _locked(by, node.family)
    child = _member(row, node)
    above = _member(row, parent) if parent else _add(row, SEX[role], kin=_relative(by, kin))
    if parent is not None and kind == Parentage.Kind.GENETIC:
        _learn_sex(above, SEX[role])
    _link(child, above, role, kind)
    return _edited(by, row, f"{above.code} is {role} of {child.code} ({kind})", above)


@recorded(entries.PedigreeEdited, verb="families.write_kin")
def add_child(
    by: Any, node: PedigreeNode, *, sex: str = "U", other: PedigreeNode | None = None, kin: Kin | None = None
) -> Done[PedigreeNode]:
    """Give somebody a child, with the other parent if known. Whose sex is not recorded cannot be father or mother yet."""
    row = _locked(by, node.family)
    parent = _member(row, node)
    parents = [parent, *([_member(row, other)] if other else [])]
    if other is not None and {p.sex for p in parents} != {"M", "F"}:
        raise Impossible(f"{parent.code} and {other.code}: a child by birth has a father and a mother. Correct the sex first.")
    child = _add(row, sex, kin=_relative(by, kin))
    for one in parents:
        _link(child, one, _role_of(one), Parentage.Kind.GENETIC)
    return _edited(by, row, f"{child.code} is a child of {' and '.join(p.code for p in parents)}", child)


@recorded(entries.PedigreeEdited, verb="families.write_kin")
def add_sibling(
    by: Any,
    node: PedigreeNode,
    *,
    sex: str = "U",
    share: str = "both",
    kin: Kin | None = None,
    missing: MissingPerson | None = None,
) -> Done[PedigreeNode]:
    """Give somebody a sibling who shares both parents, the father or the mother. Parents not yet recorded are added unnamed."""
    if share not in ("both", "father", "mother"):
        raise Impossible(f"{node.code}: shares {share!r}. Write both, father or mother.")
    row = _locked(by, node.family)
    one = _member(row, node)
    sibling = _add(row, sex, kin=_relative(by, kin), missing=_known(by, missing))
    for role in ("father", "mother") if share == "both" else (share,):
        parent = _parent(one, role)
        if parent is None:
            parent = _add(row, SEX[role])
            _link(one, parent, role, Parentage.Kind.GENETIC)
        _link(sibling, parent, role, Parentage.Kind.GENETIC)
    word = {"both": "full sibling"}.get(share, f"half-sibling through the {share}")
    return _edited(by, row, f"{sibling.code} is a {word} of {one.code}", sibling)


@recorded(entries.PedigreeEdited, verb="families.write_kin")
def add_partner(by: Any, node: PedigreeNode, *, kin: Kin | None = None) -> Done[PedigreeNode]:
    """Give somebody a partner: the other parent of those children whose other parent is not recorded."""
    row = _locked(by, node.family)
    one = _member(row, node)
    mine = _role_of(one)
    role = "mother" if mine == "father" else "father"
    children = [
        link.child
        for link in Parentage.objects.filter(parent=one, kind=Parentage.Kind.GENETIC, until__isnull=True).select_related(
            "child"
        )
        if _parent(link.child, role) is None
    ]
    if not children:
        raise Impossible(
            f"{one.code}: has no child whose {role} is not recorded. Add the child first; a pedigree shows descent."
        )
    partner = _add(row, SEX[role], kin=_relative(by, kin))
    for child in children:
        _link(child, partner, role, Parentage.Kind.GENETIC)
    return _edited(by, row, f"{partner.code} is {role} of {', '.join(c.code for c in children)}", partner)


@recorded(entries.PedigreeEdited, verb="families.write_kin")
def say_who(
    by: Any, node: PedigreeNode, *, kin: Kin | None = None, missing: MissingPerson | None = None, sex: str = ""
) -> Done[PedigreeNode]:
    """Say who somebody of a pedigree is (a relative, or another missing person), or record the sex."""
    row = _locked(by, node.family)
    one = _member(row, node)
    if kin is not None or missing is not None:
        if one.kin_id or one.missing_id:
            raise Overtaken(f"{one.code}: is somebody already. Take that person out of the family first.")
        one.kin, one.missing = _relative(by, kin), _known(by, missing)
    known = sex or (kin.sex if kin else missing.sex if missing else "")
    one.sex = known if known in ("M", "F") or sex == "U" else one.sex
    try:
        with transaction.atomic():
            one.save(update_fields=["kin", "missing", "sex"])
    except IntegrityError as fault:
        raise Impossible(_two_folders(kin, missing)) from fault
    return _edited(by, row, f"it was said who {one.code} is", one)


@recorded(entries.PedigreeEdited, verb="families.write_kin")
def set_twins(by: Any, node: PedigreeNode, *, other: PedigreeNode) -> Done[PedigreeNode]:
    """Two people are identical twins, or one person under two codes."""
    row = _locked(by, node.family)
    one, two = _member(row, node), _member(row, other)
    mark = one.twins or two.twins or one.code
    PedigreeNode.objects.filter(pk__in=(one.pk, two.pk)).update(twins=mark)
    return _edited(by, row, f"{one.code} and {two.code} are identical twins", one)


@recorded(entries.PedigreeEdited, verb="families.write_kin")
def end_parentage(by: Any, node: PedigreeNode, *, parent: PedigreeNode, reason: str) -> Done[PedigreeNode]:
    """Somebody is not a parent of somebody after all; the row stays readable with the reason."""
    row = _locked(by, node.family)
    child = _member(row, node)
    why = reason_of(reason, child.code)
    ended = Parentage.objects.filter(child=child, parent=parent, until__isnull=True).update(until=now(), reason=why)
    if not ended:
        raise Overtaken(f"{child.code}: {parent.code} is not recorded as a parent.")
    return _edited(by, row, f"{parent.code} is no parent of {child.code}: {why}", child)


@recorded(entries.PedigreeEdited, verb="families.write_kin")
def take_out(by: Any, node: PedigreeNode, *, reason: str) -> Done[PedigreeNode]:
    """Take somebody out of a family. Refused while others descend from them; the row stays readable."""
    row = _locked(by, node.family)
    one = _member(row, node)
    why = reason_of(reason, one.code)
    if Parentage.objects.filter(parent=one, until__isnull=True).exists():
        raise Impossible(f"{one.code}: others are recorded as children. End those relations first.")
    Parentage.objects.filter(child=one, until__isnull=True).update(until=now(), reason=why)
    one.until, one.reason = now(), why
    one.save(update_fields=["until", "reason"])
    return _edited(by, row, f"{one.code} was taken out: {why}", one)


def _locked(by: Any, family: Family) -> Family:
    row = Family.objects.select_for_update(of=("self",)).select_related("thing").get(pk=family.pk)
    own(by, row.thing)
    return row


def _member(family: Family, node: PedigreeNode) -> PedigreeNode:
    row = PedigreeNode.objects.filter(pk=node.pk, family=family, until__isnull=True).first()
    if row is None:
        raise NotFound
    return row


def _relative(by: Any, kin: Kin | None) -> Kin | None:
    return kin_of(by, kin) if kin is not None else None


def _known(by: Any, missing: MissingPerson | None) -> MissingPerson | None:
    return person_of(by, missing) if missing is not None else None


def _add(family: Family, sex: str, *, missing: MissingPerson | None = None, kin: Kin | None = None) -> PedigreeNode:
    told = next((p.sex for p in (missing, kin) if p is not None and p.sex != "U"), sex)
    family.last += 1
    family.save(update_fields=["last"])
    try:
        with transaction.atomic():
            return PedigreeNode.objects.create(family=family, code=f"P{family.last}", sex=told, missing=missing, kin=kin)
    except IntegrityError as fault:
        raise Impossible(_two_folders(kin, missing)) from fault


def _two_folders(kin: Kin | None, missing: MissingPerson | None) -> str:
    who = " or ".join(p.code for p in (kin, missing) if p is not None)
    return f"{who}: stands in a pedigree already. One person has one folder; take the person out there first."


def _link(child: PedigreeNode, parent: PedigreeNode, role: str, kind: str) -> None:
    try:
        with transaction.atomic():
            Parentage.objects.create(child=child, parent=parent, role=role, kind=kind)
    except IntegrityError as fault:
        raise Impossible(
            f"{child.code}: a {role} by birth is recorded already, or it is {child.code} itself. Check both."
        ) from fault


def _parent(node: PedigreeNode, role: str) -> PedigreeNode | None:
    link = Parentage.objects.filter(child=node, role=role, kind=Parentage.Kind.GENETIC, until__isnull=True)
    found = link.select_related("parent").first()
    return found.parent if found else None


def _role_of(node: PedigreeNode) -> str:
    if node.sex == "U":
        raise Impossible(
            f"{node.code}: the sex is not recorded, so it cannot be said whether this is the father or the mother. Record it."
        )
    return "father" if node.sex == "M" else "mother"


def _learn_sex(node: PedigreeNode, sex: str) -> None:
    if node.sex == "U":
        node.sex = sex
        node.save(update_fields=["sex"])


def _kept(by: Any, family: Family, said: str) -> None:
    tree = tree_of(family)
    family.version += 1
    family.save(update_fields=["version"])
    PedigreeVersion.objects.create(family=family, number=family.version, body=body_of(tree), said=said[:300], by=user_of(by))


def _edited(by: Any, family: Family, said: str, node: PedigreeNode) -> Done[PedigreeNode]:
    _kept(by, family, said)
    return Done(node, subject=family.code, facts={"edit": said, "version": family.version})
