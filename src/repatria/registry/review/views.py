"""Pages of reviews: what waits for whom, one review, objections, the signature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.registry.identification.models import Identification
from repatria.registry.people.desks import at
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.review import before, confirming, forms, queries, recomputing, reviewing, signing
from repatria.registry.review.binding import bound, bytes_of
from repatria.registry.review.short import falls_short
from repatria.registry.web import SeatRequest, page

PAGE = 50
ASKED = {
    "review": gettext_lazy("begin a review"),
    "finish": gettext_lazy("finish your review"),
    "close": gettext_lazy("your objection was answered: is it settled?"),
    "answer": gettext_lazy("answer an objection"),
    "sign": gettext_lazy("sign, or send it back"),
}
"""What is asked of the reader of the queue."""


@page("review.read", methods=("GET",))
def queue(request: SeatRequest) -> HttpResponse:
    """What waits for you, and everything on its way."""
    seat, state = request.seat, request.GET.get("state", "")
    rows = queries.identifications(seat)
    if state in Identification.State.values:
        rows = rows.filter(state=state)
    context = {
        "waiting": [(row, ASKED[asked]) for row, asked in queries.waiting_for(seat)],
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "states": Identification.State.choices,
        "state": state,
        "may_audit": seat.may("review.audit"),
    }
    return render(request, "review/queue.html", context)


@page("review.read", methods=("GET",))
def one(request: SeatRequest, code: str) -> HttpResponse:
    """One identification in review: its statement, what you may read of its reviews, and what you can do."""
    row = queries.identification_called(request.seat, code)
    part = queries.part(request.seat, row)
    context = {**part, "part": part, "acts": [(n, a[0]) for n, a in ACTS.items() if _fits(request.seat, row, n)]}
    return render(request, "review/one.html", context)


Act = Callable[[Any, Identification, dict[str, Any]], Any]
ACTS: dict[str, tuple[Any, str, type[django_forms.Form], Act]] = {
    "begin": (gettext_lazy("Begin a review"), "review.review", django_forms.Form, lambda s, r, t: reviewing.begin(s, r)),
    "finish": (gettext_lazy("Say your word"), "review.review", forms.Finish, lambda s, r, t: reviewing.finish(s, r, **t)),
    "object": (gettext_lazy("Raise an objection"), "review.review", forms.Text, lambda s, r, t: reviewing.object_to(s, r, **t)),
    "send-back": (
        gettext_lazy("Send it back to its author"), "review.review", forms.Reason,
        lambda s, r, t: reviewing.send_back(s, r, **t),
    ),
    "take-back": (
        gettext_lazy("Take my statement back"), "review.answer", forms.Reason,
        lambda s, r, t: reviewing.take_back(s, r, **t),
    ),
    "reopen": (
        gettext_lazy("Send it back to the reviewers"), "review.sign", forms.Reason,
        lambda s, r, t: reviewing.reopen(s, r, **t),
    ),
    "return": (
        gettext_lazy("Send it back to its author"), "review.sign", forms.Reason,
        lambda s, r, t: reviewing.return_to_author(s, r, **t),
    ),
    "rescind": (gettext_lazy("Rescind it"), "review.sign", forms.Reason, lambda s, r, t: signing.rescind(s, r, **t)),
}  # fmt: skip
"""Each act on an identification: label, verb, form, and the action it speaks to."""
SAID = {
    "begin": gettext_lazy("You have begun your review. Nobody's view of it is shown to you until you have said your own."),
    "finish": gettext_lazy("Your word is written down, and stays as it is."),
    "rescind": gettext_lazy("The identification is rescinded. It stays readable."),
}
NOTES = {
    "rescind": gettext_lazy("This cannot be taken back. A new identification has to be drafted if this person is named again."),
    "send-back": gettext_lazy("A new statement is then needed; these reviews stay readable and count no more."),
    "return": gettext_lazy("A new statement is then needed; these reviews stay readable and count no more."),
    "take-back": gettext_lazy("You write a new statement then; these reviews stay readable and count no more."),
    "reopen": gettext_lazy("The statement stays as it is; one more reviewer looks at it before you can sign."),
}


@page("review.read")
def act(request: SeatRequest, code: str, name: str) -> HttpResponse:
    """Do one act on an identification: its form, then the act."""
    seat = request.seat
    if name not in ACTS:
        raise NotFound
    label, verb, kind, do = ACTS[name]
    seat.need(verb)
    row = queries.identification_called(seat, code)
    start = {"statement": queries.statement_of(row).digest}
    form = kind(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            do(seat, row, dict(form.cleaned_data))
            messages.success(request, str(SAID.get(name, _("Done."))))
            return redirect(at(seat, "review:one", code=row.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    told = {"identification": row, "form": form, "label": label, "note": NOTES.get(name, ""), "danger": name == "rescind"}
    told["preview"] = before.rescinding(seat, row) if name == "rescind" else ""
    return render(request, "review/act.html", told)


@page("review.read")
def objection(request: SeatRequest, code: str, pk: int, name: str) -> HttpResponse:
    """Answer an objection, or say whether the answer settles it."""
    seat = request.seat
    if name not in ("answer", "close"):
        raise NotFound
    seat.need("review.answer" if name == "answer" else "review.review")
    row = queries.identification_called(seat, code)
    found = queries.objection_called(seat, row, pk)
    kind: type[django_forms.Form] = forms.Text if name == "answer" else forms.Close
    form: Any = kind(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if name == "answer":
                reviewing.answer(seat, found, text=form.cleaned_data["text"])
            else:
                reviewing.close(seat, found, **form.told())
            return redirect(at(seat, "review:one", code=row.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    label = _("Answer the objection") if name == "answer" else _("Close the objection")
    told = {"identification": row, "form": form, "label": label, "objection": found}
    return render(request, "review/act.html", told)


@page("review.sign")
def sign(request: SeatRequest, code: str) -> HttpResponse:
    """The page of the signature: what is signed, what stands against it, and the proof of who signs."""
    seat = request.seat
    row = queries.identification_called(seat, code)
    statement, rule = queries.statement_of(row), queries.rule_in_force(seat)
    stands_in = confirming.needs_only_code(seat)
    kind: type[forms.Seen] = forms.SignByCode if stands_in else forms.SignByPassword
    start = {"statement": statement.digest, "rule": rule.number}
    form: Any = kind(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def prove() -> confirming.Proof:
            if stands_in:
                return confirming.by_code(seat, row, told["statement"], told["code"])
            return confirming.by_password(
                request, seat, row, told["statement"], password=told["password"], second=told["second"]
            )

        try:
            made = signing.try_to_sign(
                seat, row, prove, statement=told["statement"], rule=told["rule"], most=recomputing.MOST_PAIRS
            )
            return redirect(at(seat, "review:signature", code=row.code, pk=made.pk))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            form = _emptied(form, kind, start)
    context = {
        "identification": row,
        "statement": statement,
        "rule": rule,
        "against": queries.against(seat, row),
        "recomputed": recomputing.last(statement.evidence),
        "reviews": queries.reviews(seat, statement),
        "form": form,
        "stands_in": stands_in,
    }
    return render(request, "review/sign.html", context)


@page("review.read", methods=("GET",))
def signature(request: SeatRequest, code: str, pk: int) -> HttpResponse:
    """One signature: person, meaning, moment, every digest, its journal entry, and how to check it."""
    row = queries.identification_called(request.seat, code)
    found = queries.signatures(request.seat).filter(identification=row, pk=pk).first()
    if found is None:
        raise NotFound
    context = {
        "identification": row,
        "signature": found,
        "checked": queries.checked(request.seat, found),
        "bound": bound(found),
        "bytes": bytes_of(found),
        "short": falls_short(found, queries.rule_in_force(request.seat)),
    }
    return render(request, "review/signature.html", context)


@page("review.read", methods=("GET",))
def signatures(request: SeatRequest) -> HttpResponse:
    """Every signature, void ones as well."""
    shown = Paginator(queries.signatures(request.seat), PAGE).get_page(request.GET.get("page"))
    return render(request, "review/signatures.html", {"page": shown})


def _fits(seat: Any, row: Identification, name: str) -> bool:
    """Whether the act is offered to this person on this page; the act itself asks again."""
    if name in ("begin", "finish", "object", "send-back") or not seat.may(ACTS[name][1]):
        return False  # those of reviewers stand beside their own review
    state = Identification.State
    return {
        "take-back": row.state == state.REVIEW and row.author_id == seat.user.pk,
        "reopen": row.state == state.AGREED,
        "return": row.state in (state.REVIEW, state.AGREED),
        "rescind": row.state in (state.SIGNED, state.VOID) and row.signatures.exists(),
    }[name]


def _emptied(form: Any, kind: type[forms.Seen], start: dict[str, Any]) -> Any:
    """The form again, with what was refused and no password in it; what was seen is taken afresh from the page."""
    fresh: Any = kind(initial=start)
    fresh.refused = form.non_field_errors()
    return fresh
