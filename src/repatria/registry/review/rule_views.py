"""Pages of the rules for signatures: what one needs and needed, a proposal, and the second person's word on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from repatria.registry.people.desks import at
from repatria.registry.refusals import Refusal
from repatria.registry.review import forms, queries
from repatria.registry.review import rules as acts
from repatria.registry.review.models import RuleDecision, SigningRule
from repatria.registry.web import SeatRequest, page


@page("review.read")
def rules(request: SeatRequest) -> HttpResponse:
    """What a signature needs, and needed; a medical examiner proposes a new rule here."""
    seat, rule = request.seat, queries.rule_in_force(request.seat)
    start = {name: getattr(rule, name) for name in ("posterior", "two_donors", "every_listed", "reviewers")}
    form = forms.Rule(request.POST if request.method == "POST" else None, initial={**start, "instead_of": rule.number})
    if request.method == "POST":
        seat.need("review.rule")
        if form.is_valid():
            try:
                made = acts.propose_rule(seat, **form.cleaned_data)
                messages.success(request, _("Rule %(n)d is proposed. It waits for a second person.") % {"n": made.number})
                return redirect(at(seat, "review:rules"))
            except Refusal as refusal:
                form.add_error(None, str(refusal))
    context = {
        "rule": rule,
        "rows": [(row, key, acts.STANDS[key]) for row, key in queries.all_rules(seat)],
        "form": form if seat.may("review.rule") else None,
        "waits": queries.rule_to_decide(seat),
    }
    return render(request, "review/rules.html", context)


@page("review.confirm_rule")
def decide(request: SeatRequest, number: int) -> HttpResponse:
    """Confirm or decline a proposed rule; whoever proposed it can only take it back."""
    seat, rule = request.seat, queries.rule_numbered(request.seat, number)
    own = rule.by_id == seat.user.pk
    kind: type[forms.DecideRule] = forms.TakeRuleBack if own else forms.DecideRule
    form = kind(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = decided(seat, rule, form.cleaned_data)
            said = _("Rule %(n)d is in force.") if made.confirmed else _("Rule %(n)d will not come into force.")
            messages.success(request, said % {"n": number})
            return redirect(at(seat, "review:rules"))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"rule": rule, "force": queries.rule_in_force(seat), "form": form, "own": own}
    return render(request, "review/rule.html", context)


def decided(seat: Any, rule: SigningRule, told: dict[str, Any]) -> RuleDecision:
    """Do what the form of the second person says."""
    if told["verdict"] == "confirm":
        return acts.confirm_rule(seat, rule)
    return acts.decline_rule(seat, rule, words=told["words"])
