"""The missing and their families, for programs. Opening a record stands in the journal, as it does from a page."""

from __future__ import annotations

from typing import Any

from ninja import Router

from repatria.registry.api.asked import told_by
from repatria.registry.api.ways import Row, acts, lists, looks
from repatria.registry.families import actions, queries, views, views_kin, views_pedigree
from repatria.registry.families.consents import consents_in_force
from repatria.registry.families.forms import kin as kin_forms
from repatria.registry.families.forms import missing as forms
from repatria.registry.families.forms.parts import Reason
from repatria.registry.families.keeping import today
from repatria.registry.families.models import Consent, EarlierDecision, Family, Kin, MissingPerson, PersonName
from repatria.registry.families.onfile import on_file
from repatria.registry.families.pictures import labels_of
from repatria.registry.families.relatives import Line, usable_table
from repatria.registry.families.tree import body_of, tree_of
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound

router = Router()


@lists(router, "/missing", "families.read")
def missing(at: Seat, text: str = "", category: str = "", withdrawn: bool = False) -> Any:
    """The list of the missing, found by any name in any script."""
    return queries.missing(at, text=text[:80], category=category, withdrawn=withdrawn), told


@looks(router, "/missing/{code}", "families.read")
def open_missing(at: Seat, code: str) -> Row:
    """One missing person: names, statuses, losses, records. The opening stands in the journal."""
    row = queries.open_missing(at, code)
    family = queries.family_of(at, row)
    return {
        **told(row),
        "names": [_name(n) for n in queries.names_of(row)],
        "numbers": [{"issuer": n.issuer, "value": n.value} for n in queries.numbers_of(at, row)],
        "statuses": [
            {"word": s.word, "category": s.category, "board": s.board, "on": _day(s), "source": s.source, "reason": s.reason}
            for s in row.statuses.all()
        ],
        "losses": [
            {
                "loss": x.pk,
                "on": _day(x),
                "place": x.place,
                "longitude": x.longitude,
                "latitude": x.latitude,
                "radius_km": x.radius_km,
                "unit": x.unit,
                "circumstances": x.circumstances,
                "source": x.source,
                "in_force": x.in_force,
            }
            for x in row.losses.all()
        ],
        "recorded": [{"what": r.what, "value": r.value, "number": r.number, "source": r.source} for r in row.recorded.all()],
        "on_file": on_file([row.pk]).get(row.pk, {}),
        "decided_elsewhere": [told_decision(d) for d in row.earlier.all()],
        "family": family.code if family and at.may("families.read_pedigree") else None,
    }


@looks(router, "/missing/{code}/usable-relatives", "families.read_pedigree")
def usable(at: Seat, code: str) -> Row:
    """Which relatives can give which kind of DNA, by code: derived from the pedigree, and opened as one."""
    person = queries.missing_called(at, code)
    family = queries.family_of(at, person)
    if family is None:
        raise NotFound
    family, tree = queries.open_pedigree(at, family.code, by_code=True)
    return {
        "person": person.code,
        "family": family.code,
        "relatives": [_usable(u) for u in usable_table(tree, person, names=False)],
    }


@acts(router, "/missing", "families.write", forms.AddMissing)
def add_missing(at: Seat, form: Any) -> Row:
    """Enter a missing person."""
    return {"code": actions.add_missing(at, **form.told()).code}


def _act_on_missing(name: str) -> None:
    label, verb, form, do = views.ACTS[name]
    given = (lambda at, **_said: {"kin": queries.kin(at)}) if form is forms.SetWish else None

    def act(at: Seat, form: Any, code: str) -> Row:
        person = queries.missing_called(at, code)
        do(at, person, told_by(form))
        return {"person": person.code, "done": name}

    act.__name__, act.__doc__ = f"missing_{name.replace('-', '_')}", f"{label}."
    acts(router, f"/missing/{{code}}/{name}", verb, form, given)(act)


