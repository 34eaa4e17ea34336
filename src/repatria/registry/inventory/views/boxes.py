"""Box after box by keyboard: the containers to inventory, and one container with its typed lines and its skeleton."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from repatria.registry.custody.models import Item
from repatria.registry.drawing.skeleton import draw_skeleton, skeleton_table
from repatria.registry.inventory import boxpaper, forms, kinds, mni
from repatria.registry.inventory.actions import entering
from repatria.registry.inventory.queries import heads
from repatria.registry.inventory.queries import specimens as queries
from repatria.registry.inventory.told import Told
from repatria.registry.inventory.typed import REPEAT, UNDO, Choices, read_line
from repatria.registry.inventory.zones import LETTERS
from repatria.registry.people.desks import at
from repatria.registry.refusals import Impossible, NotFound, Refusal
from repatria.registry.web import SeatRequest, page

PAGE, SHOWN, LAST = 50, 40, 6


@page("inventory.read", methods=("GET",))
def containers(request: SeatRequest) -> HttpResponse:
    """Containers by their codes and nothing else: whoever inventories them works blind."""
    seat = request.seat
    mine = request.GET.get("holder") == "me"
    shown = Paginator(queries.containers(seat, mine=mine), PAGE).get_page(request.GET.get("page"))
    context = {"page": shown, "mine": mine, "tally": queries.tally(seat), "may_import": seat.may("inventory.import")}
    return render(request, "inventory/containers.html", context)


@page("inventory.read")
def container(request: SeatRequest, code: str) -> HttpResponse:
    """One container: type a line, press Enter, and the bone stands in the list and in the skeleton."""
    seat = request.seat
    box = queries.container_called(seat, code)
    if request.method == "GET":
        bone = request.GET.get("bone", "")
        form = forms.Entry(initial={"line": kinds.kinds()[bone].short + " "} if bone in kinds.kinds() else None)
        return _answer(request, box, form, bone=bone)
    form = forms.Entry(request.POST)
    choices: tuple[Any, ...] = ()
    said = ""
    if form.is_valid():
        try:
            said = _act(request, box, form.cleaned_data["line"].strip())
        except Choices as several:
            choices = several.found
            form.add_error("line", str(several))
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error("line", str(refusal))
    if said and not request.htmx:
        messages.success(request, said)
        return redirect(at(seat, "inventory:container", code=box.code))
    return _answer(request, box, forms.Entry() if said else form, said=said, choices=choices)


def _act(request: SeatRequest, box: Item, line: str) -> str:
    seat = request.seat
    if "undo" in request.POST or line == UNDO:
        gone = entering.undo_last(seat, box)
        return _("%(code)s was taken back as mistyped.") % {"code": gone.code}
    told = _last_told(seat, box) if line == REPEAT else read_line(line)
    made = entering.enter_specimen(seat, box, told)
    return _("%(code)s: %(element)s.") % {"code": made.code, "element": kinds.kind_of(told.element).name}


def _last_told(seat: Any, box: Item) -> Told:
    last = queries.in_container(seat, box).first()
    if last is None:
        raise Impossible(_("%(code)s: nothing was entered yet that could be repeated. Type an element.") % {"code": box.code})
    return Told(element=last.element, completeness=last.completeness, zones=last.zones, human=last.human)


def _answer(
    request: SeatRequest, box: Item, form: forms.Entry, *, said: str = "", choices: tuple[Any, ...] = (), bone: str = ""
) -> HttpResponse:
    seat = request.seat
    found = list(queries.bones(queries.in_container(seat, box)))
    own = at(seat, "inventory:container", code=box.code)
    state = queries.skeleton_of(found)
    chosen = kinds.kinds().get(bone)
    listed = queries.in_container(seat, box, element=bone if chosen else "")
    here = sum(one.element == bone for one in found) if chosen else len(found)
    context = {
        "box": box,
        "form": form,
        "said": said,
        "choices": choices,
        "rows": listed[:SHOWN],
        "latest": queries.in_container(seat, box)[:LAST],
        "total": len(found),
        "more": max(0, here - SHOWN),
        "chosen": chosen,
        "letters": [(LETTERS[z.number - 1], z.description) for z in chosen.zones] if chosen else [],
        "skeleton": draw_skeleton(state, lambda code: f"{own}?bone={code}#entry"),
        "table": skeleton_table(state, lambda code: f"{own}?bone={code}#entry"),
        "floor": mni.floor_of(found),
        "may_enter": seat.may("inventory.enter") and queries.holds(seat, box),
        "own": own,
    }
    return render(request, "inventory/part_work.html" if request.htmx else "inventory/container.html", context)


@page("inventory.read", methods=("GET",))
def people(request: SeatRequest, code: str) -> HttpResponse:
    """The smallest number of people in a container, and how it came to be."""
    box = queries.container_called(request.seat, code)
    context = {
        "box": box,
        "floor": queries.floor(request.seat, [box.pk]),
        "steps": queries.floor_history(request.seat, [box.pk]),
        "about": heads.about(request.seat, [box.pk]),
    }
    return render(request, "inventory/people.html", context)


@page("inventory.read", methods=("GET",))
def everybody(request: SeatRequest) -> HttpResponse:
    """How many people in all that was found: at least, about, what decides it, and how it came to be."""
    context = {"floor": heads.floor(request.seat), "steps": heads.history(request.seat), "about": heads.about(request.seat)}
    return render(request, "inventory/people.html", context)


@page("inventory.read", methods=("GET",))
def paper(request: SeatRequest, code: str) -> HttpResponse:
    """The inventory of a container, for print."""
    box = queries.container_called(request.seat, code)
    pdf = boxpaper.inventory_of(request.seat, box)
    name = f'inline; filename="{box.code}-inventory.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})


@page("inventory.read", methods=("GET",))
def short_forms(request: SeatRequest) -> HttpResponse:
    """Every short form, and the letters of every zone."""
    rows = [(kind, [(LETTERS[z.number - 1], z.description) for z in kind.zones]) for kind in kinds.kinds().values()]
    return render(request, "inventory/short_forms.html", {"rows": rows})
