"""The pedigree: drawn by the server, edited in the browser; and the same by code for whoever may not see names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from repatria.errors import RepatriaError
from repatria.registry.families import actions, pictures, queries
from repatria.registry.families.forms import kin as forms
from repatria.registry.families.models import Family, PedigreeNode
from repatria.registry.families.plausible import doubts
from repatria.registry.families.tree import Tree, tree_of
from repatria.registry.people.desks import at
from repatria.registry.refusals import NotFound
from repatria.registry.web import SeatRequest, page

PAGE = 50
Act = Callable[[Any, PedigreeNode, dict[str, Any]], Any]

ACTS: dict[str, tuple[Any, type[forms.Tree], Act]] = {
    "parent": (_("Add a parent"), forms.AddParent, lambda s, n, t: actions.add_parent(s, n, **t)),
    "child": (_("Add a child"), forms.AddChild, lambda s, n, t: actions.add_child(s, n, **t)),
    "sibling": (_("Add a brother or sister"), forms.AddSibling, lambda s, n, t: actions.add_sibling(s, n, **t)),
    "partner": (_("Add a partner"), forms.AddPartner, lambda s, n, t: actions.add_partner(s, n, **t)),
    "who": (_("Say who this is"), forms.SayWho, lambda s, n, t: actions.say_who(s, n, **t)),
    "twins": (_("Identical twins"), forms.Twins, lambda s, n, t: actions.set_twins(s, n, **t)),
    "not-parent": (_("No parent after all"), forms.EndParent, lambda s, n, t: actions.end_parentage(s, n, **t)),
    "out": (_("Take out of the family"), forms.TakeOut, lambda s, n, t: actions.take_out(s, n, **t)),
}
"""Each edit of a pedigree: label, form, action."""


@page("families.read_pedigree", methods=("GET",))
def index(request: SeatRequest) -> HttpResponse:
    """All families, by code."""
    rows = Paginator(queries.families(request.seat), PAGE).get_page(request.GET.get("page"))
    return render(request, "families/families.html", {"page": rows, "names": request.seat.may("families.read_kin")})


@page("families.read_kin", methods=("GET",))
def pedigree(request: SeatRequest, code: str) -> HttpResponse:
    """A family's pedigree with names, and the panel to edit it."""
    family, tree = queries.open_pedigree(request.seat, code, by_code=False)
    return render(request, "families/pedigree.html", _context(request, family, tree, request.GET.get("node", "")))


@page("families.read_pedigree", methods=("GET",))
def by_code(request: SeatRequest, code: str) -> HttpResponse:
    """A family's pedigree by code: no names, no contacts."""
    family, tree = queries.open_pedigree(request.seat, code, by_code=True)
    context = {
        "family": family,
        "tree": tree,
        "drawing": pictures.pedigree(tree, request.seat, names=False),
        "rows": _rows(tree),
    }
    return render(request, "families/pedigree_by_code.html", context)


OFFERED = 500
"""Relatives that a choice offers; further ones are added by code."""


@page("families.write_kin", methods=("POST",))
def edit(request: SeatRequest, code: str, node: str, name: str) -> HttpResponse:
    """One edit: the whole pedigree is checked, and drawn anew or refused with the reason beside the form."""
    seat = request.seat
    family = queries.family_called(seat, code)
    row = queries.nodes_of(seat, family).filter(code=node).first()
    if name not in ACTS or row is None:
        raise NotFound
    _label, kind, do = ACTS[name]
    tree = tree_of(family)
    form = _form(request, kind, name, family, tree, row, request.POST)
    chosen = node
    if form.is_valid():
        try:
            made = do(seat, row, form.told())
            chosen = made.code if made.until is None else ""
            family = queries.family_called(seat, code)
            tree = tree_of(family)
            form = None  # type: ignore[assignment]
            if not request.htmx:
                return redirect(f"{at(seat, 'families:pedigree', code=code)}?node={chosen}#who")
        except RepatriaError as refusal:
            form.add_error(None, str(refusal))
    context = _context(request, family, tree, chosen, {name: form} if form else {})
    return render(request, "families/_pedigree.html" if request.htmx else "families/pedigree.html", context)


@page("families.write_kin", methods=("POST",))
def add(request: SeatRequest, code: str) -> HttpResponse:
    """Put a relative or another missing person of the list into the family."""
    seat = request.seat
    family = queries.family_called(seat, code)
    text = request.POST.get("code", "").strip().upper()
    if "-K" in text:
        made = actions.add_to_family(seat, family, kin=queries.kin_called(seat, text))
    else:
        made = actions.add_to_family(seat, family, missing=queries.missing_called(seat, text))
    return redirect(f"{at(seat, 'families:pedigree', code=code)}?node={made.code}#who")


def _context(
    request: SeatRequest, family: Family, tree: Tree, chosen: str, faulty: dict[str, Any] | None = None
) -> dict[str, Any]:
    node = tree.nodes.get(chosen)
    may_write = request.seat.may("families.write_kin")
    forms_now = []
    if node is not None and may_write:
        for name, (label, kind, _do) in ACTS.items():
            form = (faulty or {}).get(name) or _form(request, kind, name, family, tree, node, None)
            forms_now.append((name, label, form, name in (faulty or {})))
    labels = pictures.labels_of(tree)
    return {
        "family": family,
        "tree": tree,
        "node": node,
        "called": labels.get(chosen, chosen),
        "person": node.missing or node.kin if node is not None else None,
        "drawing": pictures.pedigree(tree, request.seat, names=True, chosen=chosen),
        "rows": _rows(tree, labels),
        "other": [(labels[c], labels[p], role, kind) for c, p, role, kind in tree.other if c in labels and p in labels],
        "doubts": doubts(tree.pedigree, _births(tree)),
        "forms": forms_now,
        "versions": family.versions.select_related("by")[:20],
        "may_write": may_write,
    }


def _form(
    request: SeatRequest, kind: type[forms.Tree], name: str, family: Family, tree: Tree, node: PedigreeNode, data: Any
) -> forms.Tree:
    others = queries.nodes_of(request.seat, family).exclude(pk=node.pk)
    free = queries.kin_without_folder(request.seat)
    return kind(
        data,
        prefix=name,
        nodes=others,
        kin=free.filter(pk__in=list(free.values_list("pk", flat=True)[:OFFERED])),  # not cut off: a cut list accepts no choice
        labels=pictures.labels_of(tree),
    )


def _births(tree: Tree) -> dict[str, Any]:
    people = {code: node.missing or node.kin for code, node in tree.nodes.items()}
    return {code: (p.first, p.last) for code, p in people.items() if p is not None and p.first and p.last}


def _rows(tree: Tree, labels: dict[str, str] | None = None) -> list[dict[str, Any]]:
    called = labels or {}
    words = {"M": _("man"), "F": _("woman"), "U": _("not recorded")}
    return [
        {
            "code": p.id,
            "called": called.get(p.id, p.id),
            "sex": words[p.sex],
            "father": called.get(p.father or "", p.father or ""),
            "mother": called.get(p.mother or "", p.mother or ""),
            "twins": p.twins,
            "what": _("missing") if p.id in tree.missing else _("relative") if p.id in tree.kin else _("not named"),
        }
        for p in tree.pedigree.people
    ]