for _name_ in views.ACTS:
    _act_on_missing(_name_)


@acts(router, "/missing/{code}/names/{pk}/end", "families.write", Reason)
def end_name(at: Seat, form: Any, code: str, pk: int) -> Row:
    """A name no longer counts; it stays readable."""
    name = queries.names_of(queries.missing_called(at, code)).filter(pk=pk).first()
    if name is None:
        raise NotFound
    return {"person": code, "name": actions.end_name(at, name, **form.told()).pk}


@acts(router, "/missing/{code}/losses/{pk}/in-force", "families.write_loss", Reason)
def loss_in_force(at: Seat, form: Any, code: str, pk: int) -> Row:
    """Say which of the stated losses the search goes by."""
    loss = queries.loss_of(at, queries.missing_called(at, code), pk)
    return {"person": code, "loss": actions.put_loss_in_force(at, loss, **form.told()).pk}


@lists(router, "/duplicates", "families.merge")
def duplicates(at: Seat) -> Any:
    """Entries that may be one person; offered, never merged."""
    return queries.possible_duplicates(at), lambda t: {"one": t.one.code, "other": t.other.code, "why": t.why}


@lists(router, "/decisions", "families.read_decisions")
def decisions(at: Seat) -> Any:
    """Names that other issuers decided, under their rule; no decision of this registry."""
    return queries.decisions(at), told_decision


@acts(router, "/decisions/{pk}/withdraw", "families.decide_elsewhere", Reason)
def withdraw_decision(at: Seat, form: Any, pk: int) -> Row:
    """Their decision was withdrawn, or entered wrongly; it stays readable."""
    row = queries.decisions(at).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return {"decision": actions.withdraw_earlier_decision(at, row, **form.told()).pk}


@lists(router, "/kin", "families.read_kin")
def kin(at: Seat, text: str = "") -> Any:
    """Relatives, found by any name in any script."""
    return queries.kin(at, text=text[:80]), told_kin


@looks(router, "/kin/{code}", "families.read_kin")
def open_kin(at: Seat, code: str) -> Row:
    """One relative: names, contacts, consents in force, reference samples. The opening stands in the journal."""
    row = queries.open_kin(at, code)
    family, now = queries.family_of(at, row), today()
    return {
        **told_kin(row),
        "names": [_name(n) for n in queries.names_of(row)],
        "family": family.code if family else None,
        "contacts": [{"contact": c.pk, "channel": c.channel, "value": c.value, "until": c.until} for c in row.contacts.all()],
        "consents": [
            {
                "consent": c.pk,
                "purpose": c.purpose,
                "given_on": c.given_on,
                "ends_on": c.ends_on,
                "withdrawn_on": c.withdrawn_on,
            }
            for c in row.consents.all()
        ],
        "in_force": [p for p in Consent.Purpose.values if consents_in_force(row, p, now)],
        "donations": [{"code": d.thing.code, "kit": d.kit, "what": d.what, "on": d.on} for d in row.donations.all()],
    }


@acts(router, "/kin", "families.write_kin", kin_forms.AddKin)
def add_kin(at: Seat, form: Any) -> Row:
    """Enter a relative."""
    return {"code": actions.add_kin(at, **form.told()).code}


def _for_kin(form: Any) -> Any:
    if form is kin_forms.WithdrawConsent:
        return lambda at, code: {"kin": queries.kin_called(at, code)}
    return (lambda at, **_said: {"people": queries.receivers(at)}) if form is kin_forms.Donate else None


def _act_on_kin(name: str) -> None:
    label, verb, form, do = views_kin.ACTS[name]

    def act(at: Seat, form: Any, code: str) -> Row:
        row = queries.kin_called(at, code)
        made = do(at, row, told_by(form))
        thing = getattr(made, "thing", None) if name == "donate" else None
        return {"kin": row.code, "done": name, "made": thing.code if thing else None}

    act.__name__, act.__doc__ = f"kin_{name.replace('-', '_')}", f"{label}."
    acts(router, f"/kin/{{code}}/{name}", verb, form, _for_kin(form))(act)


for _name_ in views_kin.ACTS:
    _act_on_kin(_name_)


@acts(router, "/kin/{code}/contacts/{pk}/end", "families.write_kin", Reason)
def end_contact(at: Seat, form: Any, code: str, pk: int) -> Row:
    """A way to reach somebody no longer works."""
    row = queries.kin_called(at, code).contacts.filter(pk=pk).first()
    if row is None:
        raise NotFound
    return {"kin": code, "contact": actions.end_contact(at, row, **form.told()).pk}


@lists(router, "/pedigrees", "families.read_pedigree")
def pedigrees(at: Seat) -> Any:
    """Families by code."""
    return queries.families(at), lambda f: {"code": f.code, "version": f.version, "people": f.people, "missing": f.gone}


@looks(router, "/pedigrees/{code}", "families.read_pedigree")
def open_pedigree(at: Seat, code: str) -> Row:
    """A pedigree by code, without names. The opening stands in the journal."""
    family, tree = queries.open_pedigree(at, code, by_code=True)
    return {"code": family.code, "version": family.version, **body_of(tree)}


def _nodes(at: Seat, code: str, node: str) -> Row:
    family = queries.family_called(at, code)
    others = queries.nodes_of(at, family).exclude(code=node)
    return {"nodes": others, "kin": queries.kin_without_folder(at), "labels": labels_of(tree_of(family))}


def _edit_of_pedigree(name: str) -> None:
    label, form, do = views_pedigree.ACTS[name]

    def act(at: Seat, form: Any, code: str, node: str) -> Row:
        family: Family = queries.family_called(at, code)
        row = queries.nodes_of(at, family).filter(code=node).first()
        if row is None:
            raise NotFound
        made = do(at, row, form.told())
        return {"family": family.code, "node": made.code, "version": queries.family_called(at, code).version}

    act.__name__, act.__doc__ = f"pedigree_{name.replace('-', '_')}", f"{label}."
    acts(router, f"/pedigrees/{{code}}/{{node}}/{name}", "families.write_kin", form, _nodes)(act)


for _name_ in views_pedigree.ACTS:
    _edit_of_pedigree(_name_)


def told(row: MissingPerson) -> Row:
    """A missing person as the list shows them."""
    return {
        "code": row.code,
        "listed_as": row.listed_as,
        "sex": row.sex,
        "born": _day(row),
        "service": row.service,
        "rank": row.rank,
        "unit": row.unit,
        "nationality": row.nationality,
        "status": row.word,
        "category": row.category,
        "merged_into": row.merged_into.code if row.merged_into else None,
        "withdrawn": row.withdrawn,
    }


def told_kin(row: Kin) -> Row:
    """A relative as the list shows them."""
    names = ("listed_as", "sex", "living", "relation", "verified", "language")
    return {"code": row.code, "born": _day(row), **{name: getattr(row, name) for name in names}}


def told_decision(row: EarlierDecision) -> Row:
    """A decision of another issuer, as theirs."""
    return {
        "decision": row.pk,
        "person": row.person.code,
        "issuer": row.issuer,
        "rule": row.rule,
        "on": _day(row),
        "remains": row.remains,
        "document": row.document,
        "withdrawn": row.withdrawn,
    }


def _day(row: Any) -> str | None:
    return row.when.iso if row.when else None


def _name(row: PersonName) -> Row:
    names = ("kind", "whole", "family", "given", "order", "script", "source", "until")
    return {"name": row.pk, **{name: getattr(row, name) for name in names}}


def _usable(row: Line) -> Row:
    uses = {name: {"can": use.can, "why": str(use.reason), "degree": use.degree} for name, use in row.uses.items()}
    return {"relative": row.code, "consent": row.consent, "uses": uses}
